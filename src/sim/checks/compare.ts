/** Whether a value that was seen is what a predicate wants. */

import { byCodeUnit, formatDuration } from "../../model/units.ts";
import type { Seen } from "../observe.ts";
import type { Comparison, Predicate } from "./expectation.ts";

function byOrder(op: Comparison, order: number): boolean {
  switch (op) {
    case "==":
      return order === 0;
    case "!=":
      return order !== 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
  }
}

const asSet = (value: string | readonly string[]): string =>
  [...new Set([value].flat())].sort(byCodeUnit).join("\u0000");

/** Numbers compare by value, a number written as text too; lists as sets; what is not there is not equal to anything. */
export function holds({ op, value }: Pick<Predicate, "op" | "value">, seen: Seen | null): boolean {
  if (seen === undefined || seen === null) return op === "!=";
  if (Array.isArray(seen) || Array.isArray(value)) {
    const left = asSet(Array.isArray(seen) ? seen : String(seen));
    const right = asSet(Array.isArray(value) ? value : String(value));
    return byOrder(op, byCodeUnit(left, right));
  }
  if (typeof seen === "boolean" || typeof value === "boolean")
    return byOrder(op, byCodeUnit(String(seen), String(value)));
  const left = Number(seen);
  const right = Number(value);
  if (seen !== "" && value !== "" && !Number.isNaN(left) && !Number.isNaN(right))
    return byOrder(op, left - right);
  return byOrder(op, byCodeUnit(String(seen), String(value)));
}

/** Values that count instances which are there in some way. */
const presence: ReadonlySet<string> = new Set(["running", "alive", "attached", "staging"]);

/** Whether a predicate of an app asks for more instances than were seen. */
export function asksForMore({ path, op, value }: Predicate, seen: Seen | null): boolean {
  if (!presence.has(path[0] ?? "") || typeof seen !== "number") return false;
  const short = Number(value) - seen;
  return op === ">" ? short >= 0 : (op === "==" || op === ">=") && short > 0;
}

/** The value that a predicate saw, as messages print it. */
export function printed({ path }: Pick<Predicate, "path">, seen: Seen | null): string {
  if (seen === undefined || seen === null) return "nothing";
  if (path[0] === "backoff" && typeof seen === "number") return formatDuration(Math.round(seen));
  if (Array.isArray(seen)) return `[${seen.join(", ")}]`;
  return typeof seen === "number" ? String(Math.round(seen * 1000) / 1000) : String(seen);
}
