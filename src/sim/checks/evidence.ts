/** Looks into the journal for the rows that led to the state of what an expectation is about. */

import type { Recorder } from "../cluster/recorder.ts";
import type { Journal } from "../kernel/journal.ts";
import { blockRows } from "../kernel/row-block.ts";
import type { Subject } from "./expectation.ts";

/** How many rows are shown, and how far back they are looked for. */
export const rowsShown = 6;
const rowsSearched = 200_000;

/** Asks for rows about a subject up to an instant, of a journal that had so many. */
export interface Inquiry {
  readonly subject: Subject;
  readonly untilMs: number;
  readonly rows: number;
}

/** An inquiry that is answered while the journal is read backwards. */
interface Search extends Inquiry {
  /** Rows before that are not looked at. */
  readonly stop: number;
  /** Searches for rows of the same name, as long as they go on. */
  readonly alike: Set<Search>;
  /** The last ones, newest first. */
  readonly found: number[];
}

/** Of each inquiry the last few rows, oldest first; nothing for null. All are found in one reading, which skips what nobody asks for. */
export function rowsAboutEach(
  { journal }: Recorder,
  inquiries: readonly (Inquiry | null)[],
): readonly (readonly number[] | null)[] {
  const byField = new Map(["app", "agent", "role"].map((field) => [field, new Map<number, Set<Search>>()]));
  const searches = inquiries.map((inquiry) =>
    inquiry === null ? null : searchFor(journal, byField, inquiry),
  );
  const waiting = searches.filter((search) => search !== null).sort((a, b) => a.rows - b.rows);
  const columns = journal.types.map(({ fields }) =>
    [...byField].flatMap(([field, byName]) => {
      const column = fields.findIndex(({ name }) => name === field);
      return column < 0 ? [] : [{ column, byName }];
    }),
  );
  const open = new Set<Search>();
  const end = (search: Search): void => {
    open.delete(search);
    search.alike.delete(search);
  };
  for (let index = journal.length - 1; index >= 0; index--) {
    // Those with more rows come first, and end first.
    for (const search of open) {
      if (search.stop <= index) break;
      end(search);
    }
    const next = waiting.at(-1);
    if (open.size === 0) {
      if (next === undefined) break;
      index = Math.min(index, next.rows - 1);
    }
    for (let search = next; search !== undefined && search.rows > index; search = waiting.at(-1)) {
      waiting.pop();
      open.add(search);
      search.alike.add(search);
    }
    if (index < 0) break;
    const block = journal.blockOf(index);
    const place = index % blockRows;
    for (const { column, byName } of columns[block.type[place] ?? 0] ?? []) {
      const alike = byName.get(block.cells[(block.start[place] ?? 0) + column] ?? Number.NaN);
      for (const search of alike ?? []) {
        if ((block.at[place] ?? 0) > search.untilMs) continue;
        search.found.push(index);
        if (search.found.length === rowsShown) end(search);
      }
    }
  }
  return searches.map((search) => search?.found.reverse() ?? null);
}

/** Null where no row can be about it. */
function searchFor(
  journal: Journal,
  byField: ReadonlyMap<string, Map<number, Set<Search>>>,
  inquiry: Inquiry,
): Search | null {
  const wanted = nameOf(inquiry.subject);
  const byName = byField.get(wanted?.field ?? "");
  if (wanted === null || byName === undefined || !journal.hasSaid(wanted.name)) return null;
  const number = journal.intern(wanted.name);
  const alike = byName.get(number) ?? new Set();
  byName.set(number, alike);
  return { ...inquiry, stop: Math.max(0, inquiry.rows - rowsSearched), alike, found: [] };
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
