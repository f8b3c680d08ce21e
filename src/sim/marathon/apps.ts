/** Marathon's stored apps with their versions, and the service ports that they take. */

import type { AppDefinition } from "../../model/app/definition.ts";
import { byCodeUnit, timestampOf } from "../../model/units.ts";
import { AppRecords } from "./app-record.ts";

/** One version of an app. Two changes at one instant have one version, as in Marathon. */
export interface App {
  readonly id: string;
  readonly definition: AppDefinition;
  /** When it was stored, which is its version. */
  readonly versionMs: number;
  /** The last change beyond scaling and restarts; backoff and constraints go by it (AppDefinition.scala:469-487). */
  readonly configVersionMs: number;
}

/** Whether the app is for resident tasks (AppDefinition.isResident). */
export const isResident = (app: App): boolean => app.definition.residency !== null;

/** The version as Marathon's API shows it. */
export const versionText = (app: App): string => timestampOf(app.versionMs);

export class Apps {
  readonly #records: AppRecords;
  readonly #versionsMax: number;
  /** In the order in which they were created. */
  readonly #current = new Map<string, App>();
  /** Grows with every change. */
  changes = 0;
  /** Some app had health checks once. */
  everHealthChecked = false;

  /** With the records of the apps, where others have them, too; of each app that many versions are kept. */
  constructor(records = new AppRecords(), versionsMax = Number.POSITIVE_INFINITY) {
    this.#records = records;
    this.#versionsMax = versionsMax;
  }

  get(id: string): App | null {
    return this.#records.of(id).app;
  }

  /** An app as it was in an earlier version; none survives the app's destroy (GroupManager.scala:147-150), and only the last
   * ones are kept. */
  version(id: string, versionMs: number): App | null {
    return this.#records.of(id).version(versionMs);
  }

  /** An earlier version by the text that Marathon's API shows for it. */
  versionNamed(id: string, text: string): App | null {
    for (const app of this.#records.of(id).versions.values()) if (versionText(app) === text) return app;
    return null;
  }

  /** Whether any version of the app has health checks. */
  hasHealthChecks(id: string): boolean {
    for (const { definition } of this.#records.of(id).versions.values())
      if (definition.healthChecks.length > 0) return true;
    return false;
  }

  /** All, in the order in which they were created. */
  all(): Iterable<App> {
    return this.#current.values();
  }

  store(app: App): void {
    this.changes++;
    if (app.definition.healthChecks.length > 0) this.everHealthChecked = true;
    this.#current.set(app.id, app);
    this.#records.of(app.id).store(app, this.#versionsMax);
  }

  expunge(id: string): void {
    this.changes++;
    this.#current.delete(id);
    this.#records.of(id).store(null, 0);
  }

  /** Sorted. */
  ids(): readonly string[] {
    return [...this.#current.keys()].sort(byCodeUnit);
  }
}
