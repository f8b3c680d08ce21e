/** Task reconciliation: Marathon asks Mesos about every task that it holds for launched, and about those it does not
 * know; tasks of apps that are no longer stored are killed (MarathonSchedulerActor.scala:468-495). */

import type { Beat } from "../kernel/clockwork.ts";
import type { Apps } from "./apps.ts";
import type { Context } from "./context.ts";
import type { Driver } from "./driver.ts";
import type { HealthChecks } from "./health/health-checks.ts";
import { isNoNews } from "./status-processor.ts";
import { isSettled, type Task } from "./task.ts";
import type { Tracker } from "./tracker.ts";

/** What Marathon asks about, or does not. */
interface Listed {
  /** Of tasks and of stored apps. */
  readonly changes: number;
  readonly appChanges: number;
  /** Launched ones that are not settled, of apps that are stored. */
  readonly unsettled: readonly Task[];
  /** All tasks of apps that are gone. */
  readonly orphaned: readonly Task[];
  readonly orphanedApps: ReadonlySet<string>;
}

/** Apps that are stored no more, among those with tasks. */
interface Orphans {
  /** Of the stored apps. */
  readonly changes: number;
  readonly among: readonly string[];
  readonly apps: ReadonlySet<string>;
}

type Health = Pick<HealthChecks, "reconcile" | "isReconciled">;

export class Reconciliation {
  #last: Listed | null = null;
  #orphans: Orphans | null = null;
  readonly #context: Context;
  readonly #apps: Apps;
  readonly #tracker: Tracker;
  readonly #driver: Driver;
  readonly #health: Health;
  readonly #beat: Beat;

  /** Health checks are reconciled at the same times (MarathonSchedulerService.scala:397-402). */
  constructor(context: Context, apps: Apps, tracker: Tracker, driver: Driver, health: Health) {
    this.#context = context;
    this.#apps = apps;
    this.#tracker = tracker;
    this.#driver = driver;
    this.#health = health;
    const everyMs = context.flags.reconciliation_interval;
    this.#beat = context.kernel.beat("marathon/reconciliation", {
      everyMs,
      play: () => {
        this.#reconcile();
        health.reconcile();
        this.#beat.set(context.kernel.nowMs + everyMs);
      },
      inVainMs: () => this.#inVainMs(),
    });
  }

  elected(): void {
    const { kernel, flags } = this.#context;
    this.#beat.set(kernel.nowMs + flags.reconciliation_initial_delay);
  }

  /** How long questions and answers are under way, where the answers would change nothing; else null. */
  #inVainMs(): number | null {
    const { unsettled, orphaned } = this.#listed();
    if (orphaned.length > 0 || !this.#health.isReconciled) return null;
    if (!this.#driver.isRegistered) return 0;
    const { name, askMaster } = this.#context;
    const answers = askMaster?.(name, this.#tracker.settled.now()) ?? null;
    if (answers === null || !answers.statuses.every((status) => isNoNews(status, this.#tracker))) return null;
    const told = new Set(answers.statuses.map(({ taskId }) => taskId));
    return unsettled.every(({ taskId }) => told.has(taskId)) ? answers.afterMs : null;
  }

  /** Reserved tasks have no id in Mesos and are not asked about. The empty list asks for what Mesos knows. */
  #reconcile(): void {
    const { unsettled, orphaned, orphanedApps } = this.#listed();
    let count = this.#tracker.launched;
    for (const { launched } of orphaned) if (launched !== null) count--;
    const known = this.#tracker.launchedNow(orphanedApps, count);
    for (const { taskId } of orphaned) this.#driver.kill(taskId);
    const settled = this.#tracker.settled.now();
    if (known.length > 0) this.#driver.reconcile(known, unsettled, settled);
    this.#driver.reconcile([], [], settled);
  }

  /** The same until some change. */
  #listed(): Listed {
    const { changes } = this.#tracker;
    const appChanges = this.#apps.changes;
    if (this.#last?.changes === changes && this.#last.appChanges === appChanges) return this.#last;
    const orphanedApps = this.#orphanedApps();
    const [unsettled, orphaned]: [Task[], Task[]] = [[], []];
    for (const app of orphanedApps) orphaned.push(...this.#tracker.of(app).all());
    for (const { id, launchedTasks } of this.#tracker.unsettled())
      if (!orphanedApps.has(id)) for (const task of launchedTasks) if (!isSettled(task)) unsettled.push(task);
    this.#last = { changes, appChanges, unsettled, orphaned, orphanedApps };
    return this.#last;
  }

  /** Apps with tasks that are stored no more; looked for only where apps came or went. */
  #orphanedApps(): ReadonlySet<string> {
    const apps = this.#tracker.apps();
    const { changes } = this.#apps;
    if (this.#orphans?.changes !== changes || this.#orphans.among !== apps)
      this.#orphans = {
        changes,
        among: apps,
        apps: new Set(apps.filter((app) => this.#apps.get(app) === null)),
      };
    return this.#orphans.apps;
  }
}
