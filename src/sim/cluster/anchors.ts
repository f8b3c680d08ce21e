/** How many rows of the journal stood before each row of offers. Kept like the times of rows, in two bytes or so each. */

import type { BlockStore } from "../kernel/block-store.ts";
import { Journal } from "../kernel/journal.ts";

export class Anchors {
  /** Counts of rows in the place of times: neither ever goes back. */
  readonly #counts: Journal;

  constructor(store: BlockStore) {
    this.#counts = new Journal([{ name: "anchor", fields: [] }], null, store);
  }

  get length(): number {
    return this.#counts.length;
  }

  push(rows: number): void {
    this.#counts.begin(rows, 0);
  }

  /** Of an offer row by its index from 0; infinite where there is none. */
  at(index: number): number {
    return index < this.#counts.length ? this.#counts.atMs(index) : Number.POSITIVE_INFINITY;
  }

  *[Symbol.iterator](): Generator<number> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }
}
