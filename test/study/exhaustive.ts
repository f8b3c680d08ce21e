/** A search beside the plain way to the same answer: every value played, every verdict looked at. */

import { verdictOf } from "../../src/study/conditions.ts";
import { conduct } from "../../src/study/conduct.ts";
import { estimateOf } from "../../src/study/estimate.ts";
import type { Base } from "../../src/study/job.ts";
import { Plan } from "../../src/study/plan.ts";
import { Results } from "../../src/study/results.ts";
import { type Study, sizeOfGrid } from "../../src/study/study.ts";
import { Here } from "./studies.ts";

export interface BothWays {
  /** The label of the value that each way finds; null for none. */
  readonly searched: string | null;
  readonly exhaustive: string | null;
  /** Of all values, in order. */
  readonly verdicts: readonly string[];
  /** How many values the search tried. */
  readonly tried: number;
}

/** `study` has one search, with a fixed number of replications. */
export async function bothWays(study: Study, base: Base): Promise<BothWays> {
  const { find } = study;
  if (find === null) throw new Error("the study does not search");
  const plan = new Plan(study);
  const results = new Results();
  const runner = new Here(base);
  const watcher = { round: () => undefined, runs: () => undefined };
  const { progress } = await conduct(plan, results, runner, watcher, new AbortController().signal);
  const [search] = progress.searches;
  const [around] = plan.surroundings;
  const measure = study.measures[find.measure];
  if (search === undefined || around === undefined || measure === undefined) throw new Error("no search");

  const values = Array.from({ length: sizeOfGrid(find.grid) }, (_, i) => find.settingOf(i));
  const everything = { ...study, find: null, axes: [{ path: find.path, values }] };
  const sweep = new Plan(everything);
  const swept = await conduct(sweep, results, runner, watcher, new AbortController().signal);
  const verdicts = swept.progress.points.map(({ combination, runs }) => {
    const played = results.firstOf(combination, runs) ?? [];
    const seen = played.map((run) => plan.metrics.valueOf(run, measure));
    const { low, high } = estimateOf(measure, seen, study.confidence);
    return verdictOf(find.target, low, high);
  });
  const index =
    find.wanted === "smallest"
      ? verdicts.indexOf("meets")
      : // The last of those that meet it from the beginning on.
        verdicts.findIndex((verdict, i) => verdict === "meets" && verdicts[i + 1] !== "meets");
  return {
    searched: search.found?.label ?? null,
    exhaustive: values[index]?.label ?? null,
    verdicts,
    tried: search.probes.length,
  };
}
