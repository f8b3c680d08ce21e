/** Differences between two combinations, replication by replication: they share their random numbers. */

import { deviation } from "d3-array";
import type { Interval } from "./interval.ts";
import { type MeanEstimate, meanOf } from "./mean.ts";
import { shareOf } from "./proportion.ts";

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
  const pairs = pairsOf(first, second);
  const difference = meanOf(
    pairs.map(([a, b]) => b - a),
    confidence,
  );
  const variance = (values: readonly number[]): number => (deviation(values) ?? 0) ** 2;
  const apart = variance(pairs.map(([a]) => a)) + variance(pairs.map(([, b]) => b));
  const together = (difference.sd ?? 0) ** 2;
  return { ...difference, gain: together > 0 ? apart / together : null };
}

/**
 * The same of shares, whose values are 1 and 0: with Newcombe's interval, which stays within -1 and 1, and says how much may
 * have been missed where all pairs came to the same.
 */
export function pairedShares(
  first: readonly (number | null)[],
  second: readonly (number | null)[],
  confidence: number,
): PairedDifference {
  return {
    ...pairedDifference(first, second, confidence),
    ...newcombe(pairsOf(first, second), confidence),
  };
}

type Pair = readonly [first: number, second: number];

function pairsOf(first: readonly (number | null)[], second: readonly (number | null)[]): readonly Pair[] {
  return first.flatMap((a, i) => {
    const b = second[i];
    return a === null || b === null || b === undefined ? [] : [[a, b] as const];
  });
}

/** Newcombe, Statistics in Medicine 17, 1998, pp. 2635-2650, method 10: Wilson's intervals, squared and added. */
function newcombe(pairs: readonly Pair[], confidence: number): Interval {
  const n = pairs.length;
  if (n === 0) return { low: null, high: null };
  const count = (a: number, b: number): number => pairs.filter(([x, y]) => x === a && y === b).length;
  const [both, gained, lost, neither] = [count(1, 1), count(0, 1), count(1, 0), count(0, 0)];
  const distances = (holding: number): { readonly down: number; readonly up: number } => {
    const { low, high } = shareOf(holding, n, confidence);
    return { down: holding / n - (low ?? 0), up: (high ?? 1) - holding / n };
  };
  const [second, first] = [distances(both + gained), distances(both + lost)];
  const product = both * neither - gained * lost;
  const margins = (both + gained) * (lost + neither) * (both + lost) * (gained + neither);
  const phi = margins === 0 ? 0 : (product > 0 ? Math.max(product - n / 2, 0) : product) / Math.sqrt(margins);
  const added = (a: number, b: number): number => Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
  const difference = (gained - lost) / n;
  return {
    low: Math.max(-1, difference - added(second.down, first.up)),
    high: Math.min(1, difference + added(second.up, first.down)),
  };
}
