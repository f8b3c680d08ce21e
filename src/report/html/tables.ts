/** Tables of whole numbers, filled row by row and written in parts of a bounded size. */

import { differences, type TableName, tables } from "./page-data.ts";

/** So many rows make a part: a page of any size is read part by part, and no part grows too long for a text. */
const rowsPerPart = 50_000;

/** One table: rows go in, columns come out. */
export class Table {
  readonly name: TableName;
  readonly #names: readonly string[];
  readonly #columns: number[][];

  constructor(name: TableName) {
    this.name = name;
    this.#names = tables[name];
    this.#columns = this.#names.map(() => []);
  }

  get length(): number {
    return this.#columns[0]?.length ?? 0;
  }

  /** Adds a row, one number for each column in the table's order; its place. Throws for a wrong number of them. */
  add(...row: readonly number[]): number {
    if (row.length !== this.#columns.length)
      throw new Error(`${row.length} numbers for a row of ${this.name}`);
    row.forEach((value, i) => {
      this.#columns[i]?.push(value);
    });
    return this.length - 1;
  }

  /** The parts as JSON texts: `{"start":[...],...}`. */
  *parts(): Generator<string> {
    for (let from = 0; from < this.length; from += rowsPerPart) {
      const columns = this.#names.map((name, i) => {
        const values = this.#columns[i]?.slice(from, from + rowsPerPart) ?? [];
        return `"${name}":[${differences.has(name) ? differencesOf(values) : values.join(",")}]`;
      });
      yield `{${columns.join(",")}}`;
    }
  }
}

function differencesOf(values: readonly number[]): string {
  let before = 0;
  return values
    .map((value) => {
      const difference = value - before;
      before = value;
      return difference;
    })
    .join(",");
}

/** Texts, each once, and their places. The empty text is at 0. */
export class Texts {
  readonly #places = new Map<string, number>([["", 0]]);

  of(text: string | null): number {
    if (text === null) return 0;
    const place = this.#places.get(text);
    if (place !== undefined) return place;
    this.#places.set(text, this.#places.size);
    return this.#places.size - 1;
  }

  /** The parts as JSON texts: `["","a-1",...]`. */
  *parts(): Generator<string> {
    const all = [...this.#places.keys()];
    for (let from = 0; from < all.length; from += rowsPerPart)
      yield JSON.stringify(all.slice(from, from + rowsPerPart));
  }
}
