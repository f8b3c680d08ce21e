/**
 * Spans of a whole run. There may be millions of them, and the first may end last: so of each only numbers are kept,
 * with the row of the journal that began it. What it is about is read from there once more when spans are told.
 */

import type { EventRow } from "./event-row.ts";
import { type Column, SpanColumns } from "./span-columns.ts";
import { startOf } from "./span-starts.ts";
import { type Span, type SpanKind, type SpanStart, spanKinds } from "./spans.ts";
import { Words } from "./words.ts";

/** Where a span begins: an index into the rows of the journal, or of offers for kind `offer`. */
export interface SpanPlace {
  readonly kind: SpanKind;
  readonly row: number;
}

/** Reads the row at a place. */
export type SpanReader = (place: SpanPlace) => EventRow;

/** A span with the row that began it. */
export interface ToldSpan extends Span {
  readonly event: EventRow;
}

export class SpanLog {
  readonly #columns = new SpanColumns();
  /** Of states and reasons. */
  readonly #words = new Words();
  /** The open spans of each kind, by the key of their thing. */
  readonly #open = new Map<SpanKind, Map<string, number>>(spanKinds.map((kind) => [kind, new Map()]));
  /** What stands in no row: one row may begin spans of many things. */
  readonly #abouts = new Map<number, SpanStart>();

  /** Begins a span of the thing `key`; its earlier span, if it is still open, ends here for the same reason. */
  begin(place: SpanPlace, key: string, atMs: number, state: string, reason: string): void {
    this.end(place.kind, key, atMs, reason);
    const number = this.#columns.add(spanKinds.indexOf(place.kind), place.row);
    this.#columns.set("state", number, this.#words.numberOf(state));
    this.#columns.set("reason", number, this.#words.numberOf(reason));
    this.#open.get(place.kind)?.set(key, number);
  }

  /** Begins a span of which the row at its place does not say what it is about. */
  beginAs(start: SpanStart, row: number, key: string, atMs: number): void {
    this.begin({ kind: start.kind, row }, key, atMs, start.state, start.reason);
    this.#abouts.set(this.#columns.length - 1, start);
  }

  /** Ends the open span of the thing, if there is one; `state` replaces the name of the state it was in. */
  end(kind: SpanKind, key: string, atMs: number, reason: string, state?: string): void {
    const open = this.#open.get(kind);
    const number = open?.get(key);
    if (number === undefined) return;
    open?.delete(key);
    this.#columns.set("endMs", number, atMs);
    if (this.#columns.get("reason", number) === 0)
      this.#columns.set("reason", number, this.#words.numberOf(reason));
    if (state !== undefined) this.#columns.set("state", number, this.#words.numberOf(state));
  }

  /** The state in which a thing is; undefined where no span of it is open. */
  stateOf(kind: SpanKind, key: string): string | undefined {
    const number = this.#open.get(kind)?.get(key);
    return number === undefined ? undefined : this.#word("state", number);
  }

  /**
   * All spans in the order in which they began; those still open end at `endMs`. Those that ended before `sinceMs` are
   * passed over unread.
   */
  *told(endMs: number, read: SpanReader, sinceMs: number): Generator<ToldSpan> {
    const columns = this.#columns;
    for (let number = 0; number < columns.length; number++) {
      const spanEndMs = columns.get("endMs", number);
      if (spanEndMs < sinceMs) continue;
      const kind = spanKinds[columns.get("kind", number)] ?? "agent";
      const event = read({ kind, row: columns.get("row", number) });
      const { lane, id, agent, role, app, framework } = this.#abouts.get(number) ?? startOf(kind, event, "");
      yield {
        lane,
        kind,
        id,
        agent,
        role,
        app,
        framework,
        state: this.#word("state", number),
        startMs: event.atMs,
        endMs: Math.min(endMs, spanEndMs),
        reason: this.#word("reason", number),
        event,
      };
    }
  }

  #word(column: Column, number: number): string {
    return this.#words.word(this.#columns.get(column, number));
  }
}
