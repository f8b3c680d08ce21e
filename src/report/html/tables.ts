/** Tables of whole numbers, filled row by row and packed in parts of a bounded size, so that a table is few bytes a row. */

import { type Packed, packed } from "./pack.ts";
import { differences, type TableName, tables } from "./page-data.ts";

/** So many rows make a part: a page of any size is read part by part, and no part grows too long for a text. */
const rowsPerPart = 50_000;

/** One table: rows go in, columns come out. */
export class Table {
  readonly name: TableName;
  readonly #names: readonly string[];
  readonly #packed: Packed[] = [];
  /** The rows since the last part. */
  #columns: number[][];
  #length = 0;

  constructor(name: TableName) {
    this.name = name;
    this.#names = tables[name];
    this.#columns = this.#names.map(() => []);
  }

  get length(): number {
    return this.#length;
  }

  /** Adds a row, one number for each column in the table's order; its place. Throws for a wrong number of them. */
  add(...row: readonly number[]): number {
    if (row.length !== this.#columns.length)
      throw new Error(`${row.length} numbers for a row of ${this.name}`);
    for (let i = 0; i < row.length; i++) this.#columns[i]?.push(row[i] ?? 0);
    if (this.#columns[0]?.length === rowsPerPart) this.#pack();
    return this.#length++;
  }

  /** The parts: JSON texts such as `{"start":[...],...}`, packed. No row may follow. */
  parts(): readonly Packed[] {
    if ((this.#columns[0]?.length ?? 0) > 0) this.#pack();
    return this.#packed;
  }

  #pack(): void {
    const columns = this.#columns.map((values, i) => {
      const name = this.#names[i] ?? "";
      return `"${name}":[${differences.has(name) ? differencesOf(values) : values.join(",")}]`;
    });
    this.#packed.push(packed(`{${columns.join(",")}}`));
    this.#columns = this.#names.map(() => []);
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

  /** The parts: JSON texts such as `["","a-1",...]`, packed. */
  *parts(): Generator<Packed> {
    let part: string[] = [];
    for (const text of this.#places.keys()) {
      part.push(text);
      if (part.length < rowsPerPart) continue;
      yield packed(JSON.stringify(part));
      part = [];
    }
    if (part.length > 0) yield packed(JSON.stringify(part));
  }
}
