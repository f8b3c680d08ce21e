/** Launch delays of apps whose tasks fail, by app and configuration (RateLimiter.scala:28-88). */

import type { Name } from "../../model/names.ts";
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

/** What is known of an app that failed once. */
interface Delayed {
  /** For rows. */
  readonly name: Name;
  /** By the time of the app's configuration. */
  readonly delays: Map<number, Delay>;
}

export class RateLimiter {
  readonly #context: Context;
  readonly #apps = new Map<string, Delayed>();
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
    const delay = this.#apps.get(app.id)?.delays.get(app.configVersionMs);
    if (delay === undefined) return null;
    const cleanedMs = onGrid(this.#electedMs + cleanUpEveryMs, cleanUpEveryMs, delay.deadlineMs);
    if (cleanedMs > this.#context.kernel.nowMs) return delay;
    this.#drop(app);
    return null;
  }

  #put({ id, configVersionMs }: App, delay: Delay): void {
    let app = this.#apps.get(id);
    if (app === undefined) {
      app = { name: this.#context.recorder.nameOf(id), delays: new Map() };
      this.#apps.set(id, app);
    }
    app.delays.set(configVersionMs, delay);
  }

  /** Says whether there was one. */
  #drop({ id, configVersionMs }: App): boolean {
    return this.#apps.get(id)?.delays.delete(configVersionMs) === true;
  }

  #record(app: App, delayMs: number, untilMs: number, reason: "task-failed" | "reset"): void {
    const { name, recorder } = this.#context;
    const ids = { framework: name, app: this.#apps.get(app.id)?.name ?? app.id };
    recorder.add("queue.backoff", { delay_ms: delayMs, until_ms: untilMs, reason }, ids);
  }
}
