/** Brings an app to its number of instances at once, and stops one (MarathonSchedulerActor.scala:436-551). */

import type { AppRecord } from "./app-record.ts";
import type { App } from "./apps.ts";
import type { LaunchQueue } from "./launch-queue.ts";
import type { Quirks } from "./quirks.ts";
import type { Tracker } from "./tracker.ts";

export class Scaling {
  readonly #tracker: Tracker;
  readonly #queue: LaunchQueue;
  readonly #kill: (taskId: string) => void;
  readonly #quirks: Quirks;
  /** Apps that have more queued than wanted since they were scaled down. */
  readonly #excess = new Set<string>();

  constructor(quirks: Quirks, tracker: Tracker, queue: LaunchQueue, kill: (taskId: string) => void) {
    this.#quirks = quirks;
    this.#tracker = tracker;
    this.#queue = queue;
    this.#kill = kill;
  }

  /** What the app comes to when all that is queued is launched. */
  finalTaskCount(app: string): number {
    return finalTaskCount(this.#tracker.of(app));
  }

  /**
   * Queues what is missing; or purges the queue and kills what is too many, the first in the tracker's order: in
   * Marathon an arbitrary one, here that of creation.
   */
  scale(app: App): void {
    this.#scale(app, this.#tracker.of(app.id), app.definition.instances);
  }

  /**
   * The same for an app that begins, mostly with none. What is there is of an earlier life, or was launched before a leader took up
   * the deployment once more: Marathon kills it (AppStartActor.scala:31-33), bug B44.
   */
  begin(app: App): void {
    const tasks = this.#tracker.of(app.id);
    const { instances } = app.definition;
    this.#scale(app, tasks, this.#quirks.has("B44") ? instances : Math.max(instances, tasks.launched));
  }

  /** The same for a stored app. */
  scaleStored(record: AppRecord): void {
    if (record.app !== null) this.#scale(record.app, record, record.wanted);
  }

  #scale(app: App, tasks: AppRecord, target: number): void {
    if (target > tasks.launched) {
      const missing = target - finalTaskCount(tasks);
      if (missing > 0) this.#queue.add(app, missing, tasks);
    } else if (target < tasks.launched) {
      this.#queue.purge(tasks.id);
      for (const task of tasks.launchedTasks.slice(0, tasks.launched - target)) this.#kill(task.taskId);
    }
  }

  /** Whether that would do anything for a stored app as things stand. */
  wouldScale(app: AppRecord): boolean {
    const { wanted, launched } = app;
    if (wanted < 0) return false;
    return wanted > launched ? wanted > finalTaskCount(app) : wanted < launched;
  }

  /**
   * A deployment has scaled the app down to a number. Marathon leaves what is queued beyond that in the queue
   * (DeploymentActor.scala:113-137), bug B38.
   */
  scaledDown(app: string, scaleTo: number): void {
    this.#excess.delete(app);
    if (this.finalTaskCount(app) <= scaleTo) return;
    if (this.#quirks.has("B38")) this.#excess.add(app);
    else this.#queue.purge(app);
  }

  /** Whether the app may have too many instances because of B38. */
  hasExcess(app: string): boolean {
    return this.#excess.has(app);
  }

  stop(app: App): void {
    for (const task of this.#tracker.of(app.id).launchedTasks) this.#kill(task.taskId);
    this.#queue.purge(app.id);
    this.#queue.resetDelay(app);
  }
}

/** How many tasks the app comes to when all that is queued is launched. */
function finalTaskCount({ launcher, launched }: AppRecord): number {
  return launcher?.finalTaskCount ?? launched;
}
