/** Quantiles of lists and of values over time: d3's R-7 for both. */

import { max, quantile } from "d3-array";
import { HeldTimes } from "./held-times.ts";

/** Times to something; `censored` are those that had not come to an end when the run did. */
export interface Times {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly max: number | null;
  readonly count: number;
  readonly censored: number;
}

/** Quantiles of times in ms; null where there are none. */
export function timesOf(samplesMs: readonly number[], censored: number): Times {
  return {
    p50: quantile(samplesMs, 0.5) ?? null,
    p95: quantile(samplesMs, 0.95) ?? null,
    max: max(samplesMs) ?? null,
    count: samplesMs.length,
    censored,
  };
}

/** A value over time, in its own unit. */
export interface OverTime {
  readonly mean: number;
  readonly p95: number;
  readonly max: number;
}

/**
 * A value that changes in steps. A value set at an instant holds from there to the next; `p95` is the R-7 quantile
 * of one sample per millisecond, so that it agrees with the quantiles of lists. A value that held for no time, at
 * the end of the run, counts for `max` only.
 */
export class Steps {
  readonly #held = new HeldTimes();
  #startMs: number;
  #value: number;
  #sinceMs: number;
  #max: number;

  constructor(startMs: number, value: number) {
    this.#startMs = startMs;
    this.#sinceMs = startMs;
    this.#value = value;
    this.#max = value;
  }

  /** Sets the value from `atMs` on; within one instant the last one counts. */
  set(atMs: number, value: number): void {
    if (value === this.#value) return;
    this.#hold(atMs);
    this.#value = value;
    this.#max = atMs === this.#startMs ? value : Math.max(this.#max, value);
  }

  /** Forgets what was before; the value stays as it is. */
  restart(atMs: number): void {
    this.#held.clear();
    this.#startMs = atMs;
    this.#sinceMs = atMs;
    this.#max = this.#value;
  }

  /** For how much of the time up to `endMs` the value was above zero, from 0 to 1. */
  shareAboveZero(endMs: number): number {
    this.#hold(endMs);
    let aboveMs = 0;
    for (const [value, heldMs] of this.#held.sorted()) if (value > 0) aboveMs += heldMs;
    return endMs > this.#startMs ? aboveMs / (endMs - this.#startMs) : 0;
  }

  /** Mean, p95 and max up to `endMs`; the value itself where no time passed. */
  overTime(endMs: number): OverTime {
    this.#hold(endMs);
    const totalMs = endMs - this.#startMs;
    if (totalMs <= 0) return { mean: this.#value, p95: this.#value, max: this.#max };
    const sorted = this.#held.sorted();
    let sum = 0;
    for (const [value, heldMs] of sorted) sum += value * heldMs;
    return { mean: sum / totalMs, p95: weightedQuantile(sorted, totalMs, 0.95), max: this.#max };
  }

  #hold(atMs: number): void {
    const heldMs = atMs - this.#sinceMs;
    if (heldMs > 0) this.#held.add(this.#value, heldMs);
    this.#sinceMs = atMs;
  }
}

/** R-7 over samples that are given as (value, how often), sorted by value: linear between the two nearest samples. */
function weightedQuantile(sorted: readonly (readonly [number, number])[], total: number, p: number): number {
  const rank = (total - 1) * p;
  const below = Math.floor(rank);
  const low = sampleAt(sorted, below);
  return low + (sampleAt(sorted, Math.min(below + 1, total - 1)) - low) * (rank - below);
}

function sampleAt(sorted: readonly (readonly [number, number])[], index: number): number {
  let passed = 0;
  for (const [value, count] of sorted) {
    passed += count;
    if (index < passed) return value;
  }
  return sorted.at(-1)?.[0] ?? 0;
}
