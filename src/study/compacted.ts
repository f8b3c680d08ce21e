/** The compactions of a study: one for each combination of what varies. */

import type { CsvCell } from "../report/csv.ts";
import { csv } from "../report/csv.ts";
import { type Combination, combinationsOf } from "./combination.ts";
import { type Compaction, compact, planCompaction } from "./compact/compact.ts";
import { trialColumns, trialRows } from "./compact/report.ts";
import type { Base } from "./job.ts";
import { scenarioOf } from "./play.ts";
import type { Study } from "./study.ts";

export interface Compacted {
  readonly combination: Combination;
  readonly compaction: Compaction;
}

/**
 * All compactions that a study asks for, in order; null where `pause`, waited for before each run, said so; or why one of
 * them cannot be made.
 */
export async function compactAll(
  { axes, compact: spec }: Study,
  base: Base,
  pause: () => Promise<boolean>,
): Promise<readonly Compacted[] | null | { readonly problem: string }> {
  const all: Compacted[] = [];
  for (const combination of spec === null ? [] : combinationsOf(axes)) {
    if (spec === null) break;
    const scenario = scenarioOf(
      base,
      combination.settings.map(({ text }) => text),
    );
    if (typeof scenario === "string") return { problem: scenario };
    const plan = planCompaction(scenario, spec);
    if ("problem" in plan) return plan;
    const compaction = await compact(plan, pause);
    if (compaction === null) return null;
    all.push({ combination, compaction });
  }
  return all;
}

/** One row for each order of the agents. */
export function compactionCsv(all: readonly Compacted[], paths: readonly string[]): Generator<string> {
  function* rows(): Generator<readonly CsvCell[]> {
    for (const { combination, compaction } of all) {
      const labels = paths.map((path) => combination.labels.get(path) ?? "");
      for (const row of trialRows(compaction)) yield [...labels, ...row];
    }
  }
  return csv([...paths, ...trialColumns], rows());
}
