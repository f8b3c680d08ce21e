/** Tables as the page reads them: parts put together again, each column one typed array. */

import { differences, type TableName, tables } from "../../html/page-data.ts";

/** The columns of a table by name, each with so many rows. */
export type Columns<T extends TableName> = Readonly<Record<(typeof tables)[T][number], Float64Array>> & {
  readonly rows: number;
};

/** A part as its JSON has it. */
export type Part = Readonly<Record<string, readonly number[]>>;

/** Puts the parts of a table together. */
export function joined<T extends TableName>(name: T, parts: readonly Part[]): Columns<T> {
  const names: readonly string[] = tables[name];
  const first = names[0] ?? "";
  const rows = parts.reduce((sum, part) => sum + (part[first]?.length ?? 0), 0);
  const columns = Object.fromEntries(names.map((column) => [column, joinedColumn(column, parts, rows)]));
  return { ...columns, rows } as unknown as Columns<T>;
}

function joinedColumn(name: string, parts: readonly Part[], length: number): Float64Array {
  const values = new Float64Array(length);
  const isDifference = differences.has(name);
  let at = 0;
  for (const part of parts) {
    let sum = 0;
    for (const value of part[name] ?? []) {
      sum = isDifference ? sum + value : value;
      values[at++] = sum;
    }
  }
  return values;
}

/** Rows grouped by a key from 0: those of key k are `rows[from[k]] ... rows[from[k + 1] - 1]`, in their own order. */
export interface Groups {
  readonly from: Int32Array;
  readonly rows: Int32Array;
}

export function grouped(keys: Float64Array, count: number): Groups {
  const from = new Int32Array(count + 1);
  for (const key of keys) from[key + 1] = (from[key + 1] ?? 0) + 1;
  for (let k = 0; k < count; k++) from[k + 1] = (from[k + 1] ?? 0) + (from[k] ?? 0);
  const next = from.slice();
  const rows = new Int32Array(keys.length);
  keys.forEach((key, row) => {
    const at = next[key] ?? 0;
    rows[at] = row;
    next[key] = at + 1;
  });
  return { from, rows };
}

export function groupOf({ from, rows }: Groups, key: number): Int32Array {
  return rows.subarray(from[key] ?? 0, from[key + 1] ?? 0);
}
