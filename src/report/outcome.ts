/** The outcome of a run for the terminal: first whether all is well, then why. */

import { formatDuration } from "../model/units.ts";
import { counted } from "../model/wording.ts";
import type { Violation } from "../sim/result.ts";
import type { Analysis } from "./analysis.ts";
import { type AppStand, standsOf } from "./app-outcome.ts";
import { failureLines, violationLines } from "./failure-text.ts";
import type { FinishedRun } from "./finished-run.ts";
import { type FrameworkStand, frameworksOf } from "./framework-outcome.ts";
import { packedLines } from "./layout.ts";
import { appLines } from "./outcome-apps.ts";
import { frameworkLines, roleLines } from "./outcome-roles.ts";
import type { Palette } from "./palette.ts";
import { type Summary, summaryOf } from "./summary.ts";

export interface OutcomeOptions {
  readonly palette: Palette;
  /** Wall time of the run; null to say nothing of it. */
  readonly wallMs: number | null;
  /** The command that runs this again, such as `holdfast run x.yaml --seed 1`; null where it is told elsewhere. */
  readonly replay: string | null;
  /** Columns that there are for a line; names are not cut for it. Default and most are 100. */
  readonly width?: number;
}

const widthMax = 100;
/** No terminal that anybody reads is narrower. */
const widthMin = 50;
const violationsMax = 12;

/** Lines without the last one, which says what was written: only the command knows. */
export function outcomeText(run: FinishedRun, analysis: Analysis, options: OutcomeOptions): string[] {
  const width = Math.max(widthMin, Math.min(widthMax, options.width ?? widthMax));
  const { palette } = options;
  return [
    ...headLines(run, options, width),
    ...appLines(run, analysis, { palette, width }),
    "",
    ...frameworkLines(analysis, width),
    ...roleLines(analysis, palette, width),
    ...verdictLines(run, analysis, options, width),
  ];
}

/** For --json: the summary, and where each app and each framework without apps stands at the end. */
export function outcomeJson(
  run: FinishedRun,
  analysis: Analysis,
): Summary & { readonly apps: readonly AppStand[]; readonly frameworks: readonly FrameworkStand[] } {
  return { ...summaryOf(run, analysis), apps: standsOf(analysis), frameworks: frameworksOf(analysis) };
}

function headLines(run: FinishedRun, { palette, wallMs }: OutcomeOptions, width: number): string[] {
  const { name, seed } = run.scenario;
  const { journal } = run.recorder;
  const took =
    wallMs === null
      ? ""
      : ` in ${wallMs < 1000 ? `${Math.round(wallMs)} ms` : `${Math.round(wallMs / 100) / 10} s`}`;
  const short = run.endMs < run.scenario.durationMs ? ` of ${formatDuration(run.scenario.durationMs)}` : "";
  const facts = [
    `${formatDuration(run.endMs)}${short} simulated${took}`,
    `seed ${seed}`,
    counted(journal.length, "event"),
    `digest ${journal.digest().slice(0, 8)}`,
  ];
  const whole = facts.join("   ");
  if (name.length + 3 + whole.length <= width) return [`${palette.strong(name)}   ${whole}`];
  const pieces = facts.map((text) => ({ text }));
  return [palette.strong(name), ...packedLines(pieces, 2, width)];
}

function verdictLines(
  run: FinishedRun,
  analysis: Analysis,
  { palette, replay }: OutcomeOptions,
  width: number,
): string[] {
  const { expectations } = analysis;
  const failed = expectations.filter((result) => !result.held);
  const lines: string[] = [];
  if (expectations.length > 0) {
    const paint = failed.length === 0 ? palette.good : palette.bad;
    lines.push(
      `expectations    ${paint(`${expectations.length - failed.length} of ${expectations.length} hold`)}`,
    );
  }
  lines.push(...brokenLines(run.result.violations, palette, width));
  for (const result of failed) lines.push("", ...failureLines(run, result, replay, palette, width));
  return lines;
}

/** What a known bug of the simulated version breaks is no failure: it is what that version does. */
function brokenLines(violations: readonly Violation[], palette: Palette, width: number): string[] {
  if (violations.length === 0) return [];
  const known = violations.filter(({ bug }) => bug !== null).length;
  const parts: string[] = [];
  if (known < violations.length) parts.push(palette.bad(`${violations.length - known} broken`));
  if (known > 0) parts.push(palette.warn(`${known} broken by known bugs of the simulated version`));
  const shown = violations
    .slice(0, violationsMax)
    .flatMap((violation) => ["", ...violationLines(violation, palette, width)]);
  const left = violations.length - violationsMax;
  const more = left > 0 ? ["", `and ${left} more (summary.json has them all)`] : [];
  return [`invariants      ${parts.join(", ")}`, ...shown, ...more];
}
