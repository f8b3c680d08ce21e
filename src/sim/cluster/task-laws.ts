/** How launched tasks behave: which law a task falls under, and its durations, drawn from streams of its app. */

import type { Distribution } from "../../model/distributions.ts";
import type { Streams } from "../kernel/streams.ts";
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

export class TaskLaws {
  readonly #laws: readonly TaskLaw[];
  readonly #streams: Streams;
  readonly #behaviours = new Map<string, TaskBehaviour>();
  /** How many processes of each app have started. */
  readonly #started = new Map<string, number>();

  /** The first law that matches a task goes; where none does, the default. */
  constructor(laws: readonly TaskLaw[], streams: Streams) {
    this.#laws = laws;
    this.#streams = streams;
  }

  /** Of an app's tasks, or of a framework's tasks without an app (null), that are launched at an instant: the same object
   * for each law. */
  of(framework: string, app: string | null, launchedMs = 0): TaskBehaviour {
    const entity = `${framework}${app === null ? "" : app.startsWith("/") ? app : `/${app}`}`;
    const law = this.#laws.findIndex((one) => matches(one, app, launchedMs));
    const key = `${law} ${entity}`;
    let behaviour = this.#behaviours.get(key);
    if (behaviour === undefined) {
      behaviour = this.#behaviour(entity, this.#laws[law] ?? defaultLaw);
      this.#behaviours.set(key, behaviour);
    }
    return behaviour;
  }

  #behaviour(entity: string, law: TaskLaw): TaskBehaviour {
    const { runs } = law;
    const draw = (purpose: string, distribution: Distribution): number =>
      drawMs(distribution, this.#streams.of(purpose, entity));
    return {
      stagingMs: () => draw("task.staging", law.staging),
      runsMs: () => (runs === null ? null : draw("task.runs", runs)),
      exit: law.exit,
      killsMs: () => draw("task.kills", law.kills),
      courseFrom: (startMs) => {
        const number = (this.#started.get(entity) ?? 0) + 1;
        this.#started.set(entity, number);
        const process = `${entity}#${number}`;
        return new HealthCourse(startMs, law.health, (purpose) => this.#streams.once(purpose, process));
      },
    };
  }
}

function matches({ app, fromMs = 0 }: TaskLaw, candidate: string | null, launchedMs: number): boolean {
  return (app === null || app === candidate) && fromMs <= launchedMs;
}
