/** Asks one task again and again whether it is ready, at once and then at every interval, until it is
 * (ReadinessCheckExecutorImpl.scala). Asking in vain changes nothing and is not played. */

import type { ReadinessCheck } from "../../../model/app/definition.ts";
import type { Vitals, Watch } from "../../cluster/vitals.ts";
import { noTimer, type Timer } from "../../kernel/agenda.ts";
import { type Context, onGrid } from "../context.ts";
import type { Task } from "../task.ts";
import type { TimerKind } from "../terms.ts";

/** Asks for deployments: what all probes need. */
export class Prober {
  readonly context: Context;
  readonly vitals: Vitals;
  readonly ask: TimerKind;

  constructor(context: Context, vitals: Vitals) {
    this.context = context;
    this.vitals = vitals;
    this.ask = context.kernel.kind("marathon/readiness check", (probe) => (probe as ReadinessProbe).ask());
  }
}

export class ReadinessProbe {
  readonly #prober: Prober;
  readonly #everyMs: number;
  readonly #ready: () => void;
  readonly #watch: Watch;
  readonly #startMs: number;
  #timer: Timer = noTimer;

  /** `ready` is called once. */
  constructor(prober: Prober, task: Task, { intervalMs }: ReadinessCheck, ready: () => void) {
    const { vitals, context } = prober;
    this.#prober = prober;
    this.#everyMs = Math.max(1, intervalMs);
    this.#ready = ready;
    this.#startMs = context.kernel.nowMs;
    this.#watch = vitals.watch(context.name, task.taskId, task.agent, () => this.#schedule());
    this.#schedule();
  }

  stop(): void {
    this.#prober.context.kernel.cancel(this.#timer);
    this.#prober.vitals.unwatch(this.#watch);
  }

  ask(): void {
    this.#timer = noTimer;
    if (this.#readyFromMs() > this.#prober.context.kernel.nowMs) return this.#schedule();
    this.stop();
    this.#ready();
  }

  /** Infinity while nobody answers, or will. */
  #readyFromMs(): number {
    const pulse = this.#prober.vitals.pulseOf(this.#watch);
    return typeof pulse === "string" ? Number.POSITIVE_INFINITY : pulse.readyFromMs;
  }

  /** Sets the first time at which it would be found ready. */
  #schedule(): void {
    const { kernel } = this.#prober.context;
    kernel.cancel(this.#timer);
    this.#timer = noTimer;
    const readyMs = this.#readyFromMs();
    if (!Number.isFinite(readyMs)) return;
    const atMs = onGrid(this.#startMs, this.#everyMs, Math.max(readyMs, kernel.nowMs));
    this.#timer = kernel.at(atMs, this.#prober.ask, this);
  }
}
