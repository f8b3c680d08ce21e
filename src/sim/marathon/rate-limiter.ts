/** Launch delays of apps whose tasks fail, by app and configuration (RateLimiter.scala:28-88). */

import type { Name } from "../../model/names.ts";
import type { App } from "./apps.ts";
import { type Context, onGrid } from "./context.ts";

/** Delays that have passed are dropped on this grid from the election on (RateLimiterActor.scala:53-57). */
const cleanUpEveryMs = 10_000;
/** How long a delay that has passed is kept where B45 is mended (LaunchQueueConfig.scala of 1.5.0). */
const viableAfterMs = 60_000;
const nsPerMs = 1_000_000;

/** Of one app as it is configured; the same for as long as the leader leads. */
export interface Delay {
  readonly configVersionMs: number;
  /** For rows. */
  readonly name: Name;
  /** As it was when it failed last, and its first delay: a relaunch need not look into it. */
  app: App;
  backoffMs: number;
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
   * A task of the app failed: its first delay is `backoff`, each further one longer by the factor, up to the maximum. What
   * comes back can be handed in as `known` the next time.
   */
  add(app: App, known: Delay | null = null): Delay {
    const delay = this.#delay(app, known) ?? this.#newDelay(app);
    if (delay.app !== app) {
      delay.app = app;
      delay.backoffMs = app.definition.backoffMs;
    }
    const before = this.#current(delay);
    const delayNs = before === null ? delay.backoffMs * nsPerMs : longerNs(before, app);
    const delayMs = Math.floor(delayNs / nsPerMs);
    if (delayMs <= 0 && before === null) return delay;
    delay.deadlineMs = this.#context.kernel.nowMs + delayMs;
    delay.delayNs = delayNs;
    delay.isDropped = delayMs <= 0;
    this.#record(delay, delayMs, delay.deadlineMs, "task-failed");
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
    const overMs = delay.deadlineMs + (this.#context.quirks.has("B45") ? 0 : viableAfterMs);
    const cleanedMs = onGrid(this.#electedMs + cleanUpEveryMs, cleanUpEveryMs, overMs);
    if (cleanedMs > this.#context.kernel.nowMs) return delay;
    delay.isDropped = true;
    return null;
  }

  #delay(app: App, known: Delay | null = null): Delay | null {
    if (known?.app === app) return known;
    let delay = this.#delays.get(app.id) ?? null;
    while (delay !== null && delay.configVersionMs !== app.configVersionMs) delay = delay.other;
    return delay;
  }

  /** One that does not count yet. */
  #newDelay(app: App): Delay {
    const { id, configVersionMs, definition } = app;
    const made: Delay = {
      configVersionMs,
      name: this.#context.recorder.nameOf(id),
      app,
      backoffMs: definition.backoffMs,
      deadlineMs: 0,
      delayNs: 0,
      isDropped: true,
      other: this.#delays.get(id) ?? null,
    };
    this.#delays.set(id, made);
    return made;
  }

  #record({ name }: Delay, delayMs: number, untilMs: number, reason: "task-failed" | "reset"): void {
    this.#context.recorder.tasks.backedOff(this.#framework, name, delayMs, untilMs, reason);
  }
}

/** The delay after that one. */
function longerNs({ delayNs }: Delay, { definition }: App): number {
  const { backoffFactor, maxLaunchDelayMs } = definition;
  return Math.min(maxLaunchDelayMs * nsPerMs, Math.trunc(delayNs * backoffFactor));
}
