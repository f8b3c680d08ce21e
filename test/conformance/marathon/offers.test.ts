/** Answers to offers: OfferMatcherManager*, OfferProcessorImplTest, TaskLauncherImplTest, StopOnFirstMatchingOfferMatcherTest,
 * OfferMatcherReconcilerTest (v1.1.1). */

import { describe, expect, test } from "vitest";
import type { Operation } from "../../../src/model/operations.ts";
import { kindOf, Resources, scalar } from "../../../src/model/resources.ts";
import { reservedFor } from "../../../src/sim/marathon/matching/labels.ts";
import { quirksOf11 } from "../../../src/sim/marathon/quirks.ts";
import { basicApp, basicOffer, frameworkId, Rig, residentApp } from "../../sim/marathon/rig.ts";
import { reservationOf, reserved, volumeOf } from "../../support/resources.ts";

const large = "cpus:40;mem:64000;disk:4000;ports:[31000-32000]";

const launchedApps = (operations: readonly Operation[]): readonly (string | undefined)[] =>
  operations.flatMap((operation) =>
    operation.type === "LAUNCH" ? operation.tasks.map(({ trace }) => trace.app) : [],
  );

describe("the matcher manager", () => {
  test("OfferMatcherManagerActorTest.scala:26 without precedence the order is by chance", () => {
    const first = new Set<string | undefined>();
    for (let seed = 1; seed <= 20; seed++) {
      const rig = Rig.joined({ seed });
      rig.agent("a", "cpus:1;mem:64;disk:1;ports:[31000-32000]");
      rig.create(basicApp({ id: "/x" }));
      rig.create(basicApp({ id: "/y" }));
      first.add(launchedApps(rig.operations("a"))[0]);
    }
    expect([...first].sort()).toEqual(["/x", "/y"]);
  });

  test("OfferMatcherManagerActorTest.scala:43 an app whose volume is in the offer comes first", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const rig = Rig.joined({ seed });
      rig.agent("a", large);
      rig.create(residentApp({ id: "/r" }));
      rig.operations("a");
      for (const id of ["/s", "/t", "/u"]) rig.create(basicApp({ id }));
      // The first matched is the last sent (OfferMatcherManagerActor.scala:62-69).
      expect(launchedApps(rig.operations("a")).at(-1)).toBe("/r");
    }
  });

  test("TaskTest.scala:136 (v1.4.13) an app id with a dot gives precedence only with B9 mended (Task.scala:364)", () => {
    const firsts = (quirks = quirksOf11): ReadonlySet<string | undefined> => {
      const first = new Set<string | undefined>();
      for (let seed = 1; seed <= 20; seed++) {
        const rig = Rig.joined({ seed, quirks });
        rig.agent("a", large);
        rig.create(residentApp({ id: "/r.r" }));
        rig.operations("a");
        for (const id of ["/s", "/t", "/u"]) rig.create(basicApp({ id }));
        first.add(launchedApps(rig.operations("a")).at(-1));
      }
      return first;
    };
    expect(firsts().size).toBeGreaterThan(1);
    expect([...firsts(new Set())]).toEqual(["/r.r"]);
  });

  test("OfferMatcherManagerModuleTest.scala:34 without matchers nothing is taken", () => {
    const rig = Rig.joined();
    rig.agent("a", basicOffer);
    expect(rig.offer("a")).toMatchObject([{ type: "DECLINE", refuseMs: 120_000 }]);
  });

  test("OfferMatcherManagerModuleTest.scala:72 two apps share an offer, one operation each", () => {
    const rig = Rig.joined();
    rig.agent("a", "cpus:2;mem:128;disk:2;ports:[31000-32000]");
    rig.create(basicApp({ id: "/x", instances: 2 }));
    rig.create(basicApp({ id: "/y", instances: 2 }));
    expect([...launchedApps(rig.operations("a"))].sort()).toEqual(["/x", "/y"]);
  });

  test.each([0, 1, 3])(
    "OfferMatcherManagerModuleTest.scala:88 %i tokens are as many operations",
    (tokens) => {
      const rig = Rig.joined({ flags: { launch_tokens: tokens } });
      rig.agent("a", large);
      rig.create(basicApp({ instances: 20 }));
      expect(rig.operations("a")).toHaveLength(tokens);
    },
  );

  test("an offer takes five operations and no more (max_tasks_per_offer), reservations included", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(residentApp({ instances: 20 }));
    expect(rig.operations("a").filter(({ type }) => type === "RESERVE")).toHaveLength(5);
    expect(rig.marathon.snapshot().launchTokens).toBe(95);
  });

  test("adding an app leaves the order of the others as it was", () => {
    const order = (ids: readonly string[]): readonly (string | undefined)[] => {
      const rig = Rig.joined({ flags: { max_tasks_per_offer: 20 } });
      rig.agent("a", large);
      for (const id of ids) rig.create(basicApp({ id }));
      return launchedApps(rig.operations("a")).filter((id) => id !== "/new");
    };
    const before = order(["/a", "/b", "/c", "/d", "/e", "/f"]);
    expect(before).toHaveLength(6);
    expect(order(["/new", "/a", "/b", "/c", "/d", "/e", "/f"])).toEqual(before);
  });
});

describe("constraints in one offer", () => {
  const unique = residentApp({ instances: 3, constraints: [["hostname", "UNIQUE"]] });

  test("UNIQUE reservations stack on one agent, and all launch from one offer (#4803), bug B14", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(unique);
    expect(rig.operations("a").filter(({ type }) => type === "RESERVE")).toHaveLength(3);
    expect(rig.operations("a").filter(({ type }) => type === "LAUNCH")).toHaveLength(3);
  });

  test("labelled resources in separate offers launch one task, and the others are refused", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(unique);
    rig.operations("a");
    const all = rig.free("a");
    const launched = rig.marathon.tasksOf("/app").map(({ taskId }) => {
      rig.setFree(
        "a",
        all.filter(({ kind }) => reservedFor(frameworkId, kind) === taskId),
      );
      return rig.operations("a").map(({ type }) => type);
    });
    expect(launched).toEqual([["LAUNCH"], [], []]);
  });

  test("ResourceMatcherTest.scala:787 (v1.4.13) with B14 mended the agent gets one", () => {
    const rig = Rig.joined({ quirks: new Set() });
    rig.agent("a", large);
    rig.create(unique);
    expect(rig.operations("a").filter(({ type }) => type === "RESERVE")).toHaveLength(1);
    expect(rig.operations("a").filter(({ type }) => type === "LAUNCH")).toHaveLength(1);
    expect(rig.operations("a")).toEqual([]);
  });

  test("ResourceMatcherTest.scala:819 (v1.4.13) without a constraint reservations stack, B14 mended or not", () => {
    const rig = Rig.joined({ quirks: new Set() });
    rig.agent("a", large);
    rig.create(residentApp({ instances: 3 }));
    expect(rig.operations("a").filter(({ type }) => type === "RESERVE")).toHaveLength(3);
  });
});

describe("the offer processor", () => {
  test("OfferProcessorImplTest.scala:28, TaskLauncherImplTest.scala:48 operations are stored first, then accepted at once with a filter of 0 s", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp({ instances: 2 }));
    const answers = rig.offer("a");
    expect(answers).toMatchObject([{ type: "ACCEPT", refuseMs: 0 }]);
    expect(rig.marathon.appView("/app").staging).toBe(2);
  });

  test("OfferProcessorImplTest.scala:247, TaskLauncherImplTest.scala:69 no match is declined for decline_offer_duration", () => {
    const rig = Rig.joined({ flags: { decline_offer_duration: 123 } });
    rig.agent("a", "cpus:0.01;mem:1;disk:1;ports:[31000-32000]");
    rig.create(basicApp());
    expect(rig.offer("a")).toMatchObject([{ type: "DECLINE", refuseMs: 123 }]);
  });

  test("OfferProcessorImplTest.scala:259, TaskLauncherImplTest.scala:63 a matcher that fails declines with Mesos' 5 s", () => {
    const rig = Rig.joined();
    rig.agent("a", basicOffer);
    const labels = [`marathon_framework_id=${frameworkId}`, "marathon_task_id=nonsense"];
    rig.setFree("a", reserved("cpus:1", "test", reservationOf("principal", ...labels)));
    expect(rig.offer("a")).toMatchObject([{ type: "DECLINE", refuseMs: 5000 }]);
  });

  test("StopOnFirstMatchingOfferMatcherTest.scala:33,:49 the apps are asked where the reconciler has nothing, and its wish to see the offer again is lost", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(residentApp());
    rig.operations("a");
    rig.scale("/app", 0, true);
    expect(rig.offer("a")).toMatchObject([{ type: "DECLINE", refuseMs: 120_000 }]);
  });
});

describe("the reconciler", () => {
  const labelled = (taskId: string): Resources => {
    const reservation = reservationOf(
      "principal",
      `marathon_framework_id=${frameworkId}`,
      `marathon_task_id=${taskId}`,
    );
    return reserved("cpus:1;mem:64", "test", reservation)
      .plus(volumeOf(10, "test", "app#data#u", "data", reservation))
      .plus(Resources.of(scalar(kindOf("disk", "test", reservation), 1000)));
  };

  test("OfferMatcherReconcilerTest.scala:20 unlabelled resources are left alone", () => {
    const rig = Rig.joined();
    rig.agent("a", basicOffer);
    expect(rig.operations("a")).toEqual([]);
  });

  test("OfferMatcherReconcilerTest.scala:30 what belongs to no app and no task is destroyed and unreserved", () => {
    const rig = Rig.joined();
    rig.agent("a", basicOffer);
    rig.setFree("a", labelled("app.u1"));
    const operations = rig.operations("a");
    expect(operations.map(({ type }) => type)).toEqual(["DESTROY", "UNRESERVE"]);
    expect(rig.free("a").unreserved().amounts()).toEqual({ cpus: 1, mem: 64, disk: 11 });
    expect(operations.map((operation) => (operation.type === "LAUNCH" ? null : operation.trace))).toEqual([
      { app: "/app", task: "app.u1" },
      { app: "/app", task: "app.u1" },
    ]);
  });

  test("OfferMatcherReconcilerTest.scala:92 a known task of an unknown app is forgotten too", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(residentApp());
    rig.operations("a");
    rig.destroy("/app");
    expect(rig.operations("a").map(({ type }) => type)).toEqual(["DESTROY", "UNRESERVE"]);
    expect(rig.marathon.appIds()).toEqual([]);
    expect(rig.rows("task.expunged")).toMatchObject([{ was: "reserving", reason: "unclaimed" }]);
  });

  test("OfferMatcherReconcilerTest.scala:123 what belongs to a known task of a known app is left alone", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(residentApp());
    rig.bringUp("a");
    rig.scale("/app", 0, true);
    expect(rig.marathon.appView("/app").suspended).toBe(1);
    expect(rig.operations("a")).toEqual([]);
  });

  test("TaskLabelsTest.scala:33 another framework's labels are ignored", () => {
    const rig = Rig.joined();
    rig.agent("a", basicOffer);
    const labels = ["marathon_framework_id=other", "marathon_task_id=app.u1"];
    rig.setFree("a", reserved("cpus:1", "test", reservationOf("principal", ...labels)));
    expect(rig.operations("a")).toEqual([]);
  });

  test("it comes before the apps: an offer with anything spurious is only cleaned", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.setFree("a", rig.free("a").plus(labelled("gone.u1")));
    rig.create(basicApp());
    expect(rig.operations("a").map(({ type }) => type)).toEqual(["DESTROY", "UNRESERVE"]);
    expect(rig.operations("a").map(({ type }) => type)).toEqual(["LAUNCH"]);
  });

  test("a reservation without a volume is accepted again and again and never freed (#6071), bug B2", () => {
    const withoutVolume = (quirks = quirksOf11): readonly unknown[] => {
      const rig = Rig.joined({ quirks });
      rig.agent("a", basicOffer);
      rig.setFree(
        "a",
        labelled("app.u1").filter(({ kind }) => kind.persistenceId === null),
      );
      return rig.offer("a");
    };
    expect(withoutVolume()).toMatchObject([{ type: "ACCEPT", operations: [], refuseMs: 0 }]);
    expect(withoutVolume(new Set())).toMatchObject([{ type: "ACCEPT", operations: [{ type: "UNRESERVE" }] }]);
  });
});
