/**
 * When the tasks of a new version are good enough for its deployment to go on: once they run, or are healthy where the app
 * has health checks, and ready where it has a readiness check (ReadinessBehavior.scala). The first healthy result of any
 * check counts, and what comes later is not looked at.
 */

import type { App } from "../apps.ts";
import { type Prober, ReadinessProbe } from "../health/readiness-probe.ts";
import type { HealthEvent, StatusEvent } from "../status-bus.ts";
import type { Task } from "../task.ts";
import type { Tracker } from "../tracker.ts";

/** Ids of tasks that a deployment waits for: to be healthy first, and then to be ready; or to end. */
export interface Awaited {
  readonly unhealthy: readonly string[];
  readonly notReady: readonly string[];
  /** Those that are to be replaced or killed, and are not known to have ended. */
  readonly old: readonly string[];
}

export const nobodyAwaited: Awaited = { unhealthy: [], notReady: [], old: [] };

export class Readiness {
  readonly #prober: Prober;
  readonly #tracker: Tracker;
  readonly #app: App;
  readonly #changed: (taskId: string) => void;
  readonly #sinceMs: number;
  readonly #healthy = new Set<string>();
  readonly #ready = new Set<string>();
  readonly #probes = new Map<string, ReadinessProbe>();
  /** Of tasks that finished and came back under their ids: they are asked by one more probe since, and by these still. */
  readonly #forgotten = new Set<ReadinessProbe>();
  /** Tasks that ran before it began to look. */
  readonly #resumed = new Set<string>();
  #stopped = false;

  /** `changed` is called whenever a task becomes healthy or ready: for one that is checked for both, twice. */
  constructor(prober: Prober, tracker: Tracker, app: App, changed: (taskId: string) => void) {
    this.#prober = prober;
    this.#tracker = tracker;
    this.#app = app;
    this.#changed = changed;
    this.#sinceMs = prober.context.kernel.nowMs;
  }

  /** A task was told to run. */
  runs({ taskId, versionMs }: StatusEvent): void {
    if (versionMs !== this.#app.versionMs) return;
    const { healthChecks, readinessChecks } = this.#app.definition;
    if (healthChecks.length === 0) this.#healthy.add(taskId);
    if (readinessChecks.length > 0) this.#probe(taskId);
    else if (healthChecks.length === 0) {
      this.#ready.add(taskId);
      this.#changed(taskId);
    }
  }

  /** A task of the version runs already, under a former leader's eyes: what is stored of its health counts, and its readiness
   * is asked anew (ReadinessBehavior.scala:192-207 @ 1.4.0). One that stages is told to run later. */
  resumes({ taskId, launched }: Task): void {
    if (launched?.startedMs == null) return;
    this.#resumed.add(taskId);
    const { healthChecks, readinessChecks } = this.#app.definition;
    const isHealthy = healthChecks.length === 0 || launched.healthy === true;
    if (isHealthy) this.#healthy.add(taskId);
    if (readinessChecks.length > 0) this.#probe(taskId);
    else if (isHealthy) this.#ready.add(taskId);
  }

  healthChanged({ taskId, versionMs, alive }: HealthEvent): void {
    const { healthChecks, readinessChecks } = this.#app.definition;
    if (healthChecks.length === 0 || !alive || versionMs !== this.#app.versionMs) return;
    if (this.#healthy.has(taskId)) return;
    this.#healthy.add(taskId);
    if (readinessChecks.length === 0) this.#ready.add(taskId);
    this.#changed(taskId);
  }

  /** A task of the new version has ended. */
  terminated(taskId: string): void {
    this.#healthy.delete(taskId);
    this.#ready.delete(taskId);
    this.#probes.get(taskId)?.stop();
    this.#probes.delete(taskId);
  }

  /** Whether exactly so many tasks are healthy and ready. */
  reached(count: number): boolean {
    return this.#healthy.size === count && this.#ready.size === count;
  }

  /** Whether the task is healthy and ready. */
  isGood(taskId: string): boolean {
    return this.#healthy.has(taskId) && this.#ready.has(taskId);
  }

  /** Of the tasks that have begun to run since it looks. */
  awaited(): Awaited {
    if (this.#stopped) return nobodyAwaited;
    const ids = this.#tracker
      .of(this.#app.id)
      .all()
      .flatMap(({ taskId, launched }) =>
        launched?.versionMs === this.#app.versionMs &&
        ((launched.startedMs ?? -1) >= this.#sinceMs || this.#resumed.has(taskId))
          ? [taskId]
          : [],
      );
    const unhealthy = ids.filter((id) => !this.#healthy.has(id));
    const notReady = ids.filter((id) => this.#healthy.has(id) && !this.#ready.has(id));
    return { unhealthy, notReady, old: [] };
  }

  stop(): void {
    this.#stopped = true;
    for (const probe of this.#probes.values()) probe.stop();
    this.#probes.clear();
    for (const probe of this.#forgotten) probe.stop();
    this.#forgotten.clear();
  }

  /**
   * Begins to ask the task. A task of the new version that finishes is not taken for one that ended (StartingBehavior.scala:73-80,
   * TaskReplaceActor.scala:74-77), so whoever asks it goes on. Where it is launched again on its reservation, another one begins, and the
   * first is forgotten, not stopped (ReadinessBehavior.scala:134-141): both tell that it is ready, unless the first is first.
   */
  #probe(taskId: string): void {
    const task = this.#tracker.task(taskId);
    const [check] = this.#app.definition.readinessChecks;
    if (task?.launched == null || check === undefined) return;
    const former = this.#probes.get(taskId);
    if (former !== undefined) this.#forgotten.add(former);
    const probe = new ReadinessProbe(this.#prober, task, check, () => {
      this.#forgotten.delete(probe);
      this.#probes.get(taskId)?.stop();
      this.#probes.delete(taskId);
      this.#ready.add(taskId);
      this.#changed(taskId);
    });
    this.#probes.set(taskId, probe);
  }
}
