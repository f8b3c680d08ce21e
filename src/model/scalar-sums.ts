/**
 * Sums of scalars, such as cpus and mem, as lists of numbers. A name of a scalar has a number of its own, given when it is
 * first said: places in lists, on which nothing else may depend.
 *
 * Hot: whatever is given to somebody or comes back goes through several of them.
 */

const numbers = new Map<string, number>();
const names: string[] = [];

/** The number of a scalar's name, always the same while the program runs. */
export function scalarNumber(name: string): number {
  let number = numbers.get(name);
  if (number === undefined) {
    number = names.length;
    numbers.set(name, number);
    names.push(name);
  }
  return number;
}

/** The name that has that number; "" where none has. */
export function scalarName(number: number): string {
  return names[number] ?? "";
}

/** Numbers of scalars, each followed by its thousandths. */
export type ScalarPairs = readonly number[];

/** Adds thousandths to a list by number of the scalar, or takes them away. */
export function addPairs(sums: number[], pairs: ScalarPairs, sign: 1 | -1): void {
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const number = pairs[i] as number;
    while (sums.length <= number) sums.push(0);
    sums[number] = (sums[number] as number) + sign * (pairs[i + 1] as number);
  }
}

/** Thousandths by scalar, which change; names that were never said have none. */
export class ScalarSums {
  readonly #milli: number[] = [];

  add(pairs: ScalarPairs, sign: 1 | -1): void {
    addPairs(this.#milli, pairs, sign);
  }

  /** Thousandths of a scalar. */
  get(name: string): number {
    return this.#milli[scalarNumber(name)] ?? 0;
  }

  /** What is not nothing, as pairs. */
  get pairs(): ScalarPairs {
    const pairs: number[] = [];
    for (const [number, milli] of this.#milli.entries()) if (milli !== 0) pairs.push(number, milli);
    return pairs;
  }

  /** By name, what is not nothing. */
  *[Symbol.iterator](): Generator<readonly [name: string, milli: number]> {
    for (const [number, milli] of this.#milli.entries()) if (milli !== 0) yield [scalarName(number), milli];
  }
}
