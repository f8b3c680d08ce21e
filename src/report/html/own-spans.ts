/** Spans of what the timeline leaves out: when each begins and ends. Two for each launch of a task: of each some numbers. */

import { NumberColumn } from "../number-column.ts";
import { Words } from "../words.ts";

export interface OwnSpan {
  readonly entity: number;
  readonly state: string;
  readonly startMs: number;
  /** Infinite while it is open. */
  readonly endMs: number;
  /** Why the state began; where nothing is to be said about that, why it ended. */
  readonly reason: string;
}

export class OwnSpans {
  readonly #entities = new NumberColumn(Uint32Array);
  readonly #states = new NumberColumn(Uint32Array);
  readonly #reasons = new NumberColumn(Uint32Array);
  readonly #startsMs = new NumberColumn(Float64Array);
  readonly #endsMs = new NumberColumn(Float64Array);
  /** Of states and reasons. */
  readonly #words = new Words();
  readonly #open = new Map<number, number>();

  get length(): number {
    return this.#entities.length;
  }

  /** Begins a span of an entity; its earlier span, if it is still open, ends here for the same reason. */
  begin(entity: number, atMs: number, state: string, reason: string): void {
    this.end(entity, atMs, reason);
    this.#open.set(entity, this.#entities.push(entity));
    this.#states.push(this.#words.numberOf(state));
    this.#reasons.push(this.#words.numberOf(reason));
    this.#startsMs.push(atMs);
    this.#endsMs.push(Number.POSITIVE_INFINITY);
  }

  /** Ends the open span of the entity, if there is one. */
  end(entity: number, atMs: number, reason: string): void {
    const span = this.#open.get(entity);
    if (span === undefined) return;
    this.#open.delete(entity);
    this.#endsMs.set(span, atMs);
    if (this.#reasons.get(span) === 0) this.#reasons.set(span, this.#words.numberOf(reason));
  }

  /** By their places from 0, in the order in which they began; undefined where there is none. */
  at(place: number): OwnSpan | undefined {
    if (place >= this.length) return undefined;
    return {
      entity: this.#entities.get(place),
      state: this.#words.word(this.#states.get(place)),
      startMs: this.#startsMs.get(place),
      endMs: this.#endsMs.get(place),
      reason: this.#words.word(this.#reasons.get(place)),
    };
  }
}
