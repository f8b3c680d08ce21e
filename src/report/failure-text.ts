/** A failed expectation and a broken invariant, as text that says what to look at. */

import { formatDuration } from "../model/units.ts";
import type { ExpectationResult, Violation } from "../sim/result.ts";
import { describeEvent } from "./describe-event.ts";
import { eventAt } from "./event-row.ts";
import type { FinishedRun } from "./finished-run.ts";
import type { Palette } from "./palette.ts";
import { cut, wrapped } from "./wording.ts";

/** Lines of a block: a first one, then labelled ones. */
export function failureLines(
  run: FinishedRun,
  result: ExpectationResult,
  replay: string,
  palette: Palette,
  width: number,
): string[] {
  const { expectation, seen, seenAtMs, because } = result;
  const { place } = expectation;
  const file = place === null ? "" : `${place.file.split(/[\\/]/).at(-1)}:${place.line}`;
  const head = expectation.text;
  const gap = " ".repeat(Math.max(2, width - 6 - head.length - file.length));
  const lines = [
    `${palette.bad("FAIL")}  ${palette.strong(head)}${file === "" ? "" : `${gap}${palette.dim(file)}`}`,
  ];
  const at =
    seenAtMs === null || seen?.includes(" all the time ") || seen?.includes(" at ")
      ? ""
      : ` at ${formatDuration(seenAtMs)}`;
  lines.push(...labelled("seen", wrapped(`${seen ?? "nothing"}${at}`, width - 13), palette));
  const rows = because.map((index) => cut(describeEvent(eventAt(run.recorder, index)), width - 13));
  if (rows.length > 0) lines.push(...labelled("why", rows, palette));
  lines.push(...labelled("replay", [replay], palette));
  return lines;
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
