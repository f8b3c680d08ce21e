/**
 * What one agent has to tell the master of its tasks: updates until they are acknowledged, what executors could not say
 * while it was away, and the list with which it registers again. Follows slave/slave.cpp @ 0.28.3.
 */

import type { AgentTask } from "../../../model/messages.ts";
import type { StatusReason, StatusSource, TaskState } from "../../../model/tasks.ts";
import type { EventKind, Kernel } from "../../kernel/kernel.ts";
import type { Ending, EndReason, Process, Processes } from "./processes.ts";
import { StatusUpdates, type Teller } from "./status-updates.ts";

/** Others are nobody's business any more: their agent or their framework is given up. */
const toldEnds: ReadonlySet<EndReason | null> = new Set([null, "agent-away", "agent-restarted"] as const);

export class Reports {
  readonly #updates: StatusUpdates;
  readonly #teller: Teller;
  #uuids = 0;
  /** What executors could not report while the agent process was away. */
  #unheard: { readonly process: Process; readonly ended: boolean }[] = [];

  /** `retry` is the kind of event of `retryEvent`; updates carry the agent's id of their time. */
  constructor(kernel: Kernel, retry: EventKind, teller: Teller) {
    this.#updates = new StatusUpdates(kernel, retry, teller);
    this.#teller = teller;
  }

  /** Whether executors wait to be heard, or have ended and wait for an acknowledgement: a restarted agent recovers both. */
  get hasExecutors(): boolean {
    return this.#unheard.length > 0 || this.#updates.hasExecutors;
  }

  /** Whether updates of the task wait. */
  isWaiting(frameworkId: string, taskId: string): boolean {
    return this.untold(frameworkId, taskId) !== null;
  }

  /** The newest state of a task of which updates wait to be acknowledged; null where none do. */
  untold(frameworkId: string, taskId: string): TaskState | null {
    return this.#updates.latest(frameworkId, taskId);
  }

  /** Whether the executor of a task that has no process here waits for its last updates to be acknowledged. */
  isEnding(frameworkId: string, taskId: string): boolean {
    return this.#updates.processOf(frameworkId, taskId) !== null;
  }

  /** Whether the framework has an executor that has ended and waits for its last updates to be acknowledged. */
  hasTerminated(frameworkId: string, processes: Processes): boolean {
    for (const ended of this.#updates.ended(processes)) if (ended.frameworkId === frameworkId) return true;
    return false;
  }

  /** It runs, and what its check has found, where it has found something. */
  runs(process: Process): void {
    const { frameworkId, taskId, healthy } = process;
    this.#add(frameworkId, taskId, process, "running", "executor", null, "", healthy ?? undefined);
  }

  killing(process: Process): void {
    this.#add(process.frameworkId, process.taskId, process, "killing", "executor", null, "");
  }

  /** It has ended: its executor says how, or, where the agent process is not there to hear it, that is found later. */
  over(
    process: Process,
    { state, source = "executor", reason, message, healthy }: Ending,
    isHeard: boolean,
  ): void {
    if (!toldEnds.has(process.silently)) return;
    if (!isHeard) return this.unheard(process, true);
    const { frameworkId, taskId } = process;
    this.#add(frameworkId, taskId, process, state, source, reason, message, healthy);
  }

  /** A task that is not here, or may not be, is lost. */
  lost(
    frameworkId: string,
    taskId: string,
    reason: StatusReason,
    message: string,
    process: Process | null = null,
  ): void {
    this.#add(frameworkId, taskId, process, "lost", "agent", reason, message);
  }

  /** The agent process is away. */
  unheard(process: Process, ended: boolean): void {
    this.#unheard.push({ process, ended });
  }

  /** Executors that are alive say what is new; those that are not are given up (slave.cpp:2975-3024). */
  hear(processes: Processes): void {
    const unheard = this.#unheard;
    this.#unheard = [];
    for (const { process, ended } of unheard) {
      const { frameworkId, taskId } = process;
      if (ended) {
        const message = "Executor did not re-register within 2secs";
        this.lost(frameworkId, taskId, "EXECUTOR_REREGISTRATION_TIMEOUT", message, process);
      } else if (processes.get(frameworkId, taskId) !== null) this.runs(process);
    }
  }

  /** For a registration: what runs, and what has ended with updates that wait (slave.cpp:1243-1262). */
  *tasks(processes: Processes): Iterable<AgentTask> {
    for (const process of processes.all) {
      const { frameworkId, taskId, framework, role, task, killing } = process;
      const state = this.#updates.latest(frameworkId, taskId) ?? (killing ? "killing" : process.state);
      yield { frameworkId, framework, role, info: task, state, ...(killing ? {} : healthOf(process)) };
    }
    for (const { frameworkId, process, last } of this.#updates.ended(processes)) {
      const { framework, role, task } = process;
      yield { frameworkId, framework, role, info: task, state: last.state, reason: last.reason };
    }
  }

  acknowledged(frameworkId: string, taskId: string, uuid: number): void {
    this.#updates.acknowledged(frameworkId, taskId, uuid);
  }

  pause(): void {
    this.#updates.pause();
  }

  resume(): void {
    this.#updates.resume();
  }

  /** All is forgotten, or all of one framework. */
  forget(frameworkId: string | null): void {
    this.#updates.clear(frameworkId);
    this.#unheard = this.#unheard.filter(
      ({ process }) => frameworkId !== null && process.frameworkId !== frameworkId,
    );
  }

  /** `process` is null for a task that never had one here. */
  #add(
    frameworkId: string,
    taskId: string,
    process: Process | null,
    state: TaskState,
    source: StatusSource,
    reason: StatusReason | null,
    message: string,
    healthy?: boolean,
  ): void {
    const uuid = ++this.#uuids;
    const { slaveId } = this.#teller;
    const info = process === null ? undefined : process.task;
    const status = { taskId, state, source, reason, message, healthy, slaveId, uuid, info };
    this.#updates.add(frameworkId, status, process);
  }
}

function healthOf({ healthy }: Process): { healthy?: boolean } {
  return healthy === null ? {} : { healthy };
}
