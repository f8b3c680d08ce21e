/** Which deployments are under way: of which apps, and since when. */

import type { EventRow } from "./event-row.ts";
import { deploymentKey } from "./span-starts.ts";

interface Open {
  readonly framework: string;
  readonly apps: readonly string[];
  readonly sinceMs: number;
}

export class OpenDeployments {
  readonly #open = new Map<string, Open>();

  apply(event: EventRow): void {
    switch (event.name) {
      case "deployment.started":
        this.#open.set(deploymentKey(event), {
          framework: event.text("framework") ?? "",
          apps: JSON.parse(event.text("apps") ?? "[]"),
          sinceMs: event.atMs,
        });
        return;
      case "deployment.succeeded":
      case "deployment.failed":
        this.#open.delete(deploymentKey(event));
    }
  }

  /** Of the oldest one that holds the app; null where none does. */
  sinceMs(framework: string, app: string): number | null {
    for (const open of this.#open.values())
      if (open.framework === framework && open.apps.includes(app)) return open.sinceMs;
    return null;
  }
}
