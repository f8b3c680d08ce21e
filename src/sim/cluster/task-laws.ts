/** How launched tasks behave: which law a task falls under, and its durations, drawn from streams of its app. */

import type { Distribution } from "../../model/distributions.ts";
import type { Streams } from "../kernel/streams.ts";
import { drawMs } from "../kernel/variates.ts";
import { defaultLaw, type TaskLaw } from "../scenario.ts";

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
}

export class TaskLaws {
  readonly #laws: readonly TaskLaw[];
  readonly #streams: Streams;
  readonly #behaviours = new Map<string, TaskBehaviour>();

  /** The first law that matches a task goes; where none does, the default. */
  constructor(laws: readonly TaskLaw[], streams: Streams) {
    this.#laws = laws;
    this.#streams = streams;
  }

  /** Of an app's tasks, or of a framework's tasks without an app (null): the same object each time. */
  of(framework: string, app: string | null): TaskBehaviour {
    const entity = `${framework}${app === null ? "" : app.startsWith("/") ? app : `/${app}`}`;
    let behaviour = this.#behaviours.get(entity);
    if (behaviour === undefined) {
      behaviour = this.#behaviour(entity, app);
      this.#behaviours.set(entity, behaviour);
    }
    return behaviour;
  }

  #behaviour(entity: string, app: string | null): TaskBehaviour {
    const law = this.#laws.find((candidate) => candidate.app === null || candidate.app === app) ?? defaultLaw;
    const { runs } = law;
    const draw = (purpose: string, distribution: Distribution): number =>
      drawMs(distribution, this.#streams.of(purpose, entity));
    return {
      stagingMs: () => draw("task.staging", law.staging),
      runsMs: () => (runs === null ? null : draw("task.runs", runs)),
      exit: law.exit,
      killsMs: () => draw("task.kills", law.kills),
    };
  }
}
