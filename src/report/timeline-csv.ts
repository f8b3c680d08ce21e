/** timeline.csv: one span a row, for agents, reservations, volumes, tasks, deployments, leaders and offers. */

import { type CsvCell, csv } from "./csv.ts";
import type { FinishedRun } from "./finished-run.ts";
import { timelineOf } from "./timeline.ts";

const header = ["lane", "kind", "id", "state", "start_ms", "end_ms", "agent", "app", "framework", "reason"];

/**
 * The whole file in pieces. Rows are in order of start; those of one instant in the order of the events that began
 * them, as events.jsonl has it. `reason` is why the state began; where its name says that already, why it ended.
 */
export function timelineCsv(run: FinishedRun): Generator<string> {
  return csv(header, timelineRows(run));
}

function* timelineRows(run: FinishedRun): Generator<CsvCell[]> {
  for (const span of timelineOf(run)) {
    const { lane, kind, id, state, startMs, endMs, agent, app, framework, reason } = span;
    yield [lane, kind, id, state, startMs, endMs, agent, app, framework, reason];
  }
}
