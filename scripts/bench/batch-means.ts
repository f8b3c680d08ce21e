/**
 * A mean and its confidence interval out of one long run, by batch means: 21 batches, of which the first, in which the
 * model is not in its steady state yet, is left out (Law, Simulation Modeling and Analysis, chapter 9).
 */

export const batches = 21;
/** Student's t of 19 degrees of freedom at 0.975. */
const t95 = 2.093;

export interface Interval {
  readonly mean: number;
  /** Half of the 95 % confidence interval. */
  readonly halfwidth: number;
}

/** Of the means of all batches, in order. */
export function intervalOf(means: readonly number[]): Interval {
  if (means.length !== batches) throw new Error(`${means.length} batches, not ${batches}`);
  const kept = means.slice(1);
  const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length;
  const squares = kept.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, halfwidth: t95 * Math.sqrt(squares / (kept.length - 1) / kept.length) };
}

/** Means of values that come one by one. */
export class BatchMeans {
  readonly #size: number;
  readonly #means: number[] = [];
  #sum = 0;
  #left: number;

  /** `count` values will come, or some more, which are left out. */
  constructor(count: number) {
    this.#size = Math.floor(count / batches);
    this.#left = this.#size;
  }

  add(value: number): void {
    this.#sum += value;
    if (--this.#left > 0) return;
    this.#means.push(this.#sum / this.#size);
    this.#sum = 0;
    this.#left = this.#size;
  }

  get means(): readonly number[] {
    return this.#means.slice(0, batches);
  }
}

/** Means over time of a number that changes, a batch being a number of changes. */
export class TimeAverage {
  readonly #size: number;
  readonly #means: number[] = [];
  #area = 0;
  #since = 0;
  #last = 0;
  #left: number;

  /** `count` changes will come, or some more, which are left out. */
  constructor(count: number) {
    this.#size = Math.floor(count / batches);
    this.#left = this.#size;
  }

  /** Until now it had that value. */
  add(now: number, value: number): void {
    this.#area += value * (now - this.#last);
    this.#last = now;
    if (--this.#left > 0) return;
    this.#means.push(this.#area / (now - this.#since));
    this.#area = 0;
    this.#since = now;
    this.#left = this.#size;
  }

  get means(): readonly number[] {
    return this.#means.slice(0, batches);
  }
}
