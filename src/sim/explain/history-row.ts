/** One row of the journal while the past is read from it: its cells by the names of their fields. */

import type { CellValue, Journal } from "../kernel/journal.ts";

/** Of each type of row where its fields are. */
export const columns = (journal: Journal): readonly ReadonlyMap<string, number>[] =>
  journal.types.map(({ fields }) => new Map(fields.map(({ name }, i) => [name, i])));

/** One row while it is read. */
export class Row {
  readonly atMs: number;
  readonly #cells: readonly CellValue[];
  readonly #columns: ReadonlyMap<string, number>;

  constructor(atMs: number, cells: readonly CellValue[], at: ReadonlyMap<string, number>) {
    this.atMs = atMs;
    this.#cells = cells;
    this.#columns = at;
  }

  text(field: string): string {
    const cell = this.#cells[this.#columns.get(field) ?? -1];
    return typeof cell === "string" ? cell : "";
  }

  number(field: string): number {
    const cell = this.#cells[this.#columns.get(field) ?? -1];
    return typeof cell === "number" ? cell : 0;
  }

  flag(field: string): boolean {
    return this.#cells[this.#columns.get(field) ?? -1] === true;
  }
}
