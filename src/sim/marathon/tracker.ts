/** The tasks that Marathon knows: by id, by app with their counts, by volume. Knows nothing of why they change. */

import { byCodeUnit } from "../../model/units.ts";
import { SettledTasks } from "../cluster/settled.ts";
import { AskedAgain } from "./asked-again.ts";
import { type Condition, conditionOf, type Task } from "./task.ts";

/** The known tasks of one app, in order of creation, and how many are in which condition. */
export interface AppTasks extends Readonly<Record<Condition, number>> {
  readonly tasks: ReadonlyMap<string, Task>;
  readonly launched: number;
  /** Reserved and not launched, whether they ran before or not. */
  readonly reserved: number;
  /** The launched ones, in order of creation; the same list while nothing changes. */
  readonly launchedTasks: readonly Task[];
  /** How many of them are settled. */
  readonly settled: number;
}

class Group implements AppTasks {
  readonly tasks = new Map<string, Task>();
  running = 0;
  killing = 0;
  staging = 0;
  suspended = 0;
  reserving = 0;
  settled = 0;
  /** In the lists of launched tasks. */
  place = -1;
  #launchedTasks: readonly Task[] | null = null;

  get launchedTasks(): readonly Task[] {
    this.#launchedTasks ??= [...this.tasks.values()].filter((task) => task.launched !== null);
    return this.#launchedTasks;
  }

  put(task: Task): void {
    this.#launchedTasks = null;
    this.tasks.set(task.taskId, task);
    this[conditionOf(task)]++;
  }

  remove(task: Task): void {
    this.#launchedTasks = null;
    this.tasks.delete(task.taskId);
    this[conditionOf(task)]--;
  }

  get launched(): number {
    return this.running + this.killing + this.staging;
  }

  get reserved(): number {
    return this.suspended + this.reserving;
  }
}

const nothing: AppTasks = new Group();

export class Tracker {
  readonly #byId = new AskedAgain<Task>();
  readonly #byApp = new AskedAgain<Group>();
  readonly #byVolume = new Map<string, string>();
  /** Ids of apps with tasks, sorted; null since one came or went. */
  #sortedApps: readonly string[] | null = null;
  /** Of each of these apps the launched tasks, but for what changed since in some; null before they were asked for. */
  #launchedLists: (readonly Task[])[] | null = null;
  readonly #stale = new Set<Group>();
  readonly #unsettled = new Set<Group>();
  /** The tasks of which Mesos can say nothing new but that they run. */
  readonly settled = new SettledTasks();
  /** Grows with every change. */
  changes = 0;

  task(taskId: string): Task | null {
    return this.#byId.get(taskId) ?? null;
  }

  of(app: string): AppTasks {
    return this.#byApp.get(app) ?? nothing;
  }

  /** The task that holds a volume of that id. */
  holderOf(volumeId: string): Task | null {
    return this.task(this.#byVolume.get(volumeId) ?? "");
  }

  /** All tasks, in order of creation. */
  all(): Iterable<Task> {
    return this.#byId.values();
  }

  /** Ids of all apps with tasks, sorted; the same list while none comes or goes. */
  apps(): readonly string[] {
    this.#sortedApps ??= [...this.#byApp.keys()].sort(byCodeUnit);
    return this.#sortedApps;
  }

  /** The launched tasks of each of these apps, in their order; to be read at once. */
  launchedLists(): readonly (readonly Task[])[] {
    if (this.#launchedLists === null) {
      this.#launchedLists = this.apps().map((app, place) => {
        const group = this.#byApp.get(app);
        if (group === undefined) return [];
        group.place = place;
        return group.launchedTasks;
      });
    } else for (const group of this.#stale) this.#launchedLists[group.place] = group.launchedTasks;
    this.#stale.clear();
    return this.#launchedLists;
  }

  /** Of these lists those with tasks that are not settled. */
  unsettledLists(): readonly (readonly Task[])[] {
    const lists = this.launchedLists();
    const places = [...this.#unsettled].map(({ place }) => place).sort((a, b) => a - b);
    return places.map((place) => lists[place] ?? []);
  }

  /** Stores a task as new or in place of its former self. */
  put(task: Task): void {
    this.changes++;
    const old = this.task(task.taskId);
    let group = this.#byApp.get(task.app);
    if (group === undefined) {
      group = new Group();
      this.#byApp.set(task.app, group);
      this.#appsChanged();
    }
    this.#settle(group, old, task);
    if (old === null) for (const id of task.reservation?.volumeIds ?? []) this.#byVolume.set(id, task.taskId);
    else group[conditionOf(old)]--;
    this.#byId.set(task.taskId, task);
    group.put(task);
    this.#changed(group);
  }

  remove(task: Task): void {
    const group = this.#byApp.get(task.app);
    const old = this.task(task.taskId);
    if (group === undefined || !this.#byId.delete(task.taskId)) return;
    for (const id of task.reservation?.volumeIds ?? []) this.#byVolume.delete(id);
    group.remove(task);
    this.changes++;
    this.#settle(group, old, null);
    this.#changed(group);
    if (group.tasks.size > 0) return;
    this.#stale.delete(group);
    this.#byApp.delete(task.app);
    this.#appsChanged();
  }

  #appsChanged(): void {
    this.#sortedApps = null;
    this.#launchedLists = null;
  }

  #changed(group: Group): void {
    this.#stale.add(group);
    if (group.settled < group.launched) this.#unsettled.add(group);
    else this.#unsettled.delete(group);
  }

  #settle(group: Group, old: Task | null, task: Task | null): void {
    if (old !== null && isSettled(old)) {
      this.settled.remove(old.taskId);
      group.settled--;
    }
    if (task !== null && isSettled(task)) {
      this.settled.add(task.taskId);
      group.settled++;
    }
  }
}

/** Whether it changes nothing to hear that the task runs. */
export function isSettled({ launched }: Task): boolean {
  return launched?.state === "running" && launched.startedMs !== null && launched.healthy === undefined;
}
