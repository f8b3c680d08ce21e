/**
 * What the page knows beside the timeline, folded from journal rows: links between tasks, reservations and volumes,
 * what each holds, what an app wants, marks; and spans of what the timeline leaves out: processes, frameworks, the
 * master, static reservations.
 */

import type { EventName } from "../../model/events.ts";
import { amountOf } from "../../model/units.ts";
import { type Amounts, AmountsReader, addTo, amountsFrom, byResource, type Sum } from "../amounts.ts";
import type { EventRow } from "../event-row.ts";
import { startOf } from "../span-starts.ts";
import { type SpanKind, thingOf } from "../spans.ts";
import { Contents } from "./contents.ts";
import { Entities } from "./entities.ts";
import { isForgotten } from "./forgotten.ts";
import { categoryOf, markText } from "./marks.ts";
import { OwnSpans } from "./own-spans.ts";
import { type AppStep, appSteps, forgotten, type MarkCategory, markCategories } from "./page-data.ts";
import { Table, Texts } from "./tables.ts";

export class History {
  readonly texts = new Texts();
  readonly entities = new Entities(this.texts);
  readonly master = this.entities.of("master", () => ({ kind: "master", id: "master" }));
  readonly notes = new Table("notes");
  readonly marks = new Table("marks");
  readonly steps = new Table("steps");
  /** The spans that the timeline leaves out. */
  readonly spans = new OwnSpans();
  readonly #contents = new Map<number, Contents>();
  readonly #reader = new AmountsReader();
  /** What is dynamically reserved, by agent and role. */
  readonly #dynamic = new Map<string, Sum>();
  readonly #registered = new Set<string>();
  readonly #marksFromMs: number;

  /** What happens before that instant is told, but not marked. */
  constructor(marksFromMs: number) {
    this.#marksFromMs = marksFromMs;
    // Somebody leads when a run begins.
    this.spans.begin(this.master, 0, "leading", "");
  }

  apply(event: EventRow): void {
    rules[event.name]?.(this, event);
    const category = event.atMs < this.#marksFromMs ? null : categoryOf(event);
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

  note(entity: number, event: EventRow, text: string): void {
    this.notes.add(entity, event.atMs, this.texts.of(text));
  }

  step(event: EventRow, step: AppStep, value: number): void {
    const app = this.texts.of(`${event.text("framework") ?? ""}\u0000${event.text("app") ?? ""}`);
    this.steps.add(app, event.atMs, appSteps.indexOf(step), value);
  }

  /** What a row is about. */
  thing(kind: Exclude<SpanKind, "volume">, event: EventRow): number {
    return this.entities.ofSpan(startOf(kind, event, ""));
  }

  volume(event: EventRow): number {
    return this.entities.ofSpan(startOf("volume", event, ""), {
      path: event.text("path"),
      size: event.number("size") ?? 0,
    });
  }

  process(event: EventRow): number {
    const { id, agent, app, framework, role } = startOf("task", event, "");
    const key = `process\u0000${agent}\u0000${framework}\u0000${id}`;
    return this.entities.of(key, () => ({ kind: "process", id, agent, app, framework, role }));
  }

  framework(event: EventRow): number {
    const id = event.text("framework") ?? "";
    return this.entities.of(`framework\u0000${id}`, () => ({
      kind: "framework",
      id,
      framework: id,
      role: event.text("role"),
    }));
  }

  /** What the reservation of that row holds. */
  contents(event: EventRow): Contents {
    const entity = this.thing("reservation", event);
    let contents = this.#contents.get(entity);
    if (contents === undefined) {
      contents = new Contents();
      this.#contents.set(entity, contents);
    }
    return contents;
  }

  noteContents(event: EventRow): void {
    this.note(this.thing("reservation", event), event, this.contents(event).text);
  }

  reserve(event: EventRow, by: 1 | -1): void {
    this.contents(event).change(event.text("resources"), by);
    this.noteContents(event);
    const key = `${event.text("agent") ?? ""}\u0000${event.text("role") ?? ""}`;
    const sum = this.#dynamic.get(key) ?? new Map<string, number>();
    this.#dynamic.set(key, sum);
    addTo(sum, this.#reader.read(event.text("resources")), by);
  }

  /** An entity that the timeline leaves out is in that state from here on. */
  begin(entity: number, event: EventRow, state: string): void {
    this.spans.begin(entity, event.atMs, state, event.reason);
  }

  end(entity: number, event: EventRow): void {
    this.spans.end(entity, event.atMs, event.reason);
  }

  /** What of an agent is reserved for good: all that is reserved, less what frameworks and operators reserved. */
  register(event: EventRow): void {
    const about = startOf("agent", event, "");
    const { agent } = about;
    this.note(this.entities.ofSpan(about), event, event.text("slave_id") ?? "");
    if (this.#registered.has(agent)) return;
    this.#registered.add(agent);
    for (const [role, amounts] of Object.entries(JSON.parse(event.text("reserved") ?? "{}") as object)) {
      const rest: Sum = new Map(amountsFrom(amounts));
      addTo(rest, this.#dynamic.get(`${agent}\u0000${role}`) ?? new Map(), -1);
      if (![...rest.values()].some((milli) => milli > 0)) continue;
      const reservation = this.entities.ofSpan({ ...about, kind: "reservation", id: `static ${role}`, role });
      this.begin(reservation, event, "reserved");
      this.note(reservation, event, amountsLine(rest));
    }
  }

  #entityOf(event: EventRow): number {
    const find = (kind: SpanKind): number => this.entities.find(thingOf(startOf(kind, event, "")));
    if (event.text("volume") !== null) return find("volume");
    const task = event.text("task") === null ? -1 : find("task");
    return task === -1 && event.text("reservation") !== null ? find("reservation") : task;
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
  history.note(history.thing("deployment", event), event, stepText(event));
}

const rules: Partial<Record<EventName, (history: History, event: EventRow) => void>> = {
  "agent.registered": (history, event) => history.register(event),
  "agent.reregistered": (history, event) => history.register(event),
  "reservation.requested": (history, event) => {
    if (event.text("task") !== null)
      history.entities.link(history.thing("task", event), history.thing("reservation", event));
  },
  "reservation.made": (history, event) => history.reserve(event, 1),
  "reservation.released": (history, event) => history.reserve(event, -1),
  "volume.created": (history, event) => {
    const volume = history.volume(event);
    if (event.text("reservation") === null) return;
    history.entities.link(volume, history.thing("reservation", event));
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
    history.entities.link(history.thing("task", event), volume);
    history.note(volume, event, event.text("task") ?? "");
  },
  "volume.detached": (history, event) => history.note(history.volume(event), event, ""),
  "task.launched": (history, event) => {
    const task = history.thing("task", event);
    if (event.text("reservation") !== null) history.entities.link(task, history.thing("reservation", event));
  },
  "task.expunged": (history, event) => {
    if (isForgotten(event)) history.note(history.thing("task", event), event, forgotten);
  },
  "task.staging": (history, event) => history.begin(history.process(event), event, "staging"),
  "process.started": (history, event) => history.begin(history.process(event), event, "running"),
  "process.ended": (history, event) => history.end(history.process(event), event),
  "framework.registered": (history, event) => {
    const framework = history.framework(event);
    history.begin(framework, event, "registered");
    history.note(framework, event, event.text("framework_id") ?? "");
  },
  "framework.disconnected": (history, event) =>
    history.begin(history.framework(event), event, "disconnected"),
  "framework.removed": (history, event) => history.begin(history.framework(event), event, "removed"),
  "master.down": (history, event) => history.begin(history.master, event, "down"),
  "master.failedover": (history, event) => history.begin(history.master, event, "leading"),
  "deployment.started": noteDeployment,
  "deployment.step": noteDeployment,
  "offer.made": (history, event) =>
    history.note(history.thing("offer", event), event, event.text("resources") ?? ""),
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
