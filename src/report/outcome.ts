/** The outcome of a run for the terminal: first whether all is well, then why. */

import { formatDuration } from "../model/units.ts";
import { amountsText, counted, listed, percent, roughly, roughPercent, wrapped } from "../model/wording.ts";
import type { Violation } from "../sim/result.ts";
import { type Amounts, decimals } from "./amounts.ts";
import type { Analysis } from "./analysis.ts";
import { type AppCourse, type AppStand, coursesOf, standsOf } from "./app-outcome.ts";
import { failureLines, violationLines } from "./failure-text.ts";
import type { FinishedRun } from "./finished-run.ts";
import { type FrameworkStand, frameworksOf } from "./framework-outcome.ts";
import type { Palette } from "./palette.ts";
import { legendOrder, meanings } from "./strip.ts";
import { type Summary, summaryOf } from "./summary.ts";

export interface OutcomeOptions {
  readonly palette: Palette;
  /** Wall time of the run; null to say nothing of it. */
  readonly wallMs: number | null;
  /** The command that runs this again, such as `holdfast run x.yaml --seed 1`; null where it is told elsewhere. */
  readonly replay: string | null;
}

const widthMax = 100;
const stripCells = 60;
const appsMax = 12;
const storyLinesMax = 12;
/** The time of a story's line, with what separates it from the text. */
const storyTimeWidth = 9;
const rolesMax = 6;
const frameworksMax = 12;
const violationsMax = 12;

/** Lines without the last one, which says what was written: only the command knows. */
export function outcomeText(run: FinishedRun, analysis: Analysis, options: OutcomeOptions): string[] {
  return [
    headLine(run, options),
    ...appBlocks(run, analysis, options.palette),
    "",
    ...frameworkLines(analysis),
    ...roleLines(analysis),
    ...verdictLines(run, analysis, options),
  ];
}

/** For --json: the summary, and where each app and each framework without apps stands at the end. */
export function outcomeJson(
  run: FinishedRun,
  analysis: Analysis,
): Summary & { readonly apps: readonly AppStand[]; readonly frameworks: readonly FrameworkStand[] } {
  return { ...summaryOf(run, analysis), apps: standsOf(analysis), frameworks: frameworksOf(analysis) };
}

function headLine(run: FinishedRun, { palette, wallMs }: OutcomeOptions): string {
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
  return `${palette.strong(name)}   ${facts.join("   ")}`;
}

const shortfall = ({ wanted, alive }: AppStand): number => Math.max(0, wanted - alive);

/** Of many apps, those that fared worst; ties in the order of the metrics. */
export function worstOf(analysis: Analysis, stands: readonly AppStand[]): readonly AppStand[] {
  if (stands.length <= appsMax) return stands;
  const availability = ({ name }: AppStand): number => analysis.metrics.apps[name]?.availability ?? 1;
  return [...stands]
    .sort((a, b) => shortfall(b) - shortfall(a) || availability(a) - availability(b))
    .slice(0, appsMax);
}

function appBlocks(run: FinishedRun, analysis: Analysis, palette: Palette): string[] {
  const stands = standsOf(analysis);
  const shown = worstOf(analysis, stands);
  const courses = coursesOf(
    run,
    analysis,
    shown.map(({ name }) => name),
    stripCells,
  );
  const lines = shown.flatMap((stand) => [
    "",
    ...appBlock(run, analysis, stand, courses.get(stand.name), palette),
  ]);
  const used = legendOrder.filter((symbol) =>
    [...courses.values()].some(({ strip }) => strip.includes(symbol)),
  );
  const legend = used.map((symbol) => `${symbol} ${meanings[symbol]}`).join("  ");
  // Said once, under the first strip.
  if (shown.length > 0) lines.splice(3, 0, `      ${palette.dim(legend)}`);
  const left = stands.filter((stand) => !shown.includes(stand));
  if (left.length === 0) return lines;
  const short = left.filter((stand) => shortfall(stand) > 0).length;
  const rest = short === 0 ? "all with as many alive as wanted" : `${short} with fewer alive than wanted`;
  return [...lines, "", `and ${counted(left.length, "more app")}, ${rest} (summary.json has them all)`];
}

function appBlock(
  run: FinishedRun,
  analysis: Analysis,
  stand: AppStand,
  course: AppCourse | undefined,
  palette: Palette,
): string[] {
  const paint = !stand.exists ? palette.dim : stand.alive >= stand.wanted ? palette.good : palette.bad;
  const served = course === undefined ? [] : [servedText(analysis, stand, course)];
  const head = `${palette.strong(stand.name.padEnd(12))} ${[paint(standText(stand)), ...served].join("   ")}`;
  if (course === undefined) return [head];
  return [
    head,
    `  0s |${course.strip}| ${formatDuration(run.endMs)}`,
    ...course.story.lines(storyLinesMax).flatMap(storyLines),
  ];
}

/** A line of the story, continued below its text where it is long. */
function storyLines(line: string): string[] {
  const time = line.slice(0, storyTimeWidth);
  const [first = "", ...rest] = wrapped(line.slice(storyTimeWidth), widthMax - 5 - storyTimeWidth);
  return [`     ${time}${first}`, ...rest.map((more) => `${" ".repeat(5 + storyTimeWidth)}${more}`)];
}

export function standText(stand: AppStand): string {
  if (!stand.exists)
    return stand.volumes > 0 ? `destroyed, ${counted(stand.volumes, "volume")} left` : "destroyed";
  const on = stand.running_on.length > 0 ? ` on ${listed(stand.running_on)}` : "";
  const parts = [`${stand.running} of ${stand.wanted} running${on}`];
  if (stand.alive !== stand.running) parts.push(`${stand.alive} alive`);
  if (stand.staging > 0) parts.push(`${stand.staging} staging`);
  if (stand.reserving > 0) parts.push(`${stand.reserving} reserving`);
  if (stand.suspended > 0) parts.push(`${stand.suspended} suspended on ${listed(stand.suspended_on)}`);
  return parts.join(", ");
}

export function servedText(analysis: Analysis, { name }: AppStand, { outages }: AppCourse): string {
  const availability = analysis.metrics.apps[name]?.availability ?? null;
  if (availability === null) return "nothing was wanted";
  return `available ${percent(availability)}, ${downText(outages)}`;
}

function downText({ completeAtMs, count, totalMs, shortSinceMs }: AppCourse["outages"]): string {
  if (completeAtMs === null) return "never complete";
  if (count > 0) return `down ${count === 1 ? "once" : `${count} times`} for ${roughly(totalMs)}`;
  return shortSinceMs === null
    ? `complete from ${roughly(completeAtMs)}`
    : `incomplete since ${roughly(shortSinceMs)}`;
}

/** `label   facts`, the facts side by side where they have room, else below each other; words are never cut. */
function labelledLines(label: string, facts: readonly string[]): string[] {
  const indent = 16;
  const whole = `${label.padEnd(indent - 1)} ${facts.join("   ")}`;
  if (whole.length <= widthMax) return [whole];
  const below = facts.flatMap((fact) => wrapped(fact, widthMax - indent));
  const fits = label.length < indent;
  const lines = below.map((line) => `${" ".repeat(indent)}${line}`);
  return fits ? [`${label.padEnd(indent)}${below[0]}`, ...lines.slice(1)] : [label, ...lines];
}

/** Ports say little: a few of a thousand, and no task waits for them. */
function withoutPorts(amounts: Amounts): Record<string, number> {
  return decimals(new Map([...amounts].filter(([name]) => name !== "ports")));
}

export function roleLines(analysis: Analysis): string[] {
  const { capacity } = analysis.final;
  const roles = [...capacity.roles].filter(([, book]) =>
    [...book.reserved.values()].some((milli) => milli > 0),
  );
  const shown = roles.slice(0, rolesMax);
  const lines = shown.flatMap(([role, book]) => {
    const share = analysis.strandedShare.get(role) ?? 0;
    const stranded = share === 0 ? "never stranded" : `stranded ${roughPercent(share)} of the time`;
    return labelledLines(`role ${role}`, [`reserved ${amountsText(withoutPorts(book.reserved))}`, stranded]);
  });
  const left = roles.length - shown.length;
  return left > 0 ? [...lines, `and ${counted(left, "more role")} with reservations`] : lines;
}

/** Frameworks without apps: what runs of them, and what that holds. */
export function frameworkLines(analysis: Analysis): string[] {
  const others = frameworksOf(analysis);
  const shown = others.slice(0, frameworksMax);
  const lines = shown.flatMap(({ name, role, state, running, staging, ended, holds }) => {
    const tasks = [`${counted(running, "task")} running`];
    if (staging > 0) tasks.push(`${staging} staging`);
    if (ended > 0) tasks.push(`${ended} ended`);
    const facts = [`role ${role}`, tasks.join(", ")];
    if (Object.keys(holds).length > 0) facts.push(`holds ${amountsText(holds)}`);
    if (state !== "registered") facts.push(state);
    return labelledLines(name, facts);
  });
  const left = others.length - shown.length;
  return left > 0
    ? [...lines, `and ${counted(left, "more framework")} (summary.json has their roles)`]
    : lines;
}

function verdictLines(run: FinishedRun, analysis: Analysis, { palette, replay }: OutcomeOptions): string[] {
  const { expectations } = analysis;
  const failed = expectations.filter((result) => !result.held);
  const lines: string[] = [];
  if (expectations.length > 0) {
    const paint = failed.length === 0 ? palette.good : palette.bad;
    lines.push(
      `expectations    ${paint(`${expectations.length - failed.length} of ${expectations.length} hold`)}`,
    );
  }
  lines.push(...brokenLines(run.result.violations, palette));
  for (const result of failed) lines.push("", ...failureLines(run, result, replay, palette, widthMax));
  return lines;
}

/** What a known bug of the simulated version breaks is no failure: it is what that version does. */
function brokenLines(violations: readonly Violation[], palette: Palette): string[] {
  if (violations.length === 0) return [];
  const known = violations.filter(({ bug }) => bug !== null).length;
  const parts: string[] = [];
  if (known < violations.length) parts.push(palette.bad(`${violations.length - known} broken`));
  if (known > 0) parts.push(palette.warn(`${known} broken by known bugs of the simulated version`));
  const shown = violations
    .slice(0, violationsMax)
    .flatMap((violation) => ["", ...violationLines(violation, palette, widthMax)]);
  const left = violations.length - violationsMax;
  const more = left > 0 ? ["", `and ${left} more (summary.json has them all)`] : [];
  return [`invariants      ${parts.join(", ")}`, ...shown, ...more];
}
