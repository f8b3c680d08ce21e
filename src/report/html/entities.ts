/** The things that spans are of, each once. */

import { isOfHost, type SpanStart, thingOf } from "../spans.ts";
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

  /** The thing that a span of the timeline is of; `more` is what only the page knows of it. */
  ofSpan(span: Omit<SpanStart, "lane" | "reason">, more: Pick<EntityFacts, "path" | "size"> = {}): number {
    return this.of(thingOf(span), () => {
      const { kind, id, agent, app, framework, role } = span;
      return { kind: isOfHost(span) ? "host" : kind, id, agent, app, framework, role, ...more };
    });
  }
}
