/** The offers of one instant that a framework holds until it has gone through all of them: those that were listed and those
 * that were not, in one order. */

import { type IdleOffers, type IdleWalk, type Offer, offersInOrder } from "../../model/messages.ts";
import type { Resources } from "../../model/resources.ts";

/** What is left of them, to be declined. */
export interface Rest {
  readonly listed: readonly Offer[];
  /** Those that were not listed: offers like all others by now, unless `idle` still stands for them too. */
  readonly revealed: readonly Offer[];
  readonly idle: IdleOffers | null;
}

export class HeldOffers {
  /** In order, those that it was made of as offers of their own. */
  readonly listed: readonly Offer[];
  readonly #idle: IdleOffers | null;
  readonly #walk: IdleWalk | null;
  #next = 0;
  /** Of the listed ones, those that were of no use. */
  readonly #passed: Offer[] = [];

  /** Of several messages with offers that are not listed, one alone keeps them so: there is one walk. */
  constructor(listed: readonly Offer[], idle: readonly IdleOffers[]) {
    let largest: IdleOffers | null = null;
    for (const share of idle) if (largest === null || share.size > largest.size) largest = share;
    const revealed = idle.flatMap((share) => (share === largest ? [] : share.reveal()));
    this.listed = [...listed, ...revealed].sort(offersInOrder);
    this.#idle = largest;
    this.#walk = largest?.walk() ?? null;
  }

  /**
   * The next offer that is wanted; null after the last one. Those before it were looked at, for good. Of the listed ones
   * only those count that are still open.
   */
  next(wants: (resources: Resources) => boolean, isOpen: (offer: Offer) => boolean): Offer | null {
    for (;;) {
      const listed = this.listed[this.#next] ?? null;
      const offer = this.#walk?.next(listed, wants) ?? null;
      if (offer !== null) return offer;
      if (listed === null) return null;
      this.#next++;
      if (!isOpen(listed)) continue;
      if (wants(listed.resources)) return listed;
      this.#passed.push(listed);
    }
  }

  /** One that was not listed was taken back. */
  forget(offerId: string): void {
    this.#idle?.forget(offerId);
  }

  /** All that `next` has not returned. */
  rest(): Rest {
    const listed = [...this.#passed, ...this.listed.slice(this.#next)];
    const idle = this.#idle;
    if (idle === null || idle.size > 0) return { listed, revealed: [], idle };
    return { listed, revealed: idle.revealed, idle: null };
  }
}
