/**
 * The allocation interval's ticks, each set when the one before it is over; those that would do nothing are skipped.
 *
 * While nothing is to do and nothing is due before some later instant, all ticks before it are skipped. The first one that
 * is not is set at once: nobody sets anything until then, so that the order among timers of one instant stays what it would
 * have been, had each tick set the next.
 */

import { noTimer, type Timer } from "../kernel/agenda.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";

export class Ticks {
  readonly #kernel: Kernel;
  readonly #intervalMs: number;
  readonly #idle: () => boolean;
  /** The kind of event that a tick is. */
  readonly kind: EventKind;
  #timer: Timer = noTimer;
  /** When the next one is set for; Infinity while none is. */
  #atMs = Number.POSITIVE_INFINITY;
  /** All ticks are whole intervals after it. */
  originMs = 0;
  #stopped = false;

  /** `run` is what a tick does; `idle` says whether the next one would do nothing as things stand. */
  constructor(kernel: Kernel, intervalMs: number, run: () => void, idle: () => boolean) {
    this.#kernel = kernel;
    this.#intervalMs = intervalMs;
    this.#idle = idle;
    this.kind = kernel.kind("mesos/allocation tick", () => {
      if (!idle()) run();
      this.#rearm();
    });
  }

  /** Whether the next one would do nothing as things stand. */
  get isIdle(): boolean {
    return this.#idle();
  }

  /** The first one comes one interval after the start. */
  start(): void {
    this.originMs = this.#kernel.nowMs;
    this.#set(this.originMs + this.#intervalMs);
  }

  stop(): void {
    this.#stopped = true;
    this.#kernel.cancel(this.#timer);
  }

  /** There is something to do. A change from outside the agenda may come while ticks are skipped: the next is set again. */
  wake(): void {
    const elapsed = Math.floor((this.#kernel.nowMs - this.originMs) / this.#intervalMs);
    const nextMs = this.originMs + (elapsed + 1) * this.#intervalMs;
    if (this.#stopped || this.#atMs <= nextMs) return;
    this.#kernel.cancel(this.#timer);
    this.#set(nextMs);
  }

  #rearm(): void {
    const nowMs = this.#kernel.nowMs;
    let nextMs = nowMs + this.#intervalMs;
    if (this.#idle()) {
      const dueMs = this.#kernel.nextAtMs();
      if (dueMs === Number.POSITIVE_INFINITY) {
        this.#atMs = dueMs;
        return;
      }
      const intervals = Math.ceil((dueMs - nowMs) / this.#intervalMs);
      if (intervals > 1) nextMs = nowMs + intervals * this.#intervalMs;
    }
    this.#set(nextMs);
  }

  #set(atMs: number): void {
    this.#atMs = atMs;
    this.#timer = this.#kernel.at(atMs, this.kind);
  }
}
