/** From a CSV file to a history of failures, or to all that is wrong with it, each with its line and column. */

import { didYouMean } from "../../model/near-miss.ts";
import { byCodeUnit, parseDuration } from "../../model/units.ts";
import type { Issue } from "../../scenario/issue.ts";
import { type ColumnChoice, type Columns, columnsOf } from "./columns.ts";
import { type Cluster, type History, type HistoryCounts, type Outage, observed } from "./history.ts";
import { type Clock, instantHint, parseInstant, resolutionOf } from "./instants.ts";
import { type Row, readTable, type Table } from "./table.ts";

export interface HistoryOptions extends ColumnChoice {
  /** Only rows with these values. */
  readonly where: readonly (readonly [column: string, value: string])[];
  /** How many agents there are, those that never failed included; null: what the file says, or those in it. */
  readonly agents: number | null;
  /** The observation, as texts; null: from the first failure, to the last event. */
  readonly from: string | null;
  readonly to: string | null;
}

/** What is wrong with the file has a place, what is wrong with an option has not. */
export type Problem = Issue | string;

export type HistoryRead =
  | { readonly ok: true; readonly history: History }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** More of the same kind help nobody. */
const issuesMax = 20;

interface Entry extends Outage {
  /** The agents of its cluster, as the row says it. */
  readonly agents: number;
}

export function readHistory(file: string, text: string, options: HistoryOptions): HistoryRead {
  const table = readTable(file, text);
  if ("issues" in table) return { ok: false, problems: table.issues };
  const columns = columnsOf(table, options);
  const where = conditionsOf(table, options.where);
  const problems: Problem[] = [...columns.problems, ...where.problems];
  if (columns.columns === null || problems.length > 0) return { ok: false, problems };
  const rows = table.rows.filter((row) => where.conditions.every(([i, value]) => row.cell(i) === value));
  const reader = new RowReader(columns.columns, table.columns.length);
  const entries = rows.flatMap((row) => reader.read(row) ?? []);
  if (reader.issues.length > 0) return { ok: false, problems: limited(reader.issues) };
  if (entries.length === 0) return { ok: false, problems: [nothingIn(table, options)] };
  return assembled(file, entries, reader, options, table.rows.length);
}

function nothingIn({ file, rows, columns }: Table, { where }: HistoryOptions): string {
  if (where.length === 0) return `${file} names columns and has no rows; each row is a failure`;
  const wanted = where.map(([column, value]) => `${column}=${value}`).join(" and ");
  const [[column = "", value = ""] = []] = where;
  const values = new Set(rows.map((row) => row.cell(columns.indexOf(column))));
  const near = didYouMean(value, values);
  const known = [...values].sort(byCodeUnit).slice(0, 12).join(", ");
  return `${file} has no row with ${wanted}${near === "" ? `; values of ${column} are ${known}` : near}`;
}

function limited(issues: readonly Issue[]): readonly Problem[] {
  if (issues.length <= issuesMax) return issues;
  return [...issues.slice(0, issuesMax), `and ${issues.length - issuesMax} more like these`];
}

function conditionsOf(
  { columns, file }: Table,
  where: HistoryOptions["where"],
): { conditions: readonly (readonly [number, string])[]; problems: readonly string[] } {
  const wrong = where.filter(([column]) => !columns.includes(column));
  return {
    conditions: where.map(([column, value]) => [columns.indexOf(column), value]),
    problems: wrong.map(([column]) => {
      const known = `; it has ${columns.join(", ")}`;
      return `--where: ${file} has no column called ${column}${didYouMean(column, columns, known)}`;
    }),
  };
}

/** Reads rows one by one, and keeps what is wrong with them. */
class RowReader {
  readonly issues: Issue[] = [];
  readonly clusters: string[] = [];
  clock: Clock | null = null;
  readonly #columns: Columns;
  readonly #width: number;
  readonly #clusterIds = new Map<string, number>();

  /** `width`: how many columns the header names. */
  constructor(columns: Columns, width: number) {
    this.#columns = columns;
    this.#width = width;
  }

  read(row: Row): Entry | null {
    const { agent, failed, recovered, cluster, group, agents } = this.#columns;
    const before = this.issues.length;
    if (row.beyond !== null) {
      this.#wrong(row, this.#width, row.beyond);
      return null;
    }
    const names = agent.map((column) => row.cell(column));
    if (names.includes("")) this.#wrong(row, agent[names.indexOf("")] ?? 0, "is empty; expected an agent");
    const failedMs = this.#instant(row, failed);
    const recoveredMs = recovered === null ? null : this.#recovery(row, recovered, failedMs);
    const count = agents === null ? 0 : this.#count(row, agents);
    if (this.issues.length > before) return null;
    return {
      agent: names.join("/"),
      cluster: this.#clusterOf(cluster === null ? "" : row.cell(cluster)),
      group: group === null || row.cell(group) === "" ? null : row.cell(group),
      failedMs,
      recoveredMs,
      agents: count,
    };
  }

  #wrong(row: Row, column: number, message: string): void {
    this.issues.push(row.issue(column, message));
  }

  #clusterOf(name: string): number {
    let id = this.#clusterIds.get(name);
    if (id === undefined) {
      id = this.clusters.length;
      this.clusters.push(name);
      this.#clusterIds.set(name, id);
    }
    return id;
  }

  /** An instant of the file's clock; 0 after an issue. */
  #instant(row: Row, column: number): number {
    const text = row.cell(column);
    const read = parseInstant(text);
    if (read === undefined) {
      const message = text === "" ? "is empty; expected" : `${JSON.stringify(text)} is not`;
      this.#wrong(row, column, `${message} ${instantHint}`);
      return 0;
    }
    this.clock ??= read.clock;
    if (read.clock === this.clock) return read.ms;
    const words = { calendar: "a date", run: "a duration since the start" };
    this.#wrong(
      row,
      column,
      `${JSON.stringify(text)} is ${words[read.clock]}; rows above have ${words[this.clock]}`,
    );
    return 0;
  }

  #recovery(
    row: Row,
    { column, isLength }: { column: number; isLength: boolean },
    failedMs: number,
  ): number | null {
    const text = row.cell(column);
    if (text === "") return null;
    const length = parseDuration(text);
    if (length !== undefined && (isLength || this.clock === "calendar")) return failedMs + length;
    if (isLength) {
      this.#wrong(
        row,
        column,
        `${JSON.stringify(text)} is not a duration (how long the agent was down, such as 20m)`,
      );
      return null;
    }
    const before = this.issues.length;
    const ms = this.#instant(row, column);
    if (this.issues.length > before || ms >= failedMs) return ms;
    this.#wrong(row, column, `${JSON.stringify(text)} is before the failure`);
    return null;
  }

  #count(row: Row, column: number): number {
    const text = row.cell(column);
    if (text === "") return 0;
    const count = Number(text);
    if (Number.isInteger(count) && count > 0) return count;
    this.#wrong(row, column, `${JSON.stringify(text)} is not a number of agents`);
    return 0;
  }
}

/** Puts entries in order, joins those that overlap, and gives each cluster its agents and its time. */
function assembled(
  file: string,
  entries: readonly Entry[],
  { clusters: names, clock }: RowReader,
  options: HistoryOptions,
  rows: number,
): HistoryRead {
  const problems: string[] = [];
  const bound = (option: "from" | "to"): number | null => {
    const text = options[option];
    const read = text === null ? undefined : parseInstant(text);
    if (text === null) return null;
    if (read === undefined) problems.push(`--${option}: ${JSON.stringify(text)} is not ${instantHint}`);
    else if (read.clock === clock) return read.ms;
    else problems.push(`--${option}: ${text} is not of the kind of times that ${file} has`);
    return null;
  };
  const [fromMs, toMs] = [bound("from"), bound("to")];
  if (fromMs !== null && toMs !== null && toMs <= fromMs)
    problems.push(`--to: ${options.to} is not after --from (${options.from})`);
  const { outages: all, merged, endless } = withoutOverlap(entries);
  const byCluster = names.map((): { outages: Outage[]; agents: number } => ({ outages: [], agents: 0 }));
  for (const outage of all) byCluster[outage.cluster]?.outages.push(outage);
  for (const { cluster, agents } of entries) {
    const said = byCluster[cluster];
    if (said !== undefined) said.agents = Math.max(said.agents, agents);
  }
  const clusters = names.map((name, i): Cluster => {
    const { outages: mine, agents: said } = byCluster[i] ?? { outages: [], agents: 0 };
    const seen = new Set(mine.map(({ agent }) => agent)).size;
    if (options.agents !== null && options.agents < seen)
      problems.push(`--agents: ${options.agents} are fewer than the ${seen} that ${file} has failures of`);
    const times = mine.flatMap(({ failedMs, recoveredMs }) => [failedMs, recoveredMs ?? failedMs]);
    return {
      name,
      agents: Math.max(options.agents ?? said, seen),
      fromMs: fromMs ?? times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
      toMs: toMs ?? times.reduce((a, b) => Math.max(a, b), 0),
      beginsWithFailure: fromMs === null,
    };
  });
  if (options.agents !== null && names.length > 1)
    problems.push(`--agents: ${file} has ${names.length} clusters; --where takes the rows of one`);
  const outages = observed(all, clusters);
  const withOutages = new Set(outages.map(({ cluster }) => cluster));
  const used = clusters.filter((_, i) => withOutages.has(i));
  if (problems.length === 0 && used.length === 0)
    problems.push(
      options.from === null && options.to === null
        ? `${file} ends at the instant of its only failures; --from and --to say how long it was watched`
        : `${file} has no failure between --from and --to`,
    );
  if (problems.length > 0) return { ok: false, problems };
  const renumbered = new Map([...withOutages].sort((a, b) => a - b).map((cluster, i) => [cluster, i]));
  const counts: HistoryCounts = {
    rows,
    filtered: rows - entries.length,
    merged,
    outside: all.length - outages.length,
    endless,
  };
  const history: History = {
    clock: clock ?? "run",
    clusters: used,
    outages: outages.map((outage) => ({ ...outage, cluster: renumbered.get(outage.cluster) ?? 0 })),
    resolutionMs: resolutionOf(
      all.flatMap(({ failedMs, recoveredMs }) => [failedMs, recoveredMs ?? failedMs]),
    ),
    counts,
  };
  return { ok: true, history };
}

/** The outages of each agent in order; one that begins during another is part of it. */
function withoutOverlap(entries: readonly Entry[]): {
  outages: readonly Outage[];
  merged: number;
  endless: number;
} {
  const inOrder = [...entries].sort(
    (a, b) => a.cluster - b.cluster || byCodeUnit(a.agent, b.agent) || a.failedMs - b.failedMs,
  );
  const outages: Outage[] = [];
  let merged = 0;
  let endless = 0;
  for (const { agents: _, ...next } of inOrder) {
    const last = outages.at(-1);
    const sameAgent = last !== undefined && last.agent === next.agent && last.cluster === next.cluster;
    if (sameAgent && (last.failedMs === next.failedMs || next.failedMs < (last.recoveredMs ?? 0))) {
      const recoveredMs =
        last.recoveredMs === null || next.recoveredMs === null
          ? (last.recoveredMs ?? next.recoveredMs)
          : Math.max(last.recoveredMs, next.recoveredMs);
      outages[outages.length - 1] = { ...last, recoveredMs };
      merged++;
    } else {
      if (sameAgent && last.recoveredMs === null) endless++;
      outages.push(next);
    }
  }
  outages.sort((a, b) => a.cluster - b.cluster || a.failedMs - b.failedMs || byCodeUnit(a.agent, b.agent));
  return { outages, merged, endless };
}
