/** The tasks that Marathon knows: by id, by app with their counts, by volume. Knows nothing of why they change. */

import type { AskedTasks } from "../../model/messages.ts";
import { byCodeUnit } from "../../model/units.ts";
import { SettledTasks } from "../cluster/settled.ts";
import { type AppRecord, AppRecords } from "./app-record.ts";
import { Held } from "./app-tasks.ts";
import { AskedAgain } from "./asked-again.ts";
import { LaunchedThen, Switches } from "./launched-then.ts";
import { isSettled, type Task } from "./task.ts";

export class Tracker {
  readonly #byId = new AskedAgain<Held>();
  readonly #records: AppRecords;
  /** Those of apps with tasks. */
  readonly #byApp = new Map<string, AppRecord>();
  readonly #byVolume = new Map<string, Held>();
  /** Ids of apps with tasks, sorted; null since one came or went. */
  #sortedApps: readonly string[] | null = null;
  readonly #switches = new Switches();
  /** How many tasks there ever were. */
  #count = 0;
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

  /** The launched tasks but for those of some apps, as they are now, and so many; whenever somebody goes through them. */
  launchedNow(leftOut: ReadonlySet<string>, length: number): AskedTasks {
    const known = (): readonly Held[] => this.apps().flatMap((app) => [...this.of(app).held.values()]);
    return new LaunchedThen(this.#switches, known, leftOut, length);
  }

  /** The apps with launched tasks that are not settled, by id. */
  unsettled(): readonly AppRecord[] {
    const unsettled: AppRecord[] = [];
    for (const record of this.#unsettled) {
      record.isUnsettled = record.settled < record.launched;
      if (record.isUnsettled) unsettled.push(record);
    }
    this.#unsettled = unsettled;
    return unsettled.toSorted((a, b) => byCodeUnit(a.id, b.id));
  }

  /** Stores a task as new or in place of its former self, which is `held` where that is known. */
  put(task: Task, held: Held | null = this.held(task.taskId)): Held {
    this.changes++;
    if (held === null) return this.#add(task);
    const before = held.task;
    held.task = task;
    this.#changed(held, before, task);
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
    this.#changed(held, before, null);
    if (record.size > 0) return;
    this.#byApp.delete(task.app);
    this.#sortedApps = null;
  }

  #add(task: Task): Held {
    const { taskId, app, reservation } = task;
    const record = this.#records.of(app);
    if (record.size === 0) {
      this.#byApp.set(app, record);
      this.#sortedApps = null;
    }
    const held = new Held(task, record, this.#count++);
    this.#byId.set(taskId, held);
    record.held.set(taskId, held);
    for (const id of reservation?.volumeIds ?? []) this.#byVolume.set(id, held);
    this.#changed(held, null, task);
    return held;
  }

  #changed(held: Held, before: Task | null, after: Task | null): void {
    const { record } = held;
    this.launched -= record.launched;
    record.changed(before, after);
    this.launched += record.launched;
    if (before !== null && isSettled(before)) this.settled.remove(before.taskId);
    if (after !== null && isSettled(after)) this.settled.add(after.taskId);
    const wasLaunched = before !== null && before.launched !== null;
    const isLaunched = after !== null && after.launched !== null;
    if (wasLaunched !== isLaunched) this.#switches.add(held, before);
    if (!record.isUnsettled && record.settled < record.launched) {
      record.isUnsettled = true;
      this.#unsettled.push(record);
    }
  }
}
