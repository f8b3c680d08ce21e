/** CSV files in pieces: a header, then rows by the thousand. */

import { stringify } from "csv-stringify/sync";

export type CsvCell = string | number;

const rowsPerChunk = 1000;

/** A lone carriage return ends a row for some readers. */
const options = { quoted_match: "\r" };

/** Text that no dialect of CSV quotes. Nearly all cells are such, and large files have millions of them. */
const plain = /^[\w./:#@-]*$/;

/** Lines end with a line feed; cells are quoted only where they must be. */
export function* csv(header: readonly string[], rows: Iterable<readonly CsvCell[]>): Generator<string> {
  let chunk = line(header);
  let inChunk = 1;
  for (const row of rows) {
    chunk += line(row);
    if (++inChunk < rowsPerChunk) continue;
    yield chunk;
    chunk = "";
    inChunk = 0;
  }
  if (inChunk > 0) yield chunk;
}

function line(cells: readonly CsvCell[]): string {
  let text = "";
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i] ?? "";
    if (typeof cell === "string" && !plain.test(cell)) return stringify([cells as CsvCell[]], options);
    text += i === 0 ? cell : `,${cell}`;
  }
  return `${text}\n`;
}
