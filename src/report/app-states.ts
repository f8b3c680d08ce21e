/**
 * Apps, their tasks and their volumes over time, folded from journal rows.
 *
 * Processes and attached volumes are what really is on the hosts; a task's phase is what master and Marathon said
 * last. Records stay after the end of what they describe, so that later rows can be told from first ones.
 */

import type { EventName } from "../model/events.ts";
import { taskKey } from "./capacity.ts";
import type { EventRow } from "./event-row.ts";
import { endOfLaunched } from "./task-ends.ts";

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
  readonly volumes: VolumeRecord[];
}

export interface VolumeRecord {
  readonly id: string;
  readonly agent: string;
  readonly sizeMib: number;
  readonly app: AppRecord | null;
  /** Which life of its app it belongs to: an app that is destroyed and created anew is another one. */
  readonly life: number;
  state: "detached" | "attached" | "destroyed" | "lost";
  everAttached: boolean;
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
  readonly #volumes = new Map<string, VolumeRecord>();

  apply(event: EventRow): void {
    const apply = appliers[event.name];
    if (apply !== undefined) apply(this, event);
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

  /** The volume that a row is about. A persistence id is unique per agent and role. */
  volumeOf(event: EventRow): VolumeRecord | undefined {
    return this.#volumes.get(volumeKey(event));
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

  countAlive(event: EventRow, by: 1 | -1): void {
    const app = this.appOf(event);
    if (app !== null) app.alive += by;
  }

  createVolume(event: EventRow): void {
    const app = this.appOf(event);
    const volume: VolumeRecord = {
      id: event.text("volume") ?? "",
      agent: event.text("agent") ?? "",
      sizeMib: event.number("size") ?? 0,
      app,
      life: app?.life ?? 0,
      state: "detached",
      everAttached: false,
    };
    this.#volumes.set(volumeKey(event), volume);
    if (event.text("task") !== null) this.meet(event).volumes.push(volume);
    if (app !== null) app.volumes++;
  }

  moveVolume(event: EventRow, state: VolumeRecord["state"]): void {
    const volume = this.volumeOf(event);
    if (volume === undefined || volume.state === state) return;
    const { app } = volume;
    if (app !== null) {
      if (volume.state === "attached") app.attached--;
      if (state === "attached") app.attached++;
      if (state === "destroyed" || state === "lost") app.volumes--;
    }
    volume.state = state;
    if (state === "attached") volume.everAttached = true;
  }
}

function volumeKey(event: EventRow): string {
  return `${event.text("agent") ?? ""}\u0000${event.text("role") ?? ""}\u0000${event.text("volume") ?? ""}`;
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
  "task.suspended": (states, event) => states.move(states.meet(event), "suspended"),
  "task.expunged": (states, event) => states.move(states.meet(event), "gone"),
  "process.started": (states, event) => states.countAlive(event, 1),
  "process.ended": (states, event) => {
    if (event.flag("ran")) states.countAlive(event, -1);
  },
  "volume.created": (states, event) => states.createVolume(event),
  "volume.attached": (states, event) => states.moveVolume(event, "attached"),
  "volume.detached": (states, event) => states.moveVolume(event, "detached"),
  "volume.destroyed": (states, event) => states.moveVolume(event, "destroyed"),
  "volume.lost": (states, event) => states.moveVolume(event, "lost"),
};
