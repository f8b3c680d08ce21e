/** What an operation makes of a task: the table of moves, pure (Task.scala:69-246, TaskOpProcessorImpl.scala:35-76). */

import { isTerminal, type TaskState } from "../../model/tasks.ts";
import { type Launched, type Task, withLaunch } from "./task.ts";

/** TaskStateOp.scala:18-51. */
export type StateOp =
  | { readonly type: "Reserve"; readonly task: Task }
  | { readonly type: "LaunchEphemeral"; readonly task: Task }
  | { readonly type: "LaunchOnReservation"; readonly taskId: string; readonly launched: Launched }
  | {
      readonly type: "MesosUpdate";
      readonly taskId: string;
      readonly state: TaskState;
      /** What the task's own check found, where the update says so. */
      readonly healthy?: boolean | undefined;
      /** How long a lost task is waited for before it is given up; for ever where nothing is said (B35 mended). */
      readonly relaunchAfterMs?: number | undefined;
    }
  | { readonly type: "ReservationTimeout"; readonly taskId: string }
  | { readonly type: "ForceExpunge"; readonly taskId: string; readonly why: "wiped" | "unclaimed" };

export type Change =
  | { readonly type: "Update"; readonly task: Task; readonly old: Task | null }
  | { readonly type: "Expunge"; readonly task: Task }
  | { readonly type: "NoChange" }
  | { readonly type: "Failure"; readonly reason: string };

const noChange: Change = { type: "NoChange" };
const failure = (reason: string): Change => ({ type: "Failure", reason });

/** The id of the task that an operation is about. */
export function taskIdOf(op: StateOp): string {
  return op.type === "Reserve" || op.type === "LaunchEphemeral" ? op.task.taskId : op.taskId;
}

/** The change that an operation asks for, given the task as it is; null where Marathon does not know it. */
export function resolve(task: Task | null, op: StateOp, nowMs: number): Change {
  if (task === null) return resolveUnknown(op);
  switch (op.type) {
    case "Reserve":
    case "LaunchEphemeral":
      return failure("the task already exists");
    case "ForceExpunge":
      return { type: "Expunge", task };
    case "ReservationTimeout":
      return task.launched === null
        ? { type: "Expunge", task }
        : failure("ReservationTimeout on a launched task");
    case "LaunchOnReservation":
      // The reservation is copied unchanged, New with its old deadline or Suspended (Task.scala:150-152).
      return task.launched === null
        ? { type: "Update", task: withLaunch(task, op.launched), old: task }
        : failure("LaunchOnReservation on a launched task");
    case "MesosUpdate":
      return task.launched === null
        ? failure("MesosUpdate on Reserved is unexpected")
        : told(task, task.launched, op, nowMs);
  }
}

function resolveUnknown(op: StateOp): Change {
  switch (op.type) {
    case "Reserve":
    case "LaunchEphemeral":
      return { type: "Update", task: op.task, old: null };
    case "ForceExpunge":
      return noChange;
    default:
      return failure("the task does not exist");
  }
}

/** Mesos tells a launched task's state (Task.scala:78-103, 187-221). */
function told(
  task: Task,
  launched: Launched,
  { state, healthy, relaunchAfterMs }: Extract<StateOp, { type: "MesosUpdate" }>,
  nowMs: number,
): Change {
  if (isTerminal(state)) {
    if (task.reservation === null) return { type: "Expunge", task };
    // Whatever the end, TASK_LOST included: the volumes are kept, and wait without a deadline (Task.scala:205-211).
    const deadlineMs = relaunchAfterMs === undefined ? null : nowMs + relaunchAfterMs;
    const { volumeIds, requestedMs } = task.reservation;
    const reservation = { volumeIds, suspended: true, endedMs: nowMs, requestedMs, deadlineMs };
    return { type: "Update", task: withLaunch(task, null, reservation), old: task };
  }
  const { versionMs, stagedMs, startedMs } = launched;
  if (state === "running" && startedMs === null) {
    const running = { versionMs, stagedMs, startedMs: nowMs, state, healthy };
    return { type: "Update", task: withLaunch(task, running), old: task };
  }
  // A health that is another one, or is told for the first time, is a change, too (Task.scala:253-273).
  const sameHealth = healthy === undefined || healthy === launched.healthy;
  if (state === launched.state && sameHealth) return noChange;
  const changed = { versionMs, stagedMs, startedMs, state, healthy };
  return { type: "Update", task: withLaunch(task, changed), old: task };
}
