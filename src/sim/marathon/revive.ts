/** When Marathon asks Mesos to forget its declines: a series of revives for every sign of interest, held apart by a
 * minimum interval (ReviveOffersActor.scala:56-123). There is no SUPPRESS in this era. */

import { noTimer, type Timer } from "../kernel/agenda.ts";
import type { Context } from "./context.ts";
import type { TimerKind } from "./terms.ts";

export class Reviver {
  readonly #context: Context;
  readonly #send: () => void;
  readonly #due: TimerKind;
  #wanted = false;
  #needed = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  #timer: Timer = noTimer;

  constructor(context: Context, send: () => void) {
    this.#context = context;
    this.#send = send;
    this.#due = context.kernel.kind("marathon/revive", () => {
      this.#timer = noTimer;
      if (this.#needed > 0) this.#revive();
    });
  }

  get wanted(): boolean {
    return this.#wanted;
  }

  /** When the last revive was sent; negative infinity before the first. */
  get sentMs(): number {
    return this.#lastMs;
  }

  /** When the next one of the series is sent; null where none is left. */
  get dueMs(): number | null {
    return this.#needed > 0 ? this.#lastMs + this.#context.flags.min_revive_offers_interval : null;
  }

  /** Interest in offers was said anew (true, even if it was before) or is gone. */
  offersWanted(wanted: boolean): void {
    this.#wanted = wanted;
    if (wanted) this.#startSeries();
    else {
      this.#needed = 0;
      this.#context.kernel.cancel(this.#timer);
      this.#timer = noTimer;
    }
  }

  /** Marathon registered, or a launcher asks: a new series, but only while offers are wanted. */
  request(): void {
    if (this.#wanted) this.#startSeries();
  }

  #startSeries(): void {
    const { flags } = this.#context;
    if (!flags.revive_offers_for_new_apps) return;
    this.#needed = flags.revive_offers_repetitions;
    this.#revive();
  }

  #revive(): void {
    const { kernel, flags } = this.#context;
    if (this.#lastMs + flags.min_revive_offers_interval <= kernel.nowMs) {
      this.#send();
      this.#lastMs = kernel.nowMs;
      this.#needed--;
      kernel.cancel(this.#timer);
      this.#timer = noTimer;
    }
    // A minimum interval of 0 sends the whole series at once, as Marathon's recursion does.
    if (this.#needed <= 0) return;
    const nextMs = this.#lastMs + flags.min_revive_offers_interval;
    if (nextMs <= kernel.nowMs) this.#revive();
    else if (this.#timer === noTimer) this.#timer = kernel.at(nextMs, this.#due);
  }
}
