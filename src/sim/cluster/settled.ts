/**
 * The tasks of a framework that run and about which there is nothing to tell, as one number of fixed size: two sides that
 * have the same number have the same tasks, so that none of them needs to be named.
 */

import type { Settled } from "../../model/messages.ts";
import type { TaskStatus } from "../../model/tasks.ts";
import { textHash } from "../../model/text-hash.ts";

/**
 * What the leading master would answer to a framework of that name that asks about all its tasks and holds those for
 * settled, where it agrees on these and answers arrive in their time; else null.
 */
export type AskMaster = (framework: string, settled: Settled) => Answers | null;

export interface Answers {
  /** Of all tasks that are not settled. */
  readonly statuses: readonly TaskStatus[];
  /** How long question and answer are under way. */
  readonly afterMs: number;
}

/** A set of ids, as their count and two sums of 32-bit hashes; that two different sets agree in all three has a chance of 2^-64. */
export class SettledTasks implements Settled {
  count = 0;
  xor = 0;
  sum = 0;

  add(taskId: string): void {
    this.#change(taskId, 1);
  }

  remove(taskId: string): void {
    this.#change(taskId, -1);
  }

  now(): Settled {
    const { count, xor, sum } = this;
    return { count, xor, sum };
  }

  /** The same set, to be changed by itself. */
  copy(): SettledTasks {
    const copied = new SettledTasks();
    copied.count = this.count;
    copied.xor = this.xor;
    copied.sum = this.sum;
    return copied;
  }

  is(that: Settled): boolean {
    return this.count === that.count && this.xor === that.xor && this.sum === that.sum;
  }

  #change(taskId: string, sign: 1 | -1): void {
    let second = 0x2545f491;
    for (let i = 0; i < taskId.length; i++)
      second = Math.imul(second + taskId.charCodeAt(i), 0x9e3779b1) ^ (second >>> 15);
    this.count += sign;
    this.xor ^= textHash(taskId);
    this.sum = (this.sum + sign * second) | 0;
  }
}
