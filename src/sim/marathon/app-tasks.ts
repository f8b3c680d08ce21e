/** The tasks of one app that Marathon knows, and what it has of each of them for as long as it knows it. */

import type { TaskNames } from "../../model/names.ts";
import type { TaskInfo } from "../../model/tasks.ts";
import type { AppRecord } from "./app-record.ts";
import type { Relaunch } from "./relaunch.ts";
import type { Condition, Task } from "./task.ts";

/** The known tasks of one app, and how many are in which condition. */
export interface AppTasks extends Readonly<Record<Condition, number>> {
  readonly size: number;
  get(taskId: string): Task | null;
  /** In order of creation. */
  all(): readonly Task[];
  readonly launched: number;
  /** Reserved and not launched, whether they ran before or not. */
  readonly reserved: number;
  /** The launched ones, in order of creation; the same list while nothing changes. */
  readonly launchedTasks: readonly Task[];
  /** How many of them are settled. */
  readonly settled: number;
}

/**
 * A task that Marathon knows: one object, which reservations and launches of the task point to, so that nobody has to search
 * for it by its id; with what is the same at each launch of a resident one.
 */
export class Held {
  /** How many tasks the framework had before it. */
  readonly number: number;
  /** Of its app. */
  readonly record: AppRecord;
  /** As it stands now; null once Marathon has forgotten it. */
  task: Task | null;
  /** For rows; null before its first launch on a reservation. */
  names: TaskNames | null = null;
  /** Of its volumes, in their order, the apps that their ids name; null before somebody asked. */
  volumeApps: readonly string[] | null = null;
  /** Its last launch on its reservation, where the next one may be like it. */
  relaunch: Relaunch | null = null;

  constructor(task: Task, record: AppRecord, number: number) {
    this.number = number;
    this.task = task;
    this.record = record;
  }
}

/** The task that was launched as that, where Marathon knows it and the launch itself tells: to be searched for if not. */
export function heldBy(info: TaskInfo | null | undefined): Held | null {
  const held = info?.inFramework;
  return held instanceof Held && held.task !== null ? held : null;
}
