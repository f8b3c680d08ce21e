/** Repeated measurements: the least, which the machine disturbed least, and how far they spread. */

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** Throws where there are no values. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const min = sorted[0];
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  const max = sorted.at(-1);
  if (min === undefined || median === undefined || max === undefined) throw new Error("nothing was measured");
  return { min, median, max };
}
