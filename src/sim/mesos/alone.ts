/** One run of the allocator where one framework alone can be offered anything: it takes everything or leaves it, and
 * nobody's share counts. */

import type { Resources } from "../../model/resources.ts";
import type { AgentState } from "./agent-state.ts";
import { isAllocatable } from "./allocation-run.ts";
import type { AllocatorOptions, Given } from "./allocator-like.ts";
import { type FrameworkState, give, type Sorters } from "./allocator-state.ts";

/** The only framework, and the number of the state in which it refuses what it has refused in it before. */
export interface Alone {
  readonly framework: FrameworkState;
  readonly version: number;
}

/** The only one of those frameworks; null where there are others, or where it promises nothing. */
export function aloneOf(
  frameworks: ReadonlyMap<string, FrameworkState>,
  { idleVersion }: AllocatorOptions,
): Alone | null {
  const framework = frameworks.size === 1 ? frameworks.values().next().value : undefined;
  if (idleVersion === undefined || framework === undefined || framework.suppressed) return null;
  const version = idleVersion(framework.frameworkId);
  return version === null ? null : { framework, version };
}

export interface AloneRun {
  readonly given: Given;
  /** The agents that it is given something of, each by itself. */
  readonly listed: readonly AgentState[];
  /** What it would refuse again. */
  readonly idle: readonly AgentState[];
  /** Those that have nothing for it until something changes there. */
  readonly bare: readonly AgentState[];
}

/** Who is given what, the state charged already; `idle` agents hold what they are to be offered with. */
export function allocateAlone(
  sorters: Sorters,
  { framework, version }: Alone,
  agents: readonly AgentState[],
): AloneRun {
  const given = new Map<string, Resources>();
  const [listed, idle, bare]: [AgentState[], AgentState[], AgentState[]] = [[], [], []];
  for (const agent of agents) {
    // A filter of it was over, but what it has now is refused together with others'.
    if (agent.idle !== null) continue;
    const { available } = agent;
    const reserved = available.reserved(framework.role);
    const resources = reserved.plus(available.unreserved());
    if (!isAllocatable(resources)) bare.push(agent);
    else if (framework.filters.hides(agent.slaveId, resources)) continue;
    else if (reserved.isEmpty && wasRefused(agent, resources, version)) {
      agent.idleOffer = resources;
      idle.push(agent);
    } else {
      give(sorters, agent, framework, resources);
      given.set(agent.slaveId, resources);
      listed.push(agent);
    }
  }
  return { given, listed, idle, bare };
}

/** Whether the framework would refuse those unreserved resources of the agent, as it did before. */
function wasRefused({ refused }: AgentState, resources: Resources, version: number): boolean {
  return version === 0 || (refused?.version === version && refused.resources.equals(resources));
}
