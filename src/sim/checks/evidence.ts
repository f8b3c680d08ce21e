/** Looks into the journal for what an expectation is about: which events count, which led to a state. */

import type { Recorder } from "../cluster/recorder.ts";
import type { CellValue, Journal, Row } from "../kernel/journal.ts";
import { holds } from "./compare.ts";
import type { Predicate, Subject } from "./expectation.ts";

/** How many rows are shown, and how far back they are looked for. */
const rowsShown = 6;
const rowsSearched = 200_000;

function cell(journal: Journal, row: Row, field: string): CellValue {
  const index = journal.types[row.type]?.fields.findIndex(({ name }) => name === field) ?? -1;
  return row.cells[index] ?? null;
}

/** How many events of a type fall into a window, both ends included, and the last few of them. */
export function countEvents(
  recorder: Recorder,
  subject: Extract<Subject, { kind: "events" }>,
  fromMs: number,
  toMs: number,
): { readonly count: number; readonly rows: readonly number[] } {
  const counted = subject.type.startsWith("offer.") ? recorder.keptOffers?.journal : recorder.journal;
  if (counted === undefined) {
    const end = subject.type.slice("offer.".length) as keyof Recorder["offerCounts"];
    return { count: recorder.offerCounts[end], rows: [] };
  }
  const type = counted.types.findIndex(({ name }) => name === subject.type);
  const rows: number[] = [];
  let count = 0;
  for (const index of counted.rowsOf(type)) {
    const atMs = counted.atMs(index);
    if (atMs < fromMs || atMs > toMs || !matches(counted, index, subject.where)) continue;
    count++;
    rows.push(index);
    if (rows.length > rowsShown) rows.shift();
  }
  return { count, rows: counted === recorder.journal ? rows : [] };
}

function matches(journal: Journal, index: number, where: readonly Predicate[]): boolean {
  if (where.length === 0) return true;
  const row = journal.row(index);
  return where.every((predicate) => {
    const field = predicate.path.join(".");
    return holds(predicate, field === "time_ms" ? journal.atMs(index) : cell(journal, row, field));
  });
}

/** The last few rows about a subject up to an instant, oldest first. */
export function rowsAbout({ journal }: Recorder, subject: Subject, untilMs: number): readonly number[] {
  const wanted = nameOf(subject);
  if (wanted === null) return [];
  const rows: number[] = [];
  const stop = Math.max(0, journal.length - rowsSearched);
  for (let index = journal.length - 1; index >= stop && rows.length < rowsShown; index--) {
    if (journal.atMs(index) > untilMs) continue;
    const row = journal.row(index);
    if (cell(journal, row, wanted.field) === wanted.name) rows.unshift(index);
  }
  return rows;
}

function nameOf(subject: Subject): { readonly field: string; readonly name: string } | null {
  switch (subject.kind) {
    case "app":
      return { field: "app", name: subject.id };
    case "http":
      return { field: "app", name: subject.app };
    case "agent":
      return { field: "agent", name: subject.id };
    case "role":
      return { field: "role", name: subject.name };
    default:
      return null;
  }
}
