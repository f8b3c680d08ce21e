/** Jobs from a table: one a row, with when it is submitted, how many tasks it has, how long these run, what they need. */

import { milliFrom } from "../../model/units.ts";
import type { EntryContext, EntryPath, Table, TableRow } from "./kind.ts";
import { type Demand, demandOf } from "./pool.ts";

export interface TabledJob {
  readonly id: string;
  /** An instant of the run. */
  readonly submittedMs: number;
  readonly tasks: number;
  readonly runsMs: number;
  readonly demand: Demand;
}

/** What an entry says about its table. */
export interface WorkloadEntry {
  readonly workload: string;
  /** Takes the rows with these values only. */
  readonly where: Readonly<Record<string, unknown>>;
  readonly memUnit: "MiB" | "GiB";
}

const needed = ["id", "submitted", "numTasks", "duration", "cpus", "mem"];
/** A century in seconds, and what no cluster has. */
const largest = { seconds: 3_153_600_000, tasks: 1_000_000, amount: 1_000_000_000 };

/** The jobs of the table that an entry names, in order of submission; none after an issue. */
export function readWorkload(entry: WorkloadEntry, context: EntryContext): readonly TabledJob[] {
  const table = context.table(entry.workload, ["workload"]);
  if (table === null || !hasColumns(table, entry, context)) return [];
  const jobs: TabledJob[] = [];
  const ids = new Set<string>();
  let rows = 0;
  for (const row of table.rows) {
    if (!isWanted(row, entry.where)) continue;
    rows++;
    const job = jobOf(row, entry.memUnit);
    if (job === null) continue;
    if (ids.has(job.id)) row.wrong("id", `another job has the id ${JSON.stringify(job.id)}`);
    ids.add(job.id);
    jobs.push(job);
  }
  if (rows === 0) {
    const [path, why]: [EntryPath, string] =
      Object.keys(entry.where).length > 0
        ? [["where"], `no row of ${entry.workload} has these values`]
        : [["workload"], `${entry.workload} has no jobs`];
    context.wrong(path, why);
  }
  return jobs.sort((a, b) => a.submittedMs - b.submittedMs);
}

function hasColumns({ columns }: Table, { workload, where }: WorkloadEntry, context: EntryContext): boolean {
  const there = `it has ${columns.join(", ")}`;
  const missing = needed.filter((column) => !columns.includes(column));
  if (missing.length > 0)
    context.wrong(["workload"], `${workload} has no column ${missing.join(", ")} (${there})`);
  const unknown = Object.keys(where).filter((column) => !columns.includes(column));
  for (const column of unknown) context.wrong(["where", column], `${workload} has no such column (${there})`);
  return missing.length + unknown.length === 0;
}

/** Numbers and texts compare by value. */
function isWanted(row: TableRow, where: WorkloadEntry["where"]): boolean {
  return Object.entries(where).every(([column, value]) => {
    const cell = row.cell(column) ?? "";
    return typeof value === "number" ? cell !== "" && Number(cell) === value : cell === String(value);
  });
}

/** Null where something is wrong with the row. Amounts are rounded as Mesos rounds (values.cpp:46-123 @ 0.28.3). */
function jobOf(row: TableRow, memUnit: WorkloadEntry["memUnit"]): TabledJob | null {
  const id = row.cell("id") ?? "";
  const idIsGood = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(id);
  if (!idIsGood) row.wrong("id", `${JSON.stringify(id)} is not an id (letters, digits, -, _ and .)`);
  const submitted = numberIn(row, "submitted", largest.seconds);
  const tasks = numberIn(row, "numTasks", largest.tasks);
  const duration = numberIn(row, "duration", largest.seconds);
  const cpus = numberIn(row, "cpus", largest.amount);
  const mem = numberIn(row, "mem", largest.amount);
  const disk = (row.cell("disk") ?? "") === "" ? 0 : numberIn(row, "disk", largest.amount);
  if (tasks !== null && (tasks < 1 || !Number.isInteger(tasks))) {
    row.wrong("numTasks", `${tasks} is not a number of tasks (a whole number, at least 1)`);
    return null;
  }
  if (!idIsGood || submitted === null || tasks === null || duration === null) return null;
  if (cpus === null || mem === null || disk === null) return null;
  const demand = demandOf({
    cpus: milliFrom(cpus),
    mem: milliFrom(memUnit === "GiB" ? mem * 1024 : mem),
    disk: milliFrom(disk),
  });
  if (demand.length === 0) {
    row.wrong("cpus", "a task must need something");
    return null;
  }
  return { id, submittedMs: wholeMs(submitted), tasks, runsMs: wholeMs(duration), demand };
}

const wholeMs = (seconds: number): number => Math.round(seconds * 1000);

function numberIn(row: TableRow, column: string, most: number): number | null {
  const text = row.cell(column) ?? "";
  const value = /^(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value <= most) return value;
  const range = `a number from 0 to ${most}`;
  row.wrong(column, text === "" ? `missing; expected ${range}` : `${JSON.stringify(text)} is not ${range}`);
  return null;
}
