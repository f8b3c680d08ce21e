/** Whether Marathon wants offers at all: its apps do, or the reconciler does for a while (CoreModuleImpl.scala:130-133,
 * OffersWantedForReconciliationActor.scala:44-91). */

import { noTimer, type Timer } from "../kernel/agenda.ts";
import type { Context } from "./context.ts";
import type { Reviver } from "./revive.ts";
import type { TimerKind } from "./terms.ts";

export class Interest {
  readonly #context: Context;
  readonly #reviver: Reviver;
  readonly #over: TimerKind;
  #manager = false;
  #reconciler = false;
  #timer: Timer = noTimer;

  constructor(context: Context, reviver: Reviver) {
    this.#context = context;
    this.#reviver = reviver;
    this.#over = context.kernel.kind("marathon/reconciler-interest", () => {
      this.#timer = noTimer;
      this.#reconciler = false;
      this.#say();
    });
  }

  /** Every call is a new sign of interest, even if nothing changed: the streams are not filtered. */
  managerWants(wants: boolean): void {
    this.#manager = wants;
    this.#say();
  }

  /** After the election, and after the stop of a resident app: for the usual number of revives and half an interval. */
  reconcilerWants(): void {
    const { kernel, flags } = this.#context;
    kernel.cancel(this.#timer);
    const forMs = Math.floor(flags.min_revive_offers_interval * (flags.revive_offers_repetitions + 0.5));
    this.#timer = kernel.after(forMs, this.#over);
    this.#reconciler = true;
    this.#say();
  }

  #say(): void {
    this.#reviver.offersWanted(this.#manager || this.#reconciler);
  }
}
