/** Known bugs in what Marathon takes of an offer, each as in 1.1.1 and mended. */

import { expect, test } from "vitest";
import { kindOf, Resources, scalar } from "../../../../src/model/resources.ts";
import { type QuirkId, type Quirks, quirksOf11, quirksWithout } from "../../../../src/sim/marathon/quirks.ts";
import { parse, reservationOf, reserved } from "../../../support/resources.ts";
import { basicApp, basicOffer, Rig, residentApp } from "../rig.ts";
import { simulate } from "../simulate.ts";

const large = "cpus:16;mem:64000;disk:64000;ports:[31000-32000]";

const mended = (id: QuirkId): Quirks => quirksWithout([id]);

/** Where a task of the rig's app is, by id. */
function agentsOf(rig: Rig): ReadonlyMap<string, string> {
  return new Map(rig.marathon.tasksOf("/app").map(({ taskId, agent }) => [taskId, agent]));
}

/** Two instances on two agents, of which that on `b` is the younger one. */
function two(quirks: Quirks): { readonly rig: Rig; readonly onA: string; readonly onB: string } {
  const rig = Rig.joined({ quirks });
  rig.agent("a", basicOffer.replace("disk:1", "disk:11"));
  rig.agent("b", basicOffer.replace("disk:1", "disk:11"));
  rig.create(residentApp({ cpus: 4, instances: 1 }));
  const onA = rig.bringUp("a");
  rig.to(1000);
  rig.scale("/app", 2);
  const onB = rig.bringUp("b");
  return { rig, onA, onB };
}

test("B7 PersistentVolumeMatcher.scala:21-31 an instance comes up on the volume of one that was scaled away", () => {
  const launched = (quirks: Quirks) => {
    const { rig, onA, onB } = two(quirks);
    rig.to(2000);
    // The younger goes first (ScalingProposition.scala:9-44), and its agent is the first that is offered afterwards.
    rig.scale("/app", 1);
    rig.to(3000);
    rig.tell(onA, "failed");
    rig.to(5000);
    const first = rig.operations("b").map(({ type }) => type);
    const then = rig.operations("a").map(({ type }) => type);
    expect(agentsOf(rig)).toEqual(
      new Map([
        [onA, "a"],
        [onB, "b"],
      ]),
    );
    return [first, then];
  };
  expect(launched(quirksOf11)).toEqual([["LAUNCH"], []]);
  expect(launched(mended("B7"))).toEqual([[], ["LAUNCH"]]);
});

test("B7 mended, one that was scaled away is used again when the app is scaled up (Goal.scala:26-45 @ v1.9.109)", () => {
  const { rig } = two(mended("B7"));
  rig.scale("/app", 1);
  rig.to(10_000);
  rig.scale("/app", 2);
  expect(rig.operations("b").map(({ type }) => type)).toEqual(["LAUNCH"]);
});

test("B14 ResourceMatcher.scala:117-131 two instances of a UNIQUE app start on one agent", () => {
  const stacked = (fixes: readonly string[]) =>
    simulate({
      agents: ["a"],
      apps: [residentApp({ instances: 2, constraints: [["hostname", "UNIQUE"]] })],
      fixes,
      durationMs: 60_000,
      check: "every",
    });
  expect(stacked([]).run().violations).toMatchObject([{ invariant: "unique-holds", bug: "B14" }]);
  const one = stacked(["B14"]);
  expect(one.run().violations).toEqual([]);
  expect(one.marathon(null).appView("/app")).toMatchObject({ running: 1, queued: 1 });
});

/** An offer of nothing but what its role has reserved, with or without labels. */
function offering(quirks: Quirks, ...labels: readonly string[]): readonly string[] {
  const rig = Rig.joined({ quirks });
  rig.agent("a", basicOffer);
  rig.setFree("a", reserved(basicOffer, "test", reservationOf("principal", ...labels)));
  rig.create(basicApp());
  return rig.operations("a").map(({ type }) => type);
}

test("B21 TaskBuilder.scala:81-83 an app without residency does not use what its role has reserved without labels", () => {
  expect(offering(quirksOf11)).toEqual([]);
  expect(offering(mended("B21"))).toEqual(["LAUNCH"]);
});

test("B21 mended, it leaves alone what a Marathon has labelled, whichever (ResourceMatcher.scala:83-110 @ e4622c161)", () => {
  const theirs = ["marathon_framework_id=other", "marathon_task_id=app.u1"];
  expect(offering(mended("B21"), ...theirs)).toEqual([]);
  // Labels of somebody else's say nothing to it.
  expect(offering(mended("B21"), "owner=team")).toEqual(["LAUNCH"]);
});

test("B21 mended, it may take a part from what is reserved and a part from what is not", () => {
  const rig = Rig.joined({ quirks: mended("B21") });
  rig.agent("a", basicOffer);
  const half = scalar(kindOf("cpus", "test", reservationOf("principal")), 500);
  rig.setFree("a", parse("cpus:0.5;mem:64;disk:1;ports:[31000-31000]").plus(Resources.of(half)));
  rig.create(basicApp({ cpus: 1 }));
  expect(rig.operations("a").map(({ type }) => type)).toEqual(["LAUNCH"]);
});

test("B22 PortsMatcher.scala:219-271 the ports of a reservation change places from launch to launch", () => {
  const orders = (quirks: Quirks): readonly string[] => {
    const rig = Rig.joined({ quirks });
    rig.agent("a", large);
    rig.create(residentApp({ ports: [0, 0, 0] }));
    for (let launches = 0; launches < 12; launches++) {
      rig.tell(rig.bringUp("a"), "failed");
      // Beyond the delay after each failure.
      rig.to(rig.kernel.nowMs + 60_000);
    }
    return rig
      .all("ACCEPT")
      .flatMap(({ operations }) => operations)
      .flatMap((operation) => (operation.type === "LAUNCH" ? operation.tasks : []))
      .map(({ ports = [] }) => ports.join());
  };
  const as11 = orders(quirksOf11);
  expect(as11).toHaveLength(12);
  expect(new Set(as11).size).toBeGreaterThan(1);
  // The same three, whatever their order.
  expect(new Set(as11.map((order) => order.split(",").sort().join())).size).toBe(1);
  const same = new Set(orders(mended("B22")));
  expect([...same]).toEqual([[...same][0]?.split(",").sort().join()]);
});

test("B40 Constraints.scala:76-113 a constraint sees the text of an attribute, and a number has none (#1711)", () => {
  const launched = (quirks: Quirks, constraint: readonly string[], racks: readonly string[]) => {
    const rig = Rig.joined({ quirks });
    racks.forEach((rack, i) => {
      rig.agent(`a-${i}`, large, { rack });
    });
    rig.create(basicApp({ instances: racks.length, constraints: [constraint] }));
    return racks.map((_rack, i) => rig.operations(`a-${i}`).length);
  };
  const numbers = ["1", "2"];
  // All have the text "": it matches no expression but one of anything, and is there once.
  expect(launched(quirksOf11, ["rack", "LIKE", "[12]"], numbers)).toEqual([0, 0]);
  expect(launched(quirksOf11, ["rack", "LIKE", ".*"], ["1"])).toEqual([1]);
  expect(launched(quirksOf11, ["rack", "CLUSTER", "1"], ["1"])).toEqual([0]);
  expect(launched(quirksOf11, ["rack", "UNIQUE"], numbers)).toEqual([1, 0]);
  // GroupBy's count of groups stays 1 (#3857); without a count the one group is the least at all times.
  expect(launched(quirksOf11, ["rack", "GROUP_BY", "2"], numbers)).toEqual([1, 0]);
  expect(launched(quirksOf11, ["rack", "GROUP_BY"], numbers)).toEqual([2, 0]);
  expect(launched(quirksOf11, ["rack", "UNLIKE", "1"], ["1"])).toEqual([1]);

  expect(launched(mended("B40"), ["rack", "LIKE", "[12]"], ["1"])).toEqual([1]);
  expect(launched(mended("B40"), ["rack", "CLUSTER", "1"], ["1"])).toEqual([1]);
  expect(launched(mended("B40"), ["rack", "UNIQUE"], numbers)).toEqual([1, 1]);
  expect(launched(mended("B40"), ["rack", "GROUP_BY", "2"], numbers)).toEqual([1, 1]);
  expect(launched(mended("B40"), ["rack", "UNLIKE", "1"], ["1"])).toEqual([0]);
  // Marathon 1.3 writes a number as Java's NumberFormat does (6df3b0667).
  expect(launched(mended("B40"), ["rack", "CLUSTER", "1,000.25"], ["1000.250"])).toEqual([1]);
  expect(launched(mended("B40"), ["rack", "CLUSTER", "[1-2,5-6]"], ["[5-6, 1-2]"])).toEqual([1]);
});

test("values.cpp:588-594 @ 0.28.3 an attribute's text has no blanks, mended or not", () => {
  for (const quirks of [quirksOf11, mended("B40")]) {
    const rig = Rig.joined({ quirks });
    rig.agent("a", large, { zone: "us east" });
    rig.create(basicApp({ instances: 1, constraints: [["zone", "CLUSTER", "us east"]] }));
    expect(rig.operations("a")).toEqual([]);
    rig.create(basicApp({ id: "/other", instances: 1, constraints: [["zone", "CLUSTER", "useast"]] }));
    expect(rig.operations("a")).toHaveLength(1);
  }
});
