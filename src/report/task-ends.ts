/** Which rows end a task, and which of these only say that a launch was refused. */

import type { EventName } from "../model/events.ts";
import type { TerminalState } from "../model/tasks.ts";
import type { EventRow } from "./event-row.ts";

const ends: Partial<Record<EventName, TerminalState>> = {
  "task.finished": "finished",
  "task.failed": "failed",
  "task.killed": "killed",
  "task.lost": "lost",
  "task.error": "error",
};

/** Answers to a LAUNCH that the master did not take: a task of that id which runs already runs on. */
const refusals: ReadonlySet<string> = new Set([
  "REASON_INVALID_OFFERS",
  "REASON_MASTER_DISCONNECTED",
  "REASON_TASK_INVALID",
  "REASON_TASK_UNAUTHORIZED",
]);

/**
 * Whether the master says no more than that it does not know the task: for Marathon that is its end; what runs under
 * another framework id runs on.
 */
function isUnknown(event: EventRow): boolean {
  return event.reason === "REASON_RECONCILIATION" && event.text("source") === "master";
}

/** The end of a task that the master had; null for any other row. */
export function endInMaster(event: EventRow): TerminalState | null {
  return isUnknown(event) ? null : endOfLaunched(event);
}

/** The end that a row tells of, for a task that was launched; null for any other row. */
export function endOfLaunched(event: EventRow): TerminalState | null {
  const end = ends[event.name];
  return end === undefined || refusals.has(event.reason) ? null : end;
}
