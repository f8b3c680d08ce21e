/** What a study came to, as `--json` prints it. */

import { compactionJson } from "../compact/report.ts";
import { halfWidthOf } from "../statistics/interval.ts";
import { byValue, type PointSummary, quantiles, type StudySummary } from "../summary.ts";
import { plain } from "./numbers.ts";

const number = (value: number | null): number | null => (value === null ? null : plain(value));

export function studyJson(summary: StudySummary): object {
  const { study, points, searches } = summary;
  return {
    study: study.name,
    confidence: study.confidence,
    combinations: points.map(pointJson),
    ...(study.find === null
      ? {}
      : {
          find: {
            [study.find.wanted]: study.find.path,
            metric: study.measures[study.find.measure]?.name,
            target: study.find.target.text,
            searches: searches.map((search) => ({
              at: Object.fromEntries(search.surroundings.labels),
              found: search.found?.label ?? null,
              probes: byValue(search).map(({ label, runs, estimate, confidence, verdict, more }) => ({
                value: label,
                runs,
                mean: number(estimate.mean),
                ci_low: number(estimate.low),
                ci_high: number(estimate.high),
                confidence: plain(confidence),
                verdict,
                more,
              })),
            })),
          },
        }),
    ...(summary.compacted.length === 0
      ? {}
      : {
          compactions: summary.compacted.map(({ combination, compaction }) => ({
            values: Object.fromEntries(combination.labels),
            ...compactionJson(compaction),
          })),
        }),
  };
}

function pointJson({ number: index, combination, varies, runs, measures }: PointSummary): object {
  return {
    combination: index,
    values: Object.fromEntries(combination.labels),
    varies,
    runs: runs.length,
    metrics: measures.map(({ measure, estimate, quantiles: values, difference }) => ({
      metric: measure.name,
      n: estimate.n,
      missing: estimate.missing,
      mean: number(estimate.mean),
      sd: number(estimate.sd),
      ci_low: number(estimate.low),
      ci_high: number(estimate.high),
      halfwidth: number(halfWidthOf(estimate)),
      ...Object.fromEntries(values.map(({ value }, i) => [quantiles[i]?.name ?? "", number(value)])),
      ...(difference === null
        ? {}
        : {
            less_first: {
              n: difference.n,
              mean: number(difference.mean),
              sd: number(difference.sd),
              ci_low: number(difference.low),
              ci_high: number(difference.high),
              gain: number(difference.gain),
            },
          }),
    })),
  };
}
