/** One event in one line, for people. */

import { type EventType, eventTypes } from "../model/events.ts";
import { formatDuration } from "../model/units.ts";
import type { EventRow } from "./event-row.ts";

/** Such as `3m21s  task.lost  /postgres on a-1: the agent was removed`. */
export function describeEvent(event: EventRow): string {
  const agent = event.text("agent");
  const app = event.text("app");
  const subject = app ?? event.text("framework") ?? event.text("role");
  const where = agent === null ? "" : subject === null ? agent : `on ${agent}`;
  const about = [subject, where].filter((part) => part !== null && part !== "").join(" ");
  const why = whyOf(event);
  return `${formatDuration(event.atMs)}  ${event.name}  ${about}${why === "" ? "" : `: ${why}`}`;
}

/** The meaning of the event's reason, as the catalogue has it; "" where there is no reason. */
export function whyOf(event: EventRow): string {
  const type: EventType = eventTypes[event.name];
  return type.reasons?.[event.reason] ?? event.reason;
}
