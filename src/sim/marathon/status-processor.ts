/** A status update from Mesos: applied to a launched task, and a task that Marathon does not hold for launched is
 * killed; then acknowledged (TaskStatusUpdateProcessorImpl.scala:49-67). */

import { isTerminal, type TaskStatus } from "../../model/tasks.ts";
import { heldBy } from "./app-tasks.ts";
import type { Driver } from "./driver.ts";
import type { Strays } from "./strays.ts";
import type { Tracker } from "./tracker.ts";
import { resolve } from "./transitions.ts";
import type { TaskUpdates } from "./updates.ts";

export function processStatus(
  status: TaskStatus,
  tracker: Tracker,
  updates: TaskUpdates,
  strays: Strays,
  driver: Driver,
  relaunchAfterMs: (app: string) => number | undefined,
): void {
  const { taskId, state, healthy, info = null } = status;
  const task = heldBy(info)?.task ?? tracker.task(taskId);
  if (isTerminal(state)) strays.ended(taskId);
  else if (state !== "killing" && task?.launched == null) strays.alive(taskId);
  if (task?.launched != null) {
    const givenUp = state === "lost" ? relaunchAfterMs(task.app) : undefined;
    updates.process({ type: "MesosUpdate", taskId, state, healthy, relaunchAfterMs: givenUp }, info);
  }
  // A kill of an unknown task is answered with TASK_LOST: killing for that too would never end. One that is being killed
  // needs no kill (1.1.1-dcos; 1.1.1 passes TASK_KILLING over).
  else if (state !== "lost" && state !== "killing") driver.kill(taskId);
  driver.acknowledge(status);
}

/** Whether nothing would come of that answer to a question about tasks: it is about a launched task, which is so already. */
export function isNoNews({ taskId, state, healthy }: TaskStatus, tracker: Tracker): boolean {
  const task = tracker.task(taskId);
  if (task?.launched == null) return false;
  return resolve(task, { type: "MesosUpdate", taskId, state, healthy }, 0).type === "NoChange";
}
