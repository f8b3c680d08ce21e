/**
 * Waits until the tasks that a deployment starts run, or are healthy and ready, and queues again what fails meanwhile (StartingBehavior.scala:28-77,
 * TaskStartActor.scala:28-36, ReadinessBehavior.scala:50).
 *
 * It waits for exactly as many as were missing when it began: with more in the queue than are wanted that number is
 * negative, and it waits for ever, as in Marathon.
 */

import { noTimer, type Timer } from "../../kernel/agenda.ts";
import type { App } from "../apps.ts";
import { type Context, onGrid } from "../context.ts";
import type { Prober } from "../health/readiness-probe.ts";
import type { LaunchQueue } from "../launch-queue.ts";
import type { Scaling } from "../scaling.ts";
import type { HealthEvent, StatusBus, StatusEvent, StatusListener } from "../status-bus.ts";
import type { TimerKind } from "../terms.ts";
import type { Tracker } from "../tracker.ts";
import { type Awaited, Readiness } from "./readiness.ts";

/** It compares the queue with what is wanted this often. */
const syncEveryMs = 5000;

/** Starts tasks for deployments: what all of these need. */
export class Starter {
  readonly context: Context;
  readonly tracker: Tracker;
  readonly queue: LaunchQueue;
  readonly scaling: Scaling;
  readonly bus: StatusBus;
  readonly prober: Prober;
  readonly sync: TimerKind;

  constructor(
    context: Context,
    tracker: Tracker,
    queue: LaunchQueue,
    scaling: Scaling,
    bus: StatusBus,
    prober: Prober,
  ) {
    this.context = context;
    this.tracker = tracker;
    this.prober = prober;
    this.queue = queue;
    this.scaling = scaling;
    this.bus = bus;
    this.sync = context.kernel.kind("marathon/start-sync", (run) => (run as TaskStart).onSync());
  }

  /** Brings the app up to `scaleTo`; `done` is called once the missing tasks run. */
  start(app: App, scaleTo: number, done: () => void): TaskStart {
    const run = new TaskStart(this, app, scaleTo, done);
    run.start();
    return run;
  }
}

const failures: ReadonlySet<string> = new Set(["error", "failed", "killed", "lost"]);

export class TaskStart implements StatusListener {
  readonly #starter: Starter;
  readonly #app: App;
  readonly #scaleTo: number;
  readonly #done: () => void;
  readonly #toStart: number;
  readonly #startedMs: number;
  readonly #readiness: Readiness;
  #timer: Timer = noTimer;

  constructor(starter: Starter, app: App, scaleTo: number, done: () => void) {
    this.#starter = starter;
    this.#app = app;
    this.#scaleTo = scaleTo;
    this.#done = done;
    this.#toStart = scaleTo - starter.scaling.finalTaskCount(app.id);
    this.#startedMs = starter.context.kernel.nowMs;
    this.#readiness = new Readiness(starter.prober, starter.tracker, app, () => this.#checkFinished());
  }

  start(): void {
    this.#starter.bus.listen(this.#app.id, this);
    if (this.#toStart > 0) this.#starter.queue.add(this.#app, this.#toStart);
    this.#checkFinished();
  }

  cancel(): void {
    this.#starter.bus.silence(this.#app.id, this);
    this.#readiness.stop();
    this.#starter.context.kernel.cancel(this.#timer);
  }

  onStatus(event: StatusEvent): void {
    const { taskId, state, versionMs } = event;
    if (versionMs !== this.#app.versionMs) return;
    if (state === "running") this.#readiness.runs(event);
    else if (failures.has(state)) {
      this.#readiness.terminated(taskId);
      this.#starter.queue.add(this.#app, 1);
    }
  }

  awaited(): Awaited {
    return this.#readiness.awaited();
  }

  onHealth(event: HealthEvent): void {
    this.#readiness.healthChanged(event);
  }

  /** Sets the next sync where it would find something missing; others are not played. */
  onCounts(): void {
    if (this.#timer !== noTimer || this.#missing() <= 0) return;
    const { kernel } = this.#starter.context;
    const atMs = onGrid(this.#startedMs + syncEveryMs, syncEveryMs, kernel.nowMs + 1);
    this.#timer = kernel.at(atMs, this.#starter.sync, this);
  }

  onSync(): void {
    this.#timer = noTimer;
    const missing = this.#missing();
    if (missing > 0) this.#starter.queue.add(this.#app, missing);
  }

  #missing(): number {
    return this.#scaleTo - this.#starter.scaling.finalTaskCount(this.#app.id);
  }

  #checkFinished(): void {
    if (!this.#readiness.reached(this.#toStart)) return;
    this.cancel();
    this.#done();
  }
}
