/** A status update from Mesos: applied to a launched task, and a task that Marathon does not hold for launched is
 * killed; then acknowledged (TaskStatusUpdateProcessorImpl.scala:49-67). */

import type { TaskStatus } from "../../model/tasks.ts";
import type { Driver } from "./driver.ts";
import type { Tracker } from "./tracker.ts";
import type { TaskUpdates } from "./updates.ts";

export function processStatus(
  status: TaskStatus,
  tracker: Tracker,
  updates: TaskUpdates,
  driver: Driver,
): void {
  const { taskId, state } = status;
  if (tracker.task(taskId)?.launched != null) updates.process({ type: "MesosUpdate", taskId, state });
  // A kill of an unknown task is answered with TASK_LOST: killing for that too would never end.
  else if (state !== "lost") driver.kill(taskId);
  driver.acknowledge(status);
}
