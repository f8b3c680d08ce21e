/** A CSV file whose every cell knows its line and column. */

import { CsvError, parse } from "csv-parse/sync";
import { type Issue, issueAt } from "../../scenario/issue.ts";
import { beyondHeader, otherSeparator } from "../../scenario/tables.ts";

/** A record as csv-parse gives it with `info` and `raw`, which the types of the package do not say. */
interface Parsed {
  readonly record: readonly string[];
  readonly raw: string;
  /** Lines of the file up to the record's end; from 1. */
  readonly info: { readonly lines: number };
}

export interface Row {
  /** The text of a cell; "" where the row has none there. */
  cell(column: number): string;
  /** What is wrong where it has cells that the header does not name; null where it has none. */
  readonly beyond: string | null;
  issue(column: number, message: string): Issue;
}

export interface Table {
  readonly file: string;
  readonly columns: readonly string[];
  readonly header: Row;
  readonly rows: readonly Row[];
}

/** The table of a text with a header, or what is wrong with it. */
export function readTable(file: string, text: string): Table | { readonly issues: readonly Issue[] } {
  const at = (line: number, message: string): { readonly issues: readonly Issue[] } => ({
    issues: [issueAt({ file, line, column: 1 }, [], message)],
  });
  let parsed: readonly Parsed[];
  try {
    const options = { bom: true, info: true, raw: true, relax_column_count: true, skip_empty_lines: true };
    parsed = parse(text, { ...options, trim: true }) as unknown as readonly Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return at(Number(error["lines"] ?? 1), `not CSV: ${error.message}`);
  }
  const [first, ...others] = parsed;
  if (first === undefined) return at(1, "is empty; its first line must name its columns");
  const columns = first.record;
  const separated = otherSeparator(columns);
  if (separated !== null) return at(first.info.lines, separated);
  const header = rowOf(file, first, columns);
  const twice = columns.findIndex((column, i) => columns.indexOf(column) < i);
  if (twice >= 0) return { issues: [header.issue(twice, `two columns are called ${columns[twice]}`)] };
  return { file, columns, header, rows: others.map((each) => rowOf(file, each, columns)) };
}

function rowOf(file: string, { record, raw, info }: Parsed, columns: readonly string[]): Row {
  return {
    cell: (column) => record[column] ?? "",
    beyond: beyondHeader(record, columns),
    issue: (column, message) => {
      const text = raw.replace(/^[\r\n]+/, "").replace(/\r?\n$/, "");
      const line = info.lines - (text.match(/\n/g)?.length ?? 0);
      const before = text.slice(0, startOf(text, column)).split("\n");
      const place = { file, line: line + before.length - 1, column: (before.at(-1)?.length ?? 0) + 1 };
      const name = columns[column];
      return issueAt(place, name === undefined ? [] : [name], message);
    },
  };
}

/** Where the cell of that number begins in the text of a record; its end where there are fewer. */
function startOf(text: string, cell: number): number {
  let left = cell;
  let quoted = false;
  for (let i = 0; i < text.length && left >= 0; i++) {
    if (left === 0) return i + (/^\s*/.exec(text.slice(i))?.[0].length ?? 0);
    if (text[i] === '"') quoted = !quoted;
    else if (text[i] === "," && !quoted) left--;
  }
  return text.length;
}
