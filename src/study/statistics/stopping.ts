/** When to stop adding replications, and how many more an interval needs. All of it follows from the runs so far. */

/**
 * The number of runs after `n`, towards a half-width: what its own square-root law asks for, but at least a tenth more
 * and at most twice as many, since an early standard deviation is a rough guess (Law, ch. 9.4.1). `max` is the end.
 */
export function nextRuns(n: number, halfWidth: number | null, wanted: number, max: number): number {
  const asked = halfWidth === null ? 2 * n : Math.ceil(n * (halfWidth / wanted) ** 2);
  return Math.min(max, 2 * n, Math.max(asked, n + Math.ceil(n / 10)));
}

/** At which numbers of runs a search looks: `min`, twice that, and so on, and `max`. */
export function looksOf(min: number, max: number): readonly number[] {
  const looks: number[] = [];
  for (let n = min; n < max; n *= 2) looks.push(n);
  return [...looks, max];
}

/**
 * The confidence of each of several looks with which the decision as a whole has `confidence`: an interval that is looked
 * at again and again is wrong more often than one that is looked at once (Bonferroni's bound).
 */
export function confidenceOfLook(confidence: number, looks: number): number {
  return 1 - (1 - confidence) / looks;
}

/** How many runs more it takes until an interval of this half-width no longer holds the target; null: nobody can say. */
export function runsToDecide(n: number, halfWidth: number | null, distance: number): number | null {
  if (halfWidth === null || distance === 0) return null;
  const needed = Math.ceil(n * (halfWidth / Math.abs(distance)) ** 2) - n;
  return Number.isSafeInteger(needed) ? Math.max(1, needed) : null;
}
