/**
 * Apps, their tasks and their volumes over time, folded from journal rows.
 *
 * Processes and volumes are what really is on the hosts; a task's phase is what master and Marathon said last.
 * Records stay after the end of what they describe, so that later rows can be told from first ones.
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

const appKey = (framework: string, app: string): string => `${framework}\u0000${app}`;

export class AppStates {
  readonly apps = new Map<string, AppRecord>();
  readonly tasks = new Map<string, TaskRecord>();
  readonly #volumes = new VolumeStates(this);

  apply(event: EventRow): void {
    const apply = appliers[event.name];
    if (apply !== undefined) apply(this, event);
    else if (event.name.startsWith("volume.")) this.#volumes.apply(event);
    else if (endOfLaunched(event) !== null) this.#end(event);
  }

  /** The app that a row is about; null where it names none. */
  appOf(event: EventRow): AppRecord | null {
    const framework = event.text("framework");
    const id = event.text("app");
    if (framework === null || id === null) return null;
    const key = appKey(framework, id);
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
  }

  #end(event: EventRow): void {
    const task = this.taskOf(event);
    if (task?.phase === "staging" || task?.phase === "running") this.move(task, "ended");
  }

  setAlive(event: EventRow, alive: boolean): void {
    const task = this.meet(event);
    task.alive = alive;
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
    states.move(task, "staging");
  },
  "task.running": (states, event) => {
    const task = states.taskOf(event);
    if (task?.phase === "staging") states.move(task, "running");
  },
  "task.adopted": (states, event) => {
    // Lost for one master, and known to the next.
    const task = states.meet(event);
    if (task.phase === "ended") states.move(task, event.text("state") === "running" ? "running" : "staging");
  },
  "task.suspended": (states, event) => states.move(states.meet(event), "suspended"),
  "task.expunged": (states, event) => states.move(states.meet(event), "gone"),
  "process.started": (states, event) => states.setAlive(event, true),
  "process.ended": (states, event) => {
    if (event.flag("ran")) states.setAlive(event, false);
  },
};
