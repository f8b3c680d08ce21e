/** How fast agents may be removed: permits evenly spaced, the first at once, in order of asking; whoever gives up its
 * place takes no permit (master.cpp:181-231, 1575-1591; process/limiter.hpp:65-141 @ 0.28.3). */

import { noTimer, type Timer } from "../kernel/agenda.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";

export class RemovalLimiter {
  readonly #kernel: Kernel;
  readonly #spacingMs: number;
  readonly #permit: EventKind;
  /** In order of asking; null for one that gave up. */
  readonly #waiting = new Map<string, (() => void) | null>();
  /** The next permit is given at this instant at the earliest. */
  #nextMs = 0;
  #timer: Timer = noTimer;

  /** `spacingMs` is the time between permits, 0 for no limit. */
  constructor(kernel: Kernel, spacingMs: number) {
    this.#kernel = kernel;
    this.#spacingMs = spacingMs;
    this.#permit = kernel.kind("mesos/agent removal permitted", () => this.#permitOne());
  }

  /** Calls `remove` once `who` has a permit; nothing happens where it waits for one already. */
  request(who: string, remove: () => void): void {
    if (this.#waiting.get(who) != null) return;
    // Whoever asks again after giving up comes last.
    this.#waiting.delete(who);
    this.#waiting.set(who, remove);
    if (this.#timer === noTimer) this.#setTimer();
  }

  /** `who` waits no more: the next in line moves up. */
  cancel(who: string): void {
    if (this.#waiting.has(who)) this.#waiting.set(who, null);
  }

  /** Its master leads no more. */
  stop(): void {
    this.#kernel.cancel(this.#timer);
    this.#waiting.clear();
  }

  #setTimer(): void {
    this.#timer = this.#kernel.at(Math.max(this.#kernel.nowMs, this.#nextMs), this.#permit);
  }

  #permitOne(): void {
    this.#timer = noTimer;
    for (const [who, remove] of this.#waiting) {
      this.#waiting.delete(who);
      if (remove === null) continue;
      this.#nextMs = this.#kernel.nowMs + this.#spacingMs;
      remove();
      break;
    }
    if (this.#waiting.size > 0) this.#setTimer();
  }
}
