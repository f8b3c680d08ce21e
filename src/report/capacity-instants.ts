/** The capacity of a run, instant by instant, with what outstanding offers hold. */

import { type Amounts, amountsOfOffer } from "./amounts.ts";
import type { Capacity } from "./capacity.ts";
import { type EventRow, eventsWithOffers } from "./event-row.ts";
import type { FinishedRun } from "./finished-run.ts";

/** Folds the run into `capacity` and `offers`; gives each instant when it is over. */
export function* instantsOf(run: FinishedRun, capacity: Capacity, offers: OpenOffers): Generator<number> {
  let atMs = 0;
  for (const event of eventsWithOffers(run.recorder)) {
    if (event.atMs > atMs) {
      yield atMs;
      atMs = event.atMs;
    }
    if (event.offerSeq !== null) offers.apply(event);
    else {
      capacity.apply(event);
      if (event.name === "master.down") offers.clear();
    }
  }
  yield atMs;
}

export interface Offered {
  readonly agent: string;
  readonly role: string;
  readonly amounts: Amounts;
}

/** The outstanding offers: tells what each holds when it is made (1), and again when it is gone (-1). */
export class OpenOffers {
  readonly #open = new Map<string, Offered>();
  readonly #tell: (offered: Offered, by: 1 | -1) => void;

  constructor(tell: (offered: Offered, by: 1 | -1) => void) {
    this.#tell = tell;
  }

  apply(event: EventRow): void {
    const id = event.text("offer") ?? "";
    if (event.name === "offer.made") {
      const amounts = amountsOfOffer(event.text("resources") ?? "");
      const offered = { agent: event.text("agent") ?? "", role: event.text("role") ?? "", amounts };
      this.#open.set(id, offered);
      this.#tell(offered, 1);
      return;
    }
    const offered = this.#open.get(id);
    if (offered === undefined) return;
    this.#open.delete(id);
    this.#tell(offered, -1);
  }

  /** A new master knows of none. */
  clear(): void {
    for (const offered of this.#open.values()) this.#tell(offered, -1);
    this.#open.clear();
  }
}
