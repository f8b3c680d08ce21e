/**
 * How much the fair-share stage may give: what all agents have, less what frameworks hold, less what quotas lay away
 * (hierarchical.cpp:1347-1369, 1448-1455 @ 0.28.3). Kept by role and name; what is laid away comes off the unreserved
 * part only.
 *
 * It binds only where there is a quota, or where a framework holds something on an agent that is gone.
 */

import { type Entry, type Resources, unreservedRole } from "../../model/resources.ts";
import type { AgentState } from "./agent-state.ts";
import type { Sorters } from "./allocator-state.ts";

/** Of one role: amounts by name, in thousandths. */
type Amounts = Map<string, number>;

/** By agent, then by framework. */
export type Orphaned = ReadonlyMap<string, ReadonlyMap<string, Resources>>;

export class Budget {
  readonly #left = new Map<string, Amounts>();

  constructor(agents: Iterable<AgentState>, orphaned: Orphaned, sorters: Sorters) {
    for (const agent of agents) {
      this.#add(agent.available, 1);
      this.#add(agent.uncharged, 1);
    }
    for (const held of orphaned.values()) for (const resources of held.values()) this.take(resources);
    const unreserved = this.#of(unreservedRole);
    for (const [role, guarantee] of sorters.quotas) {
      const allocated = sorters.quotaRoles.allocationOf(role);
      for (const [name, milli] of guarantee) {
        const missing = milli - (allocated.get(name) ?? 0);
        if (missing > 0) unreserved.set(name, (unreserved.get(name) ?? 0) - missing);
      }
    }
  }

  /** Whether anything that could be offered is left at all. */
  get isAllocatable(): boolean {
    let cpus = 0;
    let mem = 0;
    for (const left of this.#left.values()) {
      // What falls to nothing is gone, and does not eat into other roles' part.
      cpus += Math.max(0, left.get("cpus") ?? 0);
      mem += Math.max(0, left.get("mem") ?? 0);
    }
    return cpus >= 10 || mem >= 32_000;
  }

  /** Reservations and volumes count by their plain amount, all of a role and name together. */
  holds({ entries }: Resources): boolean {
    return entries.every((entry, i) => {
      if (!counts(entry)) return true;
      const { role, name } = entry.kind;
      let sum = 0;
      for (const [at, other] of entries.entries()) {
        if (other.kind.role !== role || other.kind.name !== name || !counts(other)) continue;
        // Those before it have asked for it.
        if (at < i) return true;
        sum += other.milli;
      }
      return sum <= (this.#left.get(role)?.get(name) ?? 0);
    });
  }

  take(resources: Resources): void {
    this.#add(resources, -1);
  }

  #add({ entries }: Resources, sign: 1 | -1): void {
    for (const entry of entries) {
      if (!counts(entry)) continue;
      const { role, name } = entry.kind;
      const left = this.#of(role);
      left.set(name, (left.get(name) ?? 0) + sign * entry.milli);
    }
  }

  #of(role: string): Amounts {
    let left = this.#left.get(role);
    if (left === undefined) {
      left = new Map();
      this.#left.set(role, left);
    }
    return left;
  }
}

/** Scalars do. */
const counts = ({ milli, ranges }: Pick<Entry, "milli" | "ranges">): boolean => ranges === null && milli > 0;
