/**
 * How much of a run a page shows: all of it, or, of a run with more events than a browser can hold, the stretch around
 * the instant that somebody asked for, else around what failed first, else the last one.
 */

import type { Journal } from "../../sim/kernel/journal.ts";
import type { Analysis } from "../analysis.ts";
import type { FinishedRun } from "../finished-run.ts";
import type { StretchCentre } from "./page-data.ts";

/** Events that a page shows. docs/performance.md says how long a browser takes for so many. */
export const pageEventsMax = 4_000_000;

/** A stretch of a run with both its ends. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  /** When the last event before it is; -1 where there is none. */
  readonly beforeMs: number;
  /** Events in it. */
  readonly events: number;
  readonly around: StretchCentre;
}

/** Null where the page shows the whole run. Throws what the journal's store throws. */
export function stretchOf(
  run: FinishedRun,
  analysis: Analysis,
  eventsMax: number,
  askedMs?: number,
): Stretch | null {
  const { recorder, endMs } = run;
  const journals =
    recorder.offers === null ? [recorder.journal] : [recorder.journal, recorder.offers.journal];
  const total = journals.reduce((sum, { length }) => sum + length, 0);
  if (total <= eventsMax) return null;
  const before = (atMs: number): number =>
    journals.reduce((sum, journal) => sum + rowsBefore(journal, atMs), 0);

  const failedMs = firstFailure(run, analysis);
  const centreMs = Math.min(askedMs ?? failedMs ?? endMs, endMs);
  const around = askedMs !== undefined ? "asked" : failedMs !== null ? "failure" : "end";
  // As many events before that as after it, where there are so many.
  const first = Math.min(Math.max(0, before(centreMs) - Math.floor(eventsMax / 2)), total - eventsMax);
  // The instants that fit as wholes, and in any case the one that is meant.
  const fromMs = Math.min(
    least(endMs, (atMs) => before(atMs) >= first),
    centreMs,
  );
  const toMs = Math.max(least(endMs + 1, (atMs) => before(atMs + 1) > first + eventsMax) - 1, centreMs);
  const beforeMs = Math.max(-1, ...journals.map((journal) => lastBefore(journal, fromMs)));
  return { fromMs, toMs, beforeMs, events: before(toMs + 1) - before(fromMs), around };
}

function firstFailure({ result }: FinishedRun, { expectations }: Analysis): number | null {
  const failed = expectations.flatMap(({ held, seenAtMs }) => (held || seenAtMs === null ? [] : [seenAtMs]));
  const broken = result.violations.filter(({ bug }) => bug === null).map(({ atMs }) => atMs);
  const all = failed.length > 0 ? failed : broken;
  return all.length === 0 ? null : Math.min(...all);
}

/** The least whole number below a limit for which something holds that holds for all above, too; else the limit. */
function least(limit: number, holds: (value: number) => boolean): number {
  let [low, high] = [0, limit];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How many rows of a journal are before an instant. */
export function rowsBefore(journal: Journal, atMs: number): number {
  return least(journal.length, (row) => journal.atMs(row) >= atMs);
}

function lastBefore(journal: Journal, atMs: number): number {
  const rows = rowsBefore(journal, atMs);
  return rows === 0 ? -1 : journal.atMs(rows - 1);
}
