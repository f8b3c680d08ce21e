/** CSV files with a header that an entry of a scenario names: their rows, and where each of them stands. */

import { CsvError, parse } from "csv-parse/sync";
import type { EntryPath, Table, TableRow } from "../sim/frameworks/kind.ts";
import { shown } from "../sim/wrong-input.ts";
import type { Check } from "./check.ts";
import type { FileReader } from "./file-reader.ts";
import { issueAt } from "./issue.ts";

interface Line {
  readonly record: readonly string[];
  /** Lines of the file up to the record's end; from 1. */
  readonly info: { readonly lines: number };
}

/** The table of a file, its name relative to the scenario; null after an issue, at `path` or in the file. */
export function readTable(check: Check, files: FileReader, name: string, path: EntryPath): Table | null {
  const file = files.resolve(check.document.file, name);
  const read = files.read(file);
  if (!read.ok) {
    check.wrong(path, `${file}: ${read.why}`);
    return null;
  }
  const issue = (line: number, column: string | null, message: string): void => {
    check.issues.push(issueAt({ file, line, column: 1 }, column === null ? [] : [column], message));
  };
  const lines = linesOf(read.text, (line, message) => issue(line, null, message));
  const header = lines?.[0];
  if (lines === null || header === undefined) {
    if (lines !== null) check.wrong(path, `${file} is empty; its first line must name its columns`);
    return null;
  }
  const columns = header.record;
  const separated = otherSeparator(columns);
  if (separated !== null) {
    issue(header.info.lines, null, separated);
    return null;
  }
  const twice = columns.find((column, i) => columns.indexOf(column) < i);
  if (twice !== undefined) {
    issue(header.info.lines, null, `two columns are called ${shown(twice)}`);
    return null;
  }
  for (const { record, info } of lines.slice(1)) {
    const problem = beyondHeader(record, columns);
    if (problem !== null) issue(info.lines, null, problem);
  }
  const numbers = new Map(columns.map((column, i) => [column, i]));
  const rows = lines.slice(1).map(
    ({ record, info }): TableRow => ({
      cell: (column) => record[numbers.get(column) ?? -1],
      wrong: (column, message) => issue(info.lines, column, message),
    }),
  );
  return { columns, rows };
}

/** What is wrong with a header of one column that is none, as spreadsheets of many countries write it; null where it is one. */
export function otherSeparator(columns: readonly string[]): string | null {
  const [only = "", ...others] = columns;
  const used = only.includes("\t") ? "tabs" : only.includes(";") ? "semicolons" : null;
  return used === null || others.length > 0 ? null : `cells are separated by ${used}; commas are expected`;
}

/** What is wrong with a row that says more than the header has names for, or null: what stands where is not known then. */
export function beyondHeader(record: readonly string[], columns: readonly string[]): string | null {
  if (record.slice(columns.length).every((cell) => cell === "")) return null;
  return `has ${record.length} cells, and the first line names ${columns.length}: a cell that holds a comma stands in double quotes`;
}

function linesOf(text: string, wrong: (line: number, message: string) => void): readonly Line[] | null {
  try {
    // With `info`, each record comes with its place, which the types of the package do not say.
    return parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly Line[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    wrong(Number(error["lines"] ?? 1), `not CSV: ${error.message}`);
    return null;
  }
}
