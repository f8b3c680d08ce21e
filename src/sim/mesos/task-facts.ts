/** What is said of one of the master's tasks: in the journal, and in updates of the master's own making. */

import {
  prefixed,
  type StatusReason,
  type TaskState,
  type TaskStatus,
  type TerminalState,
} from "../../model/tasks.ts";
import type { TaskRecord } from "./records.ts";

/** Why a task ended, for the journal. */
export function reasonOf(
  state: TerminalState,
  { reason }: Pick<TaskStatus, "reason">,
): "killed" | "exited" | `REASON_${StatusReason}` {
  if (reason !== null) return prefixed(reason);
  return state === "killed" ? "killed" : "exited";
}

/** An update of the master's own making: it has no uuid, and is sent once. */
export function made(task: TaskRecord, state: TaskState, reason: StatusReason, message: string): TaskStatus {
  const { info, taskId, agent } = task;
  return { taskId, state, source: "master", reason, message, slaveId: agent.slaveId, uuid: null, info };
}
