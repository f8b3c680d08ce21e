/** Which columns of a history say what: by the names that such files use, or as they are chosen. */

import { didYouMean } from "../../model/near-miss.ts";
import type { Table } from "./table.ts";

/** Names of columns; null where they are to be found. */
export interface ColumnChoice {
  /** Several, separated by commas, name an agent together. */
  readonly agent: string | null;
  readonly failed: string | null;
  /** When the agent was back. */
  readonly recovered: string | null;
  /** How long it was down, in place of `recovered`. */
  readonly down: string | null;
  readonly cluster: string | null;
  readonly group: string | null;
}

/** Numbers of columns. */
export interface Columns {
  readonly agent: readonly number[];
  readonly failed: number;
  readonly recovered: { readonly column: number; readonly isLength: boolean } | null;
  readonly cluster: number | null;
  readonly group: number | null;
  /** How many agents the row's cluster has. */
  readonly agents: number | null;
}

const usual = {
  agent: ["node", "agent", "host", "hostname", "machine"],
  failed: ["failed_at", "at", "failed", "down_at"],
  recovered: ["repaired_at", "recovered_at", "up_at"],
  down: ["recovers", "downtime"],
  cluster: ["system", "cluster"],
  group: ["rack"],
  agents: ["nodes_in_system", "agents_in_cluster"],
} as const;

/** The columns of a table, or what is wrong with the choice. */
export function columnsOf(
  { file, columns }: Table,
  choice: ColumnChoice,
): { columns: Columns | null; problems: readonly string[] } {
  const problems: string[] = [];
  /** `Node` is as usual as `node`. */
  const lower = columns.map((column) => column.toLowerCase());
  const chosen = (option: keyof ColumnChoice, name: string): number => {
    const at = columns.indexOf(name);
    if (at < 0) {
      const known = `; it has ${columns.join(", ")}`;
      problems.push(`--${option}: ${file} has no column called ${name}${didYouMean(name, columns, known)}`);
    }
    return at;
  };
  const found = (what: keyof typeof usual): number | null => {
    const name = usual[what].find((each) => lower.includes(each));
    return name === undefined ? null : lower.indexOf(name);
  };
  const pick = (option: Exclude<keyof ColumnChoice, "agent">): number | null =>
    choice[option] === null ? found(option) : chosen(option, choice[option]);
  const demand = (option: "agent" | "failed", at: number | null): number => {
    if (at !== null) return at;
    const expected = `none of ${usual[option].join(", ")} is there (it has ${columns.join(", ")})`;
    problems.push(
      `${file}:1:1: which column says ${meanings[option]}? ${expected}; name it with --${option} COLUMN`,
    );
    return -1;
  };
  if (choice.recovered !== null && choice.down !== null)
    problems.push("--recovered and --down: one of them says when an outage ends");
  const agent =
    choice.agent === null
      ? [demand("agent", found("agent"))]
      : choice.agent.split(",").map((name) => chosen("agent", name.trim()));
  const failed = demand("failed", pick("failed"));
  const back = choice.down === null ? pick("recovered") : null;
  const down = choice.recovered === null ? pick("down") : null;
  const recovered =
    back !== null
      ? { column: back, isLength: false }
      : down !== null
        ? { column: down, isLength: true }
        : null;
  const cluster = pick("cluster");
  const group = pick("group");
  if (problems.length > 0) return { columns: null, problems };
  return { columns: { agent, failed, recovered, cluster, group, agents: found("agents") }, problems };
}

const meanings = { agent: "which agent failed", failed: "when it failed" };
