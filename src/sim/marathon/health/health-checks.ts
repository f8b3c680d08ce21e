/**
 * All health checks of one leader: which versions of which apps are checked, and what the checks have found out
 * (MarathonHealthCheckManager.scala). Checks begin with the deployment that needs them, or when tasks of their version are
 * found; those of versions without tasks go at the next reconciliation.
 */

import { healthChecksText } from "../../../model/app/checks.ts";
import type { App, Apps } from "../apps.ts";
import type { Task } from "../task.ts";
import type { TaskChanged } from "../updates.ts";
import { Checker, type CheckKinds, type CheckParts, checkKinds } from "./checker.ts";
import { type Health, isAlive } from "./health.ts";

/** How many launched tasks of an app are healthy, and how many are not; one without a result is neither. */
export interface HealthCounts {
  readonly healthy: number;
  readonly unhealthy: number;
}

const nobody: HealthCounts = { healthy: 0, unhealthy: 0 };

export class HealthChecks {
  readonly #parts: CheckParts;
  readonly #apps: Apps;
  readonly #kinds: CheckKinds;
  readonly #byApp = new Map<string, Map<number, Checker[]>>();
  /** Grows whenever versions begin or end to be checked. */
  #changes = 0;
  /** What the last reconciliation went by. */
  #reconciledWith: readonly number[] = [];

  constructor(parts: CheckParts, apps: Apps) {
    this.#parts = parts;
    this.#apps = apps;
    this.#kinds = checkKinds(parts);
  }

  /** Checks that version of the app from now on, where it is not checked yet; `tasks`: what is stored of them counts. */
  addAllFor(app: App, tasks: readonly Task[] = []): void {
    const { healthChecks } = app.definition;
    if (healthChecks.length === 0) return;
    this.#changes++;
    let versions = this.#byApp.get(app.id);
    if (versions === undefined) {
      versions = new Map();
      this.#byApp.set(app.id, versions);
    }
    let checkers = versions.get(app.versionMs);
    if (checkers === undefined) {
      checkers = [];
      versions.set(app.versionMs, checkers);
    }
    const known = new Set(healthChecksText(checkers.map(({ check }) => check)));
    for (const check of healthChecks) {
      if (known.has(healthChecksText([check])[0] ?? "")) continue;
      const checker = new Checker(this.#parts, this.#kinds, app, check);
      checkers.push(checker);
      for (const task of tasks) checker.remember(task);
    }
  }

  removeAllFor(app: string): void {
    this.#changes++;
    for (const checkers of this.#byApp.get(app)?.values() ?? [])
      for (const checker of checkers) checker.remove();
    this.#byApp.delete(app);
  }

  /** The leader steps down. */
  stop(): void {
    for (const app of [...this.#byApp.keys()]) this.removeAllFor(app);
  }

  /** For each stored app (lines 147-190): versions of which nothing runs are checked no more, those of which something runs
   * are. */
  reconcile(): void {
    if (!this.#apps.everHealthChecked) return;
    for (const app of this.#apps.all()) {
      if (this.#byApp.has(app.id) || this.#apps.hasHealthChecks(app.id)) this.#reconcileWith(app);
    }
    this.#reconciledWith = this.#state;
  }

  /** Whether another reconciliation would change nothing. */
  get isReconciled(): boolean {
    if (!this.#apps.everHealthChecked) return true;
    const state = this.#state;
    return state.every((number, i) => number === this.#reconciledWith[i]);
  }

  /** Numbers of which one changes with all that a reconciliation goes by. */
  get #state(): readonly number[] {
    return [this.#changes, this.#apps.changes, this.#parts.tracker.changes];
  }

  /** The update step: what the task's own check found goes to the COMMAND checks of its version; and a task is asked from
   * its start to its end. */
  taskChanged({ op, record, taskId, before, after }: TaskChanged): void {
    const versions = this.#byApp.size === 0 ? undefined : this.#byApp.get(record.id);
    if (versions === undefined) return;
    if (op.type === "MesosUpdate" && op.healthy !== undefined && before?.launched != null) {
      for (const checker of versions.get(before.launched.versionMs) ?? [])
        if (checker.check.protocol === "COMMAND") checker.reported(taskId, op.healthy);
    }
    const ends = after?.launched == null && (before?.launched != null || after === null);
    const begins = before?.launched == null && after?.launched != null;
    const starts = after?.launched?.startedMs != null && before?.launched?.startedMs == null;
    if (!ends && !begins && !starts) return;
    for (const checkers of versions.values()) {
      for (const checker of checkers) {
        if (ends) checker.ended(taskId, after !== null);
        if (after !== null && begins) checker.launched(after);
        if (after !== null && starts) checker.started(after);
      }
    }
  }

  /** What all checks of the app know of a task, whatever version they are of (lines 246-266). */
  healthsOf({ app, taskId }: Pick<Task, "app" | "taskId">): readonly Health[] {
    const healths: Health[] = [];
    for (const checkers of this.#byApp.get(app)?.values() ?? []) {
      for (const checker of checkers) {
        const health = checker.healthOf(taskId);
        if (health !== null) healths.push(health);
      }
    }
    return healths;
  }

  /** As `tasksHealthy` and `tasksUnhealthy` of Marathon's API (TaskForStatistics.scala:40-41). */
  countsOf(app: string): HealthCounts {
    if (!this.#byApp.has(app)) return nobody;
    let [healthy, unhealthy] = [0, 0];
    for (const task of this.#parts.tracker.of(app).all()) {
      if (task.launched === null) continue;
      const verdict = this.verdictOn(task);
      if (verdict === "healthy") healthy++;
      else if (verdict === "unhealthy") unhealthy++;
    }
    return { healthy, unhealthy };
  }

  /** One check that failed last is enough to be unhealthy; null where none has a result. */
  verdictOn(task: Task): "healthy" | "unhealthy" | null {
    const healths = this.healthsOf(task);
    if (healths.length === 0) return null;
    return healths.every(isAlive) ? "healthy" : "unhealthy";
  }

  #reconcileWith(app: App): void {
    const { context, tracker } = this.#parts;
    const tasks = tracker.of(app.id).all();
    const active = new Set([app.versionMs]);
    for (const { launched } of tasks) if (launched !== null) active.add(launched.versionMs);
    const versions = this.#byApp.get(app.id);
    for (const [versionMs, checkers] of [...(versions ?? [])]) {
      if (active.has(versionMs)) continue;
      for (const checker of checkers) checker.remove();
      versions?.delete(versionMs);
    }
    if (versions?.size === 0) this.#byApp.delete(app.id);
    for (const versionMs of active) {
      if (this.#byApp.get(app.id)?.has(versionMs)) continue;
      const version = this.#apps.version(app.id, versionMs);
      if (version !== null) this.addAllFor(version, context.quirks.has("B46") ? [] : tasks);
    }
  }
}
