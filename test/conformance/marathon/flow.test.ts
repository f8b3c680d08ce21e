/** When Marathon wants offers: ReviveOffersActorTest, OffersWantedForReconciliationActorTest,
 * OfferMatcherLaunchTokensActorTest, MarathonConf's defaults (v1.1.1). */

import { describe, expect, test } from "vitest";
import { Recorder } from "../../../src/sim/cluster/recorder.ts";
import { Kernel } from "../../../src/sim/kernel/kernel.ts";
import { Streams } from "../../../src/sim/kernel/streams.ts";
import type { Context } from "../../../src/sim/marathon/context.ts";
import { Ids } from "../../../src/sim/marathon/ids.ts";
import { KeptRefusals } from "../../../src/sim/marathon/kept-refusals.ts";
import { PortDraws } from "../../../src/sim/marathon/port-draws.ts";
import { quirksOf11 } from "../../../src/sim/marathon/quirks.ts";
import { Reviver } from "../../../src/sim/marathon/revive.ts";
import { Terms } from "../../../src/sim/marathon/terms.ts";
import { type MarathonFlags, marathonDefaults } from "../../../src/sim/scenario.ts";
import { basicApp, Rig, residentApp } from "../../sim/marathon/rig.ts";

const large = "cpus:40;mem:64000;disk:4000;ports:[31000-32000]";

function contextWith(kernel: Kernel, flags: Partial<MarathonFlags>): Context {
  const streams = new Streams(1);
  return {
    name: "m",
    role: "test",
    flags: { ...marathonDefaults, ...flags },
    quirks: quirksOf11,
    kernel: new Terms(kernel).begin(),
    recorder: new Recorder(kernel, null, "counted"),
    streams,
    ids: new Ids(streams, "m"),
    draws: new PortDraws(streams, "m"),
    keptRefusals: new KeptRefusals(),
  };
}

/** A reviver, the instants of its revives, and time. */
function reviving(flags: Partial<MarathonFlags> = {}) {
  const kernel = new Kernel();
  const context = contextWith(kernel, flags);
  const revives: number[] = [];
  const reviver = new Reviver(context, () => revives.push(kernel.nowMs));
  const to = (atMs: number): void => {
    while (kernel.playInstant(atMs));
    kernel.nowMs = atMs;
  };
  return { reviver, revives, to };
}

describe("revives", () => {
  test("ReviveOffersActorTest.scala:28 one at once when offers are wanted", () => {
    const { reviver, revives, to } = reviving({ revive_offers_repetitions: 1 });
    reviver.offersWanted(true);
    to(60_000);
    expect(revives).toEqual([0]);
  });

  test("ReviveOffersActorTest.scala:41,:64 one at once for a request or a registration, later", () => {
    const { reviver, revives, to } = reviving({ revive_offers_repetitions: 1 });
    reviver.offersWanted(true);
    to(10_000);
    reviver.request();
    expect(revives).toEqual([0, 10_000]);
  });

  test("ReviveOffersActorTest.scala:81 none once all repetitions are used", () => {
    const { reviver, revives, to } = reviving({ revive_offers_repetitions: 1 });
    reviver.offersWanted(true);
    to(3_600_000);
    expect(revives).toEqual([0]);
  });

  test("ReviveOffersActorTest.scala:124 none for a registration while offers are not wanted", () => {
    const { reviver, revives, to } = reviving();
    reviver.offersWanted(false);
    reviver.request();
    to(60_000);
    expect(revives).toEqual([]);
  });

  test("ReviveOffersActorTest.scala:140 two quick wishes make one revive now and one in 5 s", () => {
    const { reviver, revives, to } = reviving({ revive_offers_repetitions: 1 });
    reviver.offersWanted(true);
    reviver.offersWanted(true);
    expect(revives).toEqual([0]);
    to(60_000);
    expect(revives).toEqual([0, 5000]);
  });

  test("ReviveOffersActorTest.scala:156 a third wish adds nothing", () => {
    const { reviver, revives, to } = reviving({ revive_offers_repetitions: 1 });
    reviver.offersWanted(true);
    reviver.offersWanted(true);
    to(3000);
    reviver.offersWanted(true);
    to(60_000);
    expect(revives).toEqual([0, 5000]);
  });

  test("ReviveOffersActorTest.scala:174 what is still to come is cancelled when offers are no longer wanted", () => {
    const { reviver, revives, to } = reviving();
    reviver.offersWanted(true);
    to(1000);
    reviver.offersWanted(false);
    to(60_000);
    expect(revives).toEqual([0]);
  });

  test("ReviveOffersActorTest.scala:192 flipping wishes are held apart by the minimum interval", () => {
    const { reviver, revives, to } = reviving({ revive_offers_repetitions: 1 });
    reviver.offersWanted(true);
    reviver.offersWanted(false);
    reviver.offersWanted(true);
    to(60_000);
    expect(revives).toEqual([0, 5000]);
  });

  test("ReviveOffersActorTest.scala:237 five repetitions are exactly five revives", () => {
    const { reviver, revives, to } = reviving({ revive_offers_repetitions: 5 });
    reviver.offersWanted(true);
    to(3_600_000);
    expect(revives).toEqual([0, 5000, 10_000, 15_000, 20_000]);
  });

  test("revive_offers_for_new_apps: false sends none", () => {
    const { reviver, revives, to } = reviving({ revive_offers_for_new_apps: false });
    reviver.offersWanted(true);
    to(60_000);
    expect(revives).toEqual([]);
  });
});

describe("the reconciler's interest", () => {
  test("OffersWantedForReconciliationActorTest.scala:24 it wants offers for 17.5 s from the election on", () => {
    const rig = Rig.joined();
    rig.to(17_499);
    expect(rig.marathon.snapshot().offersWanted).toBe(true);
    rig.to(17_500);
    expect(rig.marathon.snapshot().offersWanted).toBe(false);
    // The one at the election is lost: Marathon has not registered yet.
    expect(rig.timesOf("REVIVE")).toEqual([5000, 10_000, 15_000]);
  });

  test("OffersWantedForReconciliationActorTest.scala:50 it wants offers again when a resident app was stopped", () => {
    const rig = Rig.joined();
    rig.create(residentApp({ instances: 0 }));
    rig.to(100_000);
    rig.destroy("/app");
    expect(rig.marathon.snapshot().offersWanted).toBe(true);
    rig.to(200_000);
    expect(rig.marathon.snapshot().offersWanted).toBe(false);
    expect(rig.timesOf("REVIVE").filter((atMs) => atMs >= 100_000)).toEqual([100_000, 105_000, 110_000]);
  });

  test("a stopped app that is not resident does not make it want offers", () => {
    const rig = Rig.joined();
    rig.create(basicApp({ instances: 0 }));
    rig.to(100_000);
    rig.destroy("/app");
    expect(rig.marathon.snapshot().offersWanted).toBe(false);
  });
});

describe("launch tokens", () => {
  test("OfferMatcherLaunchTokensActorTest.scala:15 they are set at the start, and again every 30 s", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    expect(rig.marathon.snapshot().launchTokens).toBe(100);
    rig.create(basicApp({ instances: 5 }));
    rig.offer("a");
    expect(rig.marathon.snapshot().launchTokens).toBe(95);
    rig.to(29_999);
    expect(rig.marathon.snapshot().launchTokens).toBe(95);
    rig.to(30_000);
    expect(rig.marathon.snapshot().launchTokens).toBe(100);
  });

  test("OfferMatcherLaunchTokensActorTest.scala:20 one more for each task that is told to run, once", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp());
    const taskId = rig.bringUp("a");
    expect(rig.marathon.snapshot().launchTokens).toBe(100);
    rig.tell(taskId, "running");
    expect(rig.marathon.snapshot().launchTokens).toBe(100);
  });

  test("without tokens offers are declined for long, and wanted anew when tokens are there again", () => {
    const rig = Rig.joined({ flags: { launch_tokens: 2 } });
    rig.agent("a", large);
    rig.to(20_000);
    rig.create(basicApp({ instances: 3 }));
    expect(rig.operations("a")).toHaveLength(2);
    expect(rig.offer("a")).toMatchObject([{ type: "DECLINE", refuseMs: 120_000 }]);
    rig.to(30_000);
    // The series of 20 s is at its last, and a new one begins at the refill.
    expect(rig.timesOf("REVIVE").filter((atMs) => atMs >= 20_000)).toEqual([20_000, 25_000, 30_000]);
    rig.to(60_000);
    expect(rig.timesOf("REVIVE").filter((atMs) => atMs > 30_000)).toEqual([35_000, 40_000]);
  });
});
