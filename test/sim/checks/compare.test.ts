/** When a value is what a predicate wants. */

import { describe, expect, test } from "vitest";
import { holds, printed } from "../../../src/sim/checks/compare.ts";
import type { Comparison } from "../../../src/sim/checks/expectation.ts";
import type { Seen } from "../../../src/sim/observe.ts";

const all: readonly Comparison[] = ["==", "!=", "<", "<=", ">", ">="];

/** The comparisons that hold between what was seen and a value. */
const holding = (
  seen: Seen | null,
  value: string | number | boolean | readonly string[],
): readonly Comparison[] => all.filter((op) => holds({ op, value }, seen));

const less: readonly Comparison[] = ["!=", "<", "<="];
const equal: readonly Comparison[] = ["==", "<=", ">="];
const more: readonly Comparison[] = ["!=", ">", ">="];

describe("numbers", () => {
  test("compare by value", () => {
    expect(holding(1, 2)).toEqual(less);
    expect(holding(2, 2)).toEqual(equal);
    expect(holding(10, 9)).toEqual(more);
  });

  test("written as text compare by value too", () => {
    expect(holding("10", 9)).toEqual(more);
    expect(holding(10, "9")).toEqual(more);
    expect(holding("010", "10")).toEqual(equal);
    expect(holding(0.1 + 0.2, 0.3)).toEqual(more);
  });

  test("an empty text is no zero", () => {
    expect(holding("", 0)).toEqual(less);
    expect(holding("", "")).toEqual(equal);
  });
});

test("texts compare by code unit", () => {
  expect(holding("a-10", "a-2")).toEqual(less);
  expect(holding("b", "B")).toEqual(more);
});

test("flags compare as texts", () => {
  expect(holding(true, true)).toEqual(equal);
  expect(holding(true, "true")).toEqual(equal);
  expect(holds({ op: "==", value: true }, false)).toBe(false);
  expect(holds({ op: "!=", value: true }, false)).toBe(true);
});

describe("lists", () => {
  test("are sets: neither order nor repetition counts", () => {
    expect(holds({ op: "==", value: ["a-2", "a-1", "a-1"] }, ["a-1", "a-2"])).toBe(true);
    expect(holds({ op: "==", value: ["a-1"] }, ["a-1", "a-2"])).toBe(false);
    expect(holds({ op: "!=", value: ["a-1"] }, [])).toBe(true);
    expect(holds({ op: "==", value: [] }, [])).toBe(true);
  });

  test("one text is the set of itself", () => {
    expect(holds({ op: "==", value: "a-1" }, ["a-1"])).toBe(true);
    expect(holds({ op: "==", value: ["a-1"] }, "a-1")).toBe(true);
    expect(holds({ op: "==", value: "a-1" }, ["a-1", "a-2"])).toBe(false);
  });
});

test("what is not there differs from everything, and is neither more nor less", () => {
  for (const value of [0, "", "x", false, []]) {
    expect(holding(undefined, value)).toEqual(["!="]);
    expect(holding(null, value)).toEqual(["!="]);
  }
});

test.each([
  [undefined, "nothing"],
  [null, "nothing"],
  [["a", "b"], "[a, b]"],
  [[], "[]"],
  [0.1 + 0.2, "0.3"],
  [true, "true"],
  ["x", "x"],
])("%j is printed as %s", (seen, text) => {
  expect(printed({ path: ["version"] }, seen)).toBe(text);
});

test("a delay is printed as it is expected, as a duration", () => {
  expect(printed({ path: ["backoff"] }, 90_000)).toBe("1m30s");
  expect(printed({ path: ["backoff"] }, undefined)).toBe("nothing");
});
