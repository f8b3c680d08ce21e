/**
 * Tasks that Marathon knows to be alive though it does not hold them for launched: wiped ones, and those of which Mesos
 * told. Each should be killed; here stands what became of that. Nothing that Marathon does depends on it: it is what
 * checks from outside read, who cannot tell a kill that was lost on its way from one that was never meant to leave.
 */

import type { TaskStanding } from "../cluster/framework.ts";
import type { TaskChanged } from "./updates.ts";

type Kill = Exclude<TaskStanding, "launched" | "unknown">;

export class Strays {
  readonly #kills = new Map<string, Kill>();

  /** What became of the task's kill; `unknown` for one of which nobody told the present leader. */
  killOf(taskId: string): Kill | "unknown" {
    return this.#kills.get(taskId) ?? "unknown";
  }

  /** The update step: a wiped task may run on. */
  taskChanged({ op, taskId, before }: TaskChanged): void {
    if (op.type === "ForceExpunge" && op.why === "wiped" && before?.launched != null) this.alive(taskId);
  }

  /** It runs, or is about to, and Marathon has just learned so. */
  alive(taskId: string): void {
    this.#kills.set(taskId, "kill-owed");
  }

  /** It is about to be killed, or its kill was given to the driver, whatever comes of that. */
  killed(taskId: string): void {
    this.#note(taskId, "kill-sent");
  }

  /** Its kill was dropped because something held the lock of its app: bug B5. */
  dropped(taskId: string): void {
    this.#note(taskId, "kill-dropped");
  }

  /** Mesos told of its end. */
  ended(taskId: string): void {
    this.#kills.delete(taskId);
  }

  /** The next leader does not know what this one knew; what bug B5 left behind runs on all the same. */
  leaderGone(): void {
    for (const [taskId, kill] of this.#kills) if (kill !== "kill-dropped") this.#kills.delete(taskId);
  }

  /** Mesos has removed the framework, and all that it ran; or nobody knows any more that it was this one's. */
  clear(): void {
    this.#kills.clear();
  }

  #note(taskId: string, kill: Kill): void {
    if (this.#kills.has(taskId)) this.#kills.set(taskId, kill);
  }
}
