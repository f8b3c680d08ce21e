/** Quantiles of independent replications, and their distribution-free intervals between two order statistics. */

import { quantileSorted } from "d3-array";
import jstat from "jstat";
import type { Interval } from "./interval.ts";

export interface QuantileEstimate extends Interval {
  /** Null without any value. */
  readonly value: number | null;
}

/** Values in ascending order, for `quantileOf`. */
export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/**
 * The quantile `p` of sorted values, and the interval between the order statistics of the ranks that `ranksOf` gives.
 * A side on which no value of the sample is far enough out is open.
 */
export function quantileOf(sorted: number[], p: number, confidence: number): QuantileEstimate {
  const { low, high } = ranksOf(sorted.length, p, confidence);
  const at = (rank: number): number | null => sorted[rank - 1] ?? null;
  return {
    value: quantileSorted(sorted, p) ?? null,
    low: low === null ? null : at(low),
    high: high === null ? null : at(high),
  };
}

/**
 * Ranks l and u, from 1, such that with B of the binomial distribution (n, p) both P(B < l) and P(B >= u) are at most
 * (1 - confidence) / 2: the l-th and the u-th smallest value enclose the quantile with at least that confidence, whatever
 * the distribution (Conover, Practical Nonparametric Statistics, sec. 3.2). Null where the sample is too small.
 */
export function ranksOf(
  n: number,
  p: number,
  confidence: number,
): { readonly low: number | null; readonly high: number | null } {
  const tail = (1 - confidence) / 2;
  // The largest l with P(B <= l - 1) <= tail, and the smallest u with P(B >= u) = 1 - P(B <= u - 1) <= tail.
  let low = 0;
  for (let below = 0, above = n; below < above; ) {
    const middle = Math.ceil((below + above) / 2);
    if (binomialAtMost(middle - 1, n, p) <= tail) below = middle;
    else above = middle - 1;
    low = below;
  }
  let high = n + 1;
  for (let below = 1, above = n + 1; below < above; ) {
    const middle = Math.floor((below + above) / 2);
    if (1 - binomialAtMost(middle - 1, n, p) <= tail) above = middle;
    else below = middle + 1;
    high = above;
  }
  return { low: low < 1 ? null : low, high: high > n ? null : high };
}

/** P(B <= k) of the binomial distribution, by the incomplete beta function. */
function binomialAtMost(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return 1 - jstat.jStat.beta.cdf(p, k + 1, n - k);
}
