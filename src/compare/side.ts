/** One of two runs that are compared: its events, as often as they are asked for, and its summary. */

import type { Metrics } from "../report/metrics.ts";
import type { Scenario } from "../sim/scenario.ts";

/** What a comparison needs of summary.json. */
export interface SideSummary {
  readonly scenario: string;
  readonly seed: number;
  readonly duration_ms: number;
  readonly events: number;
  readonly digest: string;
  readonly metrics: Metrics;
}

export interface Side {
  /** As the user named it. */
  readonly source: string;
  /** Null where only results are there. */
  readonly scenario: Scenario | null;
  readonly summary: SideSummary;
  /** All events but those of offers, one after the other; nothing of them is kept. */
  readonly lines: () => Iterable<string>;
}
