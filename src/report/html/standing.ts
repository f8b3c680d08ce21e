/**
 * What stands when a stretch of a run begins, as the rows before it that say so: of each thing that is still there, the
 * rows that told of it last. Who goes through them and on through the stretch comes to the same as if he had gone
 * through the whole run, but what is over by then takes no memory.
 */

import type { EventName } from "../../model/events.ts";
import type { Recorder } from "../../sim/cluster/recorder.ts";
import { EventRow, eventAt, eventsWithOffers } from "../event-row.ts";
import { startOf } from "../span-starts.ts";
import { type SpanKind, thingOf } from "../spans.ts";
import { isForgotten } from "./forgotten.ts";
import { rowsBefore, type Stretch } from "./stretch.ts";

/** Rows before a stretch, by their numbers in the journal and in that of offers. */
export interface StandingRows {
  readonly rows: readonly number[];
  readonly offers: readonly number[];
}

/** What stands when the stretch begins; `shown` are keys of the things that have spans in it. */
export function standingRows(
  recorder: Recorder,
  { fromMs }: Stretch,
  shown: ReadonlySet<string>,
): StandingRows {
  const standing = new Standing(shown);
  for (const event of eventsWithOffers(recorder)) {
    if (event.atMs >= fromMs) break;
    rules[event.name]?.(standing, event);
  }
  return { rows: standing.rows(), offers: standing.offers() };
}

/** What stands when the stretch begins, then the stretch itself, both in their order. */
export function* eventsOfStretch(
  recorder: Recorder,
  { fromMs, toMs }: Stretch,
  standing: StandingRows,
): Generator<EventRow> {
  const { journal, offers } = recorder;
  for (const index of standing.rows) yield eventAt(recorder, index);
  if (offers !== null)
    for (const index of standing.offers) yield new EventRow(offers.journal, index, 0, index + 1);
  const from = {
    row: rowsBefore(journal, fromMs),
    offer: offers === null ? 0 : rowsBefore(offers.journal, fromMs),
  };
  for (const event of eventsWithOffers(recorder, from)) {
    if (event.atMs > toMs) return;
    yield event;
  }
}

/** Rows by what they say: of those that say the same of the same, one is enough. */
class Standing {
  readonly #shown: ReadonlySet<string>;
  readonly #said = new Map<string, number>();
  /** Rows that all count: what a reservation holds is a sum. */
  readonly #all: number[] = [];
  /** Of offers that are still open. */
  readonly #offers: number[] = [];

  constructor(shown: ReadonlySet<string>) {
    this.#shown = shown;
  }

  isShown(kind: SpanKind, event: EventRow): boolean {
    return this.#shown.has(thingOf(startOf(kind, event, "")));
  }

  /** The row counts until another one says the same, or somebody says that it is over. */
  last(said: string, event: EventRow): void {
    this.#said.set(said, event.seq - 1);
  }

  first(said: string, event: EventRow): void {
    if (!this.#said.has(said)) this.last(said, event);
  }

  over(said: string): void {
    this.#said.delete(said);
  }

  always({ seq, offerSeq }: EventRow): void {
    if (offerSeq === null) this.#all.push(seq - 1);
    else this.#offers.push(offerSeq - 1);
  }

  rows(): readonly number[] {
    return [...new Set([...this.#said.values(), ...this.#all])].sort((a, b) => a - b);
  }

  offers(): readonly number[] {
    return this.#offers;
  }
}

const id = (event: EventRow, ...fields: readonly string[]): string =>
  fields.map((field) => event.text(field) ?? "").join("\u0000");

const processOf = (event: EventRow): string => `process ${id(event, "agent", "framework", "task")}`;

type Rule = (standing: Standing, event: EventRow) => void;

/** A host has one row for what it has reserved for good, and one for what the master calls it. */
const register: Rule = (standing, event) => {
  standing.first(`first ${id(event, "agent")}`, event);
  standing.last(`last ${id(event, "agent")}`, event);
};

const process: Rule = (standing, event) => standing.last(processOf(event), event);

const held: Rule = (standing, event) => {
  if (standing.isShown("reservation", event)) standing.always(event);
};

/** What a volume is, and where: by the name of its rows. */
const volume: Rule = (standing, event) => {
  if (standing.isShown("volume", event))
    standing.last(`${event.name} ${id(event, "agent", "role", "volume")}`, event);
};

/** Where a volume is attached, and to which task, is told by its last row. */
const mounted: Rule = (standing, event) => {
  if (standing.isShown("volume", event))
    standing.last(`mounted ${id(event, "agent", "role", "volume")}`, event);
};

/** Who asked for a reservation. */
const requested: Rule = (standing, event) => {
  if (standing.isShown("reservation", event) || standing.isShown("task", event))
    standing.last(`requested ${thingOf(startOf("reservation", event, ""))}`, event);
};

/** Which reservation a task uses; one may be used by many. */
const launched: Rule = (standing, event) => {
  if (event.text("reservation") !== null && standing.isShown("task", event))
    standing.last(`launched ${thingOf(startOf("task", event, ""))}`, event);
};

const framework: Rule = (standing, event) => standing.last(`${event.name} ${id(event, "framework")}`, event);

const master: Rule = (standing, event) => standing.last(event.name, event);

const deployment: Rule = (standing, event) => {
  if (standing.isShown("deployment", event))
    standing.last(`deployment ${id(event, "framework", "deployment")}`, event);
};

const app: Rule = (standing, event) => standing.last(`${event.name} ${id(event, "framework", "app")}`, event);

const rules: Partial<Record<EventName, Rule>> = {
  "agent.registered": register,
  "agent.reregistered": register,
  "reservation.requested": requested,
  "reservation.made": held,
  "reservation.released": held,
  "volume.created": (standing, event) => {
    if (event.text("reservation") !== null) held(standing, event);
    volume(standing, event);
  },
  "volume.destroyed": (standing, event) => {
    if (event.text("reservation") !== null) held(standing, event);
  },
  "volume.attached": mounted,
  "volume.detached": mounted,
  "task.launched": launched,
  "task.expunged": (standing, event) => {
    if (isForgotten(event) && standing.isShown("task", event))
      standing.last(`forgotten ${thingOf(startOf("task", event, ""))}`, event);
  },
  "task.staging": process,
  "process.started": process,
  "process.ended": (standing, event) => standing.over(processOf(event)),
  "framework.registered": framework,
  "framework.disconnected": framework,
  "framework.removed": framework,
  "master.down": master,
  "master.failedover": master,
  "deployment.started": deployment,
  "deployment.step": deployment,
  "offer.made": (standing, event) => {
    if (standing.isShown("offer", event)) standing.always(event);
  },
  "app.created": app,
  "app.updated": (standing, event) => {
    if (event.number("instances") !== null) app(standing, event);
  },
  "app.destroyed": app,
  "queue.changed": app,
  "queue.backoff": app,
};
