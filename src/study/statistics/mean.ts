/** Mean and standard deviation of independent replications, and Student's interval of the mean. */

import { deviation, mean } from "d3-array";
import jstat from "jstat";
import type { Interval } from "./interval.ts";

export interface MeanEstimate extends Interval {
  readonly n: number;
  /** Null without any value. */
  readonly mean: number | null;
  /** Of the sample, with n - 1; null below two values. */
  readonly sd: number | null;
}

/**
 * The mean with its t interval, mean +- t(n - 1) sd / sqrt(n) (Student 1908; Law, Simulation Modeling and Analysis,
 * ch. 4). Exact for normal values; with replications of a simulation it holds approximately, the better the larger n.
 */
export function meanOf(values: readonly number[], confidence: number): MeanEstimate {
  const n = values.length;
  const average = mean(values);
  if (average === undefined) return { n, mean: null, sd: null, low: null, high: null };
  const sd = deviation(values) ?? null;
  if (sd === null) return { n, mean: average, sd: null, low: null, high: null };
  const half = (tQuantile((1 + confidence) / 2, n - 1) * sd) / Math.sqrt(n);
  return { n, mean: average, sd, low: average - half, high: average + half };
}

/** The quantile of Student's t distribution. */
function tQuantile(p: number, degrees: number): number {
  return jstat.jStat.studentt.inv(p, degrees);
}
