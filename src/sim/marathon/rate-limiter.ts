/** Launch delays of apps whose tasks fail, by app and configuration (RateLimiter.scala:28-88). */

import type { App } from "./apps.ts";
import { type Context, onGrid } from "./context.ts";

/** Delays that have passed are dropped on this grid from the election on (RateLimiterActor.scala:53-57). */
const cleanUpEveryMs = 10_000;
const nsPerMs = 1_000_000;

interface Delay {
  readonly deadlineMs: number;
  /** Marathon multiplies in nanoseconds and cuts the deadline to milliseconds. */
  readonly delayNs: number;
}

export class RateLimiter {
  readonly #context: Context;
  /** By app, then by the time of its configuration; no app without a delay. */
  readonly #delays = new Map<string, Map<number, Delay>>();
  #electedMs = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  /** The clean-ups count from here. */
  elected(): void {
    this.#electedMs = this.#context.kernel.nowMs;
  }

  /** When the app may launch again; now where nothing delays it. */
  delayOf(app: App): number {
    return this.#current(app)?.deadlineMs ?? this.#context.kernel.nowMs;
  }

  /** A task of the app failed: its first delay is `backoff`, each further one longer by the factor, up to the maximum. */
  add(app: App): void {
    const { backoffMs, backoffFactor, maxLaunchDelayMs } = app.definition;
    const before = this.#current(app);
    const delayNs =
      before === null
        ? backoffMs * nsPerMs
        : Math.min(maxLaunchDelayMs * nsPerMs, Math.trunc(before.delayNs * backoffFactor));
    const delayMs = Math.floor(delayNs / nsPerMs);
    const deadlineMs = this.#context.kernel.nowMs + delayMs;
    if (delayMs > 0) this.#put(app, { deadlineMs, delayNs });
    else if (!this.#drop(app)) return;
    this.#record(app, delayMs, deadlineMs, "task-failed");
  }

  reset(app: App): void {
    const existed = this.#current(app) !== null;
    this.#drop(app);
    if (existed) this.#record(app, 0, this.#context.kernel.nowMs, "reset");
  }

  /** The delay, unless a clean-up since its deadline has dropped it. */
  #current(app: App): Delay | null {
    const delay = this.#delays.get(app.id)?.get(app.configVersionMs);
    if (delay === undefined) return null;
    const cleanedMs = onGrid(this.#electedMs + cleanUpEveryMs, cleanUpEveryMs, delay.deadlineMs);
    if (cleanedMs > this.#context.kernel.nowMs) return delay;
    this.#drop(app);
    return null;
  }

  #put({ id, configVersionMs }: App, delay: Delay): void {
    const delays = this.#delays.get(id);
    if (delays === undefined) this.#delays.set(id, new Map([[configVersionMs, delay]]));
    else delays.set(configVersionMs, delay);
  }

  /** Says whether there was one. */
  #drop({ id, configVersionMs }: App): boolean {
    const delays = this.#delays.get(id);
    if (delays?.delete(configVersionMs) !== true) return false;
    if (delays.size === 0) this.#delays.delete(id);
    return true;
  }

  #record(app: App, delayMs: number, untilMs: number, reason: "task-failed" | "reset"): void {
    const { name, recorder } = this.#context;
    recorder.add("queue.backoff", {
      framework: name,
      app: app.id,
      delay_ms: delayMs,
      until_ms: untilMs,
      reason,
    });
  }
}
