/** A status update from Mesos: applied to a launched task, and a task that Marathon does not hold for launched is
 * killed; then acknowledged (TaskStatusUpdateProcessorImpl.scala:49-67). */

import { isTerminal, type TaskStatus } from "../../model/tasks.ts";
import { type Held, heldBy } from "./app-tasks.ts";
import type { Driver } from "./driver.ts";
import type { Quirks } from "./quirks.ts";
import type { Store } from "./store.ts";
import type { Strays } from "./strays.ts";
import type { Tracker } from "./tracker.ts";
import { resolve } from "./transitions.ts";
import type { TaskUpdates } from "./updates.ts";

export class StatusProcessor {
  readonly #store: Store;
  readonly #updates: TaskUpdates;
  readonly #strays: Strays;
  readonly #driver: Driver;
  /** B35 is mended. */
  readonly #givesUp: boolean;

  constructor(quirks: Quirks, store: Store, updates: TaskUpdates, strays: Strays, driver: Driver) {
    this.#store = store;
    this.#updates = updates;
    this.#strays = strays;
    this.#driver = driver;
    this.#givesUp = !quirks.has("B35");
  }

  process(status: TaskStatus): void {
    const { taskId, state, healthy, info = null } = status;
    const held = heldBy(info) ?? this.#store.tracker.held(taskId);
    const isLaunched = held?.task?.launched != null;
    if (isTerminal(state)) this.#strays.ended(taskId);
    else if (state !== "killing" && !isLaunched) this.#strays.alive(taskId);
    if (held !== null && isLaunched) {
      const relaunchAfterMs = state === "lost" ? this.#relaunchAfterMs(held) : undefined;
      this.#updates.process({ type: "MesosUpdate", taskId, state, healthy, relaunchAfterMs }, info, held);
    }
    // A kill of an unknown task is answered with TASK_LOST: killing for that too would never end. One that is being killed
    // needs no kill (1.1.1-dcos; 1.1.1 passes TASK_KILLING over).
    else if (state !== "lost" && state !== "killing") this.#driver.kill(taskId);
    this.#driver.acknowledge(status);
  }

  /**
   * How long a lost task of the app is waited for: for ever, whatever the app says, since nothing reads it
   * (Residency.scala:9-13), bug B35; mended, as it says.
   */
  #relaunchAfterMs({ record }: Held): number | undefined {
    const residency = record.app?.definition.residency;
    if (!this.#givesUp || residency?.taskLostBehavior !== "RELAUNCH_AFTER_TIMEOUT") return undefined;
    return residency.relaunchEscalationTimeoutSeconds * 1000;
  }
}

/** Whether nothing would come of that answer to a question about tasks: it is about a launched task, which is so already. */
export function isNoNews({ taskId, state, healthy }: TaskStatus, tracker: Tracker): boolean {
  const task = tracker.task(taskId);
  if (task?.launched == null) return false;
  return resolve(task, { type: "MesosUpdate", taskId, state, healthy }, 0).type === "NoChange";
}
