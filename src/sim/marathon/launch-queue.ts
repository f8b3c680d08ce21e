/** The launch queue: one launcher per app, from its first demand until it is purged (LaunchQueueActor.scala:46-213). */

import type { Name } from "../../model/names.ts";
import { byCodeUnit } from "../../model/units.ts";
import type { App } from "./apps.ts";
import { AskedAgain } from "./asked-again.ts";
import type { Context } from "./context.ts";
import { Launcher, type LauncherPorts } from "./launcher.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import type { TimerKind } from "./terms.ts";
import type { TaskChanged } from "./updates.ts";

export class LaunchQueue {
  readonly #context: Context;
  /** For rows. */
  readonly #framework: Name;
  readonly #ports: LauncherPorts;
  readonly #limiter: RateLimiter;
  readonly #recheck: TimerKind;
  readonly #launchers = new AskedAgain<Launcher>();

  constructor(
    context: Context,
    limiter: RateLimiter,
    ports: Omit<LauncherPorts, "delayOf" | "leftChanged" | "failed">,
    leftChanged: (app: string) => void,
  ) {
    this.#context = context;
    this.#framework = context.recorder.nameOf(context.name);
    this.#limiter = limiter;
    this.#recheck = context.kernel.kind("marathon/backoff-over", (launcher) =>
      (launcher as Launcher).manage(),
    );
    this.#ports = {
      ...ports,
      delayOf: (app) => limiter.delayOf(app),
      failed: (app) => this.purge(app),
      leftChanged: (launcher) => {
        this.#record(launcher);
        leftChanged(launcher.appId);
      },
    };
  }

  /** The app's launcher; null where it has none. */
  get(app: string): Launcher | null {
    return this.#launchers.get(app) ?? null;
  }

  /** Asks for `count` more instances of that version of the app. */
  add(app: App, count: number): void {
    const launcher = this.get(app.id);
    if (launcher !== null) {
      launcher.add(app, count);
      return;
    }
    const made = new Launcher(this.#context, this.#ports, this.#recheck, app, count);
    this.#launchers.set(app.id, made);
    made.manage();
  }

  /** Forgets all demand for the app. */
  purge(app: string): void {
    const launcher = this.get(app);
    if (launcher === null) return;
    this.#launchers.delete(app);
    launcher.stop();
  }

  /** The leader steps down, and its queue is gone. */
  stop(): void {
    for (const { appId } of this.launchers()) this.purge(appId);
  }

  /** A task of that version failed. */
  addDelay(app: App): void {
    this.#limiter.add(app);
    this.#delayUpdate(app);
  }

  resetDelay(app: App): void {
    this.#limiter.reset(app);
    this.#delayUpdate(app);
  }

  taskChanged(changed: TaskChanged): void {
    this.get(changed.app)?.taskChanged(changed.taskId, changed.after === null);
  }

  /** All launchers, by app id. */
  launchers(): readonly Launcher[] {
    return [...this.#launchers.values()].sort((a, b) => byCodeUnit(a.appId, b.appId));
  }

  #delayUpdate(app: App): void {
    this.get(app.id)?.delayUpdate(app, this.#limiter.delayOf(app));
  }

  #record(launcher: Launcher): void {
    const { left, rowName } = launcher;
    if (left === launcher.told) return;
    launcher.told = left;
    this.#context.recorder.tasks.queued(this.#framework, rowName, left);
  }
}
