/** Writes a run's reports as one folder, complete or not at all. */

import { existsSync, mkdirSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, resolve, sep } from "node:path";
import type { Analysis } from "./analysis.ts";
import { capacityCsv } from "./capacity-csv.ts";
import { eventsJsonl } from "./events-jsonl.ts";
import type { FinishedRun } from "./finished-run.ts";
import type { PageContext } from "./html/head.ts";
import { reportHtml } from "./html/page.ts";
import { pageTemplate } from "./page-template.ts";
import { summaryJson } from "./summary.ts";
import { timelineCsv } from "./timeline-csv.ts";
import { traceJson } from "./trace/trace-json.ts";
import { makeFolder, refuseNewIn, writeFile } from "./whole-file.ts";

/** The files of a report folder, in the order in which people open them. */
export const reportFiles = [
  "report.html",
  "timeline.csv",
  "capacity.csv",
  "events.jsonl",
  "summary.json",
  "trace.json",
] as const;

/**
 * Why a folder must not or cannot be replaced, or null: something else than a folder is there, it is one that people live
 * in (the current folder, one above it, the home folder) or that holds one of `inputs`, whose replacement as a whole cannot
 * be meant, or nothing may be written beside it.
 */
export function refuseFolder(dir: string, inputs: readonly string[] = []): string | null {
  if (existsSync(dir) && !statSync(dir).isDirectory()) return `${dir} is not a folder`;
  const target = targetOf(dir);
  const refusal = refuseNewIn(dirname(target));
  if (refusal !== null) return `${dir}: cannot be written: ${refusal}`;
  if (!existsSync(dir)) return null;
  const holds = (inner: string): boolean =>
    `${realpathSync(inner)}${sep}`.startsWith(target === sep ? sep : `${target}${sep}`);
  const replaced = (what: string): string =>
    `${dir} would be replaced as a whole, and with it ${what}; name another`;
  if (holds(process.cwd()) || (existsSync(homedir()) && holds(homedir())))
    return replaced("the current or the home folder");
  const input = inputs.find((file) => existsSync(file) && holds(file));
  return input === undefined ? null : replaced(input);
}

/**
 * Writes all reports beside the folder, then puts them in its place as a whole. Throws what the file system throws,
 * and for a folder that `refuseFolder` refuses; then nothing has changed.
 */
export function writeReports(dir: string, run: FinishedRun, analysis: Analysis, context: PageContext): void {
  const refusal = refuseFolder(dir);
  if (refusal !== null) throw new Error(refusal);
  const target = targetOf(dir);
  makeFolder(dirname(target));
  const beside = join(dirname(target), `.${basename(target)}.${process.pid}`);
  const fresh = `${beside}.new`;
  try {
    mkdirSync(fresh);
    writeFile(join(fresh, "timeline.csv"), timelineCsv(run));
    writeFile(join(fresh, "capacity.csv"), capacityCsv(run));
    writeFile(join(fresh, "events.jsonl"), eventsJsonl(run.recorder));
    writeFile(join(fresh, "summary.json"), [summaryJson(run, analysis)]);
    writeFile(join(fresh, "report.html"), reportHtml(pageTemplate(), run, analysis, context));
    writeFile(join(fresh, "trace.json"), traceJson(run));
    replace(target, fresh, `${beside}.old`);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw error;
  }
}

/** A link to a folder stays: its target is what is replaced. */
function targetOf(dir: string): string {
  return existsSync(dir) ? realpathSync(dir) : resolve(dir);
}

/** Puts the fresh folder in the target's place; the old one is back if that fails. */
function replace(target: string, fresh: string, old: string): void {
  if (!existsSync(target)) {
    renameSync(fresh, target);
    return;
  }
  renameSync(target, old);
  try {
    renameSync(fresh, target);
  } catch (error) {
    renameSync(old, target);
    throw error;
  }
  rmSync(old, { recursive: true });
}
