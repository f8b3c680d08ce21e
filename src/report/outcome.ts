/** The outcome of a run for the terminal: first whether all is well, then why. */

import { formatDuration } from "../model/units.ts";
import type { Violation } from "../sim/result.ts";
import { decimals } from "./amounts.ts";
import type { Analysis } from "./analysis.ts";
import { type AppCourse, type AppStand, coursesOf, standsOf } from "./app-outcome.ts";
import { failureLines, violationLines } from "./failure-text.ts";
import type { FinishedRun } from "./finished-run.ts";
import type { Palette } from "./palette.ts";
import { legendOrder, meanings } from "./strip.ts";
import { type Summary, summaryOf } from "./summary.ts";
import { amountsText, counted, cut, listed, percent, roughly } from "./wording.ts";

export interface OutcomeOptions {
  readonly palette: Palette;
  /** Wall time of the run; null to say nothing of it. */
  readonly wallMs: number | null;
  /** The command that runs this again, such as `holdfast run x.yaml --seed 1`. */
  readonly replay: string;
}

const widthMax = 100;
const stripCells = 60;
const appsMax = 12;
const storyLinesMax = 12;
const rolesMax = 6;
const violationsMax = 12;

/** Lines without the last one, which says what was written: only the command knows. */
export function outcomeText(run: FinishedRun, analysis: Analysis, options: OutcomeOptions): string[] {
  return [
    headLine(run, options),
    ...appBlocks(run, analysis, options.palette),
    "",
    ...roleLines(analysis),
    ...verdictLines(run, analysis, options),
  ];
}

/** For --json: the summary, and where each app stands at the end. */
export function outcomeJson(
  run: FinishedRun,
  analysis: Analysis,
): Summary & { readonly apps: readonly AppStand[] } {
  return { ...summaryOf(run, analysis), apps: standsOf(analysis) };
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

/** Of many apps, those that fared worst are shown; ties in the order of the metrics. */
function appBlocks(run: FinishedRun, analysis: Analysis, palette: Palette): string[] {
  const stands = standsOf(analysis);
  const shortfall = ({ wanted, alive }: AppStand): number => Math.max(0, wanted - alive);
  const availability = ({ name }: AppStand): number => analysis.metrics.apps[name]?.availability ?? 1;
  const shown =
    stands.length <= appsMax
      ? stands
      : [...stands]
          .sort((a, b) => shortfall(b) - shortfall(a) || availability(a) - availability(b))
          .slice(0, appsMax);
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
    ...course.story.lines(storyLinesMax).map((line) => cut(`     ${line}`, widthMax)),
  ];
}

function standText(stand: AppStand): string {
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

function servedText(analysis: Analysis, { name }: AppStand, { outages }: AppCourse): string {
  const availability = analysis.metrics.apps[name]?.availability ?? null;
  if (availability === null) return "nothing was wanted";
  const down =
    outages.completeAtMs === null
      ? "never complete"
      : outages.count === 0
        ? `complete from ${roughly(outages.completeAtMs)}`
        : outages.count === 1
          ? `down once for ${roughly(outages.totalMs)}`
          : `down ${outages.count} times for ${roughly(outages.totalMs)}`;
  return `available ${percent(availability)}, ${down}`;
}

function roleLines(analysis: Analysis): string[] {
  const { capacity } = analysis.final;
  const roles = [...capacity.roles].filter(([, book]) =>
    [...book.reserved.values()].some((milli) => milli > 0),
  );
  const lines = roles.slice(0, rolesMax).map(([role, book]) => {
    const share = analysis.strandedShare.get(role) ?? 0;
    const stranded = share === 0 ? "never stranded" : `stranded ${percent(share)} of the time`;
    return cut(
      `${`role ${role}`.padEnd(15)} reserved ${amountsText(decimals(book.reserved))}   ${stranded}`,
      widthMax,
    );
  });
  const left = roles.length - lines.length;
  return left > 0 ? [...lines, `and ${counted(left, "more role")} with reservations`] : lines;
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
