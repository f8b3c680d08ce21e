/** CSV files in pieces: a header, then rows by the thousand. */

import { stringify } from "csv-stringify/sync";

export type CsvCell = string | number;

const rowsPerChunk = 1000;

/** A lone carriage return ends a row for some readers. */
const options = { quoted_match: "\r" };

/** Lines end with a line feed; cells are quoted only where they must be. */
export function* csv(header: readonly string[], rows: Iterable<readonly CsvCell[]>): Generator<string> {
  let chunk: (readonly CsvCell[])[] = [header];
  for (const row of rows) {
    chunk.push(row);
    if (chunk.length >= rowsPerChunk) {
      yield stringify(chunk as CsvCell[][], options);
      chunk = [];
    }
  }
  if (chunk.length > 0) yield stringify(chunk as CsvCell[][], options);
}
