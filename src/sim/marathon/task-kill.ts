/** Kills tasks in batches and waits until all of them have ended, or are no longer launched (StoppingBehavior.scala:30-80). */

import { isTerminal } from "../../model/tasks.ts";
import { noTimer, type Timer } from "../kernel/agenda.ts";
import type { Context } from "./context.ts";
import { type Awaited, nobodyAwaited } from "./deployments/readiness.ts";
import type { StatusBus, StatusEvent, StatusListener } from "./status-bus.ts";
import type { Strays } from "./strays.ts";
import type { TimerKind } from "./terms.ts";
import type { Tracker } from "./tracker.ts";

/** Starts kills: what all of them need. */
export class Killer {
  readonly context: Context;
  readonly tracker: Tracker;
  readonly bus: StatusBus;
  readonly strays: Strays;
  readonly kill: (taskId: string) => void;
  readonly cycle: TimerKind;

  constructor(
    context: Context,
    tracker: Tracker,
    bus: StatusBus,
    strays: Strays,
    kill: (taskId: string) => void,
  ) {
    this.context = context;
    this.tracker = tracker;
    this.bus = bus;
    this.strays = strays;
    this.kill = kill;
    this.cycle = context.kernel.kind("marathon/kill-batch", (run) => (run as TaskKill).onCycle());
  }

  /** Kills these tasks of the app; `done` is called once all are gone, at once where there are none. */
  start(app: string, taskIds: readonly string[], done: () => void): TaskKill {
    const run = new TaskKill(this, app, taskIds, done);
    run.start();
    return run;
  }
}

export class TaskKill implements StatusListener {
  readonly #killer: Killer;
  readonly #app: string;
  readonly #done: () => void;
  /** Still to end. */
  readonly #ids: Set<string>;
  /** Of these, not told to in this round. */
  #batch: string[];
  #timer: Timer = noTimer;

  constructor(killer: Killer, app: string, taskIds: readonly string[], done: () => void) {
    this.#killer = killer;
    this.#app = app;
    this.#done = done;
    this.#ids = new Set(taskIds);
    this.#batch = [...this.#ids];
  }

  start(): void {
    const { bus, context, strays } = this.#killer;
    bus.listen(this.#app, this);
    for (const taskId of this.#batch) strays.killed(taskId);
    this.#timer = context.kernel.after(context.flags.kill_batch_cycle, this.#killer.cycle, this);
    this.#killNext(context.flags.kill_batch_size);
    this.#checkFinished();
  }

  /** Gives up without waiting; what was sent stays sent. */
  cancel(): void {
    this.#killer.bus.silence(this.#app, this);
    this.#killer.context.kernel.cancel(this.#timer);
    this.#ids.clear();
    this.#batch = [];
  }

  awaited(): Awaited {
    return { ...nobodyAwaited, old: [...this.#ids] };
  }

  onStatus({ taskId, state }: StatusEvent): void {
    if (!isTerminal(state) || !this.#ids.delete(taskId)) return;
    // One kill is done, so one more may go (lines 48-56).
    this.#killNext(1);
    this.#checkFinished();
  }

  /** The next batch; once all are told to, those that are still launched are told again. */
  onCycle(): void {
    const { tracker, context, cycle } = this.#killer;
    if (this.#batch.length === 0) {
      for (const id of [...this.#ids]) if (tracker.task(id)?.launched == null) this.#ids.delete(id);
      this.#batch = [...this.#ids];
      if (this.#checkFinished()) return;
    }
    this.#timer = context.kernel.after(context.flags.kill_batch_cycle, cycle, this);
    this.#killNext(context.flags.kill_batch_size);
  }

  #killNext(count: number): void {
    for (const taskId of this.#batch.splice(0, count)) this.#killer.kill(taskId);
  }

  #checkFinished(): boolean {
    if (this.#ids.size > 0) return false;
    this.cancel();
    this.#done();
    return true;
  }
}
