/** The launch queue: one launcher per app, from its first demand until it is purged (LaunchQueueActor.scala:46-213). */

import type { Name } from "../../model/names.ts";
import { byCodeUnit } from "../../model/units.ts";
import type { AppRecord } from "./app-record.ts";
import type { App } from "./apps.ts";
import type { Context } from "./context.ts";
import { Launcher, type LauncherPorts } from "./launcher.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import type { TimerKind } from "./terms.ts";
import type { TaskChanged } from "./updates.ts";

/** What it needs of the rest of Marathon, of which its launchers need the most. */
interface QueuePorts extends Omit<LauncherPorts, "delayOf" | "leftChanged" | "failed"> {
  tasksOf(app: string): AppRecord;
}

export class LaunchQueue {
  readonly #context: Context;
  /** For rows. */
  readonly #framework: Name;
  readonly #ports: LauncherPorts;
  readonly #recordOf: (app: string) => AppRecord;
  readonly #limiter: RateLimiter;
  readonly #recheck: TimerKind;
  /** The record of each one's app points to it. */
  readonly #launchers = new Map<string, Launcher>();

  constructor(context: Context, limiter: RateLimiter, ports: QueuePorts, leftChanged: (app: string) => void) {
    this.#context = context;
    this.#framework = context.recorder.nameOf(context.name);
    this.#limiter = limiter;
    this.#recheck = context.kernel.kind("marathon/backoff-over", (launcher) =>
      (launcher as Launcher).manage(),
    );
    this.#recordOf = ports.tasksOf;
    this.#ports = {
      ...ports,
      delayOf: (app, known) => limiter.delayOf(app, known),
      failed: (app) => this.purge(app),
      leftChanged: (launcher) => {
        this.#record(launcher);
        // Why it makes nothing of an offer may be another reason from now on.
        if (context.log?.counts(context.name, launcher.appId) === true) context.keptRefusals.loosen(null);
        leftChanged(launcher.appId);
      },
    };
  }

  /** The app's launcher; null where it has none. */
  get(app: string): Launcher | null {
    return this.#launchers.get(app) ?? null;
  }

  /** Asks for `count` more instances of that version of the app. */
  add(app: App, count: number, record = this.#recordOf(app.id)): void {
    if (record.launcher !== null) {
      record.launcher.add(app, count);
      return;
    }
    const made = new Launcher(this.#context, this.#ports, this.#recheck, record, app, count);
    this.#launchers.set(app.id, made);
    record.launcher = made;
    made.manage();
  }

  /** Forgets all demand for the app. */
  purge(app: string): void {
    const launcher = this.get(app);
    if (launcher === null) return;
    this.#launchers.delete(app);
    launcher.record.launcher = null;
    launcher.stop();
  }

  /** The leader steps down, and its queue is gone. */
  stop(): void {
    for (const { appId } of this.launchers()) this.purge(appId);
  }

  /** A task of that version failed. */
  addDelay(app: App, { launcher } = this.#recordOf(app.id)): void {
    const delay = this.#limiter.add(app, launcher?.delay);
    if (launcher === null) return;
    launcher.delay = delay;
    launcher.delayUpdate(app, this.#limiter.delayOf(app, delay));
  }

  resetDelay(app: App): void {
    this.#limiter.reset(app);
    this.get(app.id)?.delayUpdate(app, this.#limiter.delayOf(app));
  }

  taskChanged({ record, taskId, after }: TaskChanged): void {
    record.launcher?.taskChanged(taskId, after === null);
  }

  /** All launchers, by app id. */
  launchers(): readonly Launcher[] {
    return [...this.#launchers.values()].sort((a, b) => byCodeUnit(a.appId, b.appId));
  }

  #record(launcher: Launcher): void {
    const { left, rowName } = launcher;
    if (left === launcher.told) return;
    launcher.told = left;
    this.#context.recorder.tasks.queued(this.#framework, rowName, left);
  }
}
