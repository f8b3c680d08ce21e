/**
 * What happened to an app, told in a few lines: the events that changed its fate, like ones of one time put together.
 *
 * A beat is one kind of thing that happened to one or more of the app's instances.
 */

import type { EventName } from "../model/events.ts";
import type { AppRecord, AppStates, TaskRecord } from "./app-states.ts";
import { whyOf } from "./describe-event.ts";
import type { EventRow } from "./event-row.ts";
import { endOfLaunched } from "./task-ends.ts";
import { counted, listed, roughly } from "./wording.ts";

/** Like beats this close to the first of them are told in one line. */
const togetherMs = 60_000;

interface Beat {
  readonly atMs: number;
  kind: string;
  readonly agents: string[];
  /** Of the tasks it happened to; what happens to one twice is told twice. */
  readonly tasks: Set<string>;
  count: number;
  /** What the line says after the time. */
  tell: (beat: Beat) => string;
}

export class Story {
  readonly #beats: Beat[] = [];
  /** The last end of each task, for what Marathon makes of it. */
  readonly #ends = new Map<string, Beat>();
  readonly #agents = new Set<string>();
  readonly #app: AppRecord;
  #wanted = 0;

  constructor(app: AppRecord) {
    this.#app = app;
  }

  /** Takes in any row that the projection has already been given; most say nothing about the app. */
  apply(event: EventRow, states: AppStates): void {
    const agent = event.text("agent");
    const told = agent !== null && this.#agents.has(agent) ? hostTellers[event.name] : undefined;
    if (told !== undefined) this.#add(event, event.name, told(event));
    if (event.text("app") !== this.#app.id) return;
    if (!this.#isOurs(event, states)) return;
    this.#tellOwn(event, states.taskOf(event));
  }

  /** Volumes are destroyed, and conflicts made, by whoever does it: such a row's framework need not be the app's. */
  #isOurs(event: EventRow, states: AppStates): boolean {
    if (event.text("framework") === this.#app.framework || event.name === "role.conflict") return true;
    return event.name.startsWith("volume.") && states.volumeOf(event)?.app === this.#app;
  }

  /** The lines, at most `linesMax`: where there are more, the first and the last of them. */
  lines(linesMax: number): string[] {
    const lines = this.#together().map((beat) => `${roughly(beat.atMs).padEnd(8)} ${beat.tell(beat)}`);
    if (lines.length <= linesMax) return lines;
    const last = Math.floor((linesMax - 1) / 2);
    const first = linesMax - 1 - last;
    const left = lines.length - first - last;
    return [
      ...lines.slice(0, first),
      `${"".padEnd(8)} ... ${left} more`,
      ...lines.slice(lines.length - last),
    ];
  }

  #tellOwn(event: EventRow, task: TaskRecord | undefined): void {
    const end = endOfLaunched(event);
    if (end !== null && task?.phase === "ended") {
      const beat = this.#add(
        event,
        `ended ${end}`,
        (told) => `${some(told)}${endText(end)} on ${listed(told.agents)}`,
      );
      if (end === "lost") {
        const why = whyOf(event);
        beat.tell = (told) => `TASK_LOST${times(told)} on ${listed(told.agents)}: ${why}`;
      }
      this.#ends.set(task.key, beat);
      return;
    }
    switch (event.name) {
      case "task.launched":
        this.#agents.add(event.text("agent") ?? "");
        return;
      case "task.running": {
        const kept = (task?.volumes.length ?? 0) > 0 ? " with its volume" : "";
        if (task !== undefined && task.launches > 1) {
          this.#add(event, "again", (beat) => `${some(beat)}running again on ${listed(beat.agents)}${kept}`);
        } else this.#add(event, "running", (beat) => `${some(beat)}running on ${listed(beat.agents)}`);
        return;
      }
      case "task.suspended": {
        const beat = this.#ends.get(task?.key ?? "");
        if (beat === undefined || beat.kind.endsWith("suspended")) return;
        beat.kind += " suspended";
        const before = beat.tell;
        const kept = (task?.volumes.length ?? 0) > 0 ? ", volume kept" : "";
        beat.tell = (told) => `${before(told)}; suspended there${kept}`;
        return;
      }
      case "app.created":
      case "app.updated":
        this.#tellWanted(event);
        return;
      default: {
        const tell = ownTellers[event.name]?.(event);
        if (tell !== undefined) this.#add(event, `${event.name} ${event.reason}`, tell);
      }
    }
  }

  #tellWanted(event: EventRow): void {
    const wanted = event.number("instances") ?? this.#wanted;
    const before = this.#wanted;
    this.#wanted = wanted;
    if (event.name === "app.created" || wanted === before) return;
    this.#add(event, `scaled ${before} ${wanted}`, () => `scaled from ${before} to ${wanted}`);
  }

  #add(event: EventRow, kind: string, tell: Beat["tell"]): Beat {
    const agent = event.text("agent");
    const task = event.text("task");
    const beat: Beat = {
      atMs: event.atMs,
      kind,
      agents: agent === null ? [] : [agent],
      tasks: new Set(task === null ? [] : [task]),
      count: 1,
      tell,
    };
    this.#beats.push(beat);
    return beat;
  }

  #together(): Beat[] {
    const told: Beat[] = [];
    for (const beat of this.#beats) {
      // Like beats may come between unlike ones: instances do the same things side by side.
      const like = told.slice(-3).findLast((earlier) => earlier.kind === beat.kind);
      const near = like !== undefined && beat.atMs - like.atMs <= togetherMs;
      if (!near || [...beat.tasks].some((task) => like.tasks.has(task))) {
        told.push({ ...beat, agents: [...beat.agents], tasks: new Set(beat.tasks) });
        continue;
      }
      like.count += beat.count;
      for (const task of beat.tasks) like.tasks.add(task);
      for (const agent of beat.agents) if (!like.agents.includes(agent)) like.agents.push(agent);
    }
    return told;
  }
}

const some = (beat: Beat): string => (beat.count === 1 ? "" : `${beat.count} `);
const times = (beat: Beat): string => (beat.count === 1 ? "" : ` ${beat.count} times`);
const endText = (end: string): string => (end === "error" ? "ended with TASK_ERROR" : end);

/** Events of hosts that the app has been on. */
const hostTellers: Partial<Record<EventName, (event: EventRow) => Beat["tell"]>> = {
  "agent.crashed": (event) => {
    const disk = event.flag("disk_lost") ? ", and its disk is lost" : "";
    return (beat) => `${listed(beat.agents)} crashed${disk}`;
  },
  "agent.recovered": () => (beat) => `${listed(beat.agents)} booted again`,
  "agent.removed": (event) => {
    const why = whyOf(event);
    return (beat) => `${listed(beat.agents)} removed: ${why}`;
  },
};

/** Events of the app itself, but for the life of its tasks. */
const ownTellers: Partial<Record<EventName, (event: EventRow) => Beat["tell"] | undefined>> = {
  "task.expunged": (event) =>
    event.reason === "wiped"
      ? (beat) => `${some(beat)}wiped on ${listed(beat.agents)}: the volume is given up`
      : undefined,
  "task.overdue": (event) => {
    const why = whyOf(event);
    return (beat) => `${some(beat)}killed by Marathon on ${listed(beat.agents)}: ${why}`;
  },
  "reservation.timed-out": () => (beat) =>
    `${counted(beat.count, "reservation")} on ${listed(beat.agents)} not launched in time, given up`,
  "reservation.refused": (event) => {
    const [operation, why] = [event.text("operation") ?? "RESERVE", whyOf(event)];
    return (beat) => `${operation} refused${times(beat)} on ${listed(beat.agents)}: ${why}`;
  },
  "volume.refused": (event) => {
    const [operation, why] = [event.text("operation") ?? "CREATE", whyOf(event)];
    return (beat) => `${operation} refused${times(beat)} on ${listed(beat.agents)}: ${why}`;
  },
  "volume.destroyed": () => (beat) => `${counted(beat.count, "volume")} destroyed on ${listed(beat.agents)}`,
  "volume.lost": () => (beat) =>
    `${counted(beat.count, "volume")} lost with the disk of ${listed(beat.agents)}`,
  "message.dropped": (event) => {
    const message = event.text("message") ?? "a message";
    return (beat) =>
      `${message} lost on its way${times(beat)}${beat.agents.length > 0 ? ` to ${listed(beat.agents)}` : ""}`;
  },
  "role.conflict": (event) => {
    const why = whyOf(event);
    return (beat) => `what is reserved for it on ${listed(beat.agents)} was taken${times(beat)}: ${why}`;
  },
  "app.destroyed": () => () => "destroyed",
  "app.rejected": (event) => {
    const message = event.text("message") ?? whyOf(event);
    return (beat) => `a call was refused${times(beat)}: ${message}`;
  },
  "deployment.failed": (event) => {
    const why = whyOf(event);
    return (beat) => `${counted(beat.count, "deployment")} failed: ${why}`;
  },
};
