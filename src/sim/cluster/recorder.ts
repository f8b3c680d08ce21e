/** Writes events into the journal: the catalogue's fields as cells, in its order. Offers go into a journal of their
 * own, so that listing them changes neither the numbers nor the digest of the rest. */

import {
  type EventName,
  type EventType,
  type EventValues,
  eventNames,
  eventTypes,
  type IdField,
} from "../../model/events.ts";
import { Name, TaskNames } from "../../model/names.ts";
import { Resources } from "../../model/resources.ts";
import { BlockStore } from "../kernel/block-store.ts";
import { type CellKind, type Hash, Journal } from "../kernel/journal.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { Anchors } from "./anchors.ts";
import { rowTypes, typeNumber } from "./row-types.ts";
import { TaskRows } from "./task-rows.ts";

export { rowTypes, typeNumber } from "./row-types.ts";

const fieldNames = [...new Set(rowTypes.flatMap(({ fields }) => fields.map(({ name }) => name)))];

/** Of each type its fields, the ids first, with numbers that fields of one name share, and the reasons that it may have. */
interface Layout {
  readonly idCount: number;
  readonly fields: readonly { readonly name: string; readonly kind: CellKind; readonly number: number }[];
  readonly reasons: ReadonlySet<unknown> | null;
}

const noLayout: Layout = { idCount: 0, fields: [], reasons: null };

const layouts: readonly Layout[] = rowTypes.map(({ fields }, number) => {
  const { ids, reasons }: EventType = eventTypes[eventNames[number] as EventName];
  return {
    idCount: ids.length,
    fields: fields.map(({ name, kind }) => ({ name, kind, number: fieldNames.indexOf(name) })),
    reasons: reasons === undefined ? null : new Set(Object.keys(reasons)),
  };
});

type OfferEvent = Extract<EventName, `offer.${string}`>;

const offerEnds: Readonly<Record<OfferEvent, keyof OfferCounts>> = {
  "offer.made": "made",
  "offer.accepted": "accepted",
  "offer.declined": "declined",
  "offer.rescinded": "rescinded",
};

/** Ids that several rows share: texts, or names. */
type SharedIds = { readonly [K in IdField]?: string | Name | null | undefined };

const noIds: SharedIds = {};

/** How many offers met which end. */
export interface OfferCounts {
  made: number;
  accepted: number;
  declined: number;
  rescinded: number;
}

/** Rows of offers; `anchors` holds how many rows of the journal stood before each. */
export interface OfferRows {
  readonly journal: Journal;
  readonly anchors: Anchors;
}

/** What becomes of offer events: only counted, kept for expectations that look at them, or listed in outputs too. */
export type OfferKeeping = "counted" | "kept" | "listed";

export class Recorder {
  readonly #kernel: Kernel;
  readonly journal: Journal;
  /** Rows about launches of tasks. */
  readonly tasks: TaskRows;
  readonly #names = new Map<string, Name>();
  readonly #writer: Writer;
  readonly #offerWriter: Writer | null;
  /** Where they are kept or listed. */
  readonly keptOffers: OfferRows | null;
  /** Only where they are listed. */
  readonly offers: OfferRows | null;
  readonly offerCounts: OfferCounts = { made: 0, accepted: 0, declined: 0, rescinded: 0 };

  /** The blocks of all rows go into the store. */
  constructor(kernel: Kernel, hash: Hash | null, offers: OfferKeeping, store: BlockStore = new BlockStore()) {
    this.#kernel = kernel;
    this.journal = new Journal(rowTypes, hash, store);
    this.tasks = new TaskRows(kernel, this.journal);
    this.#writer = new Writer(this.journal);
    this.keptOffers =
      offers === "counted"
        ? null
        : { journal: new Journal(rowTypes, null, store), anchors: new Anchors(store) };
    this.#offerWriter = this.keptOffers === null ? null : new Writer(this.keptOffers.journal);
    this.offers = offers === "listed" ? this.keptOffers : null;
  }

  /** Whether some row has said that text. */
  readonly hasSaid = (text: string): boolean => this.journal.hasSaid(text);

  /** Told of every offer that is made. */
  onOfferMade: ((framework: string, agent: string) => void) | null = null;

  /** The name of that text, for rows: of agents, frameworks, roles and apps, which are few. */
  nameOf(text: string): Name {
    let name = this.#names.get(text);
    if (name === undefined) {
      name = new Name(text);
      this.#names.set(text, name);
    }
    return name;
  }

  /** Names for the rows about a launch of a task. */
  taskNames(
    agent: Name,
    framework: string,
    role: string,
    app: string | undefined,
    taskId: string,
  ): TaskNames {
    const appName = app === undefined ? null : this.nameOf(app);
    return new TaskNames(agent, this.nameOf(framework), this.nameOf(role), appName, taskId);
  }

  /**
   * Adds a row; an id of which the values say nothing is taken from `ids`. Throws for a reason that the catalogue does not
   * list. Hot callers give ids apart and no object made by spreading another: V8 makes each of those a shape of its own.
   */
  add<N extends Exclude<EventName, OfferEvent>>(
    name: N,
    values: EventValues<N>,
    ids: SharedIds = noIds,
  ): void {
    this.#writer.write(this.#kernel.nowMs, name, values, ids);
  }

  /** Counts so many more of them, where they are only counted. */
  countOffers(end: keyof OfferCounts, count: number): void {
    this.offerCounts[end] += count;
  }

  /**
   * Counts an offer event, and keeps its row where offers are kept; `valuesOf` is asked only then, about what stands behind it:
   * a closure would be made for each offer, most of which are only counted.
   */
  offer<N extends OfferEvent, Of extends readonly unknown[]>(
    name: N,
    valuesOf: (...of: Of) => EventValues<N>,
    ...of: Of
  ): void {
    this.offerCounts[offerEnds[name]]++;
    if (this.onOfferMade !== null && name === "offer.made") {
      const { framework, agent }: EventValues<"offer.made"> = valuesOf(...of);
      this.onOfferMade(framework ?? "", agent ?? "");
    }
    if (this.#offerWriter === null) return;
    this.keptOffers?.anchors.push(this.journal.length);
    this.#offerWriter.write(this.#kernel.nowMs, name, valuesOf(...of), noIds);
  }
}

/** Puts events into one journal. */
class Writer {
  readonly #journal: Journal;
  /** Of each field the text that was written last, and its number: rows of one instant repeat each other. */
  readonly #texts: (string | null)[] = fieldNames.map(() => null);
  readonly #numbers: number[] = fieldNames.map(() => -1);

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  write(
    nowMs: number,
    name: EventName,
    values: Readonly<Record<string, unknown>>,
    ids: Readonly<Record<string, unknown>>,
  ): void {
    const number = typeNumber(name);
    const { fields, idCount, reasons } = layouts[number] ?? noLayout;
    if (reasons !== null && !reasons.has(values["reason"]))
      throw new Error(`${name} for the unlisted reason ${String(values["reason"])}`);
    const journal = this.#journal;
    journal.begin(nowMs, number);
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i];
      if (field === undefined) continue;
      const value = values[field.name] ?? (i < idCount ? ids[field.name] : undefined);
      if (value === undefined || value === null) journal.put(Number.NaN);
      else if (field.kind === "number") journal.put(value as number);
      else if (field.kind === "flag") journal.put(value === true ? 1 : 0);
      else if (field.kind === "text")
        journal.put(
          value instanceof Name ? this.#nameNumber(value) : this.#textNumber(value as string, field.number),
        );
      else if (value instanceof Resources) journal.put(journal.intern(value.amountsText));
      // Most are told once: they name the ids of a task.
      else journal.put(journal.internOnce(JSON.stringify(value)));
    }
  }

  /** Of a name of this journal's run; offers, whose journal is another one, have texts. */
  #nameNumber(name: Name): number {
    if (name.number < 0) name.number = this.#journal.intern(name.text);
    return name.number;
  }

  #textNumber(text: string, field: number): number {
    if (this.#texts[field] === text) return this.#numbers[field] ?? -1;
    const number = this.#journal.intern(text);
    this.#texts[field] = text;
    this.#numbers[field] = number;
    return number;
  }
}
