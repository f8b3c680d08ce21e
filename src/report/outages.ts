/** When an app had fewer processes than it had reached: growing to a new number of instances is no outage. */

export class Outages {
  count = 0;
  totalMs = 0;
  /** When all that were wanted first were alive; null if they never were. */
  completeAtMs: number | null = null;
  /** The number of wanted instances that was reached last, or what is still wanted of it. */
  #reached = 0;
  #downSinceMs: number | null = null;
  /** Since when fewer are alive than wanted, for whatever reason; null while all are. */
  shortSinceMs: number | null = null;

  /** From `atMs` on, so many are wanted and so many alive. */
  set(atMs: number, wanted: number, alive: number): void {
    if (alive >= wanted && wanted > 0) this.completeAtMs ??= atMs;
    this.#reached = alive >= wanted ? wanted : Math.min(this.#reached, wanted);
    if (alive >= wanted) this.shortSinceMs = null;
    else this.shortSinceMs ??= atMs;
    const down = alive < this.#reached;
    if (down && this.#downSinceMs === null) {
      this.#downSinceMs = atMs;
      this.count++;
    } else if (!down && this.#downSinceMs !== null) {
      this.totalMs += atMs - this.#downSinceMs;
      this.#downSinceMs = null;
    }
  }

  /** Counts the one that is still open. */
  finish(endMs: number): void {
    if (this.#downSinceMs === null) return;
    this.totalMs += endMs - this.#downSinceMs;
    this.#downSinceMs = endMs;
  }
}
