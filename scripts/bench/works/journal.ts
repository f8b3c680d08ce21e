/** Rows into a journal as the command keeps it, out of it again, and each report made from them. */

import { boundReports } from "../../../src/cli/heap.ts";
import { JournalStore } from "../../../src/cli/journal-store.ts";
import { analyse } from "../../../src/report/analysis.ts";
import { capacityCsv } from "../../../src/report/capacity-csv.ts";
import { eventsJsonl } from "../../../src/report/events-jsonl.ts";
import { reportHtml } from "../../../src/report/html/page.ts";
import { outcomeText } from "../../../src/report/outcome.ts";
import { pageTemplate } from "../../../src/report/page-template.ts";
import { plainPalette } from "../../../src/report/palette.ts";
import { timelineCsv } from "../../../src/report/timeline-csv.ts";
import { traceJson } from "../../../src/report/trace/trace-json.ts";
import { Told } from "../../../test/report/journals.ts";
import { Feed } from "../feed.ts";
import { type Done, peakMib, timed } from "../work.ts";
import { pageContext } from "./page-context.ts";

export interface JournalInput {
  readonly rows: number;
}

/**
 * What is done with the rows once they are there, in this order; each has a `CpuSeconds`, what was resident after it as
 * `Mib` and the most so far as `PeakMib`, and a `Bytes` if it is a file.
 */
export const readings = [
  "out",
  "metrics",
  "events.jsonl",
  "timeline.csv",
  "capacity.csv",
  "outcome",
  "trace.json",
  "report.html",
] as const;

/** How long a text is as a file, written nowhere. */
function sizeOf(chunks: Iterable<string>): number {
  let bytes = 0;
  for (const chunk of chunks) bytes += Buffer.byteLength(chunk);
  return bytes;
}

export function journal({ rows }: JournalInput): Done {
  const store = new JournalStore();
  const told = new Told("counted", store.blocks);
  const measured: Record<string, number> = {};
  const outcome: Record<string, number | string> = {};
  const step = <T>(name: string, work: () => T): T => {
    const { value, cpuSeconds } = timed(work);
    measured[`${name}CpuSeconds`] = cpuSeconds;
    measured[`${name}Mib`] = process.memoryUsage.rss() / 1024 / 1024;
    measured[`${name}PeakMib`] = peakMib();
    return value;
  };

  step("in", () => new Feed(told.recorder, told.kernel).upTo(rows));
  boundReports(told.recorder.journal.length);
  const run = told.run(told.kernel.nowMs);
  const { journal: made } = told.recorder;
  outcome["rows"] = made.length;
  outcome["digest"] = made.digest();
  outcome["texts"] = made.texts;
  outcome["heldBytes"] = store.blocks.heldBytes;
  outcome["spilledBytes"] = store.blocks.spilledBytes;

  outcome["cells"] = step("out", () => {
    let cells = 0;
    for (let i = 0; i < made.length; i++) cells += made.row(i).cells.length;
    return cells;
  });
  const analysis = step("metrics", () => analyse(run));
  const files: Readonly<Record<string, () => Iterable<string>>> = {
    "events.jsonl": () => eventsJsonl(told.recorder),
    "timeline.csv": () => timelineCsv(run),
    "capacity.csv": () => capacityCsv(run),
    outcome: () => outcomeText(run, analysis, { palette: plainPalette, wallMs: null, replay: null }),
    "trace.json": () => traceJson(run),
    "report.html": () => reportHtml(pageTemplate(), run, analysis, pageContext),
  };
  for (const [name, make] of Object.entries(files))
    outcome[`${name}Bytes`] = step(name, () => sizeOf(make()));
  store.close();
  return { measured, outcome, failures: [] };
}
