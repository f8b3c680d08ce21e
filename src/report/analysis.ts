/** What the reports of a run share: its metrics and its expectations, all of them decided. */

import type { ExpectationResult } from "../sim/result.ts";
import type { FinishedRun } from "./finished-run.ts";
import { decideMetricExpectations } from "./metric-expectations.ts";
import { type Measured, measure } from "./metrics.ts";

export interface Analysis extends Measured {
  readonly expectations: readonly ExpectationResult[];
}

/** Reads the journal once. */
export function analyse(run: FinishedRun): Analysis {
  const measured = measure(run);
  return { ...measured, expectations: decideMetricExpectations(run.result.expectations, measured.metrics) };
}
