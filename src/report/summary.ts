/** summary.json: the whole run in one small object. */

import type { Violation } from "../sim/result.ts";
import type { Place } from "../sim/scenario.ts";
import type { Analysis } from "./analysis.ts";
import type { FinishedRun } from "./finished-run.ts";
import type { Metrics } from "./metrics.ts";

export interface Summary {
  readonly scenario: string;
  readonly seed: number;
  readonly duration_ms: number;
  /** Rows of events.jsonl without offers. */
  readonly events: number;
  readonly digest: string;
  readonly expectations: readonly {
    readonly text: string;
    /** Where the scenario file states it; null where no file does. */
    readonly line: number | null;
    readonly held: boolean;
    readonly seen: string | null;
    readonly seen_at_ms: number | null;
  }[];
  readonly violations: readonly {
    readonly invariant: string;
    readonly bug: string | null;
    readonly time_ms: number;
    readonly text: string;
  }[];
  readonly metrics: Metrics;
}

/** The members in the order in which the file has them. File names stay out: they depend on where one stands. */
export function summaryOf(run: FinishedRun, analysis: Analysis): Summary {
  return {
    scenario: run.scenario.name,
    seed: run.scenario.seed,
    duration_ms: run.endMs,
    events: run.recorder.journal.length,
    digest: run.recorder.journal.digest(),
    expectations: analysis.expectations.map(({ expectation, held, seen, seenAtMs }) => ({
      text: expectation.text,
      line: lineOf(expectation.place),
      held,
      seen,
      seen_at_ms: seenAtMs,
    })),
    violations: run.result.violations.map(violationOf),
    metrics: analysis.metrics,
  };
}

/** What an option set stands in no file. */
function lineOf(place: Place | null): number | null {
  return place === null || place.line === 0 ? null : place.line;
}

function violationOf({ invariant, bug, atMs, text }: Violation): Summary["violations"][number] {
  return { invariant, bug, time_ms: atMs, text };
}

export function summaryJson(run: FinishedRun, analysis: Analysis): string {
  return `${JSON.stringify(summaryOf(run, analysis), null, 2)}\n`;
}
