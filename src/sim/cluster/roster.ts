/**
 * Things in the order in which they came, most of which go again soon. Each knows by itself whether it is still in: who has
 * gone is dropped when there are many of them.
 *
 * Hot: offers and refusals pass through three of them.
 */

/** With fewer in the list nothing is gained by putting it in order. */
const tidiedFrom = 16;

export class Roster<T> {
  readonly #isIn: (item: T) => boolean;
  #came: T[] = [];
  #size = 0;

  /** `isIn`: whether one that was added has not gone since. */
  constructor(isIn: (item: T) => boolean) {
    this.#isIn = isIn;
  }

  get size(): number {
    return this.#size;
  }

  /** One that has gone does not come again. */
  add(item: T): void {
    this.#came.push(item);
    this.#size++;
  }

  /** One of them has gone. */
  went(): void {
    this.#size--;
    if (this.#came.length >= tidiedFrom && this.#came.length > 2 * this.#size)
      this.#came = this.#came.filter(this.#isIn);
  }

  /** Those that are in now. */
  now(): readonly T[] {
    return this.#came.filter(this.#isIn);
  }
}
