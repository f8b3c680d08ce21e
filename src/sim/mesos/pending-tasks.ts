/** The tasks of one framework whose ACCEPTs are being authorised, oldest first: from an ACCEPT to its operations. */

import type { TaskInfo } from "../../model/tasks.ts";
import { ListedTask, TaskList } from "../cluster/task-list.ts";
import type { AgentRecord } from "./records.ts";

export type PendingTask = ListedTask<AgentRecord>;

/** Of one framework: ids of frameworks are left out. */
const frameworkId = "";

export class PendingTasks {
  readonly #tasks = new TaskList<PendingTask>();

  get size(): number {
    return this.#tasks.size;
  }

  /** The task waits, unless one of its id does. */
  await(info: TaskInfo, agent: AgentRecord): void {
    const { taskId } = info;
    if (this.#tasks.find(frameworkId, taskId) !== null) return;
    this.#tasks.add(new ListedTask(this, frameworkId, info, agent));
  }

  get(taskId: string): PendingTask | null {
    return this.#tasks.find(frameworkId, taskId);
  }

  /** It waits no more; says whether it did. */
  delete(taskId: string): boolean {
    const task = this.#tasks.find(frameworkId, taskId);
    if (task !== null) this.#tasks.delete(task);
    return task !== null;
  }

  clear(): void {
    for (const task of this.#tasks) this.#tasks.delete(task);
  }

  [Symbol.iterator](): Iterator<PendingTask> {
    return this.#tasks[Symbol.iterator]();
  }
}
