/** Decides the expectations that the run itself could not: those on metrics. */

import { holds } from "../sim/checks/compare.ts";
import type { Predicate } from "../sim/checks/expectation.ts";
import type { ExpectationResult } from "../sim/result.ts";
import type { Metrics } from "./metrics.ts";

/** All results, the pending ones decided; the others as they are. */
export function decideMetricExpectations(
  results: readonly ExpectationResult[],
  metrics: Metrics,
): readonly ExpectationResult[] {
  return results.map((result) => {
    const { subject, predicates } = result.expectation;
    if (!result.pending || subject.kind !== "metric") return result;
    const seen = lookUp(metrics, subject.path);
    const held = predicates.every((predicate) => satisfies(predicate, seen));
    return { ...result, held, seen: describe(seen, subject.path), pending: false };
  });
}

/** The value at a path into the metrics; undefined where there is none. */
export function lookUp(metrics: Metrics, path: readonly string[]): unknown {
  let value: unknown = metrics;
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

/** A metric that does not exist, or that is no single value, satisfies nothing. */
function satisfies(predicate: Predicate, seen: unknown): boolean {
  if (seen === null || typeof seen === "number" || typeof seen === "string") return holds(predicate, seen);
  return false;
}

function describe(seen: unknown, path: readonly string[]): string {
  if (seen === undefined) return `no metric ${path.join(".")}`;
  if (typeof seen === "object" && seen !== null) return `${path.join(".")} is no single value`;
  return String(seen);
}
