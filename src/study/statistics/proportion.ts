/** The share of independent replications in which something holds, with Wilson's interval. */

import jstat from "jstat";
import type { Interval } from "./interval.ts";

export interface ShareEstimate extends Interval {
  readonly n: number;
  /** Null without any run. */
  readonly share: number | null;
}

/**
 * Wilson's score interval (JASA 22, 1927; Newcombe, Statistics in Medicine 17, 1998, method 3): with none or all of the
 * runs it still says how much may have been missed. Open without any run.
 */
export function shareOf(holding: number, n: number, confidence: number): ShareEstimate {
  if (n === 0) return { n, share: null, low: null, high: null };
  const z = quantileOf(confidence);
  const share = holding / n;
  const spread = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  return {
    n,
    share,
    // What rounding leaves of 0 and 1 is no share.
    low: holding === 0 ? 0 : centre - spread,
    high: holding === n ? 1 : centre + spread,
  };
}

/**
 * How many runs more it takes until the interval no longer holds the target, if the share stays what it is; null: nobody
 * can say. Wilson's interval reaches up to all shares p with |share - p| <= z sqrt(p (1 - p) / n), and is wider on one side
 * than on the other, so that half its width would promise too much or too little.
 */
export function runsToTell(
  { n, share }: Pick<ShareEstimate, "n" | "share">,
  target: number,
  confidence: number,
): number | null {
  if (share === null || share === target) return null;
  const z = quantileOf(confidence);
  const needed = Math.ceil((z * z * target * (1 - target)) / (share - target) ** 2) - n;
  return Number.isSafeInteger(needed) ? Math.max(1, needed) : null;
}

/** Between -z and z lies a standard normal value with that confidence. */
function quantileOf(confidence: number): number {
  return jstat.jStat.normal.inv((1 + confidence) / 2, 0, 1);
}
