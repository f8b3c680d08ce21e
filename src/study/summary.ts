/** What a study came to: each combination that was played with the statistics of its measures, compared with the first. */

import type { Combination } from "./combination.ts";
import type { Compacted } from "./compacted.ts";
import { type Estimate, estimateOf } from "./estimate.ts";
import type { Run } from "./job.ts";
import type { MetricValue } from "./metrics.ts";
import type { Plan, Progress } from "./plan.ts";
import type { MetricList, Results } from "./results.ts";
import type { Probe, Search } from "./search.ts";
import { type PairedDifference, pairedDifference, pairedShares } from "./statistics/paired.ts";
import { ascending, type QuantileEstimate, quantileOf } from "./statistics/quantile.ts";
import type { Measure, Study } from "./study.ts";

export const quantiles = [
  { name: "p05", p: 0.05 },
  { name: "p50", p: 0.5 },
  { name: "p95", p: 0.95 },
] as const;

export interface MeasureSummary {
  readonly measure: Measure;
  /** One for each run, in order. */
  readonly values: readonly MetricValue[];
  readonly estimate: Estimate;
  /** In the order of `quantiles`; none for a share, whose values are 0 and 1. */
  readonly quantiles: readonly QuantileEstimate[];
  /** Less the same of the first combination; null for the first itself, and for what only a search has played. */
  readonly difference: PairedDifference | null;
}

export interface PointSummary {
  /** From 1. */
  readonly number: number;
  readonly combination: Combination;
  /** Whether it is among the combinations that vary, or was played for a search only. */
  readonly varies: boolean;
  readonly runs: readonly Run[];
  readonly measures: readonly MeasureSummary[];
}

export interface StudySummary {
  readonly study: Study;
  /** Paths of all that differs between combinations. */
  readonly paths: readonly string[];
  readonly points: readonly PointSummary[];
  readonly searches: readonly Search[];
  readonly metrics: MetricList;
  readonly compacted: readonly Compacted[];
}

/** Of a study that is done, or of what is done of it. */
export function summaryOf(
  plan: Plan,
  { points, searches }: Progress,
  results: Results,
  compacted: readonly Compacted[] = [],
): StudySummary {
  const { study, metrics } = plan;
  const all = new Map<
    string,
    { readonly combination: Combination; runs: number; readonly varies: boolean }
  >();
  for (const { combination, runs } of points) all.set(combination.key, { combination, runs, varies: true });
  for (const { combination, runs } of searches.flatMap(byValue)) {
    const known = all.get(combination.key);
    if (known === undefined) all.set(combination.key, { combination, runs, varies: false });
    else known.runs = Math.max(known.runs, runs);
  }
  const played = [...all.values()].map((one) => ({
    ...one,
    runs: results.firstOf(one.combination, one.runs) ?? [],
  }));
  const [first] = played;
  const searched = study.find === null ? [] : [study.find.path];
  return {
    study,
    paths: [...new Set([...study.axes.map(({ path }) => path), ...searched])],
    points: played.map(({ combination, runs, varies }, i) => ({
      number: i + 1,
      combination,
      varies,
      runs,
      measures: study.measures.map((measure) =>
        measured(study, measure, metrics, runs, varies && first?.varies && i > 0 ? first.runs : null),
      ),
    })),
    searches,
    metrics,
    compacted,
  };
}

/** The probes of a search in ascending order of their values. */
export function byValue({ probes }: Search): readonly Probe[] {
  return [...probes].sort((a, b) => a.index - b.index);
}

function measured(
  { confidence }: Study,
  measure: Measure,
  metrics: MetricList,
  runs: readonly Run[],
  first: readonly Run[] | null,
): MeasureSummary {
  const values = runs.map((run) => metrics.valueOf(run, measure));
  const sorted = ascending(values.filter((value) => value !== null));
  const firstValues = first?.map((run) => metrics.valueOf(run, measure));
  const differenceOf = measure.condition === null ? pairedDifference : pairedShares;
  return {
    measure,
    values,
    estimate: estimateOf(measure, values, confidence),
    quantiles: measure.condition === null ? quantiles.map(({ p }) => quantileOf(sorted, p, confidence)) : [],
    difference: firstValues === undefined ? null : differenceOf(firstValues, values, confidence),
  };
}

/** Runs of one combination that no known bug of the simulated version explains. */
export function brokenRuns({
  points,
}: StudySummary): readonly { readonly point: PointSummary; readonly run: Run }[] {
  return points.flatMap((point) =>
    point.runs.filter(({ broken }) => broken !== null).map((run) => ({ point, run })),
  );
}
