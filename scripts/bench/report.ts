/** The figures of benches as text for people and as JSON for scripts. */

import { execFileSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import type { Figure, Target } from "./bench.ts";
import { inSeconds, isMet } from "./figures.ts";
import type { Spread } from "./spread.ts";

export interface BenchResult {
  readonly name: string;
  readonly about: string;
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
  readonly failures: readonly string[];
}

export interface Report {
  readonly quick: boolean;
  readonly repeats: number;
  /** Hold operations of flatqueue per CPU second at 1,000 pending, in this run. */
  readonly flatqueue: Spread;
  readonly benches: readonly BenchResult[];
}

/** Where this was measured. */
export function machine(top: string): Readonly<Record<string, string | number>> {
  return {
    commit: commitOf(top),
    node: process.version,
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    load: Number((loadavg()[0] ?? 0).toFixed(2)),
  };
}

function commitOf(top: string): string {
  try {
    const git = (...args: string[]): string =>
      execFileSync("git", args, { cwd: top, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    const changed = git("status", "--porcelain", "--untracked-files=no") === "" ? "" : " and changes";
    return `${git("rev-parse", "--short", "HEAD")}${changed}`;
  } catch {
    return "unknown";
  }
}

/** Three significant digits, and whole numbers as they are. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return "-";
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}

const targetText = (target: Target): string =>
  "atLeast" in target ? `at least ${numberText(target.atLeast)}` : `at most ${numberText(target.atMost)}`;

/** What part or multiple of flatqueue's holds a figure is; null for what does not depend on the machine. */
function perFlatqueue({ best, kind, unit }: Figure, { max }: Spread): number | null {
  if (kind === "rate") return best / max;
  if (kind === "time") return inSeconds(best, unit) * max;
  return null;
}

function figureLine(figure: Figure, width: number, flatqueue: Spread, judged: boolean): string {
  const { name, best, worst, unit, kind, target } = figure;
  const spread = best === worst ? "" : ` (to ${numberText(worst)})`;
  const relative = perFlatqueue(figure, flatqueue);
  const parts = [`  ${name.padEnd(width)}  ${numberText(best)} ${unit}${spread}`];
  if (relative !== null)
    parts.push(kind === "rate" ? `${relativeText(relative)} of flatqueue` : `${numberText(relative)} holds`);
  const met = isMet(figure);
  if (target !== undefined && judged) parts.push(`${targetText(target)}: ${met ? "met" : "MISSED"}`);
  return parts.join("   ");
}

const relativeText = (value: number): string => (value < 0.001 ? value.toExponential(1) : numberText(value));

/** One bench as lines. */
export function benchText(result: BenchResult, flatqueue: Spread, judged: boolean): string {
  const width = Math.max(0, ...result.figures.map(({ name }) => name.length));
  return [
    `${result.name}   ${result.about}`,
    ...result.figures.map((figure) => figureLine(figure, width, flatqueue, judged)),
    ...result.notes.map((note) => `  ${note}`),
    ...result.failures.map((failure) => `  FAIL  ${failure}`),
  ].join("\n");
}

/** What stands above the benches. */
export function headText(where: ReturnType<typeof machine>, report: Omit<Report, "benches">): string {
  const { commit, node, cpu, cores, load } = where;
  const { min, max } = report.flatqueue;
  const how = report.quick ? "quick: little work, for a look only" : `${report.repeats} repeats in turns`;
  return `commit ${commit}, Node ${node}, ${cores} cores of ${cpu}, load ${load}; ${how}
best of the repeats (to the worst); times and rates are CPU time unless they say otherwise
flatqueue 3.1.0, 1,000 pending: ${numberText(max / 1e6)} million holds a CPU second (${numberText(min / 1e6)} at worst)`;
}

export function reportJson(where: ReturnType<typeof machine>, report: Report): object {
  const { flatqueue, benches, ...rest } = report;
  return {
    machine: where,
    ...rest,
    flatqueue_holds_per_cpu_second: flatqueue,
    benches: benches.map((bench) => ({
      ...bench,
      figures: bench.figures.map((figure) => ({
        ...figure,
        per_flatqueue: perFlatqueue(figure, flatqueue),
        met: isMet(figure),
      })),
    })),
  };
}
