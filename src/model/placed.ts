/** Where something runs or would run, and how many of some things there are by the value that a constraint is about. */

/** A host and its attributes. */
export interface Placed {
  readonly hostname: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** An attribute by name, which may be one that every object has (constructor); undefined where there is none. */
export function attributeOf(attributes: Placed["attributes"], name: string): string | undefined {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

/** The value that a constraint on that field is about; undefined where the host has no such attribute. */
export function placeValue(field: string, placed: Placed): string | undefined {
  return field === "hostname" ? placed.hostname : attributeOf(placed.attributes, field);
}

export class PlaceCounts {
  readonly #byField = new Map<string, Map<string | undefined, number>>();
  #total = 0;

  /** Things counted by those fields. */
  constructor(fields: Iterable<string>, placed: Iterable<Placed> = []) {
    for (const field of fields) this.#byField.set(field, new Map());
    for (const one of placed) this.add(one, 1);
  }

  get total(): number {
    return this.#total;
  }

  /** How many have each value of a field, where any has; undefined stands for no such attribute. Throws for another field. */
  by(field: string): ReadonlyMap<string | undefined, number> {
    const counts = this.#byField.get(field);
    if (counts === undefined) throw new Error(`nothing is counted by ${field}`);
    return counts;
  }

  add(placed: Placed, by: 1 | -1): void {
    this.#total += by;
    for (const [field, counts] of this.#byField) {
      const value = placeValue(field, placed);
      const count = (counts.get(value) ?? 0) + by;
      if (count === 0) counts.delete(value);
      else counts.set(value, count);
    }
  }

  copy(): PlaceCounts {
    const copy = new PlaceCounts([]);
    copy.#total = this.#total;
    for (const [field, counts] of this.#byField) copy.#byField.set(field, new Map(counts));
    return copy;
  }
}
