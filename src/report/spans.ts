/**
 * Spans of time: the stretches in which a thing was in one state. Knows when a span begins and ends, not of what. A book
 * holds each span as an object; the timeline of a whole run is a `SpanLog`, which holds numbers.
 */

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

export interface BookedSpan extends Span {
  /** The thing it is a span of: no two spans of one thing overlap. */
  readonly key: string;
}

export class SpanBook {
  readonly #spans: BookedSpan[] = [];
  readonly #open = new Map<string, BookedSpan>();

  /** Begins a span of the thing `key`; its earlier span, if it is still open, ends here for the same reason. */
  begin(key: string, atMs: number, start: SpanStart): void {
    this.end(key, atMs, start.reason);
    const span: BookedSpan = { ...start, key, startMs: atMs, endMs: Number.POSITIVE_INFINITY };
    this.#spans.push(span);
    this.#open.set(key, span);
  }

  /** Ends the open span of the thing, if there is one; `state` replaces the name of the state it was in. */
  end(key: string, atMs: number, reason: string, state?: string): void {
    const span = this.#open.get(key);
    if (span === undefined) return;
    this.#open.delete(key);
    span.endMs = atMs;
    if (span.reason === "") span.reason = reason;
    if (state !== undefined) span.state = state;
  }

  /** The open span of a thing. */
  openOf(key: string): Readonly<Span> | undefined {
    return this.#open.get(key);
  }

  /** All spans in the order in which they began; those still open end at `endMs`. */
  finish(endMs: number): readonly Readonly<BookedSpan>[] {
    for (const span of this.#open.values()) span.endMs = endMs;
    this.#open.clear();
    return this.#spans;
  }
}
