/**
 * Arrows from a reservation to the task that was launched on it, and on to each launch after that.
 *
 * Of each reservation and each launch on one a few numbers are kept: there may be millions.
 */

import { NumberColumn } from "../number-column.ts";
import type { ToldSpan } from "../span-log.ts";
import { startOf } from "../span-starts.ts";
import { microseconds, type Timed } from "./trace-event.ts";
import type { Tracks } from "./tracks.ts";

const none = 0xffff_ffff;

export class Flows {
  readonly #tracks: Tracks;
  /** Reservations and launches in the order of their spans: the arrow, the thing and when its span begins. */
  readonly #steps = {
    arrow: new NumberColumn(Uint32Array),
    thing: new NumberColumn(Uint32Array),
    startMs: new NumberColumn(Float64Array),
  };
  /**
   * Of each arrow: the step that it begins with and the last one, when its reservation ends, its number, and the next
   * arrow from the same reservation made again.
   */
  readonly #arrows = {
    first: new NumberColumn(Uint32Array),
    last: new NumberColumn(Uint32Array),
    endMs: new NumberColumn(Float64Array),
    number: new NumberColumn(Uint32Array),
    next: new NumberColumn(Uint32Array),
  };
  /** Arrows that are no other's next. */
  readonly #heads = new NumberColumn(Uint32Array);
  /** Of each thing its last arrow, plus one. */
  readonly #lastOf = new NumberColumn(Uint32Array);

  constructor(tracks: Tracks) {
    this.#tracks = tracks;
  }

  /** Takes note of a span, the first ones first. What lasted for no time is no span in a trace, and is left out. */
  add(span: ToldSpan, thing: number): void {
    const { kind, state, startMs, endMs, event } = span;
    if (endMs <= startMs) return;
    if (kind === "reservation" && state === "reserved") this.#reserve(thing, startMs, endMs);
    if (kind !== "task" || event.name !== "task.launched" || event.text("reservation") === null) return;
    const arrow = this.#arrowOf(this.#tracks.find(startOf("reservation", event, ""), event));
    if (arrow === -1 || this.#arrows.endMs.get(arrow) < startMs) return;
    this.#arrows.last.set(arrow, this.#step(arrow, thing, startMs));
  }

  /**
   * The arrows' events in order of time. Each stands a microsecond after the beginning of the span that it belongs to:
   * where one span ends and the next begins, some readers take the one, some the other.
   */
  *events(): Generator<Timed> {
    this.#number();
    const { arrow: arrows, thing, startMs } = this.#steps;
    for (let step = 0; step < arrows.length; step++) {
      const arrow = arrows.get(step);
      const first = this.#arrows.first.get(arrow);
      const last = this.#arrows.last.get(arrow);
      if (first === last) continue;
      const ph = step === first ? "s" : step === last ? "f" : "t";
      const bound = ph === "f" ? ({ bp: "e" } as const) : {};
      const ts = microseconds(startMs.get(step)) + 1;
      const { pid, tid } = this.#tracks.trackOf(thing.get(step));
      const id = this.#arrows.number.get(arrow);
      yield { ph, ts, pid, tid, name: "reservation", cat: "flow", id, ...bound };
    }
  }

  #reserve(thing: number, startMs: number, endMs: number): void {
    const { first, last, endMs: ends, number, next } = this.#arrows;
    const before = this.#arrowOf(thing);
    const arrow = first.length;
    const step = this.#step(arrow, thing, startMs);
    first.push(step);
    last.push(step);
    ends.push(endMs);
    number.push(0);
    next.push(none);
    if (before === -1) this.#heads.push(arrow);
    else next.set(before, arrow);
    while (this.#lastOf.length <= thing) this.#lastOf.push(0);
    this.#lastOf.set(thing, arrow + 1);
  }

  #arrowOf(thing: number): number {
    return this.#lastOf.get(thing) - 1;
  }

  #step(arrow: number, thing: number, startMs: number): number {
    this.#steps.arrow.push(arrow);
    this.#steps.thing.push(thing);
    return this.#steps.startMs.push(startMs);
  }

  /** Arrows that lead somewhere are counted from 1, those from one reservation that was made again together. */
  #number(): void {
    let count = 0;
    for (let i = 0; i < this.#heads.length; i++)
      for (let arrow = this.#heads.get(i); arrow !== none; arrow = this.#arrows.next.get(arrow))
        if (this.#arrows.first.get(arrow) !== this.#arrows.last.get(arrow))
          this.#arrows.number.set(arrow, ++count);
  }
}
