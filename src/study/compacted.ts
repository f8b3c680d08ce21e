/** The compactions of a study: one for each combination of what varies. */

import { type Combination, combinationsOf } from "./combination.ts";
import { type Compaction, compact, planCompaction } from "./compact/compact.ts";
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
  if (spec === null) return [];
  const all: Compacted[] = [];
  for (const combination of combinationsOf(axes)) {
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
