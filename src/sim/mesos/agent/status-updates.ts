/**
 * Status updates of one agent that wait for their acknowledgement: one of a task is under way, the others wait their
 * turn; what is not acknowledged is sent again after 10 s, 20 s, ... up to 10 min
 * (slave/status_update_manager.cpp:189,361; slave/constants.cpp:31-32 @ 0.28.3).
 */

import type { ToMaster } from "../../../model/messages.ts";
import type { TaskState, TaskStatus } from "../../../model/tasks.ts";
import { type Listed, TaskList } from "../../cluster/task-list.ts";
import { noTimer, type Timer } from "../../kernel/agenda.ts";
import type { EventKind, Kernel } from "../../kernel/kernel.ts";
import type { Process, Processes } from "./processes.ts";

const firstRetryMs = 10_000;
const retryMaxMs = 600_000;

interface Stream extends Listed<Stream> {
  readonly owner: StatusUpdates;
  /** Of the task, where it ever had one here. */
  process: Process | null;
  readonly waiting: TaskStatus[];
  latest: TaskState;
  timer: Timer;
  retryMs: number;
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
  readonly #send: (message: Extract<ToMaster, { type: "STATUS_UPDATE" }>) => void;
  readonly #streams = new TaskList<Stream>();
  #paused = false;

  constructor(
    kernel: Kernel,
    retry: EventKind,
    send: (message: Extract<ToMaster, { type: "STATUS_UPDATE" }>) => void,
  ) {
    this.#kernel = kernel;
    this.#retry = retry;
    this.#send = send;
  }

  /** The newest state of a task with updates that wait; null where none do. */
  latest(frameworkId: string, taskId: string): TaskState | null {
    return this.#streams.find(frameworkId, taskId)?.latest ?? null;
  }

  /** The process, dead or alive, of a task with updates that wait; null where there was none, or none waits. */
  processOf(frameworkId: string, taskId: string): Process | null {
    return this.#streams.find(frameworkId, taskId)?.process ?? null;
  }

  /** Tasks whose process is gone and whose last updates wait. */
  *ended(processes: Processes): Iterable<{ frameworkId: string; process: Process; last: TaskStatus }> {
    for (const { frameworkId, taskId, process, waiting } of this.#streams) {
      const last = waiting.at(-1);
      if (process !== null && last !== undefined && processes.get(frameworkId, taskId) === null)
        yield { frameworkId, process, last };
    }
  }

  add(frameworkId: string, status: TaskStatus, process: Process | null): void {
    const { taskId } = status;
    const stream = this.#streams.find(frameworkId, taskId);
    if (stream !== null) {
      stream.waiting.push(status);
      stream.latest = status.state;
      stream.process = process ?? stream.process;
      return;
    }
    const first: Stream = {
      owner: this,
      frameworkId,
      taskId,
      process,
      waiting: [status],
      latest: status.state,
      timer: noTimer,
      retryMs: firstRetryMs,
      before: null,
      after: null,
    };
    this.#streams.add(first);
    this.#forward(first, firstRetryMs);
  }

  acknowledged(frameworkId: string, taskId: string, uuid: number): void {
    const stream = this.#streams.find(frameworkId, taskId);
    if (stream === null || stream.waiting[0]?.uuid !== uuid) return;
    this.#kernel.cancel(stream.timer);
    if (stream.waiting.length === 1) {
      this.#streams.delete(stream);
      return;
    }
    stream.waiting.shift();
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
      this.#streams.delete(stream);
    }
  }

  #forward(stream: Stream, retryMs: number): void {
    const status = stream.waiting[0];
    if (this.#paused || status === undefined) return;
    this.#kernel.cancel(stream.timer);
    stream.retryMs = retryMs;
    stream.timer = this.#kernel.after(retryMs, this.#retry, 0, 0, stream);
    this.#send({
      type: "STATUS_UPDATE",
      frameworkId: stream.frameworkId,
      status,
      latestState: stream.latest,
    });
  }
}
