/** Which events are marked on the page, and how: faults, what operators do, timeouts, wipes, conflicts, refusals. */

import type { EventName } from "../../model/events.ts";
import { formatDuration } from "../../model/units.ts";
import { whyOf } from "../describe-event.ts";
import type { EventRow } from "../event-row.ts";
import type { MarkCategory } from "./page-data.ts";

type Chooser = MarkCategory | ((event: EventRow) => MarkCategory | null);

/** A fault that the scenario asked for; what follows of others shows in itself. */
const toldTo = (event: EventRow): MarkCategory | null => (event.reason === "told-to" ? "fault" : null);

const removals: Readonly<Record<string, MarkCategory>> = {
  "health-check-timed-out": "timeout",
  "reregister-timeout": "timeout",
  unregistered: "operator",
};

const choosers: Partial<Record<EventName, Chooser>> = {
  "agent.crashed": "fault",
  "agent.recovered": "fault",
  "agent.disconnected": "fault",
  "agent.removed": (event) => removals[event.reason] ?? "fault",
  "agent.data-removed": (event) => (event.reason === "removed-by-operator" ? "operator" : null),
  "master.down": "fault",
  "master.failedover": "fault",
  "framework.disconnected": (event) => (event.reason === "master-failover" ? null : "fault"),
  "framework.removed": (event) => (event.reason === "failover-timeout" ? "timeout" : "operator"),
  "leader.failed": "fault",
  "message.dropped": toldTo,
  "message.delayed": toldTo,
  "volume.lost": "fault",
  "api.answered": "operator",
  "operator.answered": "operator",
  "reservation.timed-out": "timeout",
  "offer.rescinded": (event) => (event.reason === "offer-timeout" ? "timeout" : null),
  "task.overdue": "timeout",
  "task.unhealthy-kill": "timeout",
  "deployment.failed": (event) => (event.reason === "cancel-timed-out" ? "timeout" : null),
  "task.expunged": (event) => (event.reason === "wiped" ? "wipe" : null),
  "role.conflict": "conflict",
  "app.rejected": "refusal",
  "reservation.refused": "refusal",
  "volume.refused": "refusal",
};

/** Null for an event that is not marked. */
export function categoryOf(event: EventRow): MarkCategory | null {
  const chooser = choosers[event.name];
  return typeof chooser === "function" ? chooser(event) : (chooser ?? null);
}

/** What happened, without time, agent and app: `the host failed`, `DELETE /v2/apps/db/tasks?wipe=true: 200`. */
export function markText(event: EventRow): string {
  const told = tellers[event.name]?.(event);
  return told ?? whyOf(event);
}

const call = (event: EventRow): string => {
  const message = event.text("message");
  const answer = `${event.text("call") ?? event.text("action") ?? ""}: ${event.number("status") ?? ""}`;
  return message === null ? answer : `${answer} ${message}`;
};

const tellers: Partial<Record<EventName, (event: EventRow) => string>> = {
  "agent.recovered": () => "the host is up again",
  "agent.data-removed": (event) => `${event.number("disk") ?? 0} MiB of old data removed`,
  "master.down": () => "the master is gone",
  "master.failedover": () => "a new master leads",
  "api.answered": call,
  "operator.answered": call,
  "app.rejected": (event) => `${call(event)} (${whyOf(event)})`,
  "message.dropped": (event) => `${event.text("message") ?? "a message"} lost on its way`,
  "message.delayed": (event) =>
    `${event.text("message") ?? "a message"} held up for ${formatDuration(event.number("by_ms") ?? 0)}`,
  "role.conflict": (event) =>
    `${event.text("framework") ?? "somebody"} ${whyOf(event)}, reserved for ${event.text("owner") ?? "another"}`,
  "reservation.refused": (event) => `${event.text("operation") ?? "RESERVE"} refused: ${whyOf(event)}`,
  "volume.refused": (event) => `${event.text("operation") ?? "CREATE"} refused: ${whyOf(event)}`,
  "task.unhealthy-kill": (event) =>
    `killed after ${event.number("failures") ?? 0} failed health checks: ${whyOf(event)}`,
};
