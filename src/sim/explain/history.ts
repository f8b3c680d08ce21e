/** What the journal says of the past of apps and agents, as far as it explains why something waits. */

import { eventNames } from "../../model/events.ts";
import type { Recorder } from "../cluster/recorder.ts";
import type { Journal } from "../kernel/journal.ts";
import { heldText } from "./held.ts";
import { columns, Row } from "./history-row.ts";

/** The last of several like events, and how many there were. */
export interface Tally {
  readonly count: number;
  readonly atMs: number;
  readonly reason: string;
  readonly agent: string;
  /** Of a dropped message or a refused operation: which. */
  readonly what: string;
  /** What was said of it; "" where nothing was. */
  readonly message: string;
}

export interface TaskPast {
  /** When it last began to run. */
  readonly runningMs: number | null;
  /** Its last end. */
  readonly end: { readonly event: string; readonly reason: string; readonly atMs: number } | null;
  /** It ended for Marathon, and was not launched since. */
  readonly suspended: boolean;
  /** When Marathon forgot it, and why. */
  readonly gone: { readonly reason: string; readonly atMs: number } | null;
  readonly agent: string;
  /** What was reserved for it, in words; "" where nothing was. */
  readonly held: string;
}

/** Kills for failing health checks, since the app was last changed. */
export interface UnhealthyKills {
  readonly count: number;
  /** The first one. */
  readonly sinceMs: number;
  /** The last one. */
  readonly atMs: number;
  readonly agent: string;
  /** In a row, before the last one. */
  readonly failures: number;
  /** When the task of the last one ended; null while it has not. */
  readonly endedMs: number | null;
  readonly taskId: string;
}

export interface AppPast {
  readonly createdMs: number | null;
  readonly destroyedMs: number | null;
  readonly rejected: { readonly message: string; readonly atMs: number } | null;
  /** When its wanted instances last changed. */
  readonly scaledMs: number;
  /** Since when fewer run than are wanted; null where enough do. */
  readonly waitsSinceMs: number | null;
  /** Until when its launches are delayed. */
  readonly delayedUntilMs: number;
  readonly tasks: ReadonlyMap<string, TaskPast>;
  /** Since the wait began. */
  readonly timedOut: Tally | null;
  readonly refused: Tally | null;
  readonly dropped: Tally | null;
  readonly failed: Tally | null;
  /** Ends of any kind, wipes among them. */
  readonly ended: Tally | null;
  readonly unhealthy: UnhealthyKills | null;
}

export interface AgentPast {
  /** `unknown`: to a new master, before it registers again. */
  readonly known: "registered" | "disconnected" | "removed" | "unknown";
  readonly sinceMs: number;
  /** Why it was removed; "" otherwise. */
  readonly reason: string;
  /** Since when its host is dead; null while it is not. */
  readonly crashedMs: number | null;
  /** When its disk was last lost. */
  readonly diskLostMs: number | null;
}

export interface Conflict {
  readonly framework: string;
  readonly atMs: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type App = Omit<Mutable<AppPast>, "tasks"> & {
  readonly tasks: Map<string, Mutable<TaskPast>>;
  readonly running: Set<string>;
  wanted: number;
};

const keyOf = (framework: string, app: string): string => `${framework}\u0000${app}`;

export class History {
  readonly #apps = new Map<string, App>();
  readonly #agents = new Map<string, Mutable<AgentPast>>();
  /** Who launched last on what somebody else had reserved: by agent and reservation. */
  readonly #conflicts = new Map<string, Conflict>();
  /** Since when a framework has no connection to the master. */
  readonly #apart = new Map<string, number>();
  /** Since when no master leads. */
  masterDownMs: number | null = null;

  readonly #journal: Journal;
  readonly #columns: readonly ReadonlyMap<string, number>[];
  readonly #readers = eventNames.map((name) => readerOf(name));
  /** How many rows it has read. */
  #rows = 0;

  /** Reads all rows up to and including that instant. */
  constructor({ journal }: Recorder, untilMs: number = Number.POSITIVE_INFINITY) {
    this.#journal = journal;
    this.#columns = columns(journal);
    this.readOn(untilMs);
  }

  /** Reads what has been added since, up to and including that instant. */
  readOn(untilMs: number = Number.POSITIVE_INFINITY): void {
    const journal = this.#journal;
    for (; this.#rows < journal.length && journal.atMs(this.#rows) <= untilMs; this.#rows++) {
      const type = journal.typeAt(this.#rows);
      const read = this.#readers[type];
      if (read === undefined) continue;
      const { atMs, cells } = journal.row(this.#rows);
      read(this, new Row(atMs, cells, this.#columns[type] ?? new Map()));
    }
  }

  app(framework: string, id: string): AppPast | null {
    return this.#apps.get(keyOf(framework, id)) ?? null;
  }

  /** Ids of all apps that rows of a framework name. */
  appsOf(framework: string): readonly string[] {
    const start = keyOf(framework, "");
    return [...this.#apps.keys()].flatMap((key) => (key.startsWith(start) ? key.slice(start.length) : []));
  }

  /** Of an agent that registered at least once. */
  agent(id: string): AgentPast | null {
    return this.#agents.get(id) ?? null;
  }

  conflict(agent: string, reservation: string): Conflict | null {
    return this.#conflicts.get(keyOf(agent, reservation)) ?? null;
  }

  apartSinceMs(framework: string): number | null {
    return this.#apart.get(framework) ?? null;
  }

  appOf(row: Row): App | null {
    const framework = row.text("framework");
    const id = row.text("app");
    if (framework === "" || id === "") return null;
    const key = keyOf(framework, id);
    let app = this.#apps.get(key);
    if (app === undefined) {
      app = {
        createdMs: null,
        destroyedMs: null,
        rejected: null,
        scaledMs: 0,
        waitsSinceMs: null,
        delayedUntilMs: 0,
        tasks: new Map(),
        timedOut: null,
        refused: null,
        dropped: null,
        failed: null,
        ended: null,
        unhealthy: null,
        running: new Set(),
        wanted: 0,
      };
      this.#apps.set(key, app);
    }
    return app;
  }

  taskOf(app: App, row: Row): Mutable<TaskPast> {
    const id = row.text("task");
    let task = app.tasks.get(id);
    if (task === undefined) {
      task = { runningMs: null, end: null, suspended: false, gone: null, agent: "", held: "" };
      app.tasks.set(id, task);
    }
    if (row.text("agent") !== "") task.agent = row.text("agent");
    return task;
  }

  /** Enough run, or too few do. */
  counted(app: App, atMs: number): void {
    const below = app.running.size < app.wanted;
    if (below && app.waitsSinceMs === null) app.waitsSinceMs = atMs;
    if (below) return;
    app.waitsSinceMs = null;
    app.timedOut = app.refused = app.dropped = app.failed = app.ended = null;
  }

  ran(app: App, row: Row): void {
    const task = this.taskOf(app, row);
    task.runningMs = row.atMs;
    app.running.add(row.text("task"));
    this.counted(app, row.atMs);
  }

  stopped(app: App, row: Row): void {
    app.running.delete(row.text("task"));
    this.counted(app, row.atMs);
  }

  want(app: App, row: Row, instances: number): void {
    if (instances !== app.wanted) app.scaledMs = row.atMs;
    app.wanted = instances;
    app.unhealthy = null;
    this.counted(app, row.atMs);
  }

  knows(row: Row, known: AgentPast["known"], reason = ""): void {
    const agent = row.text("agent");
    const before = this.#agents.get(agent);
    // An id that a new master never saw, of a host that is there under another one.
    if (reason === "reregister-timeout" && before?.known !== "unknown") return;
    const crashedMs = known === "registered" ? null : (before?.crashedMs ?? null);
    const diskLostMs = before?.diskLostMs ?? null;
    this.#agents.set(agent, { known, sinceMs: row.atMs, reason, crashedMs, diskLostMs });
  }

  host(row: Row, crashedMs: number | null): void {
    const agent = this.#agents.get(row.text("agent"));
    if (agent === undefined) return;
    agent.crashedMs = crashedMs;
    if (row.flag("disk_lost")) agent.diskLostMs = row.atMs;
  }

  masterDown(row: Row): void {
    this.masterDownMs = row.atMs;
    for (const agent of this.#agents.values()) {
      if (agent.known === "removed") continue;
      agent.known = "unknown";
      agent.sinceMs = row.atMs;
    }
  }

  used(row: Row): void {
    const conflict = { framework: row.text("framework"), atMs: row.atMs };
    this.#conflicts.set(keyOf(row.text("agent"), row.text("reservation")), conflict);
  }

  apart(row: Row, apart: boolean): void {
    if (apart) this.#apart.set(row.text("framework"), row.atMs);
    else this.#apart.delete(row.text("framework"));
  }
}

type Reader = (history: History, row: Row) => void;

const ofApp =
  (read: (history: History, app: App, row: Row) => void): Reader =>
  (history, row) => {
    const app = history.appOf(row);
    if (app !== null) read(history, app, row);
  };

const tallied = (before: Tally | null, row: Row, what = ""): Tally => ({
  count: (before?.count ?? 0) + 1,
  atMs: row.atMs,
  reason: row.text("reason"),
  agent: row.text("agent"),
  what,
  message: row.text("message"),
});

const ended = (event: string): Reader =>
  ofApp((history, app, row) => {
    history.taskOf(app, row).end = { event, reason: row.text("reason"), atMs: row.atMs };
    const { unhealthy } = app;
    if (unhealthy !== null && unhealthy.endedMs === null && unhealthy.taskId === row.text("task"))
      app.unhealthy = { ...unhealthy, endedMs: row.atMs };
    history.stopped(app, row);
    if (app.waitsSinceMs !== null) app.ended = tallied(app.ended, row, event);
    if (event !== "task.killed" && event !== "task.finished" && app.waitsSinceMs !== null)
      app.failed = tallied(app.failed, row, event);
  });

const refused = ofApp((_history, app, row) => {
  if (app.waitsSinceMs === null) return;
  // A CREATE fails with the RESERVE before it: what came first is the reason.
  if (row.text("volume") !== "" && [app.refused, app.dropped].some((tally) => tally?.atMs === row.atMs))
    return;
  app.refused = tallied(app.refused, row, row.text("operation"));
});

const readers: Readonly<Record<string, Reader>> = {
  "app.created": ofApp((history, app, row) => {
    app.createdMs = row.atMs;
    app.destroyedMs = null;
    app.rejected = null;
    history.want(app, row, row.number("instances"));
  }),
  "app.updated": ofApp((history, app, row) => history.want(app, row, row.number("instances"))),
  "app.destroyed": ofApp((history, app, row) => {
    app.destroyedMs = row.atMs;
    history.want(app, row, 0);
  }),
  "app.rejected": ofApp((_history, app, row) => {
    if (app.createdMs === null) app.rejected = { message: row.text("message"), atMs: row.atMs };
  }),
  "task.launched": ofApp((history, app, row) => {
    history.taskOf(app, row).suspended = false;
  }),
  "task.running": ofApp((history, app, row) => history.ran(app, row)),
  // What a new master hears of an agent that is back counts for nothing where Marathon has taken the task for lost.
  "task.adopted": ofApp((history, app, row) => {
    const { suspended, gone } = history.taskOf(app, row);
    if (row.text("state") === "running" && !suspended && gone === null) history.ran(app, row);
  }),
  "task.unhealthy-kill": ofApp((_history, app, row) => {
    const { count = 0, sinceMs = row.atMs } = app.unhealthy ?? {};
    app.unhealthy = {
      count: count + 1,
      sinceMs,
      atMs: row.atMs,
      agent: row.text("agent"),
      failures: row.number("failures"),
      endedMs: null,
      taskId: row.text("task"),
    };
  }),
  "task.finished": ended("task.finished"),
  "task.failed": ended("task.failed"),
  "task.killed": ended("task.killed"),
  "task.lost": ended("task.lost"),
  "task.error": ended("task.error"),
  "task.suspended": ofApp((history, app, row) => {
    history.taskOf(app, row).suspended = true;
    history.stopped(app, row);
  }),
  "task.expunged": ofApp((history, app, row) => {
    const reason = row.text("reason");
    history.taskOf(app, row).gone = { reason, atMs: row.atMs };
    history.stopped(app, row);
    if (reason === "wiped" && app.waitsSinceMs !== null) app.ended = tallied(app.ended, row, "wiped");
  }),
  "reservation.requested": ofApp((history, app, row) => {
    history.taskOf(app, row).held = heldText(row.text("resources"), row.text("volumes"));
  }),
  "reservation.timed-out": ofApp((_history, app, row) => {
    app.timedOut = tallied(app.timedOut, row);
  }),
  "reservation.refused": refused,
  "volume.refused": refused,
  "message.dropped": ofApp((_history, app, row) => {
    if (app.waitsSinceMs !== null) app.dropped = tallied(app.dropped, row, row.text("message"));
  }),
  "queue.backoff": ofApp((_history, app, row) => {
    app.delayedUntilMs = row.number("until_ms");
  }),
  "agent.registered": (history, row) => history.knows(row, "registered"),
  "agent.reregistered": (history, row) => history.knows(row, "registered"),
  "agent.disconnected": (history, row) => history.knows(row, "disconnected"),
  "agent.removed": (history, row) => history.knows(row, "removed", row.text("reason")),
  "agent.crashed": (history, row) => history.host(row, row.atMs),
  "agent.recovered": (history, row) => history.host(row, null),
  "role.conflict": (history, row) => {
    if (row.text("reason") === "used") history.used(row);
  },
  "framework.registered": (history, row) => history.apart(row, false),
  "framework.disconnected": (history, row) => history.apart(row, true),
  "framework.removed": (history, row) => history.apart(row, true),
  "master.down": (history, row) => history.masterDown(row),
  "master.failedover": (history) => {
    history.masterDownMs = null;
  },
};

function readerOf(name: string): Reader | undefined {
  return Object.hasOwn(readers, name) ? readers[name] : undefined;
}
