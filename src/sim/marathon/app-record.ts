/**
 * What a Marathon has of one app: what is stored of it, its tasks with their counts, and what a leader keeps of it. Tasks,
 * launchers and commands point to it: in a large cluster each search for it by its id would wait for memory that is in no cache.
 */

import type { AppTasks, Held } from "./app-tasks.ts";
import type { App } from "./apps.ts";
import { AskedAgain } from "./asked-again.ts";
import type { Launcher } from "./launcher.ts";
import { conditionOf, isSettled, type Task } from "./task.ts";

export class AppRecord implements AppTasks {
  running = 0;
  killing = 0;
  staging = 0;
  suspended = 0;
  reserving = 0;
  settled = 0;
  /** How many instances it should have; -1 where it is not stored. */
  wanted = -1;
  /** Its entry in the launch queue, which goes with the leader whose queue that is. */
  launcher: Launcher | null = null;
  /** As it is stored now; null where it is not. */
  app: App | null = null;
  /** When that was stored. */
  versionMs = -1;
  /** Whoever leads may lock it, and lists it once where it has not what it should: what an earlier leader did counts for nothing. */
  lockedBy: object | null = null;
  listedBy: object | null = null;
  /** It stands among those that had tasks that are not settled. */
  isUnsettled = false;
  /** Told whenever its definition or one of its tasks is another than before; null where nobody listens. */
  onChange: (() => void) | null = null;
  readonly id: string;
  readonly held = new Map<string, Held>();
  /** As it was stored from those times on, the last ones; none survives its destroy. */
  readonly versions = new Map<number, App>();
  #launchedTasks: readonly Task[] | null = null;

  constructor(id: string) {
    this.id = id;
  }

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

  get launched(): number {
    return this.running + this.killing + this.staging;
  }

  get reserved(): number {
    return this.suspended + this.reserving;
  }

  /** Whether it is stored and has not as many launched tasks as it should. */
  get isUneven(): boolean {
    return this.wanted >= 0 && this.wanted !== this.launched;
  }

  /** An app as it was in an earlier version; null where that is not stored. */
  version(versionMs: number): App | null {
    return this.versionMs === versionMs ? this.app : (this.versions.get(versionMs) ?? null);
  }

  /** Stored, with the last so many of its versions; or with null destroyed. */
  store(app: App | null, versionsMax: number): void {
    this.app = app;
    this.versionMs = app?.versionMs ?? -1;
    this.wanted = app?.definition.instances ?? -1;
    this.onChange?.();
    if (app === null) return this.versions.clear();
    this.versions.set(app.versionMs, app);
    for (const versionMs of this.versions.keys()) {
      if (this.versions.size <= versionsMax) break;
      this.versions.delete(versionMs);
    }
  }

  /** One of its tasks is another than before; null: it was not there, or is not any more. */
  changed(before: Task | null, after: Task | null): void {
    this.#launchedTasks = null;
    if (before !== null) this.#count(before, -1);
    if (after !== null) this.#count(after, 1);
    this.onChange?.();
  }

  #count(task: Task, by: 1 | -1): void {
    // By name, and not by what `conditionOf` says: the engine would search for a place that it knows.
    switch (conditionOf(task)) {
      case "running":
        this.running += by;
        break;
      case "killing":
        this.killing += by;
        break;
      case "staging":
        this.staging += by;
        break;
      case "suspended":
        this.suspended += by;
        break;
      case "reserving":
        this.reserving += by;
        break;
    }
    if (isSettled(task)) this.settled += by;
  }
}

/** The records of all apps that a Marathon ever heard of, made when they are first asked for. */
export class AppRecords {
  readonly #byId = new AskedAgain<AppRecord>();

  of(id: string): AppRecord {
    let record = this.#byId.get(id);
    if (record === undefined) {
      record = new AppRecord(id);
      this.#byId.set(id, record);
    }
    return record;
  }
}
