/**
 * What the page knows beside the timeline, folded from journal rows: links between tasks, reservations and volumes,
 * what each holds, what an app wants, marks; and spans of what the timeline leaves out: processes, frameworks, the
 * master, static reservations.
 */

import type { EventName } from "../../model/events.ts";
import { amountOf } from "../../model/units.ts";
import { type Amounts, AmountsReader, addTo, amountsFrom, byResource, type Sum } from "../amounts.ts";
import type { EventRow } from "../event-row.ts";
import { type BookedSpan, SpanBook } from "../spans.ts";
import { Contents } from "./contents.ts";
import { Entities, keys } from "./entities.ts";
import { categoryOf, markText } from "./marks.ts";
import { type AppStep, appSteps, type EntityKind, type MarkCategory, markCategories } from "./page-data.ts";
import { Table, Texts } from "./tables.ts";

const masterKey = "master";

/** A span of something that timeline.csv has not. */
export interface OwnSpan {
  readonly entity: number;
  readonly span: Readonly<BookedSpan>;
}

export class History {
  readonly texts = new Texts();
  readonly entities = new Entities(this.texts);
  readonly notes = new Table("notes");
  readonly marks = new Table("marks");
  readonly steps = new Table("steps");
  readonly #spans = new SpanBook();
  readonly #owners = new Map<string, number>();
  readonly #contents = new Map<number, Contents>();
  readonly #reader = new AmountsReader();
  /** What is dynamically reserved, by agent and role. */
  readonly #dynamic = new Map<string, Sum>();
  readonly #static = new Map<string, readonly string[]>();

  constructor() {
    // Somebody leads when a run begins.
    this.#owners.set(
      masterKey,
      this.entities.of(masterKey, () => ({ kind: "master", id: "master" })),
    );
    const start = { lane: "", kind: "leader", id: "master", state: "leading", agent: "", app: "" } as const;
    this.#spans.begin(masterKey, 0, { ...start, framework: "", role: "", reason: "" });
  }

  apply(event: EventRow): void {
    rules[event.name]?.(this, event);
    const category = categoryOf(event);
    if (category !== null)
      this.mark(event.atMs, category, event.name, markText(event), {
        agent: event.text("agent"),
        app: event.text("app"),
        framework: event.text("framework"),
        entity: this.#entityOf(event),
      });
  }

  mark(
    atMs: number,
    category: MarkCategory,
    type: string,
    text: string,
    about: {
      readonly agent?: string | null;
      readonly app?: string | null;
      readonly framework?: string | null;
      readonly entity?: number;
    },
  ): void {
    const of = (name: string | null | undefined): number => this.texts.of(name ?? "");
    const places = [of(type), of(text), of(about.agent), of(about.app), of(about.framework)];
    this.marks.add(atMs, markCategories.indexOf(category), ...places, about.entity ?? -1);
  }

  /** The spans that the timeline leaves out, in order of start. */
  finish(endMs: number): readonly OwnSpan[] {
    return this.#spans.finish(endMs).map((span) => ({ entity: this.#owners.get(span.key) ?? -1, span }));
  }

  note(entity: number, event: EventRow, text: string): void {
    this.notes.add(entity, event.atMs, this.texts.of(text));
  }

  step(event: EventRow, step: AppStep, value: number): void {
    const app = this.texts.of(`${event.text("framework") ?? ""}\u0000${event.text("app") ?? ""}`);
    this.steps.add(app, event.atMs, appSteps.indexOf(step), value);
  }

  task(event: EventRow): number {
    return this.entities.of(keys.task(event), () => ({
      kind: "task",
      id: event.text("task") ?? "",
      agent: event.text("agent"),
      app: event.text("app"),
      framework: event.text("framework"),
      role: event.text("role"),
    }));
  }

  reservation(event: EventRow): number {
    return this.entities.of(keys.reservation(event), () => ({
      kind: "reservation",
      id: event.text("reservation") ?? event.text("task") ?? "",
      agent: event.text("agent"),
      app: event.text("app"),
      framework: event.text("framework"),
      role: event.text("role"),
    }));
  }

  volume(event: EventRow): number {
    return this.entities.of(keys.volume(event), () => ({
      kind: "volume",
      id: event.text("volume") ?? "",
      agent: event.text("agent"),
      app: event.text("app"),
      framework: event.text("framework"),
      role: event.text("role"),
      path: event.text("path"),
      size: event.number("size") ?? 0,
    }));
  }

  /** What the reservation of that row holds. */
  contents(event: EventRow): Contents {
    const entity = this.reservation(event);
    let contents = this.#contents.get(entity);
    if (contents === undefined) {
      contents = new Contents();
      this.#contents.set(entity, contents);
    }
    return contents;
  }

  noteContents(event: EventRow): void {
    this.note(this.reservation(event), event, this.contents(event).text);
  }

  reserve(event: EventRow, by: 1 | -1): void {
    this.contents(event).change(event.text("resources"), by);
    this.noteContents(event);
    const key = `${event.text("agent") ?? ""}\u0000${event.text("role") ?? ""}`;
    const sum = this.#dynamic.get(key) ?? new Map<string, number>();
    this.#dynamic.set(key, sum);
    addTo(sum, this.#reader.read(event.text("resources")), by);
  }

  /** A span of its own: begins, or changes its state. */
  begin(
    key: string,
    kind: EntityKind,
    id: string,
    event: EventRow,
    state: string,
    role = event.text("role"),
  ): void {
    const about = {
      agent: event.text("agent") ?? "",
      app: event.text("app") ?? "",
      framework: event.text("framework") ?? "",
    };
    this.#owners.set(
      key,
      this.entities.of(key, () => ({ kind, id, ...about, role })),
    );
    const start = { lane: "", kind: "agent", id, state, reason: event.reason, ...about } as const;
    this.#spans.begin(key, event.atMs, { ...start, role: role ?? "" });
  }

  end(key: string, event: EventRow): void {
    this.#spans.end(key, event.atMs, event.reason);
  }

  isOpen(key: string): boolean {
    return this.#spans.openOf(key) !== undefined;
  }

  /** What of an agent is reserved for good: all that is reserved, less what frameworks and operators reserved. */
  register(event: EventRow): void {
    const agent = event.text("agent") ?? "";
    this.note(
      this.entities.of(keys.agent(event), () => ({ kind: "agent", id: agent, agent })),
      event,
      event.text("slave_id") ?? "",
    );
    if (this.#static.has(agent)) return;
    const found: string[] = [];
    for (const [role, amounts] of Object.entries(JSON.parse(event.text("reserved") ?? "{}") as object)) {
      const rest: Sum = new Map(amountsFrom(amounts));
      addTo(rest, this.#dynamic.get(`${agent}\u0000${role}`) ?? new Map(), -1);
      if (![...rest.values()].some((milli) => milli > 0)) continue;
      const id = `static ${role}`;
      const key = keys.reservation(event, id).replace("\u0000\u0000", `\u0000${role}\u0000`);
      this.begin(key, "reservation", id, event, "reserved", role);
      this.note(this.entities.find(key), event, amountsLine(rest));
      found.push(key);
    }
    this.#static.set(agent, found);
  }

  #entityOf(event: EventRow): number {
    if (event.text("volume") !== null) return this.entities.find(keys.volume(event));
    const task = event.text("task") === null ? -1 : this.entities.find(keys.task(event));
    return task === -1 && event.text("reservation") !== null
      ? this.entities.find(keys.reservation(event))
      : task;
  }
}

function amountsLine(amounts: Amounts): string {
  return [...amounts]
    .filter(([, milli]) => milli > 0)
    .sort(([a], [b]) => byResource(a, b))
    .map(([name, milli]) => `${name} ${amountOf(milli)}`)
    .join(", ");
}

function stepText(event: EventRow): string {
  const actions = (JSON.parse(event.text("actions") ?? "[]") as unknown[]).map(String);
  return `step ${event.number("step") ?? 0} of ${event.number("steps") ?? 0}${actions.length === 0 ? "" : `: ${actions.join(", ")}`}`;
}

function noteDeployment(history: History, event: EventRow): void {
  const entity = history.entities.of(keys.deployment(event), () => ({
    kind: "deployment",
    id: event.text("deployment") ?? "",
    app: event.text("app"),
    framework: event.text("framework"),
  }));
  history.note(entity, event, stepText(event));
}

const rules: Partial<Record<EventName, (history: History, event: EventRow) => void>> = {
  "agent.registered": (history, event) => history.register(event),
  "agent.reregistered": (history, event) => history.register(event),
  "reservation.requested": (history, event) => {
    if (event.text("task") !== null) history.entities.link(history.task(event), history.reservation(event));
  },
  "reservation.made": (history, event) => history.reserve(event, 1),
  "reservation.released": (history, event) => history.reserve(event, -1),
  "volume.created": (history, event) => {
    const volume = history.volume(event);
    if (event.text("reservation") === null) return;
    history.entities.link(volume, history.reservation(event));
    history.contents(event).create(event.text("volume") ?? "", event.number("size") ?? 0);
    history.noteContents(event);
  },
  "volume.destroyed": (history, event) => {
    if (event.text("reservation") === null) return;
    history.contents(event).destroy(event.text("volume") ?? "");
    history.noteContents(event);
  },
  "volume.attached": (history, event) => {
    const volume = history.volume(event);
    history.entities.link(history.task(event), volume);
    history.note(volume, event, event.text("task") ?? "");
  },
  "volume.detached": (history, event) => history.note(history.volume(event), event, ""),
  "task.launched": (history, event) => {
    const task = history.task(event);
    if (event.text("reservation") !== null) history.entities.link(task, history.reservation(event));
  },
  "task.staging": (history, event) =>
    history.begin(keys.process(event), "process", event.text("task") ?? "", event, "staging"),
  "process.started": (history, event) =>
    history.begin(keys.process(event), "process", event.text("task") ?? "", event, "running"),
  "process.ended": (history, event) => history.end(keys.process(event), event),
  "framework.registered": (history, event) => {
    const key = keys.framework(event);
    history.begin(key, "framework", event.text("framework") ?? "", event, "registered");
    history.note(history.entities.find(key), event, event.text("framework_id") ?? "");
  },
  "framework.disconnected": (history, event) =>
    history.begin(keys.framework(event), "framework", event.text("framework") ?? "", event, "disconnected"),
  "framework.removed": (history, event) =>
    history.begin(keys.framework(event), "framework", event.text("framework") ?? "", event, "removed"),
  "master.down": (history, event) => history.begin(masterKey, "master", "master", event, "down"),
  "master.failedover": (history, event) => history.begin(masterKey, "master", "master", event, "leading"),
  "deployment.started": noteDeployment,
  "deployment.step": noteDeployment,
  "offer.made": (history, event) => {
    const offer = history.entities.of(keys.offer(event), () => ({
      kind: "offer",
      id: event.text("offer") ?? "",
      agent: event.text("agent"),
      framework: event.text("framework"),
      role: event.text("role"),
    }));
    history.note(offer, event, event.text("resources") ?? "");
  },
  "app.created": (history, event) => {
    history.step(event, "exists", 1);
    history.step(event, "wanted", event.number("instances") ?? 0);
  },
  "app.updated": (history, event) => {
    const instances = event.number("instances");
    if (instances !== null) history.step(event, "wanted", instances);
  },
  "app.destroyed": (history, event) => {
    history.step(event, "exists", 0);
    history.step(event, "wanted", 0);
  },
  "queue.changed": (history, event) => history.step(event, "left", event.number("left") ?? 0),
  "queue.backoff": (history, event) => history.step(event, "backoff", event.number("until_ms") ?? 0),
};
