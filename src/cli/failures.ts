/** What failed in a run, as data: expectations that do not hold, and invariants that no known bug broke. */

import type { Analysis } from "../report/analysis.ts";
import { describeEvent } from "../report/describe-event.ts";
import { eventAt } from "../report/event-row.ts";
import type { FinishedRun } from "../report/finished-run.ts";

/** A failed expectation or a broken invariant. */
export interface Failure {
  readonly kind: "expectation" | "invariant";
  /** The expectation as the file has it, or what is wrong with what. */
  readonly text: string;
  readonly line: number | null;
  readonly seen: string | null;
  readonly time_ms: number | null;
  /** Events that led there, oldest first, as people read them. */
  readonly events: readonly string[];
}

/** Broken invariants first. A broken invariant with the id of a known bug is what the simulated version does. */
export function failuresOf(
  { recorder, result }: FinishedRun,
  { expectations }: Analysis,
): readonly Failure[] {
  const broken = result.violations.filter(({ bug }) => bug === null);
  const failed = expectations.filter(({ held }) => !held);
  return [
    ...broken.map(({ invariant, text, atMs }): Failure => {
      const told = `${invariant}: ${text}`;
      return { kind: "invariant", text: told, line: null, seen: null, time_ms: atMs, events: [] };
    }),
    ...failed.map(({ expectation: { text, place }, seen, seenAtMs, because }): Failure => {
      const events = because.map((index) => describeEvent(eventAt(recorder, index)));
      const line = place === null || place.line === 0 ? null : place.line;
      return { kind: "expectation", text, line, seen, time_ms: seenAtMs, events };
    }),
  ];
}
