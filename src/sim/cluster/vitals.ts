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
  readonly key: string;
  readonly agent: string;
  /** Another pulse than before, but for what the course of its process says itself. */
  readonly changed: () => void;
}

const keyOf = (framework: string, taskId: string): string => `${framework}\u0000${taskId}`;

export class Vitals {
  readonly #courses = new Map<string, HealthCourse>();
  readonly #unreachable = new Set<string>();
  readonly #byTask = new Map<string, Set<Watch>>();
  readonly #byAgent = new Map<string, Set<Watch>>();

  /** A process of the framework's task runs. */
  started(framework: string, taskId: string, course: HealthCourse): void {
    const key = keyOf(framework, taskId);
    this.#courses.set(key, course);
    tell(this.#byTask.get(key));
  }

  ended(framework: string, taskId: string): void {
    const key = keyOf(framework, taskId);
    if (this.#courses.delete(key)) tell(this.#byTask.get(key));
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
    const watch: Watch = { key: keyOf(framework, taskId), agent, changed };
    add(this.#byTask, watch.key, watch);
    add(this.#byAgent, agent, watch);
    return watch;
  }

  unwatch(watch: Watch): void {
    remove(this.#byTask, watch.key, watch);
    remove(this.#byAgent, watch.agent, watch);
  }

  pulseOf({ key, agent }: Watch): Pulse {
    return this.#unreachable.has(agent) ? "silent" : (this.#courses.get(key) ?? "refused");
  }
}

function tell(watches: ReadonlySet<Watch> | undefined): void {
  for (const { changed } of [...(watches ?? [])]) changed();
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
