/** ConstraintsTest.scala (Marathon v1.1.1). */

import { describe, expect, test } from "vitest";
import type { Constraint, ConstraintOperator } from "../../../src/model/app/definition.ts";
import { selectTasksToKill, unmetConstraint } from "../../../src/model/constraints.ts";
import { PlaceCounts, type Placed } from "../../../src/model/placed.ts";

const constraint = (field: string, operator: ConstraintOperator, value = ""): Constraint => ({
  field,
  operator,
  value,
});
const on = (hostname: string, attributes: Readonly<Record<string, string>> = {}): Placed => ({
  hostname,
  attributes,
});
const inRack = (rackid: string): Placed => on("foohost", { foo: "bar", rackid });
const meets = (tasks: readonly Placed[], offer: Placed, of: Constraint): boolean =>
  unmetConstraint(of, offer, new PlaceCounts([of.field], tasks)) === null;
const times = (count: number, make: (n: number) => Placed): Placed[] =>
  Array.from({ length: count }, (_, n) => make(n));

describe("whom to kill", () => {
  test("ConstraintsTest.scala:21 a single GROUP_BY stays even", () => {
    const tasks = times(20, (n) => on(`srv${n % 2}`));
    const killed = selectTasksToKill([constraint("hostname", "GROUP_BY")], tasks, 10);
    expect(killed).toHaveLength(10);
    expect(killed.filter(({ hostname }) => hostname === "srv0")).toHaveLength(5);
  });

  test("ConstraintsTest.scala:36 an uneven distribution is evened", () => {
    const tasks = [...times(20, () => on("srv1")), ...times(10, () => on("srv2"))];
    const killed = selectTasksToKill([constraint("hostname", "GROUP_BY")], tasks, 10);
    expect(killed.map(({ hostname }) => hostname)).toEqual(Array.from({ length: 10 }, () => "srv1"));
  });

  test("ConstraintsTest.scala:50 two GROUP_BY at once stay even", () => {
    const spread = ["rack-1/blue", "rack-1/green", "rack-2/blue", "rack-2/green"];
    const tasks = spread.flatMap((place) => {
      const [rack = "", color = ""] = place.split("/");
      return times(10, () => on("host", { rack, color }));
    });
    const killed = selectTasksToKill(
      [constraint("rack", "GROUP_BY"), constraint("color", "GROUP_BY")],
      tasks,
      20,
    );
    const count = (key: string, value: string): number =>
      killed.filter(({ attributes }) => attributes[key] === value).length;
    expect(killed).toHaveLength(20);
    expect([count("rack", "rack-1"), count("rack", "rack-2")]).toEqual([10, 10]);
    expect([count("color", "blue"), count("color", "green")]).toEqual([10, 10]);
  });

  test("ConstraintsTest.scala:72 none is selected without a constraint", () => {
    expect(
      selectTasksToKill(
        [],
        times(10, () => on("host", { rack: "rack-1" })),
        5,
      ),
    ).toEqual([]);
  });
});

describe("ConstraintsTest.scala:84 UNIQUE and CLUSTER by host", () => {
  const three = [on("host1"), on("host2"), on("host3")];
  const unique = constraint("hostname", "UNIQUE");

  test("CLUSTER takes any host first, and only its own where it names one", () => {
    expect(meets([], on("foohost"), constraint("hostname", "CLUSTER"))).toBe(true);
    expect(meets([], on("wrong.com"), constraint("hostname", "CLUSTER", "right.com"))).toBe(false);
  });

  test("UNIQUE takes each host once", () => {
    expect(meets(three, on("host4"), unique)).toBe(true);
    expect(meets(three, on("host2"), unique)).toBe(false);
    expect(meets([], on("host2"), unique)).toBe(true);
  });
});

describe("ConstraintsTest.scala:132 CLUSTER and UNIQUE by rack", () => {
  const sameRack = [inRack("rack-1"), inRack("rack-1")];
  const cluster = constraint("rackid", "CLUSTER");
  const unique = constraint("rackid", "UNIQUE");

  test("CLUSTER stays in the rack of the tasks, and needs one", () => {
    expect(meets([], inRack("rack-1"), cluster)).toBe(true);
    expect(meets(sameRack, inRack("rack-1"), cluster)).toBe(true);
    expect(meets(sameRack, inRack("rack-2"), cluster)).toBe(false);
    expect(meets([], on("foohost"), cluster)).toBe(false);
  });

  test("UNIQUE takes each rack once, and needs one", () => {
    expect(meets([], inRack("rack-1"), unique)).toBe(true);
    expect(meets([inRack("rack-1"), inRack("rack-2")], inRack("rack-3"), unique)).toBe(true);
    expect(meets(sameRack, inRack("rack-1"), unique)).toBe(false);
    expect(meets([], on("foohost"), unique)).toBe(false);
  });
});

test.each([
  ["ConstraintsTest.scala:200", "LIKE", false, true, false],
  ["ConstraintsTest.scala:225", "UNLIKE", true, false, true],
] as const)("%s %s 7 against jdk 6, jdk 7 and no jdk", (_, operator, six, seven, none) => {
  const tasks = [on("a", { foo: "bar" }), on("b", { jdk: "7" })];
  const jdk7 = constraint("jdk", operator, "7");
  expect(meets(tasks, on("foohost", { jdk: "6" }), jdk7)).toBe(six);
  expect(meets(tasks, on("foohost", { jdk: "7" }), jdk7)).toBe(seven);
  expect(meets(tasks, on("foohost"), jdk7)).toBe(none);
});

test("ConstraintsTest.scala:250 GROUP_BY rack, at least 2", () => {
  const group = constraint("rackid", "GROUP_BY", "2");
  const tasks: Placed[] = [];
  expect(meets(tasks, inRack("rack-1"), group)).toBe(true);
  tasks.push(inRack("rack-1"));
  expect(meets(tasks, inRack("rack-1"), group)).toBe(false);
  expect(meets(tasks, inRack("rack-2"), group)).toBe(true);
  tasks.push(inRack("rack-2"));
  expect(meets(tasks, inRack("rack-1"), group)).toBe(true);
  tasks.push(inRack("rack-1"));
  expect(meets(tasks, inRack("rack-1"), group)).toBe(false);
  expect(meets(tasks, on("foohost"), group)).toBe(false);
});

test("ConstraintsTest.scala:309 GROUP_BY rack, at least 3", () => {
  const group = constraint("rackid", "GROUP_BY", "3");
  const tasks: Placed[] = [];
  for (const rack of ["rack-1", "rack-2", "rack-3", "rack-1", "rack-2"]) {
    expect(meets(tasks, inRack(rack), group)).toBe(true);
    tasks.push(inRack(rack));
  }
});

test("ConstraintsTest.scala:364 GROUP_BY host, at least 2", () => {
  const group = constraint("hostname", "GROUP_BY", "2");
  const steps: readonly (readonly [offer: string, fits: boolean, launched?: string])[] = [
    ["host1", true, "host1"],
    ["host1", false],
    ["host2", true, "host2"],
    ["host1", true, "host1"],
    ["host1", false],
    ["host3", true, "host3"],
    ["host1", false],
    ["host3", true],
    ["host2", true],
  ];
  const tasks: Placed[] = [];
  const seen = steps.map(([offer, , launched]) => {
    const fits = meets(tasks, on(offer), group);
    if (launched !== undefined) tasks.push(on(launched));
    return fits;
  });
  expect(seen).toEqual(steps.map(([, fits]) => fits));
});
