/** Differences between two combinations, replication by replication: they share their random numbers. */

import { deviation } from "d3-array";
import { type MeanEstimate, meanOf } from "./mean.ts";

export interface PairedDifference extends MeanEstimate {
  /** How many times more independent replications would be needed for the same width; null where that cannot be said. */
  readonly gain: number | null;
}

/**
 * The mean of `second` less `first` with Student's interval of the differences (Law, ch. 10.2 and 11.2). Pairs of which
 * one side has no value are left out.
 */
export function pairedDifference(
  first: readonly (number | null)[],
  second: readonly (number | null)[],
  confidence: number,
): PairedDifference {
  const pairs = first.flatMap((a, i) => {
    const b = second[i];
    return a === null || b === null || b === undefined ? [] : [[a, b] as const];
  });
  const difference = meanOf(
    pairs.map(([a, b]) => b - a),
    confidence,
  );
  const variance = (values: readonly number[]): number => (deviation(values) ?? 0) ** 2;
  const apart = variance(pairs.map(([a]) => a)) + variance(pairs.map(([, b]) => b));
  const together = (difference.sd ?? 0) ** 2;
  return { ...difference, gain: together > 0 ? apart / together : null };
}
