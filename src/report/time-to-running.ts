/**
 * From the launch queue to TASK_RUNNING, for first launches.
 *
 * The queue's rows say only how many instances are left to launch, so the instances of an app are told apart by age:
 * the oldest is launched first. One that is launched again on its reservation is no sample. One that leaves the
 * queue without being wanted any more (a scale down) is none either.
 */

import { CountedFifo } from "./counted-fifo.ts";

export class TimeToRunning {
  readonly samplesMs: number[] = [];
  readonly #queuedAt = new CountedFifo();
  /** Taken from the queue, not yet seen as launched. */
  readonly #sentAt = new CountedFifo();
  /** Launched for the first time, not yet running: queued when, by task. */
  readonly #starting = new Map<string, number>();

  /** `room`: how many more launches the app has use for: wanted less those that are launched and not to be replaced. */
  queueChanged(atMs: number, left: number, room: number): void {
    this.#queuedAt.push(atMs, left - this.#queuedAt.length);
    while (this.#queuedAt.length > left) {
      const queued = this.#queuedAt.shift() ?? atMs;
      if (this.#sentAt.length < room) this.#sentAt.push(queued);
    }
  }

  launched(task: string, first: boolean): void {
    const queued = this.#sentAt.shift() ?? this.#queuedAt.shift();
    if (first && queued !== undefined) this.#starting.set(task, queued);
  }

  running(task: string, atMs: number): void {
    const queued = this.#starting.get(task);
    if (queued === undefined) return;
    this.#starting.delete(task);
    this.samplesMs.push(atMs - queued);
  }

  /** A first launch that ended before it ran is neither a sample nor still open. */
  ended(task: string): void {
    this.#starting.delete(task);
  }

  appDestroyed(): void {
    this.#queuedAt.clear();
    this.#sentAt.clear();
    this.#starting.clear();
  }

  /** Still open; each suspended task stands for one instance in the queue that has been launched before. */
  open(suspended: number): number {
    return Math.max(0, this.#queuedAt.length + this.#sentAt.length - suspended) + this.#starting.size;
  }
}
