/** The tasks that Marathon knows: by id, by app with their counts, by volume. Knows nothing of why they change. */

import { byCodeUnit } from "../../model/units.ts";
import { SettledTasks } from "../cluster/settled.ts";
import { type AppTasks, Group, Held } from "./app-tasks.ts";
import { AskedAgain } from "./asked-again.ts";
import { isSettled, type Task } from "./task.ts";

const nothing: AppTasks = new Group();

export class Tracker {
  readonly #byId = new AskedAgain<Held>();
  readonly #byApp = new AskedAgain<Group>();
  readonly #byVolume = new Map<string, Held>();
  /** Ids of apps with tasks, sorted; null since one came or went. */
  #sortedApps: readonly string[] | null = null;
  /** Of each of these apps the launched tasks, but for what changed since in some; null before they were asked for. */
  #launchedLists: (readonly Task[])[] | null = null;
  #stale: Group[] = [];
  #unsettled: Group[] = [];
  /** The tasks of which Mesos can say nothing new but that they run. */
  readonly settled = new SettledTasks();
  /** How many tasks are launched. */
  launched = 0;
  /** Grows with every change. */
  changes = 0;

  task(taskId: string): Task | null {
    return this.#byId.get(taskId)?.task ?? null;
  }

  held(taskId: string): Held | null {
    return this.#byId.get(taskId) ?? null;
  }

  of(app: string): AppTasks {
    return this.#byApp.get(app) ?? nothing;
  }

  /** The task that holds a volume of that id. */
  holderOf(volumeId: string): Held | null {
    return this.#byVolume.get(volumeId) ?? null;
  }

  /** All tasks, in order of creation. */
  *all(): Generator<Task> {
    for (const { task } of this.#byId.values()) if (task !== null) yield task;
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
    for (const group of this.#stale) group.isStale = false;
    this.#stale = [];
    return this.#launchedLists;
  }

  /** Of these lists those with tasks that are not settled. */
  unsettledLists(): readonly (readonly Task[])[] {
    const lists = this.launchedLists();
    const unsettled: Group[] = [];
    for (const group of this.#unsettled) {
      group.isUnsettled = group.settled < group.launched;
      if (group.isUnsettled) unsettled.push(group);
    }
    this.#unsettled = unsettled;
    const places = unsettled.map(({ place }) => place).sort((a, b) => a - b);
    return places.map((place) => lists[place] ?? []);
  }

  /** Stores a task as new or in place of its former self, which is `held` where that is known. */
  put(task: Task, held: Held | null = this.held(task.taskId)): void {
    this.changes++;
    if (held === null) {
      this.#add(task);
      return;
    }
    const before = held.task;
    held.task = task;
    this.#changed(held.among, before, task);
  }

  remove(task: Task): void {
    const { taskId } = task;
    const held = this.held(taskId);
    const before = held?.task ?? null;
    if (held === null || before === null) return;
    this.changes++;
    const group = held.among;
    held.task = null;
    this.#byId.delete(taskId);
    group.held.delete(taskId);
    for (const id of before.reservation?.volumeIds ?? []) this.#byVolume.delete(id);
    this.#changed(group, before, null);
    if (group.size > 0) return;
    this.#byApp.delete(task.app);
    this.#appsChanged();
  }

  #add(task: Task): void {
    const { taskId, app, reservation } = task;
    let group = this.#byApp.get(app);
    if (group === undefined) {
      group = new Group();
      this.#byApp.set(app, group);
      this.#appsChanged();
    }
    const held = new Held(task, group);
    this.#byId.set(taskId, held);
    group.held.set(taskId, held);
    for (const id of reservation?.volumeIds ?? []) this.#byVolume.set(id, held);
    this.#changed(group, null, task);
  }

  #appsChanged(): void {
    this.#sortedApps = null;
    this.#launchedLists = null;
  }

  #changed(group: Group, before: Task | null, after: Task | null): void {
    this.launched -= group.launched;
    group.changed(before, after);
    this.launched += group.launched;
    if (before !== null && isSettled(before)) this.settled.remove(before.taskId);
    if (after !== null && isSettled(after)) this.settled.add(after.taskId);
    if (!group.isStale) {
      group.isStale = true;
      this.#stale.push(group);
    }
    if (!group.isUnsettled && group.settled < group.launched) {
      group.isUnsettled = true;
      this.#unsettled.push(group);
    }
  }
}
