/** A run that is over: all that reports are made from. */

import type { Recorder } from "../sim/cluster/recorder.ts";
import type { RunResult } from "../sim/result.ts";
import type { Scenario } from "../sim/scenario.ts";

export interface FinishedRun {
  readonly scenario: Scenario;
  readonly recorder: Recorder;
  readonly result: RunResult;
  /** Where simulated time stopped: the scenario's duration, unless the run was cut short. */
  readonly endMs: number;
}
