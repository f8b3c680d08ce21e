/**
 * What answers where a task should run, for whoever checks tasks from outside: its process, a host without it, or nobody.
 * A check asks only when it is due; what it would hear changes only with what is told here and with the process' own
 * course, so that checks in between need not be played.
 */

import type { HealthCourse } from "./health-course.ts";

/** refused: the host answers that nothing listens; silent: nobody answers, and the check waits for its timeout. */
export type Pulse = HealthCourse | "refused" | "silent";

/** One task that is watched. */
export interface Watch {
  readonly framework: string;
  readonly taskId: string;
  readonly agent: string;
  /** Another pulse than before, but for what the course of its process says itself. */
  readonly changed: () => void;
}

/** The course of a framework's task that runs on an agent; null where none does. */
export type CourseOf = (agent: string, framework: string, taskId: string) => HealthCourse | null;

export class Vitals {
  readonly #courseOf: CourseOf;
  readonly #unreachable = new Set<string>();
  /** By framework, then by the id of the task: each is looked up as it is, no key is made of both. */
  readonly #byTask = new Map<string, Map<string, Set<Watch>>>();
  readonly #byAgent = new Map<string, Set<Watch>>();

  /** Most tasks are never asked about: who runs them is asked when somebody does. */
  constructor(courseOf: CourseOf) {
    this.#courseOf = courseOf;
  }

  /** A process of the framework's task runs, or runs no more. */
  changed(framework: string, taskId: string): void {
    if (this.#byTask.size > 0) tell(this.#byTask.get(framework)?.get(taskId));
  }

  /** Whether the host can be reached; one of which nothing was told can. */
  host(agent: string, reachable: boolean): void {
    if (this.#unreachable.has(agent) !== reachable) return;
    if (reachable) this.#unreachable.delete(agent);
    else this.#unreachable.add(agent);
    tell(this.#byAgent.get(agent));
  }

  /** From now on `changed` is called when the pulse is another one. */
  watch(framework: string, taskId: string, agent: string, changed: () => void): Watch {
    const watch: Watch = { framework, taskId, agent, changed };
    let tasks = this.#byTask.get(framework);
    if (tasks === undefined) {
      tasks = new Map();
      this.#byTask.set(framework, tasks);
    }
    add(tasks, taskId, watch);
    add(this.#byAgent, agent, watch);
    return watch;
  }

  unwatch(watch: Watch): void {
    const tasks = this.#byTask.get(watch.framework);
    if (tasks !== undefined) remove(tasks, watch.taskId, watch);
    remove(this.#byAgent, watch.agent, watch);
  }

  pulseOf({ framework, taskId, agent }: Watch): Pulse {
    if (this.#unreachable.has(agent)) return "silent";
    return this.#courseOf(agent, framework, taskId) ?? "refused";
  }
}

function tell(watches: ReadonlySet<Watch> | undefined): void {
  if (watches !== undefined) for (const { changed } of [...watches]) changed();
}

function add(map: Map<string, Set<Watch>>, key: string, watch: Watch): void {
  const watches = map.get(key);
  if (watches === undefined) map.set(key, new Set([watch]));
  else watches.add(watch);
}

function remove(map: Map<string, Set<Watch>>, key: string, watch: Watch): void {
  const watches = map.get(key);
  if (watches?.delete(watch) && watches.size === 0) map.delete(key);
}
