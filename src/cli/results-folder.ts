/** A folder of results, as `run` wrote it: its summary, and its events one by one. */

import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import * as z from "zod";
import { lineFromJsonl } from "../compare/event-line.ts";
import type { Side, SideSummary } from "../compare/side.ts";

const chunkBytes = 256 * 1024;

const summarySchema = z.object({
  scenario: z.string(),
  seed: z.number(),
  duration_ms: z.number(),
  events: z.number(),
  digest: z.string(),
  metrics: z.record(z.string(), z.unknown()),
});

/** Whether a path is meant as results and not as a scenario. */
export function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

/** The results in a folder, or what is wrong with it. */
export function openResults(folder: string): Side | { readonly problem: string } {
  const [summaryFile, eventsFile] = [join(folder, "summary.json"), join(folder, "events.jsonl")];
  for (const file of [summaryFile, eventsFile])
    if (!existsSync(file)) return { problem: `${folder}: no results of a run (${file} is missing)` };
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(summaryFile, "utf8"));
  } catch (error) {
    return { problem: `${summaryFile}: cannot be read (${error instanceof Error ? error.message : error})` };
  }
  const read = summarySchema.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    return { problem: `${summaryFile}: is no summary of a run: ${issue?.path.join(".")}: ${issue?.message}` };
  }
  // What the metrics are in detail, only those who compare them leaf by leaf look at.
  const summary = read.data as unknown as SideSummary;
  const problem = damageIn(eventsFile, summary.events);
  if (problem !== null) return { problem };
  return { source: folder, scenario: null, summary, lines: () => eventsIn(eventsFile) };
}

/** Why a file does not hold the events that the summary counts, or null. */
function damageIn(file: string, events: number): string | null {
  let found = 0;
  for (const line of eventsIn(file)) {
    found++;
    if (!/^\{"time_ms":\d+,"type":"[^"]+".*\}$/.test(line)) return `${file}:${found}: is no event`;
  }
  return found === events ? null : `${file}: has ${found} events where summary.json counts ${events}`;
}

/** The lines of a file of events without those of offers, read piece by piece. */
function* eventsIn(file: string): Generator<string> {
  const descriptor = openSync(file, "r");
  try {
    const decoder = new StringDecoder("utf8");
    const chunk = Buffer.alloc(chunkBytes);
    let rest = "";
    for (let got = readSync(descriptor, chunk); got > 0; got = readSync(descriptor, chunk)) {
      const lines = (rest + decoder.write(chunk.subarray(0, got))).split("\n");
      rest = lines.pop() ?? "";
      for (const text of lines) {
        const line = lineFromJsonl(text);
        if (line !== null) yield line;
      }
    }
    const last = rest === "" ? null : lineFromJsonl(rest);
    if (last !== null) yield last;
  } finally {
    closeSync(descriptor);
  }
}
