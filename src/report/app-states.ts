/**
 * Apps, their tasks and their volumes over time, folded from journal rows.
 *
 * Processes and volumes are what really is on the hosts; a task's phase is what master and Marathon said last.
 * Records stay after the end of what they describe, so that later rows can be told from first ones: those of apps,
 * volumes and stateful tasks for good; that of another task until nothing more is to be said of it, since of those
 * there are as many as there are launches.
 */

import type { EventName } from "../model/events.ts";
import { taskKey } from "./capacity.ts";
import type { EventRow } from "./event-row.ts";
import { endOfLaunched } from "./task-ends.ts";
import { type VolumeRecord, VolumeStates } from "./volume-states.ts";

/** `ended` is between the end and Marathon's decision to keep or forget the task; `gone` is forgotten. */
export type Phase = "reserving" | "staging" | "running" | "ended" | "suspended" | "gone";

export interface TaskRecord {
  readonly key: string;
  readonly id: string;
  readonly app: AppRecord | null;
  /** Where it is, or was last. */
  agent: string;
  phase: Phase;
  /** Marathon reserved for it. */
  resident: boolean;
  launches: number;
  /** Its process runs, whoever knows of it. */
  alive: boolean;
  /** A row told its end, and none since then that it runs again. */
  over: boolean;
  readonly volumes: VolumeRecord[];
}

export interface AppRecord {
  readonly framework: string;
  readonly id: string;
  exists: boolean;
  /** How often it was created. */
  life: number;
  /** Wanted instances; 0 after the app's destroy. */
  wanted: number;
  /** Processes that run, whoever knows of them. */
  alive: number;
  /** Existing volumes, and those of them in use. */
  volumes: number;
  attached: number;
  readonly phases: Record<Phase, number>;
}

export class AppStates {
  readonly apps = new Map<string, AppRecord>();
  readonly tasks = new Map<string, TaskRecord>();
  readonly #volumes = new VolumeStates(this);
  /** What the row that was asked about last is about: it is asked several times. */
  #asked: EventRow | null = null;
  #askedApp: AppRecord | null = null;
  /** A task whose record goes with the next row; those who look at this row still find it. */
  #leaving: TaskRecord | null = null;

  apply(event: EventRow): void {
    if (this.#leaving !== null) this.#forget(this.#leaving);
    const apply = appliers[event.name];
    if (apply !== undefined) apply(this, event);
    else if (event.name.startsWith("volume.")) this.#volumes.apply(event);
    else if (endOfLaunched(event) !== null) this.#end(event);
  }

  /** The app that a row is about; null where it names none. */
  appOf(event: EventRow): AppRecord | null {
    if (event !== this.#asked) {
      this.#askedApp = this.#find(event);
      this.#asked = event;
    }
    return this.#askedApp;
  }

  #find(event: EventRow): AppRecord | null {
    const framework = event.text("framework");
    const id = event.text("app");
    if (framework === null || id === null) return null;
    const key = event.pair("framework", "app");
    let app = this.apps.get(key);
    if (app === undefined) {
      const phases = { reserving: 0, staging: 0, running: 0, ended: 0, suspended: 0, gone: 0 };
      app = { framework, id, exists: false, life: 0, wanted: 0, alive: 0, volumes: 0, attached: 0, phases };
      this.apps.set(key, app);
    }
    return app;
  }

  /** The task that a row is about, if an earlier row or this one made it known. */
  taskOf(event: EventRow): TaskRecord | undefined {
    return this.tasks.get(taskKey(event));
  }

  /** The volume that a row is about, if an earlier row or this one made it known. */
  volumeOf(event: EventRow): VolumeRecord | undefined {
    return this.#volumes.of(event);
  }

  want(event: EventRow, instances: number): void {
    const app = this.appOf(event);
    if (app === null) return;
    app.exists = true;
    app.wanted = instances;
  }

  create(event: EventRow): void {
    const app = this.appOf(event);
    if (app !== null) app.life++;
    this.want(event, event.number("instances") ?? 0);
  }

  destroy(event: EventRow): void {
    const app = this.appOf(event);
    if (app === null) return;
    app.exists = false;
    app.wanted = 0;
  }

  /** The task a row is about, made known by it if need be, where the row says it is. */
  meet(event: EventRow): TaskRecord {
    const key = taskKey(event);
    let task = this.tasks.get(key);
    if (task === undefined) {
      task = {
        key,
        id: event.text("task") ?? "",
        app: this.appOf(event),
        agent: "",
        phase: "gone",
        resident: false,
        launches: 0,
        alive: false,
        over: false,
        volumes: [],
      };
      this.tasks.set(key, task);
      if (task.app !== null) task.app.phases.gone++;
    }
    task.agent = event.text("agent") ?? task.agent;
    return task;
  }

  move(task: TaskRecord, phase: Phase): void {
    if (task.app !== null) {
      task.app.phases[task.phase]--;
      task.app.phases[phase]++;
    }
    task.phase = phase;
    if (phase === "gone") this.#mayLeave(task);
  }

  #end(event: EventRow): void {
    const task = this.taskOf(event);
    if (task === undefined) return;
    task.over = true;
    if (task.phase === "staging" || task.phase === "running") this.move(task, "ended");
    this.#mayLeave(task);
  }

  /** Lost for one master, and known to the next. */
  adopt(event: EventRow): void {
    const task = this.meet(event);
    task.over = false;
    if (task.phase === "ended") this.move(task, event.text("state") === "running" ? "running" : "staging");
  }

  /**
   * A task without a reservation that has ended for master, host and Marathon is over for good: a row that may still
   * come about it changes nothing. One of no app is so without a Marathon.
   */
  #mayLeave(task: TaskRecord): void {
    const { over, alive, resident, volumes, phase, app } = task;
    if (over && !alive && !resident && volumes.length === 0 && (phase === "gone" || app === null))
      this.#leaving = task;
  }

  #forget(task: TaskRecord): void {
    this.#leaving = null;
    // The row that told its end may have been followed by another one at once.
    if (!task.over || task.alive || this.tasks.get(task.key) !== task) return;
    this.tasks.delete(task.key);
    if (task.app !== null) task.app.phases[task.phase]--;
  }

  setAlive(event: EventRow, alive: boolean): void {
    const task = this.meet(event);
    task.alive = alive;
    if (!alive) this.#mayLeave(task);
    if (task.app !== null) task.app.alive += alive ? 1 : -1;
  }
}

const appliers: Partial<Record<EventName, (states: AppStates, event: EventRow) => void>> = {
  "app.created": (states, event) => states.create(event),
  "app.updated": (states, event) =>
    states.want(event, event.number("instances") ?? states.appOf(event)?.wanted ?? 0),
  "app.destroyed": (states, event) => states.destroy(event),
  "reservation.requested": (states, event) => {
    if (event.text("task") === null) return;
    const task = states.meet(event);
    task.resident = true;
    states.move(task, "reserving");
  },
  "task.launched": (states, event) => {
    const task = states.meet(event);
    task.launches++;
    task.over = false;
    states.move(task, "staging");
  },
  "task.running": (states, event) => {
    const task = states.taskOf(event);
    if (task?.phase === "staging") states.move(task, "running");
  },
  "task.adopted": (states, event) => states.adopt(event),
  "task.suspended": (states, event) => states.move(states.meet(event), "suspended"),
  "task.expunged": (states, event) => states.move(states.meet(event), "gone"),
  "process.started": (states, event) => states.setAlive(event, true),
  "process.ended": (states, event) => {
    if (event.flag("ran")) states.setAlive(event, false);
  },
};
