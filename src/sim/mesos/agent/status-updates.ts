/**
 * Status updates of one agent that wait for their acknowledgement: one of a task is under way, the others wait their
 * turn; what is not acknowledged is sent again after 10 s, 20 s, ... up to 10 min
 * (slave/status_update_manager.cpp:189,361; slave/constants.cpp:31-32 @ 0.28.3).
 */

import type { ToMaster } from "../../../model/messages.ts";
import { isTerminal, type TaskState, type TaskStatus } from "../../../model/tasks.ts";
import { type Listed, TaskList } from "../../cluster/task-list.ts";
import { noTimer, type Timer } from "../../kernel/agenda.ts";
import type { EventKind, Kernel } from "../../kernel/kernel.ts";
import type { Process, Processes } from "./processes.ts";

const firstRetryMs = 10_000;
const retryMaxMs = 600_000;

/** The agent, as whoever speaks for it knows it. */
export interface Teller {
  /** Mesos' id of it; null while it has none. */
  readonly slaveId: string | null;
  /** Sends to the master. */
  tell(message: ToMaster): void;
}

/** Updates of one task that wait. Most wait alone, and not for long; a process keeps it for its next update. */
export class Stream implements Listed<Stream> {
  readonly owner: StatusUpdates;
  readonly frameworkId: string;
  readonly taskId: string;
  /** Of the task, where it ever had one here. */
  process: Process | null;
  /** Is under way, or will be once there is a master. */
  first: TaskStatus;
  /** Wait their turn, oldest first; null where there are none. */
  others: TaskStatus[] | null = null;
  latest: TaskState;
  timer: Timer = noTimer;
  retryMs = firstRetryMs;
  /** It is one of its owner's. */
  isOpen = true;
  before: Stream | null = null;
  after: Stream | null = null;

  constructor(owner: StatusUpdates, frameworkId: string, status: TaskStatus, process: Process | null) {
    this.owner = owner;
    this.frameworkId = frameworkId;
    this.taskId = status.taskId;
    this.process = process;
    this.first = status;
    this.latest = status.state;
    if (process !== null) process.updates = this;
  }

  /** Of the same task, after all before it were acknowledged. */
  reopen(status: TaskStatus, process: Process): void {
    this.process = process;
    this.first = status;
    this.latest = status.state;
    this.isOpen = true;
  }
}

/** The kind of event that all agents share, registered once. */
export function retryEvent(kernel: Kernel): EventKind {
  return kernel.kind("agent/status update again", (_a, _b, payload) =>
    (payload as Stream).owner.again(payload as Stream),
  );
}

export class StatusUpdates {
  readonly #kernel: Kernel;
  readonly #retry: EventKind;
  readonly #teller: Teller;
  readonly #streams = new TaskList<Stream>();
  #paused = false;

  constructor(kernel: Kernel, retry: EventKind, teller: Teller) {
    this.#kernel = kernel;
    this.#retry = retry;
    this.#teller = teller;
  }

  /** The newest state of a task with updates that wait; null where none do. */
  latest(frameworkId: string, taskId: string): TaskState | null {
    return this.#streams.find(frameworkId, taskId)?.latest ?? null;
  }

  /** The process, dead or alive, of a task with updates that wait; null where there was none, or none waits. */
  processOf(frameworkId: string, taskId: string): Process | null {
    return this.#streams.find(frameworkId, taskId)?.process ?? null;
  }

  /** Whether updates wait of tasks that had a process here. */
  get hasExecutors(): boolean {
    for (const { process } of this.#streams) if (process !== null) return true;
    return false;
  }

  /** Tasks whose process is gone and whose last updates wait. */
  *ended(processes: Processes): Iterable<{ frameworkId: string; process: Process; last: TaskStatus }> {
    for (const { frameworkId, taskId, process, first, others } of this.#streams)
      if (process !== null && processes.get(frameworkId, taskId) === null)
        yield { frameworkId, process, last: others?.at(-1) ?? first };
  }

  add(frameworkId: string, status: TaskStatus, process: Process | null): void {
    const { taskId } = status;
    const stream = this.#streams.find(frameworkId, taskId);
    if (stream !== null) {
      if (stream.others === null) stream.others = [status];
      else stream.others.push(status);
      stream.latest = status.state;
      stream.process = process ?? stream.process;
      return;
    }
    const alone = this.#streamOf(frameworkId, status, process);
    this.#streams.add(alone);
    this.#forward(alone, firstRetryMs);
  }

  #streamOf(frameworkId: string, status: TaskStatus, process: Process | null): Stream {
    const kept = process?.updates ?? null;
    if (process === null || kept === null || kept.isOpen)
      return new Stream(this, frameworkId, status, process);
    kept.reopen(status, process);
    return kept;
  }

  /** Once a task's end is acknowledged, what came after it is told no more (status_update_manager.cpp:440-450). */
  acknowledged(frameworkId: string, taskId: string, uuid: number): void {
    const stream = this.#streams.find(frameworkId, taskId);
    if (stream === null || stream.first.uuid !== uuid) return;
    this.#kernel.cancel(stream.timer);
    const next = isTerminal(stream.first.state) ? undefined : stream.others?.shift();
    if (next === undefined) {
      this.#close(stream);
      return;
    }
    stream.first = next;
    this.#forward(stream, firstRetryMs);
  }

  again(stream: Stream): void {
    this.#forward(stream, Math.min(stream.retryMs * 2, retryMaxMs));
  }

  /** No master: nothing is sent. */
  pause(): void {
    this.#paused = true;
    for (const stream of this.#streams) this.#kernel.cancel(stream.timer);
  }

  /** A master again: what waits is sent at once. */
  resume(): void {
    this.#paused = false;
    for (const stream of this.#streams) this.#forward(stream, firstRetryMs);
  }

  /** All is forgotten, or all of one framework. */
  clear(frameworkId: string | null): void {
    for (const stream of this.#streams) {
      if (frameworkId !== null && stream.frameworkId !== frameworkId) continue;
      this.#kernel.cancel(stream.timer);
      this.#close(stream);
    }
  }

  #close(stream: Stream): void {
    stream.isOpen = false;
    stream.others = null;
    this.#streams.delete(stream);
  }

  #forward(stream: Stream, retryMs: number): void {
    if (this.#paused) return;
    this.#kernel.cancel(stream.timer);
    stream.retryMs = retryMs;
    stream.timer = this.#kernel.after(retryMs, this.#retry, 0, 0, stream);
    this.#teller.tell({
      type: "STATUS_UPDATE",
      frameworkId: stream.frameworkId,
      status: stream.first,
      latestState: stream.latest,
    });
  }
}
