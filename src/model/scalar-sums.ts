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

/** What can be added to such a list: resources, or other sums. */
export interface Scalars {
  /** Adds thousandths to a list by number of the scalar, or takes them away. */
  addScalarsTo(sums: number[], sign: 1 | -1): void;
}

/** Thousandths by scalar, which change; names that were never said have none. */
export class ScalarSums implements Scalars {
  readonly #milli: number[] = [];

  static of(amounts: Iterable<readonly [name: string, milli: number]>): ScalarSums {
    const sums = new ScalarSums();
    for (const [name, milli] of amounts) {
      const number = scalarNumber(name);
      while (sums.#milli.length <= number) sums.#milli.push(0);
      sums.#milli[number] = (sums.#milli[number] ?? 0) + milli;
    }
    return sums;
  }

  add(scalars: Scalars, sign: 1 | -1): void {
    scalars.addScalarsTo(this.#milli, sign);
  }

  addScalarsTo(sums: number[], sign: 1 | -1): void {
    for (let number = 0; number < this.#milli.length; number++) {
      if (sums.length <= number) sums.push(0);
      sums[number] = (sums[number] ?? 0) + sign * (this.#milli[number] ?? 0);
    }
  }

  /** Thousandths of a scalar. */
  get(name: string): number {
    return this.#milli[scalarNumber(name)] ?? 0;
  }

  /** By name, what is not nothing. */
  *[Symbol.iterator](): Generator<readonly [name: string, milli: number]> {
    for (const [number, milli] of this.#milli.entries()) if (milli !== 0) yield [scalarName(number), milli];
  }
}
