/** Spans of what the timeline leaves out: when each begins and ends. */

export interface OwnSpan {
  readonly entity: number;
  readonly state: string;
  readonly startMs: number;
  endMs: number;
  /** Why the state began; where nothing is to be said about that, why it ended. */
  reason: string;
}

export class OwnSpans {
  readonly #spans: OwnSpan[] = [];
  readonly #open = new Map<number, OwnSpan>();

  /** Begins a span of an entity; its earlier span, if it is still open, ends here for the same reason. */
  begin(entity: number, atMs: number, state: string, reason: string): void {
    this.end(entity, atMs, reason);
    const span = { entity, state, startMs: atMs, endMs: Number.POSITIVE_INFINITY, reason };
    this.#spans.push(span);
    this.#open.set(entity, span);
  }

  /** Ends the open span of the entity, if there is one. */
  end(entity: number, atMs: number, reason: string): void {
    const span = this.#open.get(entity);
    if (span === undefined) return;
    this.#open.delete(entity);
    span.endMs = atMs;
    if (span.reason === "") span.reason = reason;
  }

  /** In the order in which they began; those still open end never. */
  get all(): readonly Readonly<OwnSpan>[] {
    return this.#spans;
  }
}
