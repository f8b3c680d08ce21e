/**
 * Replaces an app's tasks by tasks of another version: some old ones are killed at once, new ones queued as far as the
 * capacity allows, and one more old one killed for each new one that runs, or is healthy or ready (TaskReplaceActor.scala:26-171,
 * ReadinessBehavior.scala:50, 98-116): one for which both are checked costs two (B43).
 *
 * A resident task keeps its id from version to version. Marathon's lists are of ids, so what it makes of a task that
 * ended by itself and came back is kept as it is: it may be killed once more, and again at every retry.
 */

import { isTerminal } from "../../../model/tasks.ts";
import { byCodeUnit } from "../../../model/units.ts";
import type { UpgradeView } from "../../cluster/framework.ts";
import { noTimer, type Timer } from "../../kernel/agenda.ts";
import type { App } from "../apps.ts";
import { type Context, onGrid } from "../context.ts";
import type { Prober } from "../health/readiness-probe.ts";
import type { LaunchQueue } from "../launch-queue.ts";
import type { HealthEvent, StatusBus, StatusEvent, StatusListener } from "../status-bus.ts";
import type { Task } from "../task.ts";
import type { TimerKind } from "../terms.ts";
import type { Tracker } from "../tracker.ts";
import { type Awaited, Readiness } from "./readiness.ts";
import { restartStrategy } from "./restart-strategy.ts";

/** Kills that are not confirmed are sent again this often. */
const retryEveryMs = 15_000;

/** Starts replacements: what all of them need. */
export class Replacer {
  readonly context: Context;
  readonly tracker: Tracker;
  readonly queue: LaunchQueue;
  readonly bus: StatusBus;
  readonly prober: Prober;
  readonly kill: (taskId: string) => void;
  readonly retry: TimerKind;

  constructor(
    context: Context,
    tracker: Tracker,
    queue: LaunchQueue,
    bus: StatusBus,
    prober: Prober,
    kill: (taskId: string) => void,
  ) {
    this.context = context;
    this.tracker = tracker;
    this.queue = queue;
    this.bus = bus;
    this.prober = prober;
    this.kill = kill;
    this.retry = context.kernel.kind("marathon/retry-kills", (run) => (run as TaskReplace).onRetry());
  }

  /** `app` is the new version, of at least one instance; `done` is called once only tasks of it are left and run. */
  start(app: App, done: () => void): TaskReplace {
    const run = new TaskReplace(this, app, done);
    run.start();
    return run;
  }
}

export class TaskReplace implements StatusListener {
  readonly #replacer: Replacer;
  readonly #app: App;
  readonly #done: () => void;
  readonly #startedMs: number;
  readonly #capacityMax: number;
  readonly #killsAtOnce: number;
  readonly #launchedAtStart: number;
  /** Of the new version already, from before a new leader took it up, and kept where B47 is mended. */
  readonly #kept: readonly Task[];
  readonly #oldAtStart: number;
  /** Not known to have ended. */
  readonly #old: Set<string>;
  /** Still to be told to end. */
  readonly #toKill: string[];
  /** Told to end, and not seen to. */
  readonly #unconfirmed = new Set<string>();
  /** Of tasks of the new version. */
  readonly #readiness: Readiness;
  #queued = 0;
  /** How often a new task became healthy or ready. */
  #signs = 0;
  /** How often it was both then. */
  #good = 0;
  #timer: Timer = noTimer;

  constructor(replacer: Replacer, app: App, done: () => void) {
    const launched = replacer.tracker.of(app.id).launchedTasks;
    const keeps = !replacer.context.quirks.has("B47");
    const isKept = (task: Task): boolean => keeps && task.launched?.versionMs === app.versionMs;
    const old = launched.filter((task) => !isKept(task)).map((task) => task.taskId);
    const { killsAtOnce, capacityMax } = restartStrategy(app.definition, launched.length);
    this.#replacer = replacer;
    this.#app = app;
    this.#done = done;
    this.#startedMs = replacer.context.kernel.nowMs;
    this.#readiness = new Readiness(replacer.prober, replacer.tracker, app, (taskId) => {
      const isGood = this.#readiness.isGood(taskId);
      this.#signs++;
      if (isGood) this.#good++;
      if (isGood || replacer.context.quirks.has("B43")) this.#killNext();
      this.#checkFinished();
    });
    this.#toKill = old.sort(byCodeUnit);
    this.#old = new Set(old);
    this.#launchedAtStart = launched.length;
    this.#kept = launched.filter(isKept);
    this.#queued = this.#kept.length;
    this.#oldAtStart = old.length;
    this.#killsAtOnce = killsAtOnce;
    this.#capacityMax = capacityMax;
  }

  start(): void {
    const { bus, queue } = this.#replacer;
    bus.listen(this.#app.id, this);
    for (const task of this.#kept) this.#readiness.resumes(task);
    for (let i = 0; i < this.#killsAtOnce; i++) this.#killNext();
    this.#queueNew();
    queue.resetDelay(this.#app);
    if (this.#kept.length > 0) this.#checkFinished();
  }

  /** Leaves everything as it stands; what was sent stays sent. */
  cancel(): void {
    this.#replacer.bus.silence(this.#app.id, this);
    this.#readiness.stop();
    this.#replacer.context.kernel.cancel(this.#timer);
  }

  onStatus(event: StatusEvent): void {
    const { taskId, state, versionMs } = event;
    const isNew = versionMs === this.#app.versionMs;
    if (state === "running") this.#readiness.runs(event);
    else if (!isTerminal(state)) return;
    else if (this.#old.delete(taskId)) {
      this.#unconfirmed.delete(taskId);
      this.#queueNew();
      this.#checkFinished();
    } else if (isNew && (state !== "finished" || !this.#replacer.context.quirks.has("B39"))) {
      this.#readiness.terminated(taskId);
      this.#replacer.queue.add(this.#app, 1);
    }
  }

  awaited(): Awaited {
    return { ...this.#readiness.awaited(), old: [...this.#old] };
  }

  upgrade(): UpgradeView {
    const told = this.#oldAtStart - this.#toKill.length;
    const { definition } = this.#app;
    return { definition, old: this.#launchedAtStart, told, signs: this.#signs, good: this.#good };
  }

  onHealth(event: HealthEvent): void {
    this.#readiness.healthChanged(event);
  }

  onRetry(): void {
    this.#timer = noTimer;
    for (const taskId of this.#unconfirmed) this.#replacer.kill(taskId);
    this.#scheduleRetry();
  }

  #killNext(): void {
    const next = this.#toKill.shift();
    if (next === undefined) return;
    this.#unconfirmed.add(next);
    this.#replacer.kill(next);
    this.#scheduleRetry();
  }

  #queueNew(): void {
    const room = Math.max(0, this.#capacityMax - this.#old.size - this.#queued);
    const count = Math.min(this.#app.definition.instances - this.#queued, room);
    if (count <= 0) return;
    this.#queued += count;
    this.#replacer.queue.add(this.#app, count);
  }

  /** A retry that has nothing to kill is not played. */
  #scheduleRetry(): void {
    if (this.#unconfirmed.size === 0 || this.#timer !== noTimer) return;
    const { context, retry } = this.#replacer;
    const atMs = onGrid(this.#startedMs + retryEveryMs, retryEveryMs, context.kernel.nowMs + 1);
    this.#timer = context.kernel.at(atMs, retry, this);
  }

  #checkFinished(): void {
    if (this.#old.size > 0 || !this.#readiness.reached(this.#app.definition.instances)) return;
    this.cancel();
    this.#done();
  }
}
