/** Launch delays of apps whose tasks fail, by app and configuration (RateLimiter.scala:28-88). */

import type { Name } from "../../model/names.ts";
import type { App } from "./apps.ts";
import { type Context, onGrid } from "./context.ts";

/** Delays that have passed are dropped on this grid from the election on (RateLimiterActor.scala:53-57). */
const cleanUpEveryMs = 10_000;
const nsPerMs = 1_000_000;

/** Of one app as it is configured; the same for as long as the leader leads. */
export interface Delay {
  readonly app: string;
  readonly configVersionMs: number;
  /** For rows. */
  readonly name: Name;
  deadlineMs: number;
  /** Marathon multiplies in nanoseconds and cuts the deadline to milliseconds. */
  delayNs: number;
  /** It counts no more: reset, or dropped by a clean-up. */
  isDropped: boolean;
  /** Of the same app in another configuration; seldom one. */
  readonly other: Delay | null;
}

export class RateLimiter {
  readonly #context: Context;
  readonly #delays = new Map<string, Delay>();
  /** For rows. */
  readonly #framework: Name;
  #electedMs = 0;

  constructor(context: Context) {
    this.#context = context;
    this.#framework = context.recorder.nameOf(context.name);
  }

  /** The clean-ups count from here. */
  elected(): void {
    this.#electedMs = this.#context.kernel.nowMs;
  }

  /** When the app may launch again; now where nothing delays it. `known` is its delay, where that is at hand. */
  delayOf(app: App, known: Delay | null = null): number {
    return this.#current(this.#delay(app, known))?.deadlineMs ?? this.#context.kernel.nowMs;
  }

  /**
   * A task of the app failed: its first delay is `backoff`, each further one longer by the factor, up to the maximum. Null
   * where nothing ever delayed it.
   */
  add(app: App, known: Delay | null = null): Delay | null {
    const { backoffMs, backoffFactor, maxLaunchDelayMs } = app.definition;
    let delay = this.#delay(app, known);
    const before = this.#current(delay);
    const delayNs =
      before === null
        ? backoffMs * nsPerMs
        : Math.min(maxLaunchDelayMs * nsPerMs, Math.trunc(before.delayNs * backoffFactor));
    const delayMs = Math.floor(delayNs / nsPerMs);
    const deadlineMs = this.#context.kernel.nowMs + delayMs;
    if (delayMs > 0) {
      delay ??= this.#newDelay(app);
      delay.deadlineMs = deadlineMs;
      delay.delayNs = delayNs;
      delay.isDropped = false;
    } else if (before === null) return delay;
    else before.isDropped = true;
    if (delay !== null) this.#record(delay, delayMs, deadlineMs, "task-failed");
    return delay;
  }

  reset(app: App): void {
    const delay = this.#current(this.#delay(app));
    if (delay === null) return;
    delay.isDropped = true;
    this.#record(delay, 0, this.#context.kernel.nowMs, "reset");
  }

  /** The delay, unless a clean-up since its deadline has dropped it. */
  #current(delay: Delay | null): Delay | null {
    if (delay === null || delay.isDropped) return null;
    const cleanedMs = onGrid(this.#electedMs + cleanUpEveryMs, cleanUpEveryMs, delay.deadlineMs);
    if (cleanedMs > this.#context.kernel.nowMs) return delay;
    delay.isDropped = true;
    return null;
  }

  #delay({ id, configVersionMs }: App, known: Delay | null = null): Delay | null {
    if (known?.configVersionMs === configVersionMs && known.app === id) return known;
    let delay = this.#delays.get(id) ?? null;
    while (delay !== null && delay.configVersionMs !== configVersionMs) delay = delay.other;
    return delay;
  }

  #newDelay({ id, configVersionMs }: App): Delay {
    const name = this.#context.recorder.nameOf(id);
    const other = this.#delays.get(id) ?? null;
    const made = { app: id, configVersionMs, name, deadlineMs: 0, delayNs: 0, isDropped: true, other };
    this.#delays.set(id, made);
    return made;
  }

  #record({ name }: Delay, delayMs: number, untilMs: number, reason: "task-failed" | "reset"): void {
    this.#context.recorder.tasks.backedOff(this.#framework, name, delayMs, untilMs, reason);
  }
}
