/** What an agent does with a task that it is told to run, to kill or to account for. Follows slave/slave.cpp @ 0.28.3. */

import type { ToAgent } from "../../../model/messages.ts";
import type { Disk } from "./disk.ts";
import { type Processes, terminated } from "./processes.ts";
import type { Reports } from "./reports.ts";

type MessageOf<T extends ToAgent["type"]> = Extract<ToAgent, { type: T }>;

export class AgentTasks {
  readonly #disk: Disk;
  readonly #processes: Processes;
  readonly #reports: Reports;
  readonly #abort: () => void;

  /** `abort` ends the agent process at once; its supervisor starts it again. */
  constructor(disk: Disk, processes: Processes, reports: Reports, abort: () => void) {
    this.#disk = disk;
    this.#processes = processes;
    this.#reports = reports;
    this.#abort = abort;
  }

  /**
   * One on resources that are not checkpointed is lost; so is one whose executor, of the same id, has ended and waits
   * for its last acknowledgement (slave.cpp:1597-1627, 1697-1717). A task id that is here already, since its end was told
   * twice and another launch came in between, takes the place of one whose container is not up yet (1718-1729); one that
   * runs is a failed check, which ends the agent process, and not the task (5668-5673).
   */
  run({ frameworkId, framework, role, task, taskKilling }: MessageOf<"RUN_TASK">): void {
    const { taskId } = task;
    const here = this.#processes.get(frameworkId, taskId);
    if (!this.#disk.holds(task)) {
      const message = "The checkpointed resources being used by the task are unknown to the slave";
      this.#reports.lost(frameworkId, taskId, "RESOURCES_UNKNOWN", message);
    } else if (here === null && this.#reports.isEnding(frameworkId, taskId)) {
      this.#reports.lost(frameworkId, taskId, "EXECUTOR_TERMINATED", "Executor terminating/terminated");
    } else {
      if (here === null) this.#processes.launch(frameworkId, framework, role, task, taskKilling);
      else if (here.state === "staging") here.task = task;
      // A framework that is shut down here gets no new task (slave.cpp:1546-1558).
      else if (here.silently === null) this.#abort();
    }
  }

  /**
   * One of a framework with no executor here is ignored, another unknown one is lost; one whose container is not up yet
   * ends at once; a running one after its grace, of which its executor tells first where the framework can be told
   * (slave.cpp:1936-2069; command_executor_tests.cpp:57,115).
   */
  kill({ frameworkId, taskId }: MessageOf<"KILL_TASK">): void {
    const process = this.#processes.get(frameworkId, taskId);
    if (process === null) {
      // Where its end is under way already, the update that waits says all.
      if (!this.#reports.isWaiting(frameworkId, taskId) && this.#knows(frameworkId))
        this.#reports.lost(frameworkId, taskId, "EXECUTOR_TERMINATED", "Cannot find executor");
      return;
    }
    if (process.killed) return;
    if (process.state === "running") this.#processes.stop(process, terminated);
    else {
      const message = "Unregistered executor";
      const [reason, source] = ["EXECUTOR_UNREGISTERED", "agent"] as const;
      this.#processes.kill(process, { state: "killed", reason, message, source });
    }
  }

  /** Tasks that the master knows and that are not here are lost (slave.cpp:1160-1188). */
  reconcile({ missing }: MessageOf<"AGENT_REREGISTERED">): void {
    for (const { frameworkId, taskId } of missing) {
      const known = this.#processes.get(frameworkId, taskId) !== null;
      if (known || this.#reports.isWaiting(frameworkId, taskId)) continue;
      const message = "Reconciliation: task unknown to the slave";
      this.#reports.lost(frameworkId, taskId, "RECONCILIATION", message);
    }
  }

  /** Nobody will acknowledge its updates any more (slave.cpp:4100-4101). */
  shutDownFramework(frameworkId: string, graceMs: number): void {
    this.#reports.forget(frameworkId);
    this.#processes.shutDown(frameworkId, "framework-shut-down", graceMs);
  }

  /**
   * What waits for an acknowledgement is sent at once, of other frameworks too; not if the framework is unknown here or is being
   * shut down (slave.cpp:2236-2295).
   */
  frameworkIsBack(frameworkId: string): void {
    if (this.#knows(frameworkId) && !this.#isShuttingDown(frameworkId)) this.#reports.resume();
  }

  #isShuttingDown(frameworkId: string): boolean {
    for (const process of this.#processes.all)
      if (process.frameworkId === frameworkId && process.silently !== null) return true;
    return false;
  }

  /** A framework is known while it has an executor, be it one that has ended and whose last update waits. */
  #knows(frameworkId: string): boolean {
    for (const process of this.#processes.all) if (process.frameworkId === frameworkId) return true;
    return this.#reports.hasTerminated(frameworkId, this.#processes);
  }
}
