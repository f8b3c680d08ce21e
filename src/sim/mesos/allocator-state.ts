/** What the allocator remembers: agents, frameworks, the sorters that hold their shares, quotas. */

import type { Resources } from "../../model/resources.ts";
import type { AgentState } from "./agent-state.ts";
import { Filters } from "./filters.ts";
import { type Quantities, Sorter } from "./sorter.ts";

export interface FrameworkState {
  readonly frameworkId: string;
  readonly role: string;
  readonly filters: Filters;
  /** Its master has a connection to it. */
  active: boolean;
  suppressed: boolean;
}

export function frameworkState(frameworkId: string, role: string): FrameworkState {
  return { frameworkId, role, filters: new Filters(), active: true, suppressed: false };
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
  sorters.charge(framework, resources.scalars());
}

/** A framework gets resources of an agent: one allocation more for it and its role. */
export function charge(
  sorters: Sorters,
  { held }: AgentState,
  framework: FrameworkState,
  resources: Resources,
): void {
  const before = held.get(framework.frameworkId);
  held.set(framework.frameworkId, before === undefined ? resources : before.plus(resources));
  sorters.charge(framework, resources.scalars());
}

/** A framework gives resources of an agent back. */
export function release(
  sorters: Sorters,
  agent: AgentState,
  framework: FrameworkState,
  resources: Resources,
): void {
  agent.recover(framework.frameworkId, resources);
  sorters.release(framework, resources.scalars());
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

  addFramework({ frameworkId, role }: FrameworkState): void {
    const inRole = this.#inRole.get(role) ?? 0;
    this.#inRole.set(role, inRole + 1);
    if (inRole === 0) {
      this.roles.add(role, this.#weightOf(role));
      this.#frameworks.set(role, new Sorter());
    }
    this.#sorterOf(role).add(frameworkId);
  }

  /** What it holds leaves its role; the role goes with its last framework (hierarchical.cpp:272-327). */
  removeFramework({ frameworkId, role }: FrameworkState): void {
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
  charge({ frameworkId, role }: FrameworkState, amounts: Quantities, allocations = 1): void {
    const sorter = this.#sorterOf(role);
    sorter.addTotal(amounts);
    sorter.allocated(frameworkId, amounts, allocations);
    this.roles.allocated(role, amounts, allocations);
    if (this.quotas.has(role)) this.quotaRoles.allocated(role, amounts, allocations);
  }

  /** A framework gives resources back. */
  release({ frameworkId, role }: FrameworkState, amounts: Quantities): void {
    const sorter = this.#sorterOf(role);
    sorter.unallocated(frameworkId, amounts);
    sorter.removeTotal(amounts);
    this.roles.unallocated(role, amounts);
    if (this.quotas.has(role)) this.quotaRoles.unallocated(role, amounts);
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
