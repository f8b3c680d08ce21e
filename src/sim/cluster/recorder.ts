/** Writes events into the journal: the catalogue's fields as cells, in its order. Offers go into a journal of their
 * own, so that listing them changes neither the numbers nor the digest of the rest. */

import {
  type EventName,
  type EventType,
  type EventValues,
  eventNames,
  eventTypes,
  type IdField,
  idFields,
} from "../../model/events.ts";
import { Resources } from "../../model/resources.ts";
import { BlockStore } from "../kernel/block-store.ts";
import { type CellKind, type Hash, Journal, type RowType } from "../kernel/journal.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { Anchors } from "./anchors.ts";

const cellKinds: Readonly<Record<string, CellKind>> = {
  name: "text",
  count: "number",
  ms: "number",
  flag: "flag",
  amounts: "json",
  json: "json",
};

/** The catalogue as row types, ids first, then fields, then the reason; the index is the type's number. */
export const rowTypes: readonly RowType[] = eventNames.map((name) => {
  const type: EventType = eventTypes[name];
  const ids = idFields
    .filter((id) => type.ids.includes(id))
    .map((id) => ({ name: id as string, kind: "text" as const }));
  const fields = Object.entries(type.fields).map(([field, kind]) => ({
    name: field,
    kind: cellKinds[kind] ?? "json",
  }));
  const reason = type.reasons === undefined ? [] : [{ name: "reason", kind: "text" as const }];
  return { name, fields: [...ids, ...fields, ...reason] };
});

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

const typeNumbers = new Map<string, number>(eventNames.map((name, number) => [name, number]));

/** The number of an event type in the journal's rows. */
export function typeNumber(name: EventName): number {
  return typeNumbers.get(name) ?? -1;
}

type OfferEvent = Extract<EventName, `offer.${string}`>;

/** Ids that several rows share. */
export type SharedIds = { readonly [K in IdField]?: string | null | undefined };

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
    this.#writer = new Writer(this.journal);
    this.keptOffers =
      offers === "counted"
        ? null
        : { journal: new Journal(rowTypes, null, store), anchors: new Anchors(store) };
    this.#offerWriter = this.keptOffers === null ? null : new Writer(this.keptOffers.journal);
    this.offers = offers === "listed" ? this.keptOffers : null;
  }

  /** Told of every offer that is made. */
  onOfferMade: ((framework: string, agent: string) => void) | null = null;

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

  /** Counts an offer event, and keeps its row where offers are kept; `values` is asked only then. */
  offer<N extends OfferEvent>(name: N, values: () => EventValues<N>): void {
    this.offerCounts[name.slice("offer.".length) as keyof OfferCounts]++;
    if (this.onOfferMade !== null && name === "offer.made") {
      const { framework, agent }: EventValues<"offer.made"> = values();
      this.onOfferMade(framework ?? "", agent ?? "");
    }
    if (this.#offerWriter === null) return;
    this.keptOffers?.anchors.push(this.journal.length);
    this.#offerWriter.write(this.#kernel.nowMs, name, values(), noIds);
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
      else if (field.kind === "text") journal.put(this.#textNumber(value as string, field.number));
      else
        journal.put(journal.intern(value instanceof Resources ? value.amountsText : JSON.stringify(value)));
    }
  }

  #textNumber(text: string, field: number): number {
    if (this.#texts[field] === text) return this.#numbers[field] ?? -1;
    const number = this.#journal.intern(text);
    this.#texts[field] = text;
    this.#numbers[field] = number;
    return number;
  }
}
