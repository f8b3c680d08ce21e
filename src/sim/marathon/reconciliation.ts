/** Task reconciliation: Marathon asks Mesos about every task that it holds for launched, and about those it does not
 * know; tasks of apps that are no longer stored are killed (MarathonSchedulerActor.scala:468-495). */

import type { Apps } from "./apps.ts";
import type { Context } from "./context.ts";
import type { Driver } from "./driver.ts";
import type { Task } from "./task.ts";
import type { TimerKind } from "./terms.ts";
import { isSettled, type Tracker } from "./tracker.ts";

interface Listed {
  readonly changes: number;
  readonly appChanges: number;
  readonly known: readonly Task[];
  readonly unsettled: readonly Task[];
  readonly orphaned: readonly Task[];
}

export class Reconciliation {
  #last: Listed | null = null;
  readonly #context: Context;
  readonly #apps: Apps;
  readonly #tracker: Tracker;
  readonly #driver: Driver;
  readonly #due: TimerKind;

  /** `reconciled`: health checks are reconciled at the same times (MarathonSchedulerService.scala:397-402). */
  constructor(
    context: Context,
    apps: Apps,
    tracker: Tracker,
    driver: Driver,
    reconciled: () => void = () => undefined,
  ) {
    this.#context = context;
    this.#apps = apps;
    this.#tracker = tracker;
    this.#driver = driver;
    this.#due = context.kernel.kind("marathon/reconciliation", () => {
      this.#reconcile();
      reconciled();
      context.kernel.after(context.flags.reconciliation_interval, this.#due);
    });
  }

  elected(): void {
    this.#context.kernel.after(this.#context.flags.reconciliation_initial_delay, this.#due);
  }

  /** Reserved tasks have no id in Mesos and are not asked about. The empty list asks for what Mesos knows. */
  #reconcile(): void {
    const { known, unsettled, orphaned } = this.#listed();
    for (const { taskId } of orphaned) this.#driver.kill(taskId);
    const settled = this.#tracker.settled.now();
    if (known.length > 0) this.#driver.reconcile(known, unsettled, settled);
    this.#driver.reconcile([], [], settled);
  }

  /** The tasks to ask about, those of them that are not settled, and those of apps that are gone; the same until some change. */
  #listed(): Listed {
    const { changes } = this.#tracker;
    const appChanges = this.#apps.changes;
    if (this.#last?.changes === changes && this.#last.appChanges === appChanges) return this.#last;
    const [known, unsettled, orphaned]: [Task[], Task[], Task[]] = [[], [], []];
    for (const app of this.#tracker.apps()) {
      const group = this.#tracker.of(app);
      if (this.#apps.get(app) === null) {
        orphaned.push(...group.tasks.values());
        continue;
      }
      const { launchedTasks } = group;
      for (const task of launchedTasks) known.push(task);
      if (group.settled === launchedTasks.length) continue;
      for (const task of launchedTasks) if (!isSettled(task)) unsettled.push(task);
    }
    this.#last = { changes, appChanges, known, unsettled, orphaned };
    return this.#last;
  }
}
