/**
 * Apps in the outcome: how each stands, its life as a strip, how well it was served, and what happened to it. Of many
 * apps only those that fared worst, a line for each.
 */

import { formatDuration } from "../model/units.ts";
import { counted, cut, listed, percent, roughly, wrapped } from "../model/wording.ts";
import type { Analysis } from "./analysis.ts";
import { type AppCourse, type AppStand, coursesOf, standsOf } from "./app-outcome.ts";
import type { FinishedRun } from "./finished-run.ts";
import { labelledLines, type Piece, packedLines } from "./layout.ts";
import type { Palette } from "./palette.ts";
import { type Times, timesOf } from "./quantiles.ts";
import { legendOrder, meanings, paintedStrip } from "./strip.ts";

/** With more apps than this each is a line, and none has its story told. */
const blocksMax = 12;
/** Of so many apps the lines are shown. */
const linesMax = 12;
const storyLinesMax = 12;
/** The time of a story's line, with what separates it from the text. */
const storyTimeWidth = 9;
const nameColumns = 13;
const nameMax = 32;

export interface AppsOptions {
  readonly palette: Palette;
  readonly width: number;
}

export function appLines(run: FinishedRun, analysis: Analysis, options: AppsOptions): string[] {
  const stands = standsOf(analysis);
  return stands.length <= blocksMax
    ? blocks(run, analysis, stands, options)
    : overview(run, analysis, stands, options);
}

const shortfall = ({ wanted, alive }: AppStand): number => Math.max(0, wanted - alive);

/** What the characters of the strips mean, those that occur. */
function legendLines(
  courses: ReadonlyMap<string, AppCourse>,
  indent: number,
  { palette, width }: AppsOptions,
): string[] {
  const strips = [...courses.values()].map(({ strip }) => strip);
  const used = legendOrder.filter((symbol) => strips.some((strip) => strip.includes(symbol)));
  const pieces = used.map((symbol) => ({ text: `${symbol} ${meanings[symbol]}`, paint: palette.dim }));
  return packedLines(pieces, indent, width, "  ");
}

const namesOf = (stands: readonly AppStand[]): string[] => stands.map(({ name }) => name);

/** Each app with its strip and its story. */
function blocks(
  run: FinishedRun,
  analysis: Analysis,
  stands: readonly AppStand[],
  options: AppsOptions,
): string[] {
  const end = formatDuration(run.endMs);
  const cells = Math.max(10, Math.min(60, options.width - "  0s || ".length - end.length));
  const courses = coursesOf(run, analysis, namesOf(stands), cells);
  return stands.flatMap((stand, i) => {
    const head = headLines(analysis, stand, courses.get(stand.name), options);
    const course = courses.get(stand.name);
    if (course === undefined) return ["", ...head];
    const strip = `  0s |${paintedStrip(course.strip, options.palette)}| ${end}`;
    // Said once, under the first strip.
    const said = i === 0 ? legendLines(courses, 6, options) : [];
    const story = course.story.lines(storyLinesMax).flatMap((line) => storyLines(line, options.width));
    return ["", ...head, strip, ...said, ...story];
  });
}

function headLines(
  analysis: Analysis,
  stand: AppStand,
  course: AppCourse | undefined,
  { palette, width }: AppsOptions,
): string[] {
  const facts: Piece[] = [{ text: standText(stand), paint: paintOf(stand, palette) }];
  if (course !== undefined) {
    const { deployingSinceMs } = course;
    facts.push({ text: servedText(analysis, stand, course) });
    if (deployingSinceMs !== null)
      facts.push({ text: `deploying since ${formatDuration(deployingSinceMs)}` });
  }
  return labelledLines({ text: stand.name, paint: palette.strong }, facts, nameColumns, width);
}

function paintOf(stand: AppStand, palette: Palette): (text: string) => string {
  if (!stand.exists) return palette.dim;
  return stand.alive >= stand.wanted ? palette.good : palette.bad;
}

/** A line of the story, continued below its text where it is long. */
function storyLines(line: string, width: number): string[] {
  const time = line.slice(0, storyTimeWidth);
  const room = Math.max(1, width - 5 - storyTimeWidth);
  const [first = "", ...rest] = wrapped(line.slice(storyTimeWidth), room);
  return [`     ${time}${first}`, ...rest.map((more) => `${" ".repeat(5 + storyTimeWidth)}${more}`)];
}

/** Those that fared worst, of more than can be shown; ties in the order of the metrics. */
export function worstOf(analysis: Analysis, stands: readonly AppStand[]): readonly AppStand[] {
  const served = ({ name }: AppStand): number => analysis.metrics.apps[name]?.availability ?? 1;
  return [...stands].sort((a, b) => shortfall(b) - shortfall(a) || served(a) - served(b)).slice(0, linesMax);
}

/** How all apps fared together, then those that fared worst, a line for each. */
function overview(
  run: FinishedRun,
  analysis: Analysis,
  stands: readonly AppStand[],
  options: AppsOptions,
): string[] {
  const { palette, width } = options;
  const shown = worstOf(analysis, stands);
  const names = Math.min(nameMax, Math.max(...shown.map(({ name }) => name.length)));
  const counts = Math.max(...shown.map((stand) => countText(stand).length));
  const left = (row: string): number => width - row.length;
  const row = (name: string, count: string): string => `${name.padEnd(names)}  ${count.padStart(counts)}  `;
  const cells = Math.max(
    10,
    Math.min(40, left(row("", "")) - "||  100 %  down 99 times for 9d23h59m".length),
  );
  const courses = coursesOf(run, analysis, namesOf(shown), cells);
  const lines = shown.map((stand) => {
    const course = courses.get(stand.name);
    const start = row(cut(stand.name, names), countText(stand));
    const paint = paintOf(stand, palette);
    const begin = `${palette.strong(start.slice(0, names))}${paint(start.slice(names))}`;
    if (course === undefined) return begin.trimEnd();
    const availability = analysis.metrics.apps[stand.name]?.availability ?? null;
    const share = availability === null ? "" : percent(availability);
    const text = `${share.padStart(6)}  ${downText(course.outages)}`.trimEnd();
    const fits = cut(text, Math.max(8, left(start) - cells - 3));
    return `${begin}|${paintedStrip(course.strip, palette)}| ${fits}`;
  });
  return [
    "",
    ...labelledLines(
      { text: counted(stands.length, "app") },
      togetherFacts(analysis, stands, palette),
      16,
      width,
    ),
    "",
    ...lines,
    ...legendLines(courses, row("", "").length + 1, options),
    ...restLines(stands.length - shown.length, shown[0], width),
  ];
}

function restLines(count: number, worst: AppStand | undefined, width: number): string[] {
  const lines = [`and ${counted(count, "more app")}, none worse off (summary.json has them all)`];
  // The name of a second Marathon's app of the same id is no id.
  if (worst !== undefined && shortfall(worst) > 0 && worst.name.startsWith("/"))
    lines.push(`holdfast explain with --app ${worst.name} says why that one waits`);
  return lines.flatMap((line) => wrapped(line, width));
}

function togetherFacts(analysis: Analysis, stands: readonly AppStand[], palette: Palette): Piece[] {
  const here = stands.filter(({ exists }) => exists);
  const short = here.filter((stand) => shortfall(stand) > 0).length;
  const whole = `${here.length - short} with all instances alive`;
  const facts: Piece[] = [
    short === 0
      ? { text: whole, paint: palette.good }
      : { text: `${whole}, ${short} with fewer`, paint: palette.bad },
  ];
  if (here.length < stands.length) facts.push({ text: `${stands.length - here.length} destroyed` });
  const shares = stands.flatMap(({ name }) => analysis.metrics.apps[name]?.availability ?? []);
  const { p50 } = timesOf(shares, 0);
  if (p50 !== null) {
    const worst = Math.min(...shares);
    facts.push({ text: `available ${percent(p50)} in the middle, ${percent(worst)} at worst` });
  }
  return facts;
}

const countText = (stand: AppStand): string =>
  stand.exists ? `${stand.running} of ${stand.wanted}` : "destroyed";

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
  const metrics = analysis.metrics.apps[name];
  if (metrics === undefined || metrics.availability === null) return "nothing was wanted";
  const down = downText(outages);
  const parts = [`available ${percent(metrics.availability)}`, down];
  const back = recoveryText(metrics.time_to_recover_ms);
  // One outage of one instance is told already.
  if (back !== null && !down.endsWith(back.replace("back after", "for"))) parts.push(back);
  return parts.join(", ");
}

function downText({ completeAtMs, count, totalMs, shortSinceMs }: AppCourse["outages"]): string {
  if (completeAtMs === null) return "never complete";
  if (count > 0) return `down ${count === 1 ? "once" : `${count} times`} for ${roughly(totalMs)}`;
  return shortSinceMs === null
    ? `complete from ${roughly(completeAtMs)}`
    : `incomplete since ${roughly(shortSinceMs)}`;
}

/** How long it took until an instance that had ended was replaced; null where none was. */
function recoveryText({ p50, max, count }: Times): string | null {
  if (p50 === null || max === null) return null;
  const usual = `back after ${roughly(p50)}`;
  return count === 1 || roughly(max) === roughly(p50) ? usual : `${usual}, at most ${roughly(max)}`;
}
