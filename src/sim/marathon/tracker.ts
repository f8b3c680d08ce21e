/** The tasks that Marathon knows: by id, by app with their counts, by volume. Knows nothing of why they change. */

import { byCodeUnit } from "../../model/units.ts";
import { SettledTasks } from "../cluster/settled.ts";
import { type AppRecord, AppRecords } from "./app-record.ts";
import { Held } from "./app-tasks.ts";
import { AskedAgain } from "./asked-again.ts";
import { isSettled, type Task } from "./task.ts";

export class Tracker {
  readonly #byId = new AskedAgain<Held>();
  readonly #records: AppRecords;
  /** Those of apps with tasks. */
  readonly #byApp = new Map<string, AppRecord>();
  readonly #byVolume = new Map<string, Held>();
  /** Ids of apps with tasks, sorted; null since one came or went. */
  #sortedApps: readonly string[] | null = null;
  /** Of each of these apps the launched tasks, but for what changed since in some; null before they were asked for. */
  #launchedLists: (readonly Task[])[] | null = null;
  #stale: AppRecord[] = [];
  #unsettled: AppRecord[] = [];
  /** The tasks of which Mesos can say nothing new but that they run. */
  readonly settled = new SettledTasks();
  /** How many tasks are launched. */
  launched = 0;
  /** Grows with every change. */
  changes = 0;

  /** With the records of the apps, where others have them, too. */
  constructor(records = new AppRecords()) {
    this.#records = records;
  }

  task(taskId: string): Task | null {
    return this.#byId.get(taskId)?.task ?? null;
  }

  held(taskId: string): Held | null {
    return this.#byId.get(taskId) ?? null;
  }

  /** What is known of an app and its tasks. */
  of(app: string): AppRecord {
    return this.#records.of(app);
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
        const record = this.#records.of(app);
        record.place = place;
        return record.launchedTasks;
      });
    } else for (const record of this.#stale) this.#launchedLists[record.place] = record.launchedTasks;
    for (const record of this.#stale) record.isStale = false;
    this.#stale = [];
    return this.#launchedLists;
  }

  /** Of these lists those with tasks that are not settled. */
  unsettledLists(): readonly (readonly Task[])[] {
    const lists = this.launchedLists();
    const unsettled: AppRecord[] = [];
    for (const record of this.#unsettled) {
      record.isUnsettled = record.settled < record.launched;
      if (record.isUnsettled) unsettled.push(record);
    }
    this.#unsettled = unsettled;
    const places = unsettled.map(({ place }) => place).sort((a, b) => a - b);
    return places.map((place) => lists[place] ?? []);
  }

  /** Stores a task as new or in place of its former self, which is `held` where that is known. */
  put(task: Task, held: Held | null = this.held(task.taskId)): Held {
    this.changes++;
    if (held === null) return this.#add(task);
    const before = held.task;
    held.task = task;
    this.#changed(held.record, before, task);
    return held;
  }

  remove(task: Task): void {
    const { taskId } = task;
    const held = this.held(taskId);
    const before = held?.task ?? null;
    if (held === null || before === null) return;
    this.changes++;
    const { record } = held;
    held.task = null;
    this.#byId.delete(taskId);
    record.held.delete(taskId);
    for (const id of before.reservation?.volumeIds ?? []) this.#byVolume.delete(id);
    this.#changed(record, before, null);
    if (record.size > 0) return;
    this.#byApp.delete(task.app);
    this.#appsChanged();
  }

  #add(task: Task): Held {
    const { taskId, app, reservation } = task;
    const record = this.#records.of(app);
    if (record.size === 0) {
      this.#byApp.set(app, record);
      this.#appsChanged();
    }
    const held = new Held(task, record);
    this.#byId.set(taskId, held);
    record.held.set(taskId, held);
    for (const id of reservation?.volumeIds ?? []) this.#byVolume.set(id, held);
    this.#changed(record, null, task);
    return held;
  }

  #appsChanged(): void {
    this.#sortedApps = null;
    this.#launchedLists = null;
  }

  #changed(record: AppRecord, before: Task | null, after: Task | null): void {
    this.launched -= record.launched;
    record.changed(before, after);
    this.launched += record.launched;
    if (before !== null && isSettled(before)) this.settled.remove(before.taskId);
    if (after !== null && isSettled(after)) this.settled.add(after.taskId);
    if (!record.isStale) {
      record.isStale = true;
      this.#stale.push(record);
    }
    if (!record.isUnsettled && record.settled < record.launched) {
      record.isUnsettled = true;
      this.#unsettled.push(record);
    }
  }
}
