/** The CSV files of a study: every run, the statistics, the differences, what a search tried, and how agents were compacted. */

import { type CsvCell, csv } from "../../report/csv.ts";
import { trialColumns, trialRows } from "../compact/report.ts";
import { byValue, type PointSummary, quantiles, type StudySummary } from "../summary.ts";
import { cell } from "./numbers.ts";

/** One row a run, by combination and replication. */
export function resultsCsv(summary: StudySummary): Generator<string> {
  const { paths, points, metrics } = summary;
  // Each run says how much work it was, measured or not.
  const measured = metrics.names.includes("events");
  const last = measured ? ["broken"] : ["events", "broken"];
  const header = ["combination", ...paths, "replication", "seed", ...metrics.names, ...last];
  function* rows(): Generator<CsvCell[]> {
    for (const point of points) {
      const start = [point.number, ...labelsOf(point, paths)];
      for (const { replication, seed, values, events, broken } of point.runs) {
        const end = measured ? [broken ?? ""] : [events, broken ?? ""];
        yield [...start, replication, seed, ...values.map((value) => value ?? ""), ...end];
      }
    }
  }
  return csv(header, rows());
}

/** One row for each combination and measure. */
export function summaryCsv({ paths, points }: StudySummary): Generator<string> {
  const header = [
    "combination",
    ...paths,
    "metric",
    ...["n", "mean", "sd", "ci_low", "ci_high"],
    ...quantiles.map(({ name }) => name),
    ...quantiles.flatMap(({ name }) => [`${name}_low`, `${name}_high`]),
    "missing",
  ];
  function* rows(): Generator<CsvCell[]> {
    for (const point of points) {
      for (const { measure, estimate, quantiles: values } of point.measures) {
        const at = quantiles.map((_, i) => values[i] ?? { value: null, low: null, high: null });
        const { n, mean, sd, low, high, missing } = estimate;
        yield [
          ...[point.number, ...labelsOf(point, paths), measure.name],
          ...[n, cell(mean), cell(sd), cell(low), cell(high)],
          ...at.map(({ value }) => cell(value)),
          ...at.flatMap((one) => [cell(one.low), cell(one.high)]),
          missing,
        ];
      }
    }
  }
  return csv(header, rows());
}

/** One row for each measure of each combination but the first: the paired differences to the first. */
export function differencesCsv({ paths, points }: StudySummary): Generator<string> {
  const header = [
    "combination",
    ...paths,
    ...["versus", "metric", "n", "mean", "sd", "ci_low", "ci_high", "gain"],
  ];
  function* rows(): Generator<CsvCell[]> {
    for (const point of points) {
      for (const { measure, difference } of point.measures) {
        if (difference === null) continue;
        const { n, mean, sd, low, high, gain } = difference;
        yield [
          ...[point.number, ...labelsOf(point, paths), 1, measure.name],
          ...[n, cell(mean), cell(sd), cell(low), cell(high), cell(gain)],
        ];
      }
    }
  }
  return csv(header, rows());
}

/** One row for each value that a search tried. */
export function probesCsv({ study, paths, searches }: StudySummary): Generator<string> {
  const { find } = study;
  const searched = find?.path ?? "";
  const others = paths.filter((path) => path !== searched);
  const header = [
    ...others,
    searched,
    ...["metric", "runs", "n", "mean", "confidence", "ci_low", "ci_high", "target", "verdict", "more"],
  ];
  const metric = study.measures[find?.measure ?? 0]?.name ?? "";
  function* rows(): Generator<CsvCell[]> {
    for (const search of searches) {
      const around = others.map((path) => search.surroundings.labels.get(path) ?? "");
      for (const { label, runs, estimate, confidence, verdict, more } of byValue(search)) {
        const { n, mean, low, high } = estimate;
        yield [
          ...[...around, label, metric, runs, n, cell(mean), cell(confidence), cell(low), cell(high)],
          ...[find?.target.text ?? "", verdict, cell(more)],
        ];
      }
    }
  }
  return csv(header, rows());
}

/** One row for each order of the agents. */
export function compactionCsv({ study, compacted }: StudySummary): Generator<string> {
  const paths = study.axes.map(({ path }) => path);
  function* rows(): Generator<readonly CsvCell[]> {
    for (const { combination, compaction } of compacted) {
      const labels = labelsOf({ combination }, paths);
      for (const row of trialRows(compaction)) yield [...labels, ...row];
    }
  }
  return csv([...paths, ...trialColumns], rows());
}

/** What a combination has of each path; empty where a search did not need it. */
export function labelsOf(
  { combination }: Pick<PointSummary, "combination">,
  paths: readonly string[],
): readonly string[] {
  return paths.map((path) => combination.labels.get(path) ?? "");
}
