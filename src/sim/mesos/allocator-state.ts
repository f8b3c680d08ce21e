/** What the allocator remembers: agents, frameworks, the sorters that hold their shares, quotas. */

import type { Resources } from "../../model/resources.ts";
import type { Scalars } from "../../model/scalar-sums.ts";
import type { AgentState } from "./agent-state.ts";
import { Filters } from "./filters.ts";
import { type Client, type Quantities, Sorter } from "./sorter.ts";

export interface FrameworkState {
  readonly frameworkId: string;
  readonly role: string;
  readonly filters: Filters;
  /** Where sorters count what it holds; null while they do not know it. */
  counted: Counted | null;
  /** Its master has a connection to it. */
  active: boolean;
  suppressed: boolean;
}

/** A framework in the sorter of its role, and its role among all roles. */
interface Counted {
  readonly sorter: Sorter;
  readonly client: Client;
  readonly role: Client;
}

export function frameworkState(frameworkId: string, role: string): FrameworkState {
  return { frameworkId, role, filters: new Filters(), counted: null, active: true, suppressed: false };
}

/** Whether it may be offered anything. */
export const wantsOffers = ({ active, suppressed }: FrameworkState): boolean => active && !suppressed;

/** Frameworks by id. */
export class FrameworkStates extends Map<string, FrameworkState> {
  /** Throws where it is not known. */
  of(frameworkId: string): FrameworkState {
    const framework = this.get(frameworkId);
    if (framework === undefined) throw new Error(`the allocator has no framework ${frameworkId}`);
    return framework;
  }

  /** Whether one of them, other than that one, may be offered anything. */
  someWant(but: FrameworkState | null = null): boolean {
    for (const framework of this.values()) if (framework !== but && wantsOffers(framework)) return true;
    return false;
  }
}

/** A framework gets what is free on an agent, or part of it. */
export function give(
  sorters: Sorters,
  agent: AgentState,
  framework: FrameworkState,
  resources: Resources,
): void {
  agent.give(framework.frameworkId, resources);
  sorters.charge(framework, resources);
}

/** A framework gets resources of an agent: one allocation more for it and its role. */
export function charge(
  sorters: Sorters,
  agent: AgentState,
  framework: FrameworkState,
  resources: Resources,
): void {
  agent.charge(framework.frameworkId, resources);
  sorters.charge(framework, resources);
}

/** A framework gives resources of an agent back. */
export function release(
  sorters: Sorters,
  agent: AgentState,
  framework: FrameworkState,
  resources: Resources,
): void {
  agent.giveBack(framework.frameworkId, resources);
  sorters.release(framework, resources);
}

/** Somebody holds less or, with null, nothing any more. */
export function lessOf(held: Map<string, Resources>, holder: string, resources: Resources | null): void {
  const rest = resources === null ? null : held.get(holder)?.minus(resources);
  if (rest == null || rest.isEmpty) held.delete(holder);
  else held.set(holder, rest);
}

/**
 * The three families of sorters (hierarchical.cpp:215-250): roles over all agents' totals; the frameworks of each role
 * over what that role has allocated; roles with quota.
 */
export class Sorters {
  readonly roles = new Sorter();
  readonly quotaRoles = new Sorter();
  readonly quotas = new Map<string, Quantities>();
  readonly #frameworks = new Map<string, Sorter>();
  readonly #inRole = new Map<string, number>();
  readonly #weights = new Map<string, number>();

  /** The frameworks of a role, or null where it has none: the role is not active. */
  of(role: string): Sorter | null {
    return this.#frameworks.get(role) ?? null;
  }

  addFramework(framework: FrameworkState): void {
    const { frameworkId, role } = framework;
    const inRole = this.#inRole.get(role) ?? 0;
    this.#inRole.set(role, inRole + 1);
    if (inRole === 0) {
      this.roles.add(role, this.#weightOf(role));
      this.#frameworks.set(role, new Sorter());
    }
    const sorter = this.#sorterOf(role);
    framework.counted = { sorter, client: sorter.add(frameworkId), role: this.roles.client(role) };
  }

  /** What it holds leaves its role; the role goes with its last framework (hierarchical.cpp:272-327). */
  removeFramework(framework: FrameworkState): void {
    const { frameworkId, role } = framework;
    framework.counted = null;
    const sorter = this.#sorterOf(role);
    const held = sorter.allocationOf(frameworkId);
    sorter.removeTotal(held);
    sorter.remove(frameworkId);
    this.roles.unallocated(role, held);
    if (this.quotas.has(role)) this.quotaRoles.unallocated(role, held);
    const left = (this.#inRole.get(role) ?? 1) - 1;
    this.#inRole.set(role, left);
    if (left > 0) return;
    this.#inRole.delete(role);
    this.#frameworks.delete(role);
    this.roles.remove(role);
  }

  /** A framework gets resources: so many allocations more for it and its role. */
  charge({ counted, role }: FrameworkState, scalars: Scalars, allocations = 1): void {
    if (counted === null) throw new Error(`the sorters have no framework of ${role}`);
    counted.sorter.changeTotal(scalars, 1);
    counted.sorter.charge(counted.client, scalars, allocations);
    this.roles.charge(counted.role, scalars, allocations);
    if (this.quotas.size > 0 && this.quotas.has(role))
      this.quotaRoles.charge(this.quotaRoles.client(role), scalars, allocations);
  }

  /** A framework gives resources back. */
  release({ counted, role }: FrameworkState, scalars: Scalars): void {
    if (counted === null) throw new Error(`the sorters have no framework of ${role}`);
    counted.sorter.discharge(counted.client, scalars);
    counted.sorter.changeTotal(scalars, -1);
    this.roles.discharge(counted.role, scalars);
    if (this.quotas.size > 0 && this.quotas.has(role))
      this.quotaRoles.discharge(this.quotaRoles.client(role), scalars);
  }

  addAgent(total: Resources): void {
    this.roles.addTotal(total.scalars());
    this.quotaRoles.addTotal(total.scalars());
  }

  removeAgent(total: Resources): void {
    this.roles.removeTotal(total.scalars());
    this.quotaRoles.removeTotal(total.scalars());
  }

  /** What the role already holds, on so many agents, counts as one allocation each (hierarchical.cpp:1023-1056). */
  setQuota(role: string, guarantee: Quantities, holdings: number): void {
    this.quotas.set(role, guarantee);
    this.quotaRoles.add(role, this.#weightOf(role));
    const held = this.roles.contains(role) ? this.roles.allocationOf(role) : new Map<string, number>();
    for (let i = 0; i < holdings; i++) this.quotaRoles.allocated(role, i === 0 ? held : new Map());
  }

  removeQuota(role: string): void {
    this.quotas.delete(role);
    this.quotaRoles.remove(role);
  }

  /** Says whether some role of these has frameworks (hierarchical.cpp:1083-1116). */
  updateWeights(weights: ReadonlyMap<string, number>): boolean {
    let rebalance = false;
    for (const [role, weight] of weights) {
      this.#weights.set(role, weight);
      if (this.quotas.has(role)) this.quotaRoles.update(role, weight);
      if (!this.roles.contains(role)) continue;
      rebalance = true;
      this.roles.update(role, weight);
    }
    return rebalance;
  }

  #weightOf(role: string): number {
    return this.#weights.get(role) ?? 1;
  }

  #sorterOf(role: string): Sorter {
    const sorter = this.#frameworks.get(role);
    if (sorter === undefined) throw new Error(`the allocator has no role ${role}`);
    return sorter;
  }
}
