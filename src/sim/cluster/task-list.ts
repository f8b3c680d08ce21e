/**
 * Tasks in the order in which they came. By its ids a task is found by a walk where there are few, else by an index, made when
 * somebody first searches.
 *
 * Hot: each agent has three of them, through which each of its tasks passes.
 */

import type { TaskInfo } from "../../model/tasks.ts";
import { Chain, type Link } from "./chain.ts";

/** Task ids are unique per framework only. */
export interface Listed<T> extends Link<T> {
  readonly frameworkId: string;
  readonly taskId: string;
}

/** A task in the list of its owner, and where it is to run. One class for all that need no more: lists are quick with few. */
export class ListedTask<W> implements Listed<ListedTask<W>> {
  readonly owner: object;
  readonly frameworkId: string;
  readonly taskId: string;
  readonly info: TaskInfo;
  readonly where: W;
  before: ListedTask<W> | null = null;
  after: ListedTask<W> | null = null;
  /** Its owner has done with it. */
  isOver = false;

  constructor(owner: object, frameworkId: string, info: TaskInfo, where: W) {
    this.owner = owner;
    this.frameworkId = frameworkId;
    this.taskId = info.taskId;
    this.info = info;
    this.where = where;
  }
}

/** With more than so many an index is worth its making; with half as many it goes. */
const walkedMax = 16;

export class TaskList<T extends Listed<T>> extends Chain<T> {
  #index: Map<string, T> | null = null;

  /** Of the items of the same ids, if there are several, the oldest. */
  find(frameworkId: string, taskId: string): T | null {
    if (this.size > walkedMax) return this.#indexed().get(keyOf(frameworkId, taskId)) ?? null;
    for (let item = this.first; item !== null; item = item.after)
      if (item.taskId === taskId && item.frameworkId === frameworkId) return item;
    return null;
  }

  /** No other one of the same ids may be there. */
  override add(item: T): void {
    super.add(item);
    if (this.#index !== null) this.#index.set(keyOf(item.frameworkId, item.taskId), item);
  }

  override delete(item: T): void {
    super.delete(item);
    if (this.#index === null) return;
    if (this.size * 2 <= walkedMax) this.#index = null;
    else this.#index.delete(keyOf(item.frameworkId, item.taskId));
  }

  #indexed(): Map<string, T> {
    if (this.#index === null) {
      this.#index = new Map();
      for (const item of this) this.#index.set(keyOf(item.frameworkId, item.taskId), item);
    }
    return this.#index;
  }
}

const keyOf = (frameworkId: string, taskId: string): string => `${frameworkId}\u0000${taskId}`;
