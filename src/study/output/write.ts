/** Writes the results of a study into its folder: each file complete or not at all. */

import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { makeFolder, refuseNewIn, writeWhole } from "../../report/whole-file.ts";
import type { StudySummary } from "../summary.ts";
import { compactionCsv, differencesCsv, probesCsv, resultsCsv, summaryCsv } from "./tables.ts";

/** The runs that are played, and what is played: with them a study goes on, and parts are put together. */
export const stateFile = "state.ndjson";
export const inputFile = "study.json";

const own = [
  stateFile,
  inputFile,
  ...["results.csv", "summary.csv", "differences.csv", "probes.csv", "compaction.csv", "report.html"],
];

/** Why a study must not or cannot write into a folder, or null: it holds something else, or the system allows it nothing. */
export function refuseStudyFolder(dir: string): string | null {
  if (existsSync(dir) && !statSync(dir).isDirectory()) return `${dir} is not a folder`;
  const refusal = refuseNewIn(dir);
  if (refusal !== null) return `${dir}: cannot be written: ${refusal}`;
  if (!existsSync(dir)) return null;
  const other = readdirSync(dir).find((name) => !own.includes(name) && !name.startsWith("."));
  if (other === undefined) return null;
  return `${dir} holds something else than a study (${other}); name another folder`;
}

/** The names of the files that were written. `page` is the report. Throws what the file system throws. */
export function writeStudy(dir: string, summary: StudySummary, page: string): readonly string[] {
  const files = new Map<string, Iterable<string>>([["report.html", [page]]]);
  const { points, study, compacted } = summary;
  if (points.length > 0) {
    files.set("summary.csv", summaryCsv(summary));
    files.set("results.csv", resultsCsv(summary));
  }
  const compared = points.some(({ measures }) => measures.some(({ difference }) => difference !== null));
  if (compared) files.set("differences.csv", differencesCsv(summary));
  if (study.find !== null) files.set("probes.csv", probesCsv(summary));
  if (compacted.length > 0) files.set("compaction.csv", compactionCsv(summary));
  makeFolder(dir);
  for (const [name, chunks] of files) writeWhole(join(dir, name), chunks);
  // What an earlier form of the study left here would be read as if it belonged to this one.
  for (const name of own)
    if (name.endsWith(".csv") && !files.has(name)) rmSync(join(dir, name), { force: true });
  return [...files.keys()];
}
