/** Reads journal rows back as events: cells by field name, and offer rows in between where offers were kept. */

import { type EventName, eventNames } from "../model/events.ts";
import { type Recorder, rowTypes } from "../sim/cluster/recorder.ts";
import type { CellValue, Journal } from "../sim/kernel/journal.ts";

/** For each type of row, where its fields are among the cells. */
const columns: readonly ReadonlyMap<string, number>[] = rowTypes.map(
  (type) => new Map(type.fields.map((field, at) => [field.name, at])),
);

export class EventRow {
  readonly name: EventName;
  readonly atMs: number;
  /** Number of the type, an index into `rowTypes`. */
  readonly type: number;
  readonly cells: readonly CellValue[];
  /** Counts the rows without offers from 1; an offer row repeats that of the row before it, 0 where none is. */
  readonly seq: number;
  /** Counts the offer rows from 1; null in the others. */
  readonly offerSeq: number | null;

  constructor(journal: Journal, index: number, seq: number, offerSeq: number | null) {
    const row = journal.row(index);
    this.name = eventNames[row.type] as EventName;
    this.atMs = row.atMs;
    this.type = row.type;
    this.cells = row.cells;
    this.seq = seq;
    this.offerSeq = offerSeq;
  }

  #cell(field: string): CellValue {
    const at = columns[this.type]?.get(field);
    return at === undefined ? null : (this.cells[at] ?? null);
  }

  /** An id, a word, or the JSON text of a structured field; null where the row says nothing. */
  text(field: string): string | null {
    const cell = this.#cell(field);
    return typeof cell === "string" ? cell : null;
  }

  number(field: string): number | null {
    const cell = this.#cell(field);
    return typeof cell === "number" ? cell : null;
  }

  flag(field: string): boolean {
    return this.#cell(field) === true;
  }

  get reason(): string {
    return this.text("reason") ?? "";
  }
}

/** One row of the journal, by its index from 0. */
export function eventAt(recorder: Recorder, index: number): EventRow {
  return new EventRow(recorder.journal, index, index + 1, null);
}

/** All rows but those of offers, in order. */
export function* eventsOf(recorder: Recorder): Generator<EventRow> {
  for (let index = 0; index < recorder.journal.length; index++) yield eventAt(recorder, index);
}

/** All rows in order, with the offer rows that were kept where they happened. */
export function* eventsWithOffers(recorder: Recorder): Generator<EventRow> {
  const { journal, offers } = recorder;
  let offer = 0;
  const anchor = (): number => offers?.anchors.at(offer) ?? Number.POSITIVE_INFINITY;
  for (let index = 0; index <= journal.length; index++) {
    for (; offers !== null && anchor() <= index; offer++)
      yield new EventRow(offers.journal, offer, index, offer + 1);
    if (index < journal.length) yield eventAt(recorder, index);
  }
}
