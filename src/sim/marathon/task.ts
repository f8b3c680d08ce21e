/** A task as Marathon knows it: reserved, launched, or launched on a reservation (Task.scala:69-246). */

import type { Placed } from "../../model/placed.ts";
import type { TaskState } from "../../model/tasks.ts";
import type { AppView } from "../cluster/framework.ts";

/** What a resident task holds for as long as Marathon knows it (Task.scala:310). */
export interface Reservation {
  readonly volumeIds: readonly string[];
  /** Launched before, and ended: Marathon's state Suspended; else New. */
  readonly suspended: boolean;
  /** When the task last ended; null before. Marathon 1.1 does not know it; with B7 mended it decides. */
  readonly endedMs: number | null;
  readonly requestedMs: number;
  /** Of a New reservation; kept, and not looked at, once the task is launched (Task.scala:312-330). */
  readonly deadlineMs: number | null;
}

export interface Launched {
  /** Of the app that was launched. */
  readonly versionMs: number;
  /** When the offer was matched (TaskOpFactoryImpl.scala:146-148). */
  readonly stagedMs: number;
  /** When TASK_RUNNING first came. */
  readonly startedMs: number | null;
  /** The last state that Mesos told; null before the first. */
  readonly state: TaskState | null;
  /** What the task's own check found, as that state's update says; undefined where it says nothing. */
  readonly healthy?: boolean | undefined;
}

export interface Task {
  readonly taskId: string;
  readonly app: string;
  /** The scenario's id of the agent, its hostname. */
  readonly agent: string;
  /** Mesos' id of the agent at the first match; not refreshed by a relaunch (Task.scala:150-152). */
  readonly slaveId: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly reservation: Reservation | null;
  readonly launched: Launched | null;
}

/** The task with another launch, or with null none, and maybe another reservation. All tasks are of one shape. */
export function withLaunch(
  { taskId, app, agent, slaveId, attributes, reservation: before }: Task,
  launched: Launched | null,
  reservation = before,
): Task {
  return { taskId, app, agent, slaveId, attributes, reservation, launched };
}

/** A launch of which nothing was heard yet. */
export function newLaunch(versionMs: number, stagedMs: number): Launched {
  return { versionMs, stagedMs, startedMs: null, state: null, healthy: undefined };
}

export type Condition = keyof Pick<AppView, "running" | "killing" | "staging" | "suspended" | "reserving">;

/** What people call the task's state. One that is being killed is not counted as running any more
 * (TaskForStatistics.scala:36). */
export function conditionOf(task: Task): Condition {
  if (task.launched?.state === "killing") return "killing";
  if (task.launched !== null) return task.launched.startedMs === null ? "staging" : "running";
  return task.reservation?.suspended === true ? "suspended" : "reserving";
}

/** Where the task is, as constraints see it. */
export const placeOf = (task: Task): Placed => ({ hostname: task.agent, attributes: task.attributes });

/** Whether it changes nothing to hear that the task runs. */
export function isSettled({ launched }: Task): boolean {
  return launched?.state === "running" && launched.startedMs !== null && launched.healthy === undefined;
}
