/** Which seeds a long run plays: in order, each handed out once, none any more after a failure. */

export class Seeds {
  readonly #end: number;
  readonly #failures: string[] = [];
  readonly #underWay = new Set<number>();
  #next: number;
  #played = 0;

  /** From `first` to the one before `end`. */
  constructor(first: number, end: number) {
    this.#next = Math.min(first, end);
    this.#end = end;
  }

  /** The next seed to play; null where there is none any more, or one has failed. */
  next(): number | null {
    if (this.#next >= this.#end || this.#failures.length > 0) return null;
    this.#underWay.add(this.#next);
    return this.#next++;
  }

  /** What a worker says of a seed: `played SEED`, or `failed SEED` and why. Anything else is a failure too. */
  heard(line: string): void {
    const [, word, seed] = /^(played|failed) (\d+)(?: |$)/.exec(line) ?? [];
    if (word !== "played") this.#failures.push(line);
    else if (this.#underWay.delete(Number(seed))) this.#played++;
  }

  get failures(): readonly string[] {
    return this.#failures;
  }

  /** How many were played without a failure. */
  get played(): number {
    return this.#played;
  }

  /** How many wait or are under way. */
  get left(): number {
    return this.#end - this.#next + this.#underWay.size;
  }

  /** The least one that was not played: all before it were. */
  get least(): number {
    return Math.min(this.#next, ...this.#underWay);
  }
}
