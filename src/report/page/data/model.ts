/** The run as the page knows it: the tables with what finds rows in them quickly. */

import {
  type EntityKind,
  entityKinds,
  type MarkCategory,
  markCategories,
  type PageHead,
  slotKinds,
  stillOpen,
} from "../../html/page-data.ts";
import { type Columns, type Groups, grouped, groupOf, joined, type Part } from "./columns.ts";

/** One thing, read. */
export interface Entity {
  readonly place: number;
  readonly kind: EntityKind;
  readonly id: string;
  readonly agent: string;
  readonly app: string;
  readonly framework: string;
  readonly role: string;
  readonly path: string;
  /** MiB, of a volume. */
  readonly size: number;
}

export interface Mark {
  readonly place: number;
  readonly atMs: number;
  readonly category: MarkCategory;
  readonly type: string;
  readonly text: string;
  readonly agent: string;
  readonly app: string;
  readonly framework: string;
  /** -1 where it is about none. */
  readonly entity: number;
}

const at = (column: Float64Array, row: number): number => column[row] ?? 0;

/** How many of the rows, which are in order of time, are not after an instant. */
function countUntil(rows: Int32Array, times: Float64Array, atMs: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(times, rows[middle] ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class Model {
  readonly head: PageHead;
  readonly texts: readonly string[];
  readonly spans: Columns<"spans">;
  /** When each span ends; that of one still open is infinite. */
  readonly spanEnd: Float64Array;
  readonly slots: Columns<"slots">;
  readonly levels: Columns<"levels">;
  readonly amounts: Float64Array;
  readonly marks: readonly Mark[];
  readonly entityCount: number;
  readonly #entities: Columns<"entities">;
  readonly #links: Columns<"links">;
  readonly #notes: Columns<"notes">;
  readonly #steps: Columns<"steps">;
  readonly #spansOf: Groups;
  readonly #notesOf: Groups;
  readonly #linkedFrom: Groups;
  readonly #linkedTo: Groups;
  readonly #stepsOf = new Map<string, number[]>();

  constructor(head: PageHead, texts: readonly string[], parts: (name: string) => readonly Part[]) {
    this.head = head;
    this.texts = texts;
    this.#entities = joined("entities", parts("entities"));
    this.#links = joined("links", parts("links"));
    this.spans = joined("spans", parts("spans"));
    this.#notes = joined("notes", parts("notes"));
    this.#steps = joined("steps", parts("steps"));
    this.slots = joined("slots", parts("slots"));
    this.levels = joined("levels", parts("levels"));
    this.amounts = joined("amounts", parts("amounts")).milli;
    this.entityCount = this.#entities.rows;
    this.spanEnd = this.spans.length.map((length, row) =>
      length === stillOpen ? Number.POSITIVE_INFINITY : at(this.spans.start, row) + length,
    );
    this.#spansOf = grouped(this.spans.entity, this.entityCount);
    this.#notesOf = grouped(this.#notes.entity, this.entityCount);
    this.#linkedFrom = grouped(this.#links.from, this.entityCount);
    this.#linkedTo = grouped(this.#links.to, this.entityCount);
    for (let row = 0; row < this.#steps.app.length; row++) {
      const key = this.text(at(this.#steps.app, row));
      const rows = this.#stepsOf.get(key);
      if (rows === undefined) this.#stepsOf.set(key, [row]);
      else rows.push(row);
    }
    this.marks = this.#readMarks(joined("marks", parts("marks")));
  }

  text(place: number): string {
    return this.texts[place] ?? "";
  }

  /** Where what the page shows begins. */
  get startMs(): number {
    return this.head.stretch?.fromMs ?? 0;
  }

  /** Where what the page shows ends; the end of the run, unless the page shows a stretch before that. */
  get endMs(): number {
    return this.head.stretch?.toMs ?? this.head.endMs;
  }

  entity(place: number): Entity {
    const { kind, id, agent, app, framework, role, path, size } = this.#entities;
    return {
      place,
      kind: this.kindOf(place, kind),
      id: this.text(at(id, place)),
      agent: this.text(at(agent, place)),
      app: this.text(at(app, place)),
      framework: this.text(at(framework, place)),
      role: this.text(at(role, place)),
      path: this.text(at(path, place)),
      size: at(size, place),
    };
  }

  kindOf(place: number, kinds: Float64Array = this.#entities.kind): EntityKind {
    return entityKinds[at(kinds, place)] ?? "task";
  }

  /** All entities of a kind, in order of first appearance. */
  entitiesOf(...wanted: readonly EntityKind[]): readonly Entity[] {
    const numbers = new Set(wanted.map((kind) => entityKinds.indexOf(kind)));
    const found: Entity[] = [];
    for (let place = 0; place < this.entityCount; place++)
      if (numbers.has(at(this.#entities.kind, place))) found.push(this.entity(place));
    return found;
  }

  /** The columns of entities that a search looks at. */
  get searchable(): Columns<"entities"> {
    return this.#entities;
  }

  /** Spans of an entity, in order of start; they do not overlap. */
  spansOf(entity: number): Int32Array {
    return groupOf(this.#spansOf, entity);
  }

  stateOf(span: number): string {
    return this.text(at(this.spans.state, span));
  }

  startOf(span: number): number {
    return at(this.spans.start, span);
  }

  /** When it ends; the end of what the page shows for a span that goes on. */
  endOf(span: number): number {
    return Math.min(this.spanEnd[span] ?? 0, this.endMs);
  }

  entityOf(span: number): number {
    return at(this.spans.entity, span);
  }

  /** The code of its reason, "" where there is none. */
  reasonOf(span: number): string {
    return this.text(at(this.spans.reason, span));
  }

  /** The span that an entity is in after all events of that instant; -1 where it is in none. */
  spanAt(entity: number, atMs: number): number {
    const rows = this.spansOf(entity);
    const span = rows[countUntil(rows, this.spans.start, atMs) - 1];
    return span !== undefined && (this.spanEnd[span] ?? 0) > atMs ? span : -1;
  }

  /** The state that an entity is in, "" where it is in none. */
  stateAt(entity: number, atMs: number): string {
    const span = this.spanAt(entity, atMs);
    return span === -1 ? "" : this.stateOf(span);
  }

  /** What was said of an entity last. */
  noteAt(entity: number, atMs: number): string {
    const rows = groupOf(this.#notesOf, entity);
    const row = rows[countUntil(rows, this.#notes.at, atMs) - 1];
    return row === undefined ? "" : this.text(at(this.#notes.text, row));
  }

  /** A task's reservation and volumes; the tasks of a reservation or volume; the reservation of a volume. */
  linkedWith(entity: number): readonly number[] {
    const forth = groupOf(this.#linkedFrom, entity);
    const back = groupOf(this.#linkedTo, entity);
    return [
      ...[...forth].map((row) => at(this.#links.to, row)),
      ...[...back].map((row) => at(this.#links.from, row)),
    ];
  }

  /** Changes of an app: what is wanted, what is left to launch, until when launches are delayed, whether it exists. */
  stepsOf(framework: string, app: string): readonly { atMs: number; step: number; value: number }[] {
    return (this.#stepsOf.get(`${framework}\u0000${app}`) ?? []).map((row) => ({
      atMs: at(this.#steps.at, row),
      step: at(this.#steps.step, row),
      value: at(this.#steps.value, row),
    }));
  }

  /** The apps that steps are of, as framework and id, in order of creation. */
  get stepped(): readonly (readonly [framework: string, app: string])[] {
    return [...this.#stepsOf.keys()].map((key) => {
      const [framework = "", app = ""] = key.split("\u0000");
      return [framework, app] as const;
    });
  }

  /** What a slot is of: what it holds, on which agent, for which role. */
  slot(place: number): { kind: (typeof slotKinds)[number]; agent: string; role: string } {
    const { kind, agent, role } = this.slots;
    return {
      kind: slotKinds[at(kind, place)] ?? "total",
      agent: this.text(at(agent, place)),
      role: this.text(at(role, place)),
    };
  }

  /** The meaning of a span's reason in words; "" where it has none. */
  meaningOf(span: number): string {
    const code = this.reasonOf(span);
    if (code === "") return "";
    return this.head.reasons[`${this.kindOf(this.entityOf(span))} ${code}`] ?? code;
  }

  #readMarks(marks: Columns<"marks">): readonly Mark[] {
    const read = Array.from(marks.at, (atMs, place) => ({
      atMs,
      category: markCategories[at(marks.category, place)] ?? "fault",
      type: this.text(at(marks.type, place)),
      text: this.text(at(marks.text, place)),
      agent: this.text(at(marks.agent, place)),
      app: this.text(at(marks.app, place)),
      framework: this.text(at(marks.framework, place)),
      entity: at(marks.entity, place),
    }));
    return read.sort((a, b) => a.atMs - b.atMs).map((mark, place) => ({ ...mark, place }));
  }
}
