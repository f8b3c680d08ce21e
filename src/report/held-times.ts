/** For how long each of many values was held: a table from numbers to sums of milliseconds. */

/** There are many tables with few values: so many V8 keeps among its other objects, which costs less than memory of their own. */
const sizeMin = 8;

export class HeldTimes {
  #values = new Float64Array(sizeMin);
  /** 0 where the place is empty: nothing is held for no time. */
  #heldMs = new Float64Array(sizeMin);
  #size = 0;

  /** `ms` is more than 0. */
  add(value: number, ms: number): void {
    const place = this.#placeOf(value);
    if (this.#heldMs[place] === 0) {
      this.#values[place] = value;
      this.#size++;
    }
    this.#heldMs[place] = (this.#heldMs[place] ?? 0) + ms;
    if (this.#size * 2 > this.#values.length) this.#grow();
  }

  clear(): void {
    this.#heldMs.fill(0);
    this.#size = 0;
  }

  /** Every value with its time, by value. */
  sorted(): readonly (readonly [value: number, heldMs: number])[] {
    const held: (readonly [number, number])[] = [];
    for (const [place, ms] of this.#heldMs.entries()) if (ms > 0) held.push([this.#values[place] ?? 0, ms]);
    return held.sort(([a], [b]) => a - b);
  }

  /** Where a value is, or would be. */
  #placeOf(value: number): number {
    const mask = this.#values.length - 1;
    const hash = Math.imul((value | 0) ^ Math.floor(value / 4_294_967_296), 0x9e3779b1);
    let place = (hash ^ (hash >>> 15)) & mask;
    while (this.#heldMs[place] !== 0 && this.#values[place] !== value) place = (place + 1) & mask;
    return place;
  }

  #grow(): void {
    const [values, heldMs] = [this.#values, this.#heldMs];
    this.#values = new Float64Array(values.length * 2);
    this.#heldMs = new Float64Array(values.length * 2);
    for (const [from, ms] of heldMs.entries()) {
      if (ms === 0) continue;
      const place = this.#placeOf(values[from] ?? 0);
      this.#values[place] = values[from] ?? 0;
      this.#heldMs[place] = ms;
    }
  }
}
