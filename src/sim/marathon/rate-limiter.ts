/** Launch delays of apps whose tasks fail, by app and configuration (RateLimiter.scala:28-88). */

import type { Name } from "../../model/names.ts";
import type { App } from "./apps.ts";
import { AskedAgain } from "./asked-again.ts";
import { type Context, onGrid } from "./context.ts";

/** Delays that have passed are dropped on this grid from the election on (RateLimiterActor.scala:53-57). */
const cleanUpEveryMs = 10_000;
const nsPerMs = 1_000_000;

/** Of one app as it is configured. */
interface Delay {
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
  readonly #delays = new AskedAgain<Delay>();
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
    if (delayMs > 0) this.#put(app, deadlineMs, delayNs);
    else if (before === null) return;
    else before.isDropped = true;
    this.#record(app, delayMs, deadlineMs, "task-failed");
  }

  reset(app: App): void {
    const delay = this.#current(app);
    if (delay === null) return;
    delay.isDropped = true;
    this.#record(app, 0, this.#context.kernel.nowMs, "reset");
  }

  /** The delay, unless a clean-up since its deadline has dropped it. */
  #current(app: App): Delay | null {
    const delay = this.#delay(app);
    if (delay === null || delay.isDropped) return null;
    const cleanedMs = onGrid(this.#electedMs + cleanUpEveryMs, cleanUpEveryMs, delay.deadlineMs);
    if (cleanedMs > this.#context.kernel.nowMs) return delay;
    delay.isDropped = true;
    return null;
  }

  #delay({ id, configVersionMs }: App): Delay | null {
    let delay = this.#delays.get(id) ?? null;
    while (delay !== null && delay.configVersionMs !== configVersionMs) delay = delay.other;
    return delay;
  }

  #put(app: App, deadlineMs: number, delayNs: number): void {
    const delay = this.#delay(app);
    if (delay !== null) {
      delay.deadlineMs = deadlineMs;
      delay.delayNs = delayNs;
      delay.isDropped = false;
      return;
    }
    const { id, configVersionMs } = app;
    const name = this.#context.recorder.nameOf(id);
    const other = this.#delays.get(id) ?? null;
    this.#delays.set(id, { configVersionMs, name, deadlineMs, delayNs, isDropped: false, other });
  }

  #record({ id }: App, delayMs: number, untilMs: number, reason: "task-failed" | "reset"): void {
    const { recorder } = this.#context;
    const name = this.#delays.get(id)?.name ?? recorder.nameOf(id);
    recorder.tasks.backedOff(this.#framework, name, delayMs, untilMs, reason);
  }
}
