/** One run of the allocator where one framework alone wants offers: it takes everything or leaves it, and nobody's share
 * counts. */

import type { Resources } from "../../model/resources.ts";
import type { Refusing } from "../cluster/framework.ts";
import type { AgentState } from "./agent-state.ts";
import { isAllocatable } from "./allocation-run.ts";
import type { AllocatorOptions } from "./allocator-like.ts";
import { type FrameworkState, give, type Sorters, wantsOffers } from "./allocator-state.ts";
import type { OnlyOne } from "./idle-agents.ts";

/** The only framework that wants offers. */
export interface Alone extends OnlyOne {
  /** No other one is registered: what an agent has for others counts for nothing. */
  readonly isLonely: boolean;
}

/** The only one of those frameworks that wants offers; null where there are others, or where it promises nothing. */
export function aloneOf(
  frameworks: ReadonlyMap<string, FrameworkState>,
  { refusing: promisedBy }: AllocatorOptions,
): Alone | null {
  if (promisedBy === undefined) return null;
  let only: FrameworkState | null = null;
  for (const framework of frameworks.values()) {
    if (!wantsOffers(framework)) continue;
    if (only !== null) return null;
    only = framework;
  }
  if (only === null) return null;
  const refusing = promisedBy(only.frameworkId);
  return refusing === null ? null : { framework: only, refusing, isLonely: frameworks.size === 1 };
}

/** What becomes of agents in a run; what they are to be offered with is their `idleOffer`. */
export interface AloneRun {
  /** Those that are given, each listed. */
  readonly takers: AgentState[];
  /** What it has refused before, or would refuse. */
  readonly idle: readonly AgentState[];
  /** Those that have nothing for it, nor for another one, until something changes there. */
  readonly bare: readonly AgentState[];
}

/** Each agent by itself, in whatever order: nothing is given yet. Without `together` all is listed that is not hidden. */
export function aloneRun(
  { framework, refusing, isLonely }: Alone,
  agents: readonly AgentState[],
  together: boolean,
): AloneRun {
  const takers: AgentState[] = [];
  const idle: AgentState[] = [];
  const bare: AgentState[] = [];
  for (const agent of agents) {
    const { available } = agent;
    const resources = available.usableBy(framework.role);
    // Nothing is there for another role.
    const isAll = isLonely || resources.entries.length === available.entries.length;
    if (!isAllocatable(resources)) {
      if (isAll) bare.push(agent);
    } else if (!framework.filters.hides(agent, resources)) {
      agent.idleOffer = resources;
      const isIdle =
        together && isAll && resources.isUnreserved && wasRefused(agent, resources, framework, refusing);
      if (isIdle) idle.push(agent);
      else takers.push(agent);
    }
  }
  return { takers, idle, bare };
}

/** Gives the agents in that order. */
export function giveAlone(
  sorters: Sorters,
  { framework }: Alone,
  agents: readonly AgentState[],
): (readonly [AgentState, Resources])[] {
  return agents.map((agent) => {
    give(sorters, agent, framework, agent.idleOffer);
    return [agent, agent.idleOffer];
  });
}

/** Whether the framework has refused those unreserved resources of the agent, or would refuse any: it looks at them together
 * with others then. */
function wasRefused(
  { refused }: AgentState,
  resources: Resources,
  { frameworkId }: FrameworkState,
  refusing: Refusing,
): boolean {
  if (refusing.all) return true;
  return refused !== null && refused.frameworkId === frameworkId && refused.resources.equals(resources);
}
