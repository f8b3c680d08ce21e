/**
 * The launched tasks as they were at one time, for a question about all of them. Nearly always nobody goes through them, since
 * asker and asked agree on all but a few: so none is listed, and what changed since is told from a chain of such changes.
 */

import type { AskedTask, AskedTasks } from "../../model/messages.ts";
import { byCodeUnit } from "../../model/units.ts";
import type { Held } from "./app-tasks.ts";
import type { Task } from "./task.ts";

/** A task was launched, or is not any more. Who keeps one keeps all that came after it, and none that came before. */
interface Switch {
  readonly held: Held | null;
  readonly before: Task | null;
  next: Switch | null;
}

export class Switches {
  #last: Switch = { held: null, before: null, next: null };

  add(held: Held, before: Task | null): void {
    const made = { held, before, next: null };
    this.#last.next = made;
    this.#last = made;
  }

  /** From now on. */
  get last(): Switch {
    return this.#last;
  }
}

export class LaunchedThen implements AskedTasks {
  readonly length: number;
  readonly #now: () => readonly Held[];
  readonly #leftOut: ReadonlySet<string>;
  readonly #from: Switch;

  /** `now`: all tasks that are known, by app and in order of creation; those of some apps are left out. */
  constructor(switches: Switches, now: () => readonly Held[], leftOut: ReadonlySet<string>, length: number) {
    this.#from = switches.last;
    this.#now = now;
    this.#leftOut = leftOut;
    this.length = length;
  }

  *[Symbol.iterator](): Generator<AskedTask> {
    const then = new Map<Held, Task | null>();
    for (let each = this.#from.next; each !== null; each = each.next)
      if (each.held !== null && !then.has(each.held)) then.set(each.held, each.before);
    for (const held of withGone(this.#now(), [...then.keys()])) {
      const before = then.get(held);
      const task = before === undefined ? held.task : before;
      if (task !== null && task.launched !== null && !this.#leftOut.has(task.app)) yield task;
    }
  }
}

/** All tasks, and those of the others that are gone by now, in their order. */
function withGone(now: readonly Held[], others: readonly Held[]): readonly Held[] {
  const gone = others.filter(({ task }) => task === null);
  if (gone.length === 0) return now;
  return [...now, ...gone].sort((a, b) => byCodeUnit(a.record.id, b.record.id) || a.number - b.number);
}
