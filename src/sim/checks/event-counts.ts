/** Counts events in the journal for whoever asks: which fall into a window and are as expected. */

import type { Recorder } from "../cluster/recorder.ts";
import type { Journal } from "../kernel/journal.ts";
import { blockRows } from "../kernel/row-block.ts";
import { holds } from "./compare.ts";
import { rowsShown } from "./evidence.ts";
import type { Predicate, Subject } from "./expectation.ts";

/** Asks how many events of a type fall into a window, both ends included. */
export interface Count {
  readonly subject: Extract<Subject, { kind: "events" }>;
  readonly fromMs: number;
  readonly toMs: number;
}

/** How many, and the last few of them. */
export interface Counted {
  readonly count: number;
  readonly rows: readonly number[];
}

/** A row's instant, `time_ms`, is in no column. */
const instant = -2;

/** What one cell of a row must be: a text's number, or whatever the predicate takes. */
interface Test {
  /** Or `instant`; -1 where rows of that type have no such field. */
  readonly column: number;
  readonly predicate: Predicate;
  /** Null where it is not a text that must be just this one; NaN where no row has said it. */
  readonly text: number | null;
}

interface Tally extends Count {
  readonly tests: readonly Test[];
  count: number;
  readonly rows: number[];
}

/** One answer for each; events of a type are read once, whoever asks about them. */
export function countEventsEach(recorder: Recorder, asked: readonly Count[]): readonly Counted[] {
  const tallies = asked.map(
    (count): Tally => ({ ...count, tests: testsOf(recorder, count), count: 0, rows: [] }),
  );
  for (const type of new Set(asked.map(({ subject }) => subject.type)))
    countType(
      recorder,
      type,
      tallies.filter(({ subject }) => subject.type === type),
    );
  return tallies.map(({ count, rows }) => ({ count, rows }));
}

function journalOf(recorder: Recorder, type: string): Journal | undefined {
  return type.startsWith("offer.") ? recorder.keptOffers?.journal : recorder.journal;
}

function testsOf(recorder: Recorder, { subject }: Count): readonly Test[] {
  const journal = journalOf(recorder, subject.type);
  const fields = journal?.types.find(({ name }) => name === subject.type)?.fields ?? [];
  return subject.where.map((predicate) => {
    const name = predicate.path.join(".");
    const column = name === "time_ms" ? instant : fields.findIndex((field) => field.name === name);
    const { op, value } = predicate;
    const isText = fields[column]?.kind === "text" && op === "==" && typeof value === "string";
    // Texts that are numbers compare by value.
    if (journal === undefined || !isText || !Number.isNaN(Number(value)))
      return { column, predicate, text: null };
    return { column, predicate, text: journal.hasSaid(value) ? journal.intern(value) : Number.NaN };
  });
}

function countType(recorder: Recorder, type: string, tallies: readonly Tally[]): void {
  const journal = journalOf(recorder, type);
  if (journal === undefined) {
    const end = type.slice("offer.".length) as keyof Recorder["offerCounts"];
    for (const tally of tallies) tally.count = recorder.offerCounts[end];
    return;
  }
  // Most ask for one name: only those are looked at which ask for the row's own.
  const byText = new Map<number, Map<number, Tally[]>>();
  const others: Tally[] = [];
  for (const tally of tallies) {
    const named = tally.tests.find(({ text }) => text !== null);
    if (named === undefined) others.push(tally);
    else {
      const ofColumn = byText.get(named.column) ?? new Map<number, Tally[]>();
      byText.set(named.column, ofColumn);
      const ofText = ofColumn.get(named.text ?? Number.NaN);
      if (ofText === undefined) ofColumn.set(named.text ?? Number.NaN, [tally]);
      else ofText.push(tally);
    }
  }
  const number = journal.types.findIndex(({ name }) => name === type);
  for (const index of journal.rowsOf(number)) {
    const block = journal.blockOf(index);
    const start = block.start[index % blockRows] ?? 0;
    for (const tally of others) take(journal, index, block.cells, start, tally);
    for (const [column, ofColumn] of byText) {
      const cell = block.cells[start + column] ?? Number.NaN;
      if (Number.isNaN(cell)) continue;
      for (const tally of ofColumn.get(cell) ?? []) take(journal, index, block.cells, start, tally);
    }
  }
  if (journal !== recorder.journal) for (const { rows } of tallies) rows.length = 0;
}

function take(journal: Journal, index: number, cells: Float64Array, start: number, tally: Tally): void {
  const atMs = journal.atMs(index);
  if (atMs < tally.fromMs || atMs > tally.toMs) return;
  const fields = journal.types[journal.typeAt(index)]?.fields ?? [];
  const isMeant = tally.tests.every(({ column, predicate, text }) => {
    if (column === instant) return holds(predicate, atMs);
    const cell = cells[start + column] ?? Number.NaN;
    if (text !== null) return cell === text;
    const kind = fields[column]?.kind;
    return holds(predicate, kind === undefined ? null : journal.value(kind, cell));
  });
  if (!isMeant) return;
  tally.count++;
  tally.rows.push(index);
  if (tally.rows.length > rowsShown) tally.rows.shift();
}
