/** Comparisons with a number: read from text, decided for a value, for a range, and for an interval. */

import type { Comparison } from "../sim/checks/expectation.ts";
import type { Condition } from "./study.ts";

/** The comparison of a text such as `>= 0.999`, or of a number alone; undefined where it is none. */
export function parseCondition(given: number | string): Condition | undefined {
  if (typeof given === "number") return { op: "==", value: given, text: `== ${given}` };
  const match = /^\s*(==|!=|>=|<=|>|<)?\s*(-?\d+(?:\.\d+)?(?:e-?\d+)?)\s*(%)?\s*$/i.exec(given);
  if (match === null) return undefined;
  const [, op = "==", number = "", isPercent] = match;
  const value = isPercent === undefined ? Number(number) : Number(number) / 100;
  return { op: op as Comparison, value, text: `${op} ${number}${isPercent === undefined ? "" : " %"}` };
}

export function meets({ op, value }: Condition, seen: number): boolean {
  switch (op) {
    case "==":
      return seen === value;
    case "!=":
      return seen !== value;
    case ">":
      return seen > value;
    case ">=":
      return seen >= value;
    case "<":
      return seen < value;
    case "<=":
      return seen <= value;
  }
}

/** Whether any value of a range, both ends included, meets a condition. */
export function canBeMet(condition: Condition, least: number, most: number): boolean {
  const { op, value } = condition;
  if (op === "==") return value >= least && value <= most;
  if (op === "!=") return true;
  return meets(condition, op === ">" || op === ">=" ? most : least);
}

export type Verdict = "meets" | "misses" | "undecided";

/** What an interval says of a mean: all of it on one side of the target, or not. Of `==` and `!=` it decides nothing. */
export function verdictOf(condition: Condition, low: number | null, high: number | null): Verdict {
  if (low === null || high === null || condition.op === "==" || condition.op === "!=") return "undecided";
  const [lowMeets, highMeets] = [meets(condition, low), meets(condition, high)];
  if (lowMeets && highMeets) return "meets";
  return lowMeets || highMeets ? "undecided" : "misses";
}
