/**
 * From the end of a process that was wanted to TASK_RUNNING of its replacement.
 *
 * An end opens a gap where fewer are alive than wanted. Processes that start later fill the gaps of their app, the
 * oldest first; a gap is closed when the task that fills it runs, and open again when it ends before.
 */

import { Fifo } from "./fifo.ts";

export class TimeToRecover {
  readonly samplesMs: number[] = [];
  readonly #gaps = new Fifo<number>();
  readonly #filling = new Map<string, number>();

  processEnded(task: string, atMs: number, wanted: number, alive: number): void {
    const gap = this.#filling.get(task);
    if (gap !== undefined) {
      this.#filling.delete(task);
      this.#gaps.unshift(gap);
    } else if (alive < wanted) this.#gaps.push(atMs);
    this.wantedChanged(wanted, alive);
  }

  processStarted(task: string): void {
    const gap = this.#gaps.shift();
    if (gap !== undefined) this.#filling.set(task, gap);
  }

  running(task: string, atMs: number): void {
    const gap = this.#filling.get(task);
    if (gap === undefined) return;
    this.#filling.delete(task);
    this.samplesMs.push(atMs - gap);
  }

  /** Gaps that nobody wants filled any more are forgotten, the newest first. */
  wantedChanged(wanted: number, alive: number): void {
    this.#gaps.trim(wanted - alive);
  }

  get open(): number {
    return this.#gaps.length + this.#filling.size;
  }
}
