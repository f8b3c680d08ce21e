/** The things that spans are of, each once, under the keys that the timeline gives them. */

import type { EventRow } from "../event-row.ts";
import type { Span } from "../spans.ts";
import { type EntityKind, entityKinds } from "./page-data.ts";
import { Table, type Texts } from "./tables.ts";

export interface EntityFacts {
  readonly kind: EntityKind;
  readonly id: string;
  readonly agent?: string | null;
  readonly app?: string | null;
  readonly framework?: string | null;
  readonly role?: string | null;
  readonly path?: string | null;
  readonly size?: number;
}

export class Entities {
  readonly table = new Table("entities");
  readonly links = new Table("links");
  readonly #texts: Texts;
  readonly #places = new Map<string, number>();
  readonly #linked = new Set<string>();
  readonly #kinds: number[] = [];

  constructor(texts: Texts) {
    this.#texts = texts;
  }

  /** The place of the entity of that key; the facts are asked for when it is new. */
  of(key: string, facts: () => EntityFacts): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const { kind, id, agent = "", app = "", framework = "", role = "", path = "", size = 0 } = facts();
    const texts = [id, agent, app, framework, role, path].map((text) => this.#texts.of(text));
    const place = this.table.add(entityKinds.indexOf(kind), ...texts, size);
    this.#places.set(key, place);
    this.#kinds.push(entityKinds.indexOf(kind));
    return place;
  }

  /** Its place in `entityKinds`. */
  kindOf(place: number): number {
    return this.#kinds[place] ?? 0;
  }

  /** -1 where there is none of that key. */
  find(key: string): number {
    return this.#places.get(key) ?? -1;
  }

  link(from: number, to: number): void {
    const key = `${from} ${to}`;
    if (from === to || this.#linked.has(key)) return;
    this.#linked.add(key);
    this.links.add(from, to);
  }

  /** The entity of a span of the timeline. */
  ofSpan(span: Readonly<Span>): number {
    const { kind, id, agent, app, framework } = span;
    const role = kind === "volume" || kind === "reservation" ? span.role : "";
    return this.of(keyOf(span), () => ({
      ...{ kind: isOfHost(span) ? "host" : kind, id, agent, app, framework, role },
    }));
  }
}

/** What the master says of an agent and how its host fares are two things. */
const isOfHost = ({ kind, state }: Readonly<Span>): boolean => kind === "agent" && state === "crashed";

/** The key of what a span is of, as `keys` has it. */
function keyOf(span: Readonly<Span>): string {
  const { kind, id, agent, role, framework } = span;
  switch (kind) {
    case "agent":
      return isOfHost(span) ? `agent\u0000host\u0000${id}` : `agent\u0000${id}`;
    case "reservation":
    case "volume":
      return `${kind}\u0000${agent}\u0000${role}\u0000${id}`;
    case "task":
      return `task\u0000${framework}\u0000${id}\u0000${agent}`;
    case "deployment":
      return `deployment\u0000${framework}\u0000${id}`;
    default:
      return `${kind}\u0000${id}`;
  }
}

/** As the timeline names them; a task is told apart by its agent, too, since ids may come again elsewhere. */
export const keys = {
  task: (event: EventRow): string =>
    `task\u0000${event.text("framework") ?? ""}\u0000${event.text("task") ?? ""}\u0000${event.text("agent") ?? ""}`,
  process: (event: EventRow): string =>
    `process\u0000${event.text("agent") ?? ""}\u0000${event.text("framework") ?? ""}\u0000${event.text("task") ?? ""}`,
  reservation: (event: EventRow, id = event.text("reservation") ?? event.text("task") ?? ""): string =>
    `reservation\u0000${event.text("agent") ?? ""}\u0000${event.text("role") ?? ""}\u0000${id}`,
  volume: (event: EventRow): string =>
    `volume\u0000${event.text("agent") ?? ""}\u0000${event.text("role") ?? ""}\u0000${event.text("volume") ?? ""}`,
  deployment: (event: EventRow): string =>
    `deployment\u0000${event.text("framework") ?? ""}\u0000${event.text("deployment") ?? ""}`,
  agent: (event: EventRow): string => `agent\u0000${event.text("agent") ?? ""}`,
  framework: (event: EventRow): string => `framework\u0000${event.text("framework") ?? ""}`,
  offer: (event: EventRow): string => `offer\u0000${event.text("offer") ?? ""}`,
};
