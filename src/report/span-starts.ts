/** How events name the things that spans are of, and where these are drawn. */

import type { EventRow } from "./event-row.ts";
import type { SpanKind, SpanStart } from "./spans.ts";

export function reservationKey(event: EventRow): string {
  const id = event.text("reservation") ?? event.text("task") ?? "";
  return `${event.text("agent") ?? ""}\u0000${event.text("role") ?? ""}\u0000${id}`;
}

interface Identity {
  /** Fields of a row, of which the first that says something is where the span is drawn. */
  readonly lane: readonly string[];
  /** The same for its id. */
  readonly id: readonly string[];
}

const identities: Readonly<Record<SpanKind, Identity>> = {
  agent: { lane: ["agent"], id: ["agent"] },
  reservation: { lane: ["agent"], id: ["reservation", "task"] },
  volume: { lane: ["agent"], id: ["volume"] },
  task: { lane: ["app", "framework"], id: ["task"] },
  deployment: { lane: ["framework"], id: ["deployment"] },
  leader: { lane: ["framework"], id: ["framework"] },
  offer: { lane: ["agent"], id: ["offer"] },
};

/** The text of the first of these fields that says something; "" where none does. */
function firstText(event: EventRow, fields: readonly string[]): string {
  for (const field of fields) {
    const text = event.text(field);
    if (text !== null) return text;
  }
  return "";
}

/** The number, in the row's journal, of the id of what a span of that kind is of; NaN where the row says none. */
export function idNumber(kind: SpanKind, event: EventRow): number {
  for (const field of identities[kind].id) {
    const number = event.textNumber(field);
    if (!Number.isNaN(number)) return number;
  }
  return Number.NaN;
}

export function startOf(kind: SpanKind, event: EventRow, state: string): SpanStart {
  const { lane, id } = identities[kind];
  return {
    lane: firstText(event, lane),
    kind,
    id: firstText(event, id),
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
