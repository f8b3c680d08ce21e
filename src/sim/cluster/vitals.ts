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

/** What is said of each task of a framework, by its id. */
class OfFramework {
  readonly courses = new Map<string, HealthCourse>();
  readonly watches = new Map<string, Set<Watch>>();
}

export class Vitals {
  readonly #frameworks = new Map<string, OfFramework>();
  readonly #unreachable = new Set<string>();
  readonly #byAgent = new Map<string, Set<Watch>>();

  /** A process of the framework's task runs. */
  started(framework: string, taskId: string, course: HealthCourse): void {
    const { courses, watches } = this.#of(framework);
    courses.set(taskId, course);
    if (watches.size > 0) tell(watches.get(taskId));
  }

  ended(framework: string, taskId: string): void {
    const { courses, watches } = this.#of(framework);
    if (courses.delete(taskId) && watches.size > 0) tell(watches.get(taskId));
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
    add(this.#of(framework).watches, taskId, watch);
    add(this.#byAgent, agent, watch);
    return watch;
  }

  unwatch(watch: Watch): void {
    remove(this.#of(watch.framework).watches, watch.taskId, watch);
    remove(this.#byAgent, watch.agent, watch);
  }

  pulseOf({ framework, taskId, agent }: Watch): Pulse {
    return this.#unreachable.has(agent) ? "silent" : (this.#of(framework).courses.get(taskId) ?? "refused");
  }

  #of(framework: string): OfFramework {
    let of = this.#frameworks.get(framework);
    if (of === undefined) {
      of = new OfFramework();
      this.#frameworks.set(framework, of);
    }
    return of;
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
