/** A failed expectation and a broken invariant, as text that says what to look at. */

import { formatDuration } from "../model/units.ts";
import { counted, cut, wrapped } from "../model/wording.ts";
import type { Expectation } from "../sim/checks/expectation.ts";
import type { Diagnosis } from "../sim/explain/diagnose.ts";
import type { ExpectationResult, Violation } from "../sim/result.ts";
import type { Place } from "../sim/scenario.ts";
import { describeEvent } from "./describe-event.ts";
import { eventAt } from "./event-row.ts";
import type { FinishedRun } from "./finished-run.ts";
import type { Palette } from "./palette.ts";

/** Lines of a block: a first one, then labelled ones; `replay` is null where the command is told elsewhere. */
export function failureLines(
  run: FinishedRun,
  result: ExpectationResult,
  replay: string | null,
  palette: Palette,
  width: number,
): string[] {
  const { expectation, seen, seenAtMs, because } = result;
  const { place } = expectation;
  const file = place === null ? "" : placeText(place);
  const lines = headLines(expectation.text, file, palette, width);
  const at =
    seenAtMs === null || seen?.includes(" all the time ") || seen?.includes(" at ")
      ? ""
      : ` at ${formatDuration(seenAtMs)}`;
  const explanation = explanationOf(result);
  const also = explanation?.also == null ? "" : `; ${explanation.also}`;
  lines.push(...labelled("seen", wrapped(`${seen ?? "nothing"}${at}${also}`, width - 13), palette));
  const rows = because.map((index) => cut(describeEvent(eventAt(run.recorder, index)), width - 13));
  if (explanation !== null) lines.push(...labelled("why", wrapped(explanation.why, width - 13), palette));
  else if (rows.length > 0) lines.push(...labelled("why", rows, palette));
  if (explanation?.todo != null)
    lines.push(...labelled("then", wrapped(explanation.todo, width - 13), palette));
  if (replay !== null) lines.push(...labelled("replay", [replay], palette));
  return lines;
}

export function placeText({ file, line }: Place): string {
  return line === 0 ? file : `${file.split(/[\\/]/).at(-1)}:${line}`;
}

interface Explanation {
  readonly why: string;
  /** What somebody may do; null where nothing is to be said. */
  readonly todo: string | null;
  /** Of the app at that instant, beside what the expectation names. */
  readonly also: string | null;
}

/** Why too few of an app were there, by what `explain` says of that instant; null where it has nothing to say. */
export function explanationOf({ diagnosis, expectation }: ExpectationResult): Explanation | null {
  if (diagnosis == null) return null;
  const { findings, places, instances } = diagnosis;
  // Marathon has all that it wants, and yet they are too few: it is mistaken, or more are expected than it wants.
  const mistaken = places.find(({ code }) => code === "believed-to-run");
  const decisive = findings[0]?.code === "running" ? mistaken : findings[0];
  const also = othersOf(expectation, diagnosis);
  if (decisive === undefined && places.length > 0)
    return { why: `all that is wanted runs: ${counted(instances, "instance")}`, todo: null, also };
  if (decisive === undefined || decisive.code === "unknown") return null;
  const remedies = decisive.remedies.map((remedy) => `${remedy.do}: ${remedy.gives}`);
  return {
    why: decisive.text.replace(/\.$/, ""),
    todo: remedies.length === 0 ? null : remedies.join("; or "),
    also,
  };
}

/** Tasks of other phases than those that the expectation names, in words; null where there are none. */
function othersOf({ predicates }: Expectation, phases: Diagnosis): string | null {
  const named = new Set(predicates.map(({ path }) => path[0]));
  const others = (["suspended", "reserving", "staging"] as const).filter(
    (phase) => phases[phase] > 0 && !named.has(phase),
  );
  return others.length === 0 ? null : others.map((phase) => `${phase} ${phases[phase]}`).join(", ");
}

/** The expectation and where it stands, in the same line where that has room. */
function headLines(text: string, file: string, palette: Palette, width: number): string[] {
  const head = wrapped(text, width - 6);
  const last = head.at(-1) ?? "";
  const room = width - 6 - last.length - file.length;
  const lines = head.map((line, i) => `${i === 0 ? palette.bad("FAIL") : "    "}  ${palette.strong(line)}`);
  if (file === "") return lines;
  if (room < 2) return [...lines, `${" ".repeat(Math.max(6, width - file.length))}${palette.dim(file)}`];
  return [...lines.slice(0, -1), `${lines.at(-1) ?? ""}${" ".repeat(room)}${palette.dim(file)}`];
}

/** The events that led to a failure which is explained otherwise too; where it is not, `failureLines` has them. */
export function becauseLines(
  run: FinishedRun,
  result: ExpectationResult,
  palette: Palette,
  width: number,
): string[] {
  if (explanationOf(result) === null) return [];
  const rows = result.because.map((index) => cut(describeEvent(eventAt(run.recorder, index)), width - 13));
  return labelled("events", rows, palette);
}

/** A known bug of the simulated version is told apart from a defect of the model. */
export function violationLines(
  { invariant, bug, atMs, text }: Violation,
  palette: Palette,
  width: number,
): string[] {
  const what = bug === null ? palette.bad("BROKEN") : palette.warn(`BUG ${bug}`);
  const [first = "", ...rest] = wrapped(`at ${formatDuration(atMs)}: ${text}`, width - 6);
  return [`${what}  ${palette.strong(invariant)}`, `      ${first}`, ...rest.map((line) => `      ${line}`)];
}

function labelled(label: string, lines: readonly string[], palette: Palette): string[] {
  return lines.map((line, i) => `      ${palette.dim((i === 0 ? label : "").padEnd(6))} ${line}`);
}
