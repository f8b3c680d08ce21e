/**
 * Things in the order in which they came, each a link of a chain: one that is known is taken out without a search.
 *
 * Hot: tasks and offers pass through several of them.
 */

/** A link; of one chain only. */
export interface Link<T> {
  before: T | null;
  after: T | null;
}

export class Chain<T extends Link<T>> {
  #first: T | null = null;
  #last: T | null = null;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** In order; one that is taken out meanwhile, or comes to the end, is left out or met as in a Set. */
  *[Symbol.iterator](): Generator<T> {
    for (let item = this.#first; item !== null; item = item.after) yield item;
  }

  /** The first one; each says which comes after it. */
  get first(): T | null {
    return this.#first;
  }

  add(item: T): void {
    item.before = this.#last;
    item.after = null;
    if (this.#last === null) this.#first = item;
    else this.#last.after = item;
    this.#last = item;
    this.#size++;
  }

  /** Takes out one that is there. */
  delete(item: T): void {
    const { before, after } = item;
    if (before === null) this.#first = after;
    else before.after = after;
    if (after === null) this.#last = before;
    else after.before = before;
    this.#size--;
  }
}
