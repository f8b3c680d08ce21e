/** Comparisons with a number: decided for a value, for a range, and for an interval. */

import type { Wanted } from "../scenario/predicates.ts";
import type { Condition } from "./study.ts";

/** What a metric is to be, as an expectation says it too; its text always with the sign: `>= 99.9 %`, `== 3`. */
export function conditionOf({ op, value, text }: Wanted): Condition {
  const amount = text.replace(/^(?:[!=<>]=|[<>])/, "").trim();
  return { op, value: Number(value), text: `${op} ${amount.replace(/\s*%$/, " %")}` };
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
