/**
 * The runs that a study has played, in a file that only grows: whatever ends the process, what is in it counts.
 *
 * A line is a JSON value: a section's head, which names what the next lines are runs of, or a run. A line that is torn or
 * foreign is passed over, and its run is played again. Runs of another scenario, another version of holdfast or without a
 * metric that is wanted now stay in the file and are not used.
 */

import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";
import { makeFolder, writeAll } from "../report/whole-file.ts";
import type { Base, Run } from "./job.ts";
import type { MetricValue } from "./metrics.ts";

const head = z.object({
  study: z.string(),
  holdfast: z.string(),
  base: z.string(),
  metrics: z.array(z.string()),
});

/** Combination, replication, seed, events, values, broken invariant. */
const row = z.tuple([
  z.string(),
  z.number(),
  z.number(),
  z.number(),
  z.array(z.number().nullable()),
  z.string().nullable(),
]);

export interface KeptRun {
  /** Key of its combination. */
  readonly key: string;
  readonly run: Run;
}

export interface KeptRuns {
  readonly runs: readonly KeptRun[];
  /** Of other bases, or without a metric that is wanted. */
  readonly foreign: number;
}

/** The runs of a base that a file holds, with their values in the order of `metrics`. */
export function readState(path: string, base: Pick<Base, "digest">, metrics: readonly string[]): KeptRuns {
  const runs: KeptRun[] = [];
  let foreign = 0;
  /** Where each metric that is wanted stands in the rows of this section; null: its rows are of no use. */
  let places: readonly number[] | null = null;
  for (const line of readFileSync(path, "utf8").split("\n")) {
    const value = parsed(line);
    const section = head.safeParse(value);
    if (section.success) {
      const at = metrics.map((name) => section.data.metrics.indexOf(name));
      places = section.data.base === base.digest && !at.includes(-1) ? at : null;
      continue;
    }
    const run = row.safeParse(value);
    if (!run.success) continue;
    if (places === null) {
      foreign++;
      continue;
    }
    const [key, replication, seed, events, all, broken] = run.data;
    const values = places.map((at): MetricValue => all[at] ?? null);
    runs.push({ key, run: { replication, seed, events, values, broken } });
  }
  return { runs, foreign };
}

function parsed(line: string): unknown {
  try {
    return line === "" ? null : JSON.parse(line);
  } catch {
    return null;
  }
}

/** Adds runs to the end of a file. */
export class StateWriter {
  readonly #file: number;

  /** Begins a section. Throws what the file system throws. */
  constructor(path: string, study: string, base: Base, metrics: readonly string[]) {
    makeFolder(dirname(path));
    const torn = existsSync(path) && !endsWithNewline(path);
    this.#file = openSync(path, "a");
    const section = { study, holdfast: base.version, base: base.digest, metrics };
    writeAll(this.#file, `${torn ? "\n" : ""}${JSON.stringify(section)}\n`);
  }

  add(key: string, runs: readonly Run[]): void {
    writeAll(
      this.#file,
      runs
        .map(({ replication, seed, events, values, broken }) =>
          JSON.stringify([key, replication, seed, events, values, broken]),
        )
        .join("\n")
        .concat("\n"),
    );
  }

  close(): void {
    closeSync(this.#file);
  }
}

function endsWithNewline(path: string): boolean {
  const { size } = statSync(path);
  if (size === 0) return true;
  const file = openSync(path, "r");
  try {
    const last = Buffer.alloc(1);
    readSync(file, last, 0, 1, size - 1);
    return last.toString() === "\n";
  } finally {
    closeSync(file);
  }
}
