/** What an interval is: a range that holds the true value with the confidence it was made for. */

/** Null where the sample is too small to bound that side. */
export interface Interval {
  readonly low: number | null;
  readonly high: number | null;
}

/** Half the width of an interval; null where a side is open. */
export function halfWidthOf({ low, high }: Interval): number | null {
  return low === null || high === null ? null : (high - low) / 2;
}
