/** Who mends what has failed: so many at a time, the others wait in the order in which they failed. */

export class Crews<Unit> {
  readonly #count: number;
  readonly #busy = new Set<Unit>();
  readonly #waiting = new Set<Unit>();

  /** Null: a crew for each. */
  constructor(count: number | null) {
    this.#count = count ?? Number.POSITIVE_INFINITY;
  }

  isWaiting(unit: Unit): boolean {
    return this.#waiting.has(unit);
  }

  /** Whether a crew begins with it now; else one does when it is the first of those that wait. */
  begin(unit: Unit): boolean {
    if (this.#busy.size >= this.#count) {
      this.#waiting.add(unit);
      return false;
    }
    this.#busy.add(unit);
    return true;
  }

  /** It is up again, or gone. The one with which its crew begins now; null where nobody waits, or no crew was there. */
  end(unit: Unit): Unit | null {
    this.#waiting.delete(unit);
    if (!this.#busy.delete(unit)) return null;
    for (const next of this.#waiting) {
      this.#waiting.delete(next);
      this.#busy.add(next);
      return next;
    }
    return null;
  }
}
