/** What the master's agents come to together, counted anew from what was seen of each: it must be what the master keeps. */

import { type Resources, unreservedRole } from "../../model/resources.ts";
import type { ScalarSums } from "../../model/scalar-sums.ts";
import { Capacity } from "../mesos/capacity.ts";
import type { TaskRecord } from "../mesos/records.ts";
import type { Difference } from "./seen.ts";
import type { Report } from "./violations.ts";
import type { WatchedAgent } from "./watched.ts";

const parts = ["reserved", "used", "stranded"] as const;

export class Sums implements Difference<TaskRecord, WatchedAgent> {
  readonly #counted = new Capacity();
  /** All that ever had something. */
  readonly #roles = new Set<string>();

  /** An agent has another total than before. */
  retotal(before: Resources, now: Resources): void {
    this.#counted.addTotal(before, -1);
    this.#counted.addTotal(now, 1);
    for (const { kind } of now.entries) if (kind.role !== unreservedRole) this.#roles.add(kind.role);
  }

  came(_agent: WatchedAgent, task: TaskRecord): void {
    const role = task.framework.role.text;
    this.#roles.add(role);
    this.#counted.addUsed(role, task.info.resources, 1);
  }

  went(_agent: WatchedAgent, task: TaskRecord): void {
    this.#counted.addUsed(task.framework.role.text, task.info.resources, -1);
  }

  check(kept: Capacity, report: Report): void {
    const counted = this.#counted;
    compare("total", kept.total, counted.total, report);
    compare("unreserved", kept.unreserved, counted.unreserved, report);
    for (const name of this.#roles) {
      const is = kept.role(name);
      const should = counted.role(name);
      for (const part of parts) compare(`${part} of ${name}`, is[part], should[part], report);
    }
  }
}

function compare(subject: string, kept: ScalarSums, found: ScalarSums, report: Report): void {
  const compareOne = (name: string): void => {
    const is = kept.get(name);
    const should = found.get(name);
    if (is === should) return;
    report("books-agree", subject, `${is / 1000} ${name} are kept, ${should / 1000} are there`);
  };
  for (const [name] of kept) compareOne(name);
  for (const [name] of found) if (kept.get(name) === 0) compareOne(name);
}
