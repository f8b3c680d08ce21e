/** How launched tasks behave: which law a task falls under, and its durations, drawn from streams of its app. */

import type { Stream, Streams } from "../kernel/streams.ts";
import { drawMs } from "../kernel/variates.ts";
import { defaultLaw, type TaskLaw } from "../scenario.ts";
import { HealthCourse } from "./health-course.ts";

/** The behaviour of the tasks of one app; each call draws anew. Times are whole ms. */
export interface TaskBehaviour {
  /** From the launch on the agent to TASK_RUNNING. */
  stagingMs(): number;
  /** From TASK_RUNNING to the process' own end; null: it never ends by itself. */
  runsMs(): number | null;
  /** How it ends by itself. */
  readonly exit: TaskLaw["exit"];
  /** From the kill to the end. */
  killsMs(): number;
  /** What checks find of the next process, which starts now. */
  courseFrom(startMs: number): HealthCourse;
}

/** What is known of one app of a framework, or of its tasks without an app. */
interface AppLaws {
  /** In the names of its random streams. */
  readonly entity: string;
  /** By number of the law; the last one is the default. */
  readonly behaviours: Map<number, TaskBehaviour>;
}

export class TaskLaws {
  readonly #laws: readonly TaskLaw[];
  readonly #streams: Streams;
  /** By framework, then by app. */
  readonly #known = new Map<string, Map<string | null, AppLaws>>();
  /** How many processes of each entity have started. */
  readonly #started = new Map<string, Count>();

  /** The first law that matches a task goes; where none does, the default. */
  constructor(laws: readonly TaskLaw[], streams: Streams) {
    this.#laws = laws;
    this.#streams = streams;
  }

  /** Of an app's tasks, or of a framework's tasks without an app (null), that are launched at an instant: the same object
   * for each law. */
  of(framework: string, app: string | null, launchedMs = 0): TaskBehaviour {
    const { entity, behaviours } = this.#known.get(framework)?.get(app) ?? this.#meet(framework, app);
    const laws = this.#laws;
    let number = 0;
    for (; number < laws.length; number++) {
      const law = laws[number];
      if (law !== undefined && matches(law, app, launchedMs)) break;
    }
    let behaviour = behaviours.get(number);
    if (behaviour === undefined) {
      behaviour = new Behaviour(laws[number] ?? defaultLaw, entity, this.#streams, this.#count(entity));
      behaviours.set(number, behaviour);
    }
    return behaviour;
  }

  #meet(framework: string, app: string | null): AppLaws {
    const entity = `${framework}${app === null ? "" : app.startsWith("/") ? app : `/${app}`}`;
    const apps = this.#known.get(framework) ?? new Map<string | null, AppLaws>();
    const met: AppLaws = { entity, behaviours: new Map() };
    apps.set(app, met);
    this.#known.set(framework, apps);
    return met;
  }

  #count(entity: string): Count {
    const count = this.#started.get(entity) ?? { value: 0 };
    this.#started.set(entity, count);
    return count;
  }
}

interface Count {
  value: number;
}

class Behaviour implements TaskBehaviour {
  readonly #law: TaskLaw;
  readonly #entity: string;
  readonly #streams: Streams;
  /** Processes of the entity that have started. */
  readonly #started: Count;
  readonly exit: TaskLaw["exit"];
  /** Those of its streams that were drawn from: each launch draws, and a stream's name is put together from texts. */
  #staging: Stream | null = null;
  #runs: Stream | null = null;
  #kills: Stream | null = null;

  constructor(law: TaskLaw, entity: string, streams: Streams, started: Count) {
    this.#law = law;
    this.#entity = entity;
    this.#streams = streams;
    this.#started = started;
    this.exit = law.exit;
  }

  stagingMs(): number {
    const { staging } = this.#law;
    if (staging.kind === "constant") return staging.ms;
    this.#staging ??= this.#stream("task.staging");
    return drawMs(staging, this.#staging);
  }

  runsMs(): number | null {
    const { runs } = this.#law;
    if (runs === null) return null;
    if (runs.kind === "constant") return runs.ms;
    this.#runs ??= this.#stream("task.runs");
    return drawMs(runs, this.#runs);
  }

  killsMs(): number {
    const { kills } = this.#law;
    if (kills.kind === "constant") return kills.ms;
    this.#kills ??= this.#stream("task.kills");
    return drawMs(kills, this.#kills);
  }

  courseFrom(startMs: number): HealthCourse {
    this.#started.value++;
    const { health } = this.#law;
    if (health === undefined) return alwaysHealthy;
    const process = `${this.#entity}#${this.#started.value}`;
    return new HealthCourse(startMs, health, (purpose) => this.#streams.once(purpose, process));
  }

  /** The entity's, which behaviours under its other laws share. */
  #stream(purpose: string): Stream {
    return this.#streams.of(purpose, this.#entity);
  }
}

/** Where nothing is said of checks, nothing is drawn: all processes are alike, from whenever they start. */
const alwaysHealthy = new HealthCourse(0, undefined, (purpose) => {
  throw new Error(`${purpose} is drawn for a process without a law of health`);
});

function matches({ app, fromMs = 0 }: TaskLaw, candidate: string | null, launchedMs: number): boolean {
  return (app === null || app === candidate) && fromMs <= launchedMs;
}
