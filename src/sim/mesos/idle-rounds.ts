/**
 * Rounds of offers of which nothing comes: made at a tick, refused unseen, hidden by a filter, and made again. While nothing
 * else happens, how many there are until some instant is arithmetic.
 */

/** How the rounds of a framework go on. Times in ms. */
export interface RoundTimes {
  /** Ticks are at whole multiples of the interval from the origin on. */
  readonly originMs: number;
  readonly intervalMs: number;
  /** From the offers to their refusal, at the master. */
  readonly outMs: number;
}

export interface Rounds {
  readonly count: number;
  /** Until when the last one's filter hides its resources; where there is none, the filter that there was. */
  readonly untilMs: number;
}

/**
 * The rounds that follow a filter, which is over at `untilMs`, and whose offers are made up to `lastMs`; a filter lives for
 * `lifeMs`, longer than the interval: else its end may come behind a tick of its instant.
 */
export function roundsUpTo(lastMs: number, untilMs: number, lifeMs: number, times: RoundTimes): Rounds {
  const { originMs, intervalMs, outMs } = times;
  // A filter that is over at the instant of a tick is over before it: it was set earlier.
  const firstMs = originMs + Math.ceil((untilMs - originMs) / intervalMs) * intervalMs;
  if (firstMs > lastMs) return { count: 0, untilMs };
  const everyMs = Math.ceil((outMs + lifeMs) / intervalMs) * intervalMs;
  const count = Math.floor((lastMs - firstMs) / everyMs) + 1;
  return { count, untilMs: firstMs + (count - 1) * everyMs + outMs + lifeMs };
}
