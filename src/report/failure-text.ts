/** A failed expectation and a broken invariant, as text that says what to look at. */

import { formatDuration } from "../model/units.ts";
import { cut, wrapped } from "../model/wording.ts";
import type { ExpectationResult, Violation } from "../sim/result.ts";
import type { Place } from "../sim/scenario.ts";
import { describeEvent } from "./describe-event.ts";
import { eventAt } from "./event-row.ts";
import { asksForMore, type Explanation, explain, othersOf } from "./failure-why.ts";
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
  const explanation = diagnosed(result) ?? explain(run, result);
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

function placeText({ file, line }: Place): string {
  return line === 0 ? file : `${file.split(/[\\/]/).at(-1)}:${line}`;
}

/** What the simulation itself said of an app that waits, at the instant at which the expectation failed. */
function diagnosed({ diagnosis, expectation }: ExpectationResult): Explanation | null {
  if (diagnosis == null || !asksForMore(expectation)) return null;
  const [decisive] = diagnosis.findings;
  if (decisive === undefined || decisive.code === "running" || decisive.code === "unknown") return null;
  const remedies = decisive.remedies.map((remedy) => `${remedy.do}: ${remedy.gives}`);
  return {
    why: decisive.text.replace(/\.$/, ""),
    todo: remedies.length === 0 ? null : remedies.join("; or "),
    also: othersOf(expectation, diagnosis),
  };
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
  if ((diagnosed(result) ?? explain(run, result)) === null) return [];
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
