/** What a search found, in words. */

import { counted, listed } from "../../model/wording.ts";
import { labelsText } from "../combination.ts";
import { formOf } from "../metrics.ts";
import type { Probe, Search } from "../search.ts";
import { halfWidthOf } from "../statistics/interval.ts";
import { runsToDecide } from "../statistics/stopping.ts";
import { type Find, type Grid, type Study, sizeOfGrid } from "../study.ts";
import type { StudySummary } from "../summary.ts";
import { readable, withInterval } from "./numbers.ts";

/** Where a search was made: `faults.0.every.exponential.mean 7d`; empty where nothing else varies. */
export function aroundText({ surroundings }: Search): string {
  return labelsText(surroundings.labels);
}

/** `smallest agents.0.count that keeps apps./db.availability >= 0.999 with 95 % confidence: 7 (...)`. */
export function answerText(study: Study, find: Find, search: Search): string {
  const around = aroundText(search);
  const start = `${find.wanted} ${find.path} that keeps ${targetText(study, find)} with ${percent(study.confidence)} confidence`;
  const notes = [...notesOf(find, search), ...evenNotes(study, search)];
  const answer =
    search.found === null
      ? noneText(study, find, search)
      : `${search.found.label}${edgeText(find, search.found)}`;
  return `${start}${around === "" ? "" : `, at ${around}`}: ${answer}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}`;
}

/** What the target says: the measure with its bound, or how large a share of the runs must meet it. */
export function targetText({ measures }: Study, { measure, target }: Find): string {
  const name = measures[measure]?.name ?? "";
  return measures[measure]?.condition === null
    ? `${name} ${target.text}`
    : `${name} in ${target.text} of the runs`;
}

function noneText({ measures }: Study, { grid, wanted, measure }: Find, { probes }: Search): string {
  const outermost = probes.reduce<Probe | null>(
    (best, one) => (best === null || one.index > best.index === (wanted === "smallest") ? one : best),
    null,
  );
  if (outermost === null) return "none";
  const { mean, low, high } = outermost.estimate;
  const only = endName(grid, wanted === "smallest" ? "the greatest" : "the least");
  const seen =
    mean === null ? "has no value" : `is ${withInterval(mean, low, high, formOf(measures[measure]))}`;
  return `none; at ${outermost.label}, ${only} that may be tried, it ${seen}`;
}

/** An answer at the end of `between` may have a better one beyond. */
function edgeText({ grid, wanted }: Find, { index }: Probe): string {
  const best = wanted === "smallest" ? 0 : sizeOfGrid(grid) - 1;
  if (index !== best) return "";
  return `, ${endName(grid, wanted === "smallest" ? "the least" : "the greatest")} that may be tried`;
}

function endName(grid: Grid, end: string): string {
  return sizeOfGrid(grid) === 1 ? "the only value" : end;
}

/** Values next to the answer on the side that would be better, which the runs cannot tell from the target. */
function notesOf({ wanted }: Find, { probes, found }: Search): readonly string[] {
  const better = probes.filter(
    ({ verdict, index }) =>
      verdict === "undecided" &&
      (found === null || (wanted === "smallest" ? index < found.index : index > found.index)),
  );
  const [nearest, ...others] = better.sort((a, b) =>
    wanted === "smallest" ? b.index - a.index : a.index - b.index,
  );
  if (nearest === undefined) return [];
  const need =
    nearest.more === null
      ? `nobody can say after ${counted(nearest.runs, "run")} how many would decide`
      : `about ${counted(nearest.more, "more run")} would decide`;
  const rest = others.length === 0 ? "" : `, nor can ${listed(others.map(({ label }) => label))}`;
  return [`${nearest.label} cannot be told apart from the target${rest}; ${need}`];
}

/**
 * All runs alike: an interval of no width says nothing of what is rarer than they could show. What happens in a share p of
 * all runs is in none of n with the chance (1 - p)^n.
 */
function evenNotes({ confidence }: Study, { found }: Search): readonly string[] {
  if (found === null || found.estimate.sd !== 0 || found.estimate.low !== found.estimate.high) return [];
  const { n } = found.estimate;
  const missed = 1 - (1 - confidence) ** (1 / n);
  return [
    `all ${n} runs came to the same: what happens in fewer than ${percent(missed, 2)} of runs may be missed`,
  ];
}

/** That `max` came before the half-width that `until` asks for, and what it would take; null where all combinations have it. */
export function untilText({ study, points }: StudySummary): string | null {
  const { until, max } = study.replications;
  const swept = points.filter(({ varies }) => varies);
  if (until === null) return null;
  const wide = swept.flatMap(({ runs, measures }) => {
    const estimate = measures[until.measure]?.estimate;
    if (estimate === undefined || runs.length < max) return [];
    const half = halfWidthOf(estimate);
    return half === null || half > until.halfWidth ? [{ n: estimate.n, half }] : [];
  });
  if (wide.length === 0) return null;
  const measure = study.measures[until.measure];
  const name = measure?.name ?? "";
  const form = formOf(measure);
  const where = swept.length === 1 ? "" : ` in ${wide.length} of ${swept.length} combinations`;
  const start = `${name} is not known to +- ${form === "time" ? readable(until.halfWidth, 0, form) : until.halfWidth}${where} after ${counted(max, "run")}, the most that may be played`;
  const [widest] = [...wide].sort((a, b) => (b.half ?? Number.MAX_VALUE) - (a.half ?? Number.MAX_VALUE));
  if (widest === undefined || widest.half === null) return start;
  const more = runsToDecide(widest.n, widest.half, until.halfWidth);
  const need = more === null ? "" : `; about ${counted(more, "more run")} would do`;
  return `${start}: ${wide.length === 1 ? "it is" : "at worst it is"} known to +- ${readable(widest.half, widest.half, form)}${need}`;
}

/** `95 %`, `99.5 %`. */
export function percent(share: number, digits = 4): string {
  return `${Number((share * 100).toPrecision(digits))} %`;
}
