/** What runs say of a measure: its mean with an interval, or the share of runs in which its condition holds. */

import type { MetricValue } from "./metrics.ts";
import type { Interval } from "./statistics/interval.ts";
import { meanOf } from "./statistics/mean.ts";
import { shareOf } from "./statistics/proportion.ts";
import type { Measure } from "./study.ts";

export interface Estimate extends Interval {
  /** Runs in which the measure has a value. */
  readonly n: number;
  /** Runs in which it has none; they count for nothing. */
  readonly missing: number;
  readonly mean: number | null;
  readonly sd: number | null;
}

/** Student's interval for a mean, Wilson's for a share. */
export function estimateOf(
  { condition }: Measure,
  values: readonly MetricValue[],
  confidence: number,
): Estimate {
  const there = values.filter((value): value is number => value !== null);
  const missing = values.length - there.length;
  const { n, mean, sd, low, high } = meanOf(there, confidence);
  if (condition === null) return { n, missing, mean, sd, low, high };
  const holding = there.reduce((sum, value) => sum + value, 0);
  const share = shareOf(holding, n, confidence);
  return { n, missing, mean, sd, low: share.low, high: share.high };
}
