/** What a Marathon keeps in ZooKeeper: all that the next leader knows of the one before. */

import { GroupTree } from "../../model/group/tree.ts";
import { AppRecords } from "./app-record.ts";
import { Apps } from "./apps.ts";
import type { Plan } from "./deployments/plan.ts";
import { GroupHistory } from "./group-history.ts";
import { Tracker } from "./tracker.ts";

/** Deployments that have begun and not ended. */
export class StoredDeployments {
  readonly #plans = new Map<string, Plan>();
  readonly #byApp = new Map<string, Plan>();

  /** In order of their start. */
  all(): readonly Plan[] {
    return [...this.#plans.values()];
  }

  /** The one that holds the app's lock, or null. */
  of(app: string): Plan | null {
    return this.#byApp.get(app) ?? null;
  }

  /** Stores one as new or in place of its former self. */
  put(plan: Plan): void {
    this.#plans.set(plan.id, plan);
    for (const app of plan.apps) this.#byApp.set(app, plan);
  }

  remove(plan: Plan): void {
    if (!this.#plans.delete(plan.id)) return;
    for (const app of plan.apps) this.#byApp.delete(app);
  }
}

export class Store {
  readonly #records = new AppRecords();
  readonly apps: Apps;
  /** The root group, with the definitions that `apps` has. */
  readonly groups = new GroupTree();
  readonly history: GroupHistory;
  readonly tracker = new Tracker(this.#records);
  readonly deployments = new StoredDeployments();
  /** Mesos' id of the framework; null before the first registration, and once it is lost. */
  frameworkId: string | null = null;

  /** Of each app, and of the root group, the last so many versions are kept (EntityRepository.scala:68-81). */
  constructor(versionsMax: number) {
    this.apps = new Apps(this.#records, versionsMax);
    this.history = new GroupHistory(versionsMax);
  }
}
