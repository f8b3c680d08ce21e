/** The report of a study as one page that works offline: no script, light and dark by CSS. */

import { formatDuration } from "../../model/units.ts";
import { plainPalette } from "../../report/palette.ts";
import { type Combination, labelsText } from "../combination.ts";
import { compactionLines } from "../compact/report.ts";
import { formOf } from "../metrics.ts";
import { answerText, aroundText, percent, targetText, untilText } from "../output/answer.ts";
import { type Form, readable, withInterval } from "../output/numbers.ts";
import { labelsOf } from "../output/tables.ts";
import type { Search } from "../search.ts";
import { halfWidthOf } from "../statistics/interval.ts";
import { type Find, type Measure, type Study, valueOfGrid } from "../study.ts";
import { byValue, type PointSummary, type StudySummary } from "../summary.ts";
import { type Chart, chartSvg, type Series } from "./chart.ts";
import { histogramSvg } from "./histogram.ts";
import { element, escaped, htmlTable, text } from "./markup.ts";
import { style } from "./style.ts";

/** More series than this in one chart cannot be told apart. */
const seriesMax = 8;
const histogramsMax = 16;
/** Of each kind of remarkable runs. */
const remarkable = 3;

/** `replay` is the command that plays a run of a combination with a seed. */
export function studyPage(
  summary: StudySummary,
  replay: (combination: Combination, seed: number) => string,
): string {
  const { study, points } = summary;
  const runs = points.reduce((sum, point) => sum + point.runs.length, 0);
  const wide = untilText(summary);
  const body = [
    text("h1", {}, study.name),
    study.about === "" ? "" : text("p", {}, study.about),
    points.length === 0
      ? ""
      : text(
          "p",
          { class: "dim" },
          `${points.length === 1 ? "1 combination" : `${points.length} combinations`}, ${runs} runs, ${percent(study.confidence)} intervals${study.warmUpMs > 0 ? `, after a warm-up of ${formatDuration(study.warmUpMs)}` : ""}`,
        ),
    ...answers(summary),
    wide === null ? "" : text("p", { class: "answer missed" }, wide),
    ...measureSections(summary),
    ...searchSections(summary),
    ...compactionSections(summary),
    ...runSection(summary, replay),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(study.name)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body.filter((part) => part !== "").join("\n")}
</main>
</body>
</html>
`;
}

function answers({ study, searches }: StudySummary): readonly string[] {
  const { find } = study;
  if (find === null) return [];
  return searches.map((search) =>
    text("p", { class: search.found === null ? "answer missed" : "answer" }, answerText(study, find, search)),
  );
}

/** For each measure: its table, charts against each path, its distributions. */
function measureSections(summary: StudySummary): readonly string[] {
  const { study, points, paths } = summary;
  const swept = points.filter(({ varies }) => varies);
  const shown = swept.length > 0 ? swept : points;
  return study.measures.flatMap(({ name }, i) => {
    const parts = [text("h2", {}, name)];
    for (const { path } of study.axes) {
      const chart = chartOf(summary, swept, path, i);
      if (chart !== null) parts.push(chartSvg(chart));
    }
    const differing = swept.length > 0 ? study.axes.map(({ path }) => path) : paths;
    parts.push(measureTable(shown, differing, i));
    parts.push(...distributions(shown, differing, i));
    return parts;
  });
}

/** Null where nothing varies along the path, or nothing has a value. */
function chartOf(
  { study }: StudySummary,
  swept: readonly PointSummary[],
  path: string,
  index: number,
): Chart | null {
  const axis = study.axes.find((one) => one.path === path);
  const measure = study.measures[index];
  if (axis === undefined || measure === undefined || axis.values.length < 2) return null;
  const values = axis.values.map(({ label }) => label);
  const form = formOf(measure);
  const series = new Map<string, Series & { readonly marks: Series["marks"][number][] }>();
  for (const { combination, measures } of swept) {
    const name = labelsText([...combination.labels].filter(([other]) => other !== path));
    const estimate = measures[index]?.estimate;
    if (estimate === undefined || estimate.mean === null) continue;
    let one = series.get(name);
    if (one === undefined) {
      one = { name, marks: [] };
      series.set(name, one);
    }
    const { mean, low, high, n } = estimate;
    const label = combination.labels.get(path) ?? "";
    one.marks.push({
      at: values.indexOf(label),
      mean,
      low,
      high,
      title: `${path} ${label}: ${withInterval(mean, low, high, form)} (${n} runs)`,
    });
  }
  if (series.size === 0 || series.size > seriesMax) return null;
  const { find } = study;
  const target = find?.measure === index ? { value: find.target.value, text: find.target.text } : null;
  return { values, path, measure: measure.name, series: [...series.values()], target, kind: form };
}

function measureTable(points: readonly PointSummary[], paths: readonly string[], index: number): string {
  const measure = points[0]?.measures[index]?.measure;
  const share = measure?.condition !== null;
  const form = formOf(measure);
  const compared = points.some(({ measures }) => measures[index]?.difference !== null);
  const head = [
    ...paths,
    ...["n", share ? "share" : "mean", "interval"],
    ...(share ? [] : ["sd", "p05", "p50", "p95"]),
    ...(compared ? ["less the first"] : []),
  ];
  const rows = points.flatMap((point) => {
    const one = point.measures[index];
    if (one === undefined) return [];
    const { mean, low, high, n, missing, sd } = one.estimate;
    const half = halfWidthOf(one.estimate);
    const interval =
      low === null || high === null ? "-" : `${readable(low, half, form)} to ${readable(high, half, form)}`;
    return [
      [
        ...labelsOf(point, paths),
        missing === 0 ? String(n) : `${n} (${missing} without a value)`,
        ...[readable(mean, half, form), interval],
        ...(share
          ? []
          : [sd, ...one.quantiles.map(({ value }) => value)].map((value) => readable(value, half, form))),
        ...(compared
          ? [
              one.difference === null
                ? "-"
                : withInterval(one.difference.mean, one.difference.low, one.difference.high, form),
            ]
          : []),
      ],
    ];
  });
  return htmlTable(head, rows, (column) => column >= paths.length);
}

function distributions(
  points: readonly PointSummary[],
  paths: readonly string[],
  index: number,
): readonly string[] {
  const rows = points.flatMap((point) => {
    const one = point.measures[index];
    if (one === undefined || one.measure.condition !== null) return [];
    const values = one.values.filter((value) => value !== null);
    const name = labelsOf(point, paths)
      .filter((label) => label !== "")
      .join(", ");
    return values.length < 2 ? [] : [{ name: name === "" ? "all runs" : name, values }];
  });
  if (rows.length === 0) return [];
  const measure = points[0]?.measures[index]?.measure;
  const cut = rows.length > histogramsMax ? `; the first ${histogramsMax} combinations` : "";
  return [
    text("h3", {}, `Distribution over the runs${cut}`),
    histogramSvg(measure?.name ?? "", rows.slice(0, histogramsMax), formOf(measure)),
  ];
}

function searchSections({ study, searches }: StudySummary): readonly string[] {
  const { find } = study;
  if (find === null || searches.length === 0) return [];
  return [
    ...frontier(study, searches),
    text("h2", {}, `Search: ${find.wanted} ${find.path} with ${targetText(study, find)}`),
    ...searches.flatMap((search) => searchSection(study.measures[find.measure], find, search)),
  ];
}

/** What was found against each path that varies otherwise. */
function frontier(study: Study, searches: readonly Search[]): readonly string[] {
  const { find, axes } = study;
  if (find === null) return [];
  const others = axes.filter(({ path, values }) => path !== find.path && values.length > 1);
  const charts = others.flatMap(({ path, values }) => {
    const labels = values.map(({ label }) => label);
    const series = new Map<string, Series["marks"][number][]>();
    for (const { surroundings, found } of searches) {
      if (found === null) continue;
      const name = labelsText([...surroundings.labels].filter(([other]) => other !== path));
      const marks = series.get(name) ?? [];
      series.set(name, marks);
      const at = labels.indexOf(surroundings.labels.get(path) ?? "");
      const mean = valueOfGrid(find.grid, found.index);
      marks.push({ at, mean, low: null, high: null, title: `${labels[at]}: ${found.label}` });
    }
    if (series.size === 0 || series.size > seriesMax) return [];
    const all = [...series].map(([name, marks]) => ({ name, marks }));
    const { unit, low, step } = find.grid;
    const isWhole = unit === "number" && low % 1000 === 0 && step % 1000 === 0;
    const kind = unit === "duration" ? "time" : isWhole ? "whole" : "number";
    return [chartSvg({ values: labels, path, measure: find.path, series: all, target: null, kind })];
  });
  if (charts.length === 0) return [];
  return [text("h2", {}, `Frontier: ${find.wanted} ${find.path} with ${targetText(study, find)}`), ...charts];
}

function searchSection(measure: Measure | undefined, find: Find, search: Search): readonly string[] {
  const name = measure?.name ?? "";
  const form = formOf(measure);
  const probes = byValue(search);
  const around = aroundText(search);
  const marks = probes.flatMap(({ label, estimate: { mean, low, high }, verdict, runs }, at) =>
    mean === null
      ? []
      : [
          {
            at,
            mean,
            low,
            high,
            title: `${label}: ${withInterval(mean, low, high, form)}, ${verdict} (${runs} runs)`,
          },
        ],
  );
  const chart: Chart = {
    values: probes.map(({ label }) => label),
    path: find.path,
    measure: name,
    series: [{ name, marks }],
    target: { value: find.target.value, text: find.target.text },
    kind: form,
  };
  const rows = probes.map(({ label, runs, estimate, confidence, verdict, more }) => [
    label,
    String(runs),
    withInterval(estimate.mean, estimate.low, estimate.high, form),
    percent(confidence),
    verdict,
    more === null ? "" : String(more),
  ]);
  const head = [find.path, "runs", name, "confidence", "verdict", "more runs to decide"];
  return [
    ...(around === "" ? [] : [text("h3", {}, around)]),
    marks.length === 0 ? "" : chartSvg(chart),
    htmlTable(head, rows, (column) => column !== 4),
  ];
}

/** How few agents hold the workload, in each order. */
function compactionSections({ compacted }: StudySummary): readonly string[] {
  if (compacted.length === 0) return [];
  const rows = compacted.flatMap(({ combination, compaction: { sizes } }) => {
    const name = [...combination.labels.values()].join(", ");
    return sizes === null ? [] : [{ name: name === "" ? "all orders" : name, values: sizes.all }];
  });
  return [
    text("h2", {}, "Compaction: agents that hold the workload"),
    ...compacted.map(({ combination, compaction }) => {
      const around = [...combination.labels].map(([path, label]) => `${path} ${label}: `).join("");
      const lines = compactionLines(compaction, plainPalette).map((line) => text("div", {}, line));
      return element(
        "div",
        { class: compaction.sizes === null ? "answer missed" : "answer" },
        escaped(around),
        ...lines,
      );
    }),
    ...(rows.length === 0 ? [] : [histogramSvg("agents", rows, "whole")]),
  ];
}

interface Remark {
  readonly what: string;
  readonly point: PointSummary;
  readonly at: number;
  readonly value: number;
  readonly form: Form;
}

/** The runs that somebody will want to look at, each with the command that plays it. */
function runSection(
  { study, points, paths }: StudySummary,
  replay: (combination: Combination, seed: number) => string,
): readonly string[] {
  if (points.length === 0) return [];
  const remarks: Remark[] = [];
  const note = (
    what: string,
    get: (point: PointSummary, at: number) => number | null,
    order: 1 | -1,
    form: Form = "number",
  ): void => {
    const all = points.flatMap((point) =>
      point.runs.flatMap((_, at): Remark[] => {
        const value = get(point, at);
        return value === null ? [] : [{ what, point, at, value, form }];
      }),
    );
    // Sorting is stable: of equal ones the first combination and replication.
    remarks.push(...all.sort((a, b) => order * (a.value - b.value)).slice(0, remarkable));
  };
  study.measures.forEach((measure, i) => {
    const { name, condition } = measure;
    const value = (point: PointSummary, at: number): number | null => point.measures[i]?.values[at] ?? null;
    if (condition !== null) {
      const where = (wanted: number) => (point: PointSummary, at: number) =>
        value(point, at) === wanted ? wanted : null;
      note(`holds: ${name}`, where(1), 1);
      note(`does not hold: ${name}`, where(0), 1);
      return;
    }
    note(`lowest ${name}`, value, 1, formOf(measure));
    note(`highest ${name}`, value, -1, formOf(measure));
  });
  note("slowest: most events", (point, at) => point.runs[at]?.events ?? null, -1);
  const rows = remarks.map(({ what, point, at, value, form }) => {
    const run = point.runs[at];
    return [
      what,
      readable(value, null, form),
      ...labelsOf(point, paths),
      String(run?.replication ?? ""),
      replay(point.combination, run?.seed ?? 0),
    ];
  });
  const head = ["", "value", ...paths, "replication", "plays it again"];
  return [
    text("h2", {}, "Runs to look at"),
    study.warmUpMs === 0
      ? ""
      : text(
          "p",
          { class: "dim" },
          `Played by itself, a run is the same; what it then says of itself counts the first ${formatDuration(study.warmUpMs)}, the warm-up, too.`,
        ),
    element(
      "div",
      { class: "runs" },
      htmlTable(head, rows, (column) => column === 1),
    ),
  ];
}
