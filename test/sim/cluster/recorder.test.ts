/** The recorder: the catalogue's events as rows, and offers beside them. */

import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type EventType, eventNames, eventTypes, idFields } from "../../../src/model/events.ts";
import { type OfferKeeping, Recorder, rowTypes, typeNumber } from "../../../src/sim/cluster/recorder.ts";
import type { Hash } from "../../../src/sim/kernel/journal.ts";
import { Kernel } from "../../../src/sim/kernel/kernel.ts";
import { namedRows, TestCluster } from "../../support/cluster.ts";
import { parse, reservationOf, reserved } from "../../support/resources.ts";
import { launch, reserve, task } from "../../support/scripted-framework.ts";

function sha256(): Hash {
  const hash = createHash("sha256");
  return { update: (bytes) => hash.update(bytes), digest: () => hash.digest("hex") };
}

describe("row types", () => {
  test.each(eventNames)("%s: ids first, then its fields, then the reason where it has some", (name) => {
    const type: EventType = eventTypes[name];
    const ids = idFields.filter((id) => type.ids.includes(id));
    const reason = type.reasons === undefined ? [] : ["reason"];
    expect(rowTypes[typeNumber(name)]?.fields.map((field) => field.name)).toEqual([
      ...ids,
      ...Object.keys(type.fields),
      ...reason,
    ]);
  });

  test("are few enough for the journal's one byte", () => {
    expect(rowTypes.length).toBeLessThanOrEqual(256);
  });
});

describe("a row", () => {
  test("has each kind of value in its place, and the time of the clock", () => {
    const kernel = new Kernel();
    const recorder = new Recorder(kernel, null, "counted");
    kernel.nowMs = 1234;
    recorder.add("reservation.made", {
      agent: "a",
      framework: "f",
      task: undefined,
      app: null,
      resources: parse("cpus:1;ports:[1-2]"),
      labels: [{ key: "k", value: "v" }],
    });
    recorder.add("agent.crashed", { agent: "a", disk_lost: true, reason: "crashed" });
    expect(namedRows(recorder.journal)).toEqual([
      {
        type: "reservation.made",
        atMs: 1234,
        agent: "a",
        framework: "f",
        resources: '{"cpus":1,"ports":"1-2"}',
        labels: '[{"key":"k","value":"v"}]',
      },
      { type: "agent.crashed", atMs: 1234, agent: "a", disk_lost: true, reason: "crashed" },
    ]);
  });

  test("an empty text is a text like others: its first use gives it a number", () => {
    const recorder = new Recorder(new Kernel(), null, "counted");
    const ids = { framework: "marathon", app: "/a" };
    for (let i = 0; i < 2; i++)
      recorder.add("app.rejected", {
        ...ids,
        call: "create",
        status: 422,
        path: "",
        message: "",
        reason: "invalid",
      });
    // framework, app, call, status, path, message, deployments, reason: six texts, of which two are the same.
    const cells = [0, 1, 2, 422, 3, 3, Number.NaN, 4];
    expect([...recorder.journal.blockOf(0).cells.slice(0, 16)]).toEqual([...cells, ...cells]);
  });

  test("for a reason that the catalogue does not list is our own mistake", () => {
    const recorder = new Recorder(new Kernel(), null, "counted");
    const unlisted = "because" as "crashed";
    expect(() => recorder.add("agent.crashed", { agent: "a", reason: unlisted })).toThrow(
      "agent.crashed for the unlisted reason because",
    );
    const inherited = "toString" as "crashed";
    expect(() => recorder.add("agent.crashed", { agent: "a", reason: inherited })).toThrow(
      "unlisted reason toString",
    );
    expect(recorder.journal.length).toBe(0);
  });
});

describe("offers", () => {
  function played(offers: OfferKeeping): TestCluster {
    const mine = reserved("cpus:1", "r", reservationOf("p"));
    const cluster = new TestCluster({ offers, hash: sha256() });
    cluster.agent("a", "cpus:2;mem:64");
    cluster.framework({ name: "f", role: "r" }, [
      { times: 1, accept: () => [reserve(mine), launch(task("t", mine, 700))], refuseMs: 0 },
      { refuseMs: 1000 },
    ]);
    cluster.runTo(10_000);
    return cluster;
  }

  test("are counted in any case", () => {
    const counts = (["counted", "kept", "listed"] as const).map(
      (keeping) => played(keeping).recorder.offerCounts,
    );
    expect(counts[0]).toMatchObject({ accepted: 1, rescinded: 0 });
    expect(counts[0]?.made).toBeGreaterThan(3);
    expect(counts[0]?.declined).toBe((counts[0]?.made ?? 0) - 1);
    expect(counts[1]).toEqual(counts[0]);
    expect(counts[2]).toEqual(counts[0]);
  });

  test("kept or not, the digest and the other rows are the same", () => {
    const [counted, kept, listed] = (["counted", "kept", "listed"] as const).map(played);
    expect(kept?.recorder.journal.digest()).toBe(counted?.recorder.journal.digest());
    expect(listed?.recorder.journal.digest()).toBe(counted?.recorder.journal.digest());
    expect(listed?.rows()).toEqual(counted?.rows());
  });

  test("are kept where somebody looks at them, and go into outputs only where they are listed", () => {
    const [counted, kept, listed] = (["counted", "kept", "listed"] as const).map(
      (keeping) => played(keeping).recorder,
    );
    expect([counted?.keptOffers, counted?.offers, kept?.offers]).toEqual([null, null, null]);
    const { made = 0, accepted = 0, declined = 0 } = kept?.offerCounts ?? {};
    expect(kept?.keptOffers?.journal.length).toBe(made + accepted + declined);
    expect(listed?.offers).toBe(listed?.keptOffers);
  });

  test("say how many rows stood before each", () => {
    const { recorder } = played("listed");
    const { journal } = recorder.offers ?? { journal: null };
    const anchors = [...(recorder.offers?.anchors ?? [])];
    expect(anchors.length).toBe(journal?.length);
    // The first offer comes after the agent and the framework have registered.
    expect(anchors[0]).toBe(2);
    expect(anchors.toSorted((a, b) => a - b)).toEqual(anchors);
  });

  test("name what they hold as Mesos would list it", () => {
    const { recorder } = played("listed");
    const [first] = recorder.offers === null ? [] : namedRows(recorder.offers.journal);
    expect(first).toMatchObject({ type: "offer.made", agent: "a", resources: "cpus(*):2; mem(*):64" });
  });

  test("whose rows are not kept are not even made", () => {
    const recorder = new Recorder(new Kernel(), null, "counted");
    recorder.offer("offer.declined", () => {
      throw new Error("nobody asked");
    });
    expect(recorder.offerCounts.declined).toBe(1);
  });
});
