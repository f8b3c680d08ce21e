/** Reads journal rows back as events: cells by field name, and offer rows in between where offers were kept. */

import { type EventName, eventNames } from "../model/events.ts";
import { type Recorder, rowTypes } from "../sim/cluster/recorder.ts";
import type { CellKind, CellValue, Journal } from "../sim/kernel/journal.ts";
import { blockRows } from "../sim/kernel/row-block.ts";

type Columns = readonly ReadonlyMap<string, number>[];

/** For each type of row, where its fields of some kinds are among the cells. */
const columnsOf = (...kinds: readonly CellKind[]): Columns =>
  rowTypes.map(
    ({ fields }) =>
      new Map(fields.flatMap(({ name, kind }, at) => (kinds.includes(kind) ? [[name, at] as const] : []))),
  );

const texts = columnsOf("text", "json");
const numbers = columnsOf("number");
const flags = columnsOf("flag");

/** Reads its cells when they are asked for: most readers look at few of them. */
export class EventRow {
  readonly atMs: number;
  /** Number of the type, an index into `rowTypes`. */
  readonly type: number;
  /** Counts the rows without offers from 1; an offer row repeats that of the row before it, 0 where none is. */
  readonly seq: number;
  /** Counts the offer rows from 1; null in the others. */
  readonly offerSeq: number | null;
  readonly #journal: Journal;
  readonly #cells: Float64Array;
  readonly #start: number;

  constructor(journal: Journal, index: number, seq: number, offerSeq: number | null) {
    const block = journal.blockOf(index);
    const row = index % blockRows;
    this.type = block.type[row] ?? 0;
    this.atMs = block.at[row] ?? 0;
    this.seq = seq;
    this.offerSeq = offerSeq;
    this.#journal = journal;
    this.#cells = block.cells;
    this.#start = block.start[row] ?? 0;
  }

  get name(): EventName {
    return eventNames[this.type] as EventName;
  }

  /** NaN where the row has no such field, or says nothing in it. */
  #cell(columns: Columns, field: string): number {
    const at = columns[this.type]?.get(field);
    return at === undefined ? Number.NaN : (this.#cells[this.#start + at] ?? Number.NaN);
  }

  /** What the row says in a field by its number among the type's fields; null for nothing. */
  cell(number: number): CellValue {
    const kind = rowTypes[this.type]?.fields[number]?.kind;
    if (kind === undefined) return null;
    return this.#journal.value(kind, this.#cells[this.#start + number] ?? Number.NaN);
  }

  /** An id, a word, or the JSON text of a structured field; null where the row says nothing. */
  text(field: string): string | null {
    const cell = this.#cell(texts, field);
    return Number.isNaN(cell) ? null : this.#journal.text(cell);
  }

  /** The number of that text in its journal, which tells it from others; NaN where the row says nothing. */
  textNumber(field: string): number {
    return this.#cell(texts, field);
  }

  /** Two ids with a zero between them, as a key; "" for one that the row does not say. */
  pair(first: string, second: string): string {
    return this.#journal.pair(this.#cell(texts, first), this.#cell(texts, second));
  }

  number(field: string): number | null {
    const cell = this.#cell(numbers, field);
    return Number.isNaN(cell) ? null : cell;
  }

  flag(field: string): boolean {
    return this.#cell(flags, field) === 1;
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

/** All rows in order, with the offer rows that were kept where they happened; or those from a row and an offer row on. */
export function* eventsWithOffers(
  recorder: Recorder,
  from: { readonly row: number; readonly offer: number } = { row: 0, offer: 0 },
): Generator<EventRow> {
  const { journal, offers } = recorder;
  let { offer } = from;
  const anchor = (): number => offers?.anchors.at(offer) ?? Number.POSITIVE_INFINITY;
  for (let index = from.row; index <= journal.length; index++) {
    for (; offers !== null && anchor() <= index; offer++)
      yield new EventRow(offers.journal, offer, index, offer + 1);
    if (index < journal.length) yield eventAt(recorder, index);
  }
}
