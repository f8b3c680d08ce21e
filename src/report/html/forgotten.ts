/** Which tasks Marathon forgets while the master still has them. */

import type { EventRow } from "../event-row.ts";

/** Of a row about a task that Marathon knows no more: whether it was launched then, and nobody had told its end. */
export function isForgotten(event: EventRow): boolean {
  const was = event.text("was");
  return event.reason !== "terminal" && was !== "suspended" && was !== "reserving";
}
