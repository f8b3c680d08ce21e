/** Offers that came to a framework, and were neither answered nor taken back: each says itself that it is one of them. */

import type { OfferName } from "../../model/messages.ts";

/** With fewer in the list nothing is gained by putting it in order. */
const tidiedFrom = 64;

export class Outstanding {
  /** In the order in which they came; among them those that are outstanding no more, until there are too many. */
  #came: OfferName[] = [];
  #size = 0;

  has(offer: OfferName): boolean {
    return offer.inFramework === this;
  }

  /** One that is there already stays where it is; one that was there does not come again. */
  add(offer: OfferName): void {
    if (this.has(offer)) return;
    offer.inFramework = this;
    this.#came.push(offer);
    this.#size++;
  }

  /** Says whether it was there. */
  delete(offer: OfferName): boolean {
    if (!this.has(offer)) return false;
    offer.inFramework = null;
    this.#size--;
    if (this.#came.length >= tidiedFrom && this.#came.length > 2 * this.#size)
      this.#came = this.#came.filter((each) => this.has(each));
    return true;
  }

  /** Takes all out, in the order in which they came. */
  takeAll(): readonly OfferName[] {
    const all = this.#came.filter((offer) => this.delete(offer));
    this.#came = [];
    return all;
  }
}
