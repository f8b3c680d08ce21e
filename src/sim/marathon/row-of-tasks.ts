/**
 * Tasks in an order, of which the first is always at hand: a map would look for it among all places that are free since its
 * last growth, at each change of a task.
 */

import type { Task } from "./task.ts";

interface Place {
  task: Task;
  isFree: boolean;
}

/** More free places than that, and than tasks, are closed up. */
const freeMax = 16;

export class RowOfTasks {
  readonly #byId = new Map<string, Place>();
  #row: Place[] = [];
  /** All places before it are free. */
  #from = 0;

  get first(): Task | null {
    while (this.#row[this.#from]?.isFree === true) this.#from++;
    return this.#row[this.#from]?.task ?? null;
  }

  /** At the end, or in the place of its former self. */
  put(task: Task): void {
    const place = this.#byId.get(task.taskId);
    if (place !== undefined) {
      place.task = task;
      return;
    }
    if (this.#row.length > 2 * this.#byId.size + freeMax) this.#closeUp();
    const made = { task, isFree: false };
    this.#byId.set(task.taskId, made);
    this.#row.push(made);
  }

  delete(taskId: string): void {
    const place = this.#byId.get(taskId);
    if (place === undefined) return;
    place.isFree = true;
    this.#byId.delete(taskId);
    if (this.#byId.size > 0) return;
    this.#row.length = 0;
    this.#from = 0;
  }

  /** All, in order. */
  all(): readonly Task[] {
    const tasks: Task[] = [];
    for (let i = this.#from; i < this.#row.length; i++) {
      const { task, isFree } = this.#row[i] as Place;
      if (!isFree) tasks.push(task);
    }
    return tasks;
  }

  /** The order from now on; of two that are alike the first one stays so. */
  sort(compare: (a: Task, b: Task) => number): void {
    this.#closeUp();
    this.#row.sort((a, b) => compare(a.task, b.task));
  }

  #closeUp(): void {
    this.#row = this.#row.filter(({ isFree }) => !isFree);
    this.#from = 0;
  }
}
