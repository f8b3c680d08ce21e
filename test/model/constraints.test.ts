/** Constraints at their edges: what they say of values that are empty, missing or odd. */

import { describe, expect, test } from "vitest";
import type { Constraint, ConstraintOperator } from "../../src/model/app/definition.ts";
import { type ConstraintReason, selectTasksToKill, unmetConstraint } from "../../src/model/constraints.ts";
import { PlaceCounts, type Placed } from "../../src/model/placed.ts";
import { appOf } from "../support/apps.ts";

const constraint = (
  field: string,
  operator: ConstraintOperator,
  value: string | null = null,
): Constraint => ({
  field,
  operator,
  value,
});
const on = (hostname: string, attributes: Readonly<Record<string, string>> = {}): Placed => ({
  hostname,
  attributes,
});

const unmet = (of: Constraint, offer: Placed, tasks: readonly Placed[]): ConstraintReason | null =>
  unmetConstraint(of, offer, new PlaceCounts([of.field], tasks));

test.each([
  ["UNIQUE", "constraint-unique"],
  ["CLUSTER", "constraint-cluster"],
  ["GROUP_BY", "constraint-group-by"],
] as const)("%s says itself why it is not met", (operator, reason) => {
  const tasks = operator === "CLUSTER" ? [on("b")] : [on("a"), on("a"), on("b")];
  expect(unmet(constraint("hostname", operator), on("a"), tasks)).toBe(reason);
});

describe("LIKE and UNLIKE", () => {
  test("match the whole value", () => {
    expect(unmet(constraint("hostname", "LIKE", "host"), on("host1"), [])).toBe("constraint-like");
    expect(unmet(constraint("hostname", "UNLIKE", "host."), on("host1"), [])).toBe("constraint-unlike");
    expect(unmet(constraint("hostname", "LIKE", "host[0-9]+"), on("host12"), [])).toBeNull();
  });

  test("without a value never hold for an attribute, and go by the empty text for a host (Constraints.scala:64-113)", () => {
    const there = on("host1", { rack: "r1" });
    expect(unmet(constraint("rack", "LIKE"), there, [])).toBe("constraint-like");
    expect(unmet(constraint("rack", "UNLIKE"), there, [])).toBe("constraint-unlike");
    expect(unmet(constraint("hostname", "LIKE"), there, [])).toBe("constraint-like");
    expect(unmet(constraint("hostname", "UNLIKE"), there, [])).toBeNull();
  });

  test("carry their expression from the moment an app is read", () => {
    const { constraints } = appOf({
      constraints: [
        ["hostname", "LIKE", "a|b"],
        ["hostname", "UNIQUE"],
      ],
    });
    expect(constraints.map(({ regex }) => regex?.source)).toEqual(["^(?:a|b)$", undefined]);
  });
});

test("an attribute is its agent's own: not what every object has", () => {
  expect(unmet(constraint("constructor", "CLUSTER"), on("a"), [])).toBe("constraint-attribute-missing");
});

describe("GROUP_BY", () => {
  test("counts tasks on hosts without the attribute as a group of their own (Constraints.scala:46-62)", () => {
    const tasks = [on("a", { rack: "r1" }), on("b")];
    const group = constraint("rack", "GROUP_BY", "2");
    expect(unmet(group, on("c", { rack: "r1" }), tasks)).toBeNull();
    expect(unmet(group, on("c", { rack: "r1" }), tasks.slice(0, 1))).toBe("constraint-group-by");
  });

  test.each([
    [null, true],
    ["two", true],
    ["-3", true],
    ["1", true],
    ["2", false],
    ["inf", false],
  ])("with the minimum %j: another task in the only group is %s", (minimum, fits) => {
    const reason = unmet(constraint("hostname", "GROUP_BY", minimum), on("a"), [on("a")]);
    expect(reason === null).toBe(fits);
  });
});

describe("selecting tasks to kill", () => {
  const byHost = [constraint("hostname", "GROUP_BY")];

  test("takes all where all are to die, whatever the constraints", () => {
    expect(selectTasksToKill([], [on("a"), on("b")], 2)).toHaveLength(2);
  });

  test("more than there are is a defect of the caller", () => {
    expect(() => selectTasksToKill(byHost, [on("a")], 2)).toThrow(RangeError);
  });

  test("goes by the order given among equals", () => {
    const tasks = ["a", "b", "a", "b"].map((host, index) => ({ ...on(host), index }));
    expect(selectTasksToKill(byHost, tasks, 2).map(({ index }) => index)).toEqual([0, 1]);
  });
});
