/**
 * A first-in, first-out queue of numbers of which many in a row are equal: instances that were queued at one instant are
 * one entry, however many an app asks for.
 */

export class CountedFifo {
  readonly #values: number[] = [];
  readonly #counts: number[] = [];
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number, count = 1): void {
    if (count <= 0) return;
    const last = this.#values.length - 1;
    if (last >= this.#head && this.#values[last] === value)
      this.#counts[last] = (this.#counts[last] ?? 0) + count;
    else {
      this.#values.push(value);
      this.#counts.push(count);
    }
    this.#length += count;
  }

  /** Takes the oldest. */
  shift(): number | undefined {
    if (this.#length === 0) return undefined;
    const value = this.#values[this.#head];
    const left = (this.#counts[this.#head] ?? 1) - 1;
    this.#counts[this.#head] = left;
    if (left === 0) this.#forget();
    this.#length--;
    return value;
  }

  clear(): void {
    this.#values.length = 0;
    this.#counts.length = 0;
    this.#head = 0;
    this.#length = 0;
  }

  /** The oldest entry is used up. */
  #forget(): void {
    this.#head++;
    if (this.#head > 1000 && this.#head * 2 > this.#values.length) {
      this.#values.splice(0, this.#head);
      this.#counts.splice(0, this.#head);
      this.#head = 0;
    }
  }
}
