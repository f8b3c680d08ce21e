/** Spans of time: the stretches in which a thing was in one state, and which thing that is. */

export const spanKinds = ["agent", "reservation", "volume", "task", "deployment", "leader", "offer"] as const;
export type SpanKind = (typeof spanKinds)[number];

export interface SpanStart {
  /** Where a chart draws it. */
  readonly lane: string;
  readonly kind: SpanKind;
  readonly id: string;
  readonly state: string;
  readonly agent: string;
  /** Whose reservation or volume it is; ids of these are unique per agent and role. */
  readonly role: string;
  readonly app: string;
  readonly framework: string;
  /** Why the state began; "" where its name says all. */
  readonly reason: string;
}

export interface Span extends SpanStart {
  readonly startMs: number;
  endMs: number;
  state: string;
  /** Why the state began; where nothing is to be said about that, why it ended. */
  reason: string;
}

/** What a thing is told apart by. */
export type Thing = Pick<SpanStart, "kind" | "id" | "agent" | "role" | "framework" | "state">;

/** What the master says of an agent and how its host fares are two things. */
export const isOfHost = ({ kind, state }: Pick<Thing, "kind" | "state">): boolean =>
  kind === "agent" && state === "crashed";

/** The key of the thing that a span is of. No two spans of one thing overlap; a task of one id may be on several agents. */
export function thingOf(span: Thing): string {
  const { kind, id, agent, role, framework } = span;
  switch (kind) {
    case "agent":
      return `${kind}\u0000${id}\u0000${isOfHost(span) ? "host" : ""}`;
    case "reservation":
    case "volume":
      return `${kind}\u0000${id}\u0000${agent}\u0000${role}`;
    case "task":
      return `${kind}\u0000${id}\u0000${agent}\u0000${framework}`;
    default:
      return `${kind}\u0000${id}\u0000${framework}`;
  }
}
