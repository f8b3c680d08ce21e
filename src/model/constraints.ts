/** Marathon's placement constraints: whether an offer meets one, and whom to kill so that groups stay even. */

import type { Constraint } from "./app/definition.ts";
import { javaRegex } from "./java-regex.ts";
import { type PlaceCounts, type Placed, placeValue } from "./placed.ts";

/** Why an offer does not meet a constraint, with a sentence each. */
export const constraintReasons = {
  "constraint-attribute-missing": "the agent has no attribute of the constraint's name",
  "constraint-attribute-not-text":
    "the attribute is a number or a range, and Marathon 1.1 goes by its text, which is empty (B40)",
  "constraint-cluster": "CLUSTER: the app's tasks, or the constraint, are bound to another value",
  "constraint-group-by": "GROUP_BY: this group has more tasks than another, or too few groups are in use",
  "constraint-like": "LIKE: the value does not match the expression",
  "constraint-no-expression":
    "LIKE or UNLIKE: there is no such expression, and the app's launcher fails on it, with all that is queued (B42)",
  "constraint-unique": "UNIQUE: a task of the app is there already",
  "constraint-unlike": "UNLIKE: the value matches the expression",
} as const;

export type ConstraintReason = keyof typeof constraintReasons;

/** The number that Scala's Int extractor reads, "inf" for no end, else 0 (Constraints.scala:19-28). */
function groupMinimum(value: string): number {
  if (value === "inf") return 2 ** 31 - 1;
  const number = /^[+-]?\d+$/.test(value) ? Number(value) : 0;
  return number > 0 && number < 2 ** 31 ? number : 0;
}

/** Constraints.scala:46-62: a new group is welcome; else there must be groups enough and this one be the least. */
function evenlyGrouped(
  value: string,
  minimum: number,
  sizes: ReadonlyMap<string | undefined, number>,
): boolean {
  const size = sizes.get(value);
  if (size === undefined) return true;
  if (sizes.size < minimum) return false;
  for (const other of sizes.values()) if (other < size) return false;
  return true;
}

/** One that cannot be evaluated here matches nothing: reading the app refuses it first. */
function matches(constraint: Constraint, text: string): boolean {
  const regex = constraint.regex ?? javaRegex(constraint.value ?? "");
  return regex?.test(text) ?? false;
}

/**
 * Why an offer of that place does not meet the constraint, given how many tasks that count are where. Null where it does (Constraints.scala:64-124, semantics of each operator).
 */
export function unmetConstraint(
  constraint: Constraint,
  offer: Placed,
  counted: PlaceCounts,
): ConstraintReason | null {
  const { field, operator } = constraint;
  const value = placeValue(field, offer);
  if (value === undefined) return operator === "UNLIKE" ? null : "constraint-attribute-missing";
  const unmet = unmetBy(constraint, value, counted);
  if (unmet === "constraint-no-expression") return unmet;
  // Mesos takes no empty attribute: a text that is empty was none.
  return unmet !== null && value === "" && field !== "hostname" ? "constraint-attribute-not-text" : unmet;
}

function unmetBy(constraint: Constraint, value: string, counted: PlaceCounts): ConstraintReason | null {
  const { field, operator } = constraint;
  const wanted = constraint.value ?? "";
  // An attribute's constraint without an expression is never met; a host's goes by the empty one.
  const pointless = wanted === "" && field !== "hostname";
  if (constraint.isWrong === true) return "constraint-no-expression";
  switch (operator) {
    case "UNIQUE":
      return counted.by(field).has(value) ? "constraint-unique" : null;
    case "CLUSTER": {
      const bound = wanted !== "" && wanted !== value;
      return !bound && (counted.by(field).get(value) ?? 0) === counted.total ? null : "constraint-cluster";
    }
    case "GROUP_BY":
      return evenlyGrouped(value, groupMinimum(wanted), counted.by(field)) ? null : "constraint-group-by";
    case "LIKE":
      return !pointless && matches(constraint, value) ? null : "constraint-like";
    case "UNLIKE":
      return !pointless && !matches(constraint, value) ? null : "constraint-unlike";
  }
}

/** How one GROUP_BY spreads the tasks: group of each task, and how many are left in each group. */
class Distribution {
  readonly #groupOf: readonly number[];
  readonly #left: number[];
  readonly #before: number;

  constructor(field: string, tasks: readonly Placed[]) {
    const groups = new Map<string | undefined, number>();
    const left: number[] = [];
    this.#groupOf = tasks.map((task) => {
      const value = placeValue(field, task);
      const group = groups.get(value) ?? left.length;
      groups.set(value, group);
      left[group] = (left[group] ?? 0) + 1;
      return group;
    });
    this.#left = left;
    this.#before = this.difference();
  }

  /** Between the largest and the smallest group. */
  difference(): number {
    return Math.max(...this.#left) - Math.min(...this.#left);
  }

  take(task: number, by: 1 | -1): void {
    const group = this.#groupOf[task] ?? 0;
    this.#left[group] = (this.#left[group] ?? 0) - by;
  }

  inLargestGroup(task: number): boolean {
    return this.#left[this.#groupOf[task] ?? 0] === Math.max(...this.#left);
  }

  /** Perfect, tolerable, or better than at first. */
  acceptableWithout(task: number): boolean {
    this.take(task, 1);
    const after = this.difference();
    this.take(task, -1);
    return after <= 1 || this.#before > after;
  }
}

/**
 * Up to `count` of the tasks, chosen so that the groups of every GROUP_BY constraint stay even; fewer, or none
 * without such a constraint, where no choice does (Constraints.scala:141-197). Where Marathon goes by the
 * order of a hash map, this goes by the order given.
 */
export function selectTasksToKill<Task extends Placed>(
  constraints: readonly Constraint[],
  tasks: readonly Task[],
  count: number,
): readonly Task[] {
  if (count > tasks.length) throw new RangeError(`cannot kill ${count} of ${tasks.length} tasks`);
  if (count === tasks.length) return tasks;
  const distributions = constraints
    .filter((constraint) => constraint.operator === "GROUP_BY")
    .map((constraint) => new Distribution(constraint.field, tasks));
  if (distributions.length === 0) return [];
  const chosen = new Set<number>();
  while (chosen.size < count) {
    const pick = nextToKill(distributions, tasks.length, chosen);
    if (pick === null) break;
    chosen.add(pick);
    for (const distribution of distributions) distribution.take(pick, 1);
  }
  return tasks.filter((_, index) => chosen.has(index));
}

/** The first acceptable task: of the largest groups of the most uneven distribution first, then of all. */
function nextToKill(
  distributions: readonly Distribution[],
  size: number,
  chosen: ReadonlySet<number>,
): number | null {
  const acceptable = (task: number): boolean =>
    !chosen.has(task) && distributions.every((distribution) => distribution.acceptableWithout(task));
  const unevenFirst = [...distributions].reverse().sort((a, b) => b.difference() - a.difference());
  for (const distribution of unevenFirst) {
    if (distribution.difference() === 0) continue;
    for (let task = 0; task < size; task++) {
      if (!chosen.has(task) && distribution.inLargestGroup(task) && acceptable(task)) return task;
    }
  }
  for (let task = 0; task < size; task++) if (acceptable(task)) return task;
  return null;
}
