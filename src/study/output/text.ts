/** What a study came to, for the terminal. */

import { formatDuration } from "../../model/units.ts";
import { counted } from "../../model/wording.ts";
import type { Palette } from "../../report/palette.ts";
import { labelsText } from "../combination.ts";
import { compactionLines } from "../compact/report.ts";
import { formOf } from "../metrics.ts";
import type { Search } from "../search.ts";
import type { Find, Study } from "../study.ts";
import { byValue, type StudySummary } from "../summary.ts";
import { answerText, aroundText, percent, untilText } from "./answer.ts";
import { withInterval } from "./numbers.ts";
import { labelsOf } from "./tables.ts";

/** Tables longer than this are for the files. */
const rowsMax = 40;

/** With more searches than this, what they tried is for the files. */
const searchTablesMax = 3;

/** Lays out a table: columns under their names. */
export type TableMaker = (
  title: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
) => string;

export function studyText(summary: StudySummary, palette: Palette, table: TableMaker): readonly string[] {
  const { study, points, searches } = summary;
  const { find } = study;
  const lines = points.length > 0 ? [headline(summary, palette)] : [];
  const swept = points.filter(({ varies }) => varies);
  if (swept.length > 0) lines.push("", meansTable(summary, table));
  const compared = swept.some(({ measures }) => measures.some(({ difference }) => difference !== null));
  if (compared && swept.length <= rowsMax) lines.push("", differencesTable(summary, table));
  if (find !== null) {
    lines.push("");
    if (searches.length <= searchTablesMax)
      for (const search of searches) lines.push(probesTable(study, find, search, table), "");
    for (const search of searches) {
      const text = answerText(study, find, search);
      lines.push(search.found === null ? palette.bad(text) : text);
    }
  }
  const wide = untilText(summary);
  if (wide !== null) lines.push(palette.warn(wide));
  lines.push(...missingLines(summary, palette));
  for (const { combination, compaction } of summary.compacted) {
    const around = labelsText(combination.labels);
    lines.push(...(lines.length > 0 ? [""] : []), ...(around === "" ? [] : [`at ${around}`]));
    lines.push(...compactionLines(compaction, palette));
  }
  return lines;
}

function headline({ study, points }: StudySummary, palette: Palette): string {
  const runs = points.map((point) => point.runs.length);
  const [least, most] = [Math.min(...runs), Math.max(...runs)];
  const each = least === most ? counted(least, "replication") : `${least} to ${most} replications`;
  const times = points.length === 1 ? each : `${points.length} points x ${each}`;
  const after = study.warmUpMs > 0 ? `, after a warm-up of ${formatDuration(study.warmUpMs)}` : "";
  return `${palette.strong(study.name)}   ${times}, ${percent(study.confidence)} intervals${after}`;
}

/** What differs among the combinations that vary: not what only a search has changed. */
function sweptPaths({ study, paths }: StudySummary): readonly string[] {
  return paths.filter((path) => study.axes.some((axis) => axis.path === path));
}

function meansTable(summary: StudySummary, table: TableMaker): string {
  const { study, points } = summary;
  const paths = sweptPaths(summary);
  const swept = points.filter(({ varies }) => varies);
  const rows = swept
    .slice(0, rowsMax)
    .map((point) => [
      ...labelsOf(point, paths),
      ...point.measures.map(({ measure, estimate: { mean, low, high } }) =>
        withInterval(mean, low, high, formOf(measure)),
      ),
    ]);
  const columns = [...paths, ...study.measures.map(({ name }) => name)];
  const more = swept.length > rowsMax ? `\n  ... ${swept.length - rowsMax} more in summary.csv` : "";
  return `${table("means", columns, rows)}${more}`;
}

function differencesTable(summary: StudySummary, table: TableMaker): string {
  const { study, points } = summary;
  const paths = sweptPaths(summary);
  const rows = points.flatMap((point) => {
    if (point.measures.every(({ difference }) => difference === null)) return [];
    return [
      [
        ...labelsOf(point, paths),
        ...point.measures.map(({ measure, difference }) =>
          difference === null
            ? "-"
            : withInterval(difference.mean, difference.low, difference.high, formOf(measure)),
        ),
      ],
    ];
  });
  return table("less the first, run by run", [...paths, ...study.measures.map(({ name }) => name)], rows);
}

function probesTable({ measures }: Study, find: Find, search: Search, table: TableMaker): string {
  const around = aroundText(search);
  const measure = measures[find.measure];
  const form = formOf(measure);
  const rows = byValue(search).map(({ label, runs, estimate: { mean, low, high }, verdict }) => [
    label,
    String(runs),
    withInterval(mean, low, high, form),
    verdict,
  ]);
  const columns = [find.path, "runs", measure?.name ?? "", find.target.text];
  return table(around === "" ? "tried" : `tried at ${around}`, columns, rows);
}

/** Runs in which a metric has no value count for nothing, and that must be said. */
function missingLines({ study, points }: StudySummary, palette: Palette): readonly string[] {
  return study.measures.flatMap(({ name }, i) => {
    const missing = points.reduce((sum, { measures }) => sum + (measures[i]?.estimate.missing ?? 0), 0);
    if (missing === 0) return [];
    const runs = points.reduce((sum, point) => sum + point.runs.length, 0);
    return [
      palette.warn(
        `${name} has no value in ${missing} of ${counted(runs, "run")}, which count for nothing in its statistics`,
      ),
    ];
  });
}
