/**
 * Tasks in the order in which they came, each a link of a chain: one that is known is taken out without a search. By its ids
 * a task is found by a walk where there are few, else by an index, made when somebody first searches.
 *
 * Hot: each agent has three of them, through which each of its tasks passes.
 */

/** A link; of one list only. Task ids are unique per framework only. */
export interface Listed<T> {
  readonly frameworkId: string;
  readonly taskId: string;
  before: T | null;
  after: T | null;
}

/** With more than so many an index is worth its making; with half as many it goes. */
const walkedMax = 16;

export class TaskList<T extends Listed<T>> {
  #first: T | null = null;
  #last: T | null = null;
  #size = 0;
  #index: Map<string, T> | null = null;

  get size(): number {
    return this.#size;
  }

  /** In order; one that is taken out meanwhile, or comes to the end, is left out or met as in a Map. */
  *[Symbol.iterator](): Generator<T> {
    for (let item = this.#first; item !== null; item = item.after) yield item;
  }

  /** The first one; each says which comes after it. */
  get first(): T | null {
    return this.#first;
  }

  /** Of the items of the same ids, if there are several, the oldest. */
  find(frameworkId: string, taskId: string): T | null {
    if (this.#size > walkedMax) return this.#indexed().get(keyOf(frameworkId, taskId)) ?? null;
    for (let item = this.#first; item !== null; item = item.after)
      if (item.taskId === taskId && item.frameworkId === frameworkId) return item;
    return null;
  }

  /** No other one of the same ids may be there. */
  add(item: T): void {
    item.before = this.#last;
    item.after = null;
    if (this.#last === null) this.#first = item;
    else this.#last.after = item;
    this.#last = item;
    this.#size++;
    if (this.#index !== null) this.#index.set(keyOf(item.frameworkId, item.taskId), item);
  }

  /** Takes out one that is there. */
  delete(item: T): void {
    const { before, after } = item;
    if (before === null) this.#first = after;
    else before.after = after;
    if (after === null) this.#last = before;
    else after.before = before;
    this.#size--;
    if (this.#index === null) return;
    if (this.#size * 2 <= walkedMax) this.#index = null;
    else this.#index.delete(keyOf(item.frameworkId, item.taskId));
  }

  #indexed(): Map<string, T> {
    if (this.#index === null) {
      this.#index = new Map();
      for (const item of this) this.#index.set(keyOf(item.frameworkId, item.taskId), item);
    }
    return this.#index;
  }
}

const keyOf = (frameworkId: string, taskId: string): string => `${frameworkId}\u0000${taskId}`;
