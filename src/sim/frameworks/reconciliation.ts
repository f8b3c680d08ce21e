/**
 * Explicit reconciliation, as Mesos asks frameworks for it: after a failure the framework asks the master about every task
 * that it takes for alive, and with growing pauses again about those of which it has heard nothing since.
 *
 * The master is silent about tasks on agents that may still come back to it (master.cpp:5060-5166 @ 0.28.3), so that one
 * question is not enough after a fail-over. How long to wait is the framework's choice; these are ours.
 */

import type { ToMaster } from "../../model/messages.ts";
import { noTimer, type Timer } from "../kernel/agenda.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";

type Reconcile = Extract<ToMaster, { type: "RECONCILE" }>;

/** From one question to the next: this, and twice as long each time, up to a most. */
const firstPauseMs = 5000;
const pauseMsMax = 300_000;

export class Reconciliation {
  readonly #kernel: Kernel;
  readonly #send: (message: Reconcile) => void;
  readonly #again: EventKind;
  /** Tasks of which nothing was heard yet, each with its agent's id. */
  readonly #unheard = new Map<string, string>();
  #timer: Timer = noTimer;

  constructor(kernel: Kernel, send: (message: Reconcile) => void) {
    this.#kernel = kernel;
    this.#send = send;
    this.#again = kernel.kind("framework/reconciles again", (pauseMs) => this.#ask(pauseMs));
  }

  /** Asks about these tasks, `[task id, agent's id]`, in place of all that it asked about before. */
  begin(tasks: Iterable<readonly [taskId: string, slaveId: string]>): void {
    this.stop();
    for (const [taskId, slaveId] of tasks) this.#unheard.set(taskId, slaveId);
    this.#ask(firstPauseMs);
  }

  /** Mesos told of a task. */
  heard(taskId: string): void {
    if (this.#unheard.size > 0 && this.#unheard.delete(taskId) && this.#unheard.size === 0) this.stop();
  }

  /** There is nobody to ask. */
  stop(): void {
    this.#unheard.clear();
    this.#kernel.cancel(this.#timer);
    this.#timer = noTimer;
  }

  #ask(pauseMs: number): void {
    if (this.#unheard.size === 0) return;
    this.#send({
      type: "RECONCILE",
      tasks: Array.from(this.#unheard, ([taskId, slaveId]) => ({ taskId, slaveId })),
    });
    this.#timer = this.#kernel.after(pauseMs, this.#again, Math.min(pauseMs * 2, pauseMsMax));
  }
}
