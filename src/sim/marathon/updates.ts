/** The one door through which tasks change: resolve, store, then the update steps in Marathon's order. */

import type { TaskNames } from "../../model/names.ts";
import type { TaskInfo, TerminalState } from "../../model/tasks.ts";
import type { AppRecord } from "./app-record.ts";
import { type Held, heldBy } from "./app-tasks.ts";
import type { Context } from "./context.ts";
import { conditionOf, type Task } from "./task.ts";
import type { Tracker } from "./tracker.ts";
import { type Change, resolve, type StateOp, taskIdOf } from "./transitions.ts";

/** An effective change: what was asked, the task before (null: new) and after (null: gone). */
export interface TaskChanged {
  readonly op: StateOp;
  readonly taskId: string;
  /** Of its app. */
  readonly record: AppRecord;
  readonly before: Task | null;
  readonly after: Task | null;
}

/** One step that follows every effective change (CoreGuiceModule.scala:99-128). */
export type UpdateStep = (changed: TaskChanged) => void;

export class TaskUpdates {
  readonly #context: Context;
  readonly #tracker: Tracker;
  readonly #steps: readonly UpdateStep[];

  constructor(context: Context, tracker: Tracker, steps: readonly UpdateStep[]) {
    this.#context = context;
    this.#tracker = tracker;
    this.#steps = steps;
  }

  /**
   * Applies an operation; a change that is none, or that the table refuses, has no effect and runs no step. `info` is the
   * launch that it is about, `known` the task, where they are at hand.
   */
  process(op: StateOp, info: TaskInfo | null = null, known: Held | null = heldBy(info)): Change {
    let held = known ?? this.#tracker.held(taskIdOf(op));
    const before = held?.task ?? null;
    const change = resolve(before, op, this.#context.kernel.nowMs);
    if (change.type !== "Update" && change.type !== "Expunge") return change;
    const { task } = change;
    const after = change.type === "Update" ? task : null;
    if (after !== null) held = this.#tracker.put(after, held);
    else this.#tracker.remove(task);
    this.#record(op, task, before, after, info?.names ?? null);
    const { taskId } = task;
    const record = held?.record ?? this.#tracker.of(task.app);
    const changed: TaskChanged = { op, taskId, record, before, after };
    for (const step of this.#steps) step(changed);
    return change;
  }

  #record(op: StateOp, task: Task, before: Task | null, after: Task | null, names: TaskNames | null): void {
    const isSuspended = op.type === "MesosUpdate" && before?.launched != null && after?.launched === null;
    if (after !== null && !isSuspended) return;
    const { name, role, recorder } = this.#context;
    if (isSuspended && names !== null) return recorder.tasks.suspended(names, op.state as TerminalState);
    const reservation = task.reservation === null ? null : task.taskId;
    const ids = { agent: task.agent, framework: name, role, app: task.app, task: task.taskId, reservation };
    if (after === null) {
      if (op.type === "ReservationTimeout") {
        recorder.add(
          "reservation.timed-out",
          {
            requested_ms: task.reservation?.requestedMs,
            deadline_ms: task.reservation?.deadlineMs,
            reason: task.reservation?.suspended === true ? "lost-too-long" : "not-launched-in-time",
          },
          ids,
        );
      }
      recorder.add("task.expunged", { was: conditionOf(task), reason: whyGone(op) }, ids);
    } else if (isSuspended) recorder.add("task.suspended", { reason: op.state as TerminalState }, ids);
  }
}

function whyGone(op: StateOp): "terminal" | "wiped" | "reservation-timed-out" | "unclaimed" {
  if (op.type === "ForceExpunge") return op.why;
  return op.type === "ReservationTimeout" ? "reservation-timed-out" : "terminal";
}
