/**
 * How much the fair-share stage may give: what all agents have, less what frameworks hold, less what quotas lay away
 * (hierarchical.cpp:1347-1369, 1448-1455 @ 0.28.3). Kept by role and name; what is laid away comes off the unreserved
 * part only.
 *
 * It binds only where there is a quota, or where a framework holds something on an agent that is gone.
 */

import { type Resources, unreservedRole } from "../../model/resources.ts";
import type { AgentState } from "./agent-state.ts";
import type { Sorters } from "./allocator-state.ts";

const keyOf = (role: string, name: string): string => `${role}\u0000${name}`;

/** By agent, then by framework. */
export type Orphaned = ReadonlyMap<string, ReadonlyMap<string, Resources>>;

export class Budget {
  readonly #left = new Map<string, number>();

  constructor(agents: Iterable<AgentState>, orphaned: Orphaned, sorters: Sorters) {
    for (const agent of agents) {
      this.#add(agent.available);
      this.#add(agent.uncharged);
    }
    for (const held of orphaned.values()) for (const resources of held.values()) this.take(resources);
    for (const [role, guarantee] of sorters.quotas) {
      const allocated = sorters.quotaRoles.allocationOf(role);
      for (const [name, milli] of guarantee) {
        const missing = milli - (allocated.get(name) ?? 0);
        const key = keyOf(unreservedRole, name);
        if (missing > 0) this.#left.set(key, (this.#left.get(key) ?? 0) - missing);
      }
    }
  }

  /** Whether anything that could be offered is left at all. */
  get isAllocatable(): boolean {
    let cpus = 0;
    let mem = 0;
    for (const [key, milli] of this.#left) {
      // What falls to nothing is gone, and does not eat into other roles' part.
      if (milli <= 0) continue;
      if (key.endsWith("\u0000cpus")) cpus += milli;
      else if (key.endsWith("\u0000mem")) mem += milli;
    }
    return cpus >= 10 || mem >= 32_000;
  }

  holds(resources: Resources): boolean {
    for (const [key, milli] of quantities(resources)) if (milli > (this.#left.get(key) ?? 0)) return false;
    return true;
  }

  take(resources: Resources): void {
    for (const [key, milli] of quantities(resources)) this.#left.set(key, (this.#left.get(key) ?? 0) - milli);
  }

  #add(resources: Resources): void {
    for (const [key, milli] of quantities(resources)) this.#left.set(key, (this.#left.get(key) ?? 0) + milli);
  }
}

/** Scalars by role and name, reservations and volumes by plain amount. */
function quantities(resources: Resources): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { kind, milli, ranges } of resources.entries) {
    if (ranges !== null || milli <= 0) continue;
    const key = keyOf(kind.role, kind.name);
    sums.set(key, (sums.get(key) ?? 0) + milli);
  }
  return sums;
}
