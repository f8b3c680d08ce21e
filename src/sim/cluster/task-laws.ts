/** How launched tasks behave: which law a task falls under, and its durations, drawn from streams of its app. */

import type { Distribution } from "../../model/distributions.ts";
import type { Stream, Streams } from "../kernel/streams.ts";
import { drawMs } from "../kernel/variates.ts";
import { defaultLaw, type TaskLaw } from "../scenario.ts";
import { HealthCourse, type StreamOf } from "./health-course.ts";

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

/** The tasks of one app, or those of a framework without an app. */
interface Entity {
  readonly name: string;
  /** By the number of the law; the default's is -1. */
  readonly behaviours: Map<number, TaskBehaviour>;
  /** How many processes have started. */
  started: number;
}

/** A process that no check finds anything out of the ordinary of draws nothing. */
const noStream: StreamOf = (purpose) => {
  throw new Error(`${purpose} is drawn for a task without a law of its health`);
};

export class TaskLaws {
  readonly #laws: readonly TaskLaw[];
  readonly #streams: Streams;
  /** By framework, then by app, with its slash. */
  readonly #entities = new Map<string, Map<string | null, Entity>>();

  /** The first law that matches a task goes; where none does, the default. */
  constructor(laws: readonly TaskLaw[], streams: Streams) {
    this.#laws = laws;
    this.#streams = streams;
  }

  /** Of an app's tasks, or of a framework's tasks without an app (null), that are launched at an instant: the same object
   * for each law. */
  of(framework: string, app: string | null, launchedMs = 0): TaskBehaviour {
    const entity = this.#entity(framework, app === null || app.startsWith("/") ? app : `/${app}`);
    const number = this.#laws.findIndex((one) => matches(one, app, launchedMs));
    let behaviour = entity.behaviours.get(number);
    if (behaviour === undefined) {
      behaviour = this.#behaviour(entity, this.#laws[number] ?? defaultLaw);
      entity.behaviours.set(number, behaviour);
    }
    return behaviour;
  }

  #entity(framework: string, app: string | null): Entity {
    let entities = this.#entities.get(framework);
    if (entities === undefined) {
      entities = new Map();
      this.#entities.set(framework, entities);
    }
    let entity = entities.get(app);
    if (entity === undefined) {
      entity = { name: `${framework}${app ?? ""}`, behaviours: new Map(), started: 0 };
      entities.set(app, entity);
    }
    return entity;
  }

  #behaviour(entity: Entity, law: TaskLaw): TaskBehaviour {
    const { runs, health } = law;
    const staging = this.#draws("task.staging", entity.name, law.staging);
    const kills = this.#draws("task.kills", entity.name, law.kills);
    return {
      stagingMs: staging,
      runsMs: runs === null ? () => null : this.#draws("task.runs", entity.name, runs),
      exit: law.exit,
      killsMs: kills,
      courseFrom: (startMs) => {
        const number = ++entity.started;
        const streamOf: StreamOf =
          health === undefined
            ? noStream
            : (purpose) => this.#streams.once(purpose, `${entity.name}#${number}`);
        return new HealthCourse(startMs, health, streamOf);
      },
    };
  }

  /** Draws of one purpose; their stream is looked for once. */
  #draws(purpose: string, entity: string, distribution: Distribution): () => number {
    if (distribution.kind === "constant") return () => distribution.ms;
    let stream: Stream | null = null;
    return () => {
      stream ??= this.#streams.of(purpose, entity);
      return drawMs(distribution, stream);
    };
  }
}

function matches({ app, fromMs = 0 }: TaskLaw, candidate: string | null, launchedMs: number): boolean {
  return (app === null || app === candidate) && fromMs <= launchedMs;
}
