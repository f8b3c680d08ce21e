/**
 * How many tasks of an app count for its constraints, by value: kept as tasks change, so that an offer looks at none of them.
 *
 * Those launched with the current configuration count (ResourceMatcher.scala:117-131); with B14 mended, every reservation too.
 */

import type { Constraint } from "../../model/app/definition.ts";
import { PlaceCounts } from "../../model/placed.ts";
import type { AppTasks } from "./app-tasks.ts";
import type { App } from "./apps.ts";
import type { Quirks } from "./quirks.ts";
import { placeOf, type Task } from "./task.ts";
import type { TaskChanged } from "./updates.ts";

interface Kept {
  readonly configVersionMs: number;
  readonly constraints: readonly Constraint[];
  readonly counts: PlaceCounts;
}

export class Placements {
  readonly #reservedToo: boolean;
  readonly #byApp = new Map<string, Kept>();

  constructor(quirks: Quirks) {
    this.#reservedToo = !quirks.has("B14");
  }

  /** Whether the task counts for constraints of the app as it was configured at that time. */
  counts({ launched }: Task, configVersionMs: number): boolean {
    return launched === null ? this.#reservedToo : launched.versionMs >= configVersionMs;
  }

  /** The app's stored tasks by the fields of its constraints; to be read only, and at once. */
  of({ id, configVersionMs, definition: { constraints } }: App, stored: AppTasks): PlaceCounts {
    const kept = this.#byApp.get(id);
    if (kept?.configVersionMs === configVersionMs && kept.constraints === constraints) return kept.counts;
    const counted = stored.all().filter((task) => this.counts(task, configVersionMs));
    const counts = new PlaceCounts(
      constraints.map(({ field }) => field),
      counted.map(placeOf),
    );
    this.#byApp.set(id, { configVersionMs, constraints, counts });
    return counts;
  }

  /** A task was stored in place of its former self, or is gone. */
  taskChanged({ record, before, after }: TaskChanged): void {
    if (this.#byApp.size === 0) return;
    const kept = this.#byApp.get(record.id);
    if (kept === undefined) return;
    const { counts, configVersionMs } = kept;
    if (before !== null && this.counts(before, configVersionMs)) counts.add(placeOf(before), -1);
    if (after !== null && this.counts(after, configVersionMs)) counts.add(placeOf(after), 1);
    if (after === null && counts.total === 0) this.#byApp.delete(record.id);
  }
}
