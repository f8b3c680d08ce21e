/** Recorded histories of failures: CSV files with the columns agent, at and recovers. */

import { didYouMean } from "../model/near-miss.ts";
import { duration } from "../sim/fields.ts";
import type { TableRow } from "../sim/frameworks/kind.ts";
import type { RecordedFailure } from "../sim/scenario.ts";
import type { Check } from "./check.ts";
import type { FileReader } from "./file-reader.ts";
import type { Known } from "./known.ts";
import type { Path } from "./located.ts";
import { readTable } from "./tables.ts";

const needed = ["agent", "at"];

/** The failures of a file, in its order; other columns are passed over, and an empty `recovers` means never. */
export function readTrace(
  check: Check,
  known: Known,
  files: FileReader,
  name: string,
  path: Path,
): readonly RecordedFailure[] {
  const table = readTable(check, files, name, path);
  if (table === null) return [];
  const missing = needed.find((column) => !table.columns.includes(column));
  if (missing !== undefined) {
    check.wrong(path, `${name} has no column called ${missing} (a history has agent, at and recovers)`);
    return [];
  }
  return [...table.rows].map((row) => failureOf(row, known));
}

function failureOf(row: TableRow, known: Known): RecordedFailure {
  const agent = row.cell("agent") ?? "";
  if (!known.agents.has(agent) && !known.uncertain.has("agents")) {
    const near = didYouMean(agent, known.agents);
    row.wrong("agent", `no agent is called ${JSON.stringify(agent)}${near}`);
  }
  const recovers = row.cell("recovers") ?? "";
  return {
    agent,
    atMs: msOf(row, "at"),
    recoversMs: recovers === "" ? null : msOf(row, "recovers"),
  };
}

/** A duration as scenarios write them; 0 after an issue. */
function msOf(row: TableRow, column: string): number {
  const read = duration.safeParse(row.cell(column) ?? "");
  if (read.success) return read.data;
  row.wrong(column, read.error.issues[0]?.message ?? "");
  return 0;
}
