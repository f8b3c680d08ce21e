/** How events name the things that spans are of, and where these are drawn. */

import type { EventRow } from "./event-row.ts";
import type { SpanKind, SpanStart } from "./spans.ts";

export function reservationKey(event: EventRow): string {
  const id = event.text("reservation") ?? event.text("task") ?? "";
  return `${event.text("agent") ?? ""}\u0000${event.text("role") ?? ""}\u0000${id}`;
}

/** Where a span is drawn, and what its id is. */
const identities: Readonly<
  Record<SpanKind, (event: EventRow) => readonly [lane: string | null, id: string | null]>
> = {
  agent: (event) => [event.text("agent"), event.text("agent")],
  reservation: (event) => [event.text("agent"), event.text("reservation") ?? event.text("task")],
  volume: (event) => [event.text("agent"), event.text("volume")],
  task: (event) => [event.text("app") ?? event.text("framework"), event.text("task")],
  deployment: (event) => [event.text("framework"), event.text("deployment")],
  leader: (event) => [event.text("framework"), event.text("framework")],
  offer: (event) => [event.text("agent"), event.text("offer")],
};

export function startOf(kind: SpanKind, event: EventRow, state: string): SpanStart {
  const [lane, id] = identities[kind](event);
  return {
    lane: lane ?? "",
    kind,
    id: id ?? "",
    state,
    agent: event.text("agent") ?? "",
    role: event.text("role") ?? "",
    app: event.text("app") ?? "",
    framework: event.text("framework") ?? "",
    reason: event.reason,
  };
}

export const agentKey = (event: EventRow): string => event.text("agent") ?? "";
export const hostKey = (event: EventRow): string => `host\u0000${agentKey(event)}`;
export const frameworkKey = (event: EventRow): string => event.text("framework") ?? "";
export const deploymentKey = (event: EventRow): string => event.pair("framework", "deployment");
export const volumeKey = (event: EventRow): string =>
  `${agentKey(event)}\u0000${event.text("role") ?? ""}\u0000${event.text("volume") ?? ""}`;
