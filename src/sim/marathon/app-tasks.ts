/** The tasks of one app that Marathon knows, and what it has of each of them for as long as it knows it. */

import type { TaskNames } from "../../model/names.ts";
import type { TaskInfo } from "../../model/tasks.ts";
import type { Relaunch } from "./relaunch.ts";
import { type Condition, conditionOf, isSettled, type Task } from "./task.ts";

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

export class Group implements AppTasks {
  readonly held = new Map<string, Held>();
  running = 0;
  killing = 0;
  staging = 0;
  suspended = 0;
  reserving = 0;
  settled = 0;
  /** In the lists of launched tasks. */
  place = -1;
  /** It stands among those whose list has changed, or that had tasks that are not settled. */
  isStale = false;
  isUnsettled = false;
  #launchedTasks: readonly Task[] | null = null;

  get size(): number {
    return this.held.size;
  }

  get(taskId: string): Task | null {
    return this.held.get(taskId)?.task ?? null;
  }

  all(): readonly Task[] {
    const tasks: Task[] = [];
    for (const { task } of this.held.values()) if (task !== null) tasks.push(task);
    return tasks;
  }

  get launchedTasks(): readonly Task[] {
    this.#launchedTasks ??= this.all().filter((task) => task.launched !== null);
    return this.#launchedTasks;
  }

  /** One of its tasks is another than before; null: it was not there, or is not any more. */
  changed(before: Task | null, after: Task | null): void {
    this.#launchedTasks = null;
    if (before !== null) {
      this[conditionOf(before)]--;
      if (isSettled(before)) this.settled--;
    }
    if (after !== null) {
      this[conditionOf(after)]++;
      if (isSettled(after)) this.settled++;
    }
  }

  get launched(): number {
    return this.running + this.killing + this.staging;
  }

  get reserved(): number {
    return this.suspended + this.reserving;
  }
}

/**
 * A task that Marathon knows: one object, which reservations and launches of the task point to, so that nobody has to search
 * for it by its id; with what is the same at each launch of a resident one.
 */
export class Held {
  /** The tasks of its app, it among them. */
  readonly among: Group;
  /** As it stands now; null once Marathon has forgotten it. */
  task: Task | null;
  /** For rows; null before its first launch on a reservation. */
  names: TaskNames | null = null;
  /** Of its volumes, in their order, the apps that their ids name; null before somebody asked. */
  volumeApps: readonly string[] | null = null;
  /** Its last launch on its reservation, where the next one may be like it. */
  relaunch: Relaunch | null = null;

  constructor(task: Task, among: Group) {
    this.task = task;
    this.among = among;
  }
}

/** The task that was launched as that, where Marathon knows it and the launch itself tells: to be searched for if not. */
export function heldBy(info: TaskInfo | null | undefined): Held | null {
  const held = info?.inFramework;
  return held instanceof Held && held.task !== null ? held : null;
}
