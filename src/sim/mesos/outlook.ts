/** What a framework could be offered of an agent at the next tick, and what stands in the way: what `explain` asks the
 * allocator. Reads only. */

import type { Resources } from "../../model/resources.ts";
import type { AgentState } from "./agent-state.ts";
import { isAllocatable } from "./allocation-run.ts";
import type { FrameworkState, Sorters } from "./allocator-state.ts";
import { Budget, type Orphaned } from "./budget.ts";

/** `quota-met`: a role with quota gets no more than that. `budget`: a quota, or what frameworks hold on agents that are gone, leaves nothing to give. */
export type Obstacle =
  | "filtered"
  | "suppressed"
  | "not-activated"
  | "not-whitelisted"
  | "awaiting-agents"
  | "too-small"
  | "quota-met"
  | "budget";

export interface Outlook {
  readonly resources: Resources;
  readonly obstacle: Obstacle | null;
  /** Of a filter: when it ends, where that is known. */
  readonly untilMs: number | null;
}

/** What the allocator knows beside the agent and the framework. */
export interface Surroundings {
  readonly agents: Iterable<AgentState>;
  readonly sorters: Sorters;
  /** Null where no budget binds. */
  readonly orphaned: Orphaned | null;
  readonly whitelist: ReadonlySet<string> | null;
  readonly awaitsAgents: boolean;
}

export function outlookOf(
  agent: AgentState,
  framework: FrameworkState,
  { agents, sorters, orphaned, whitelist, awaitsAgents }: Surroundings,
): Outlook {
  const available = agent.available;
  const resources = available.usableBy(framework.role);
  const guarantee = sorters.quotas.get(framework.role);
  const untilMs = framework.filters.hiddenUntilMs(agent, resources);
  const obstacle = (): Obstacle | null => {
    if (awaitsAgents) return "awaiting-agents";
    if (!agent.activated) return "not-activated";
    if (whitelist?.has(agent.hostname) === false) return "not-whitelisted";
    if (framework.suppressed) return "suppressed";
    if (!isAllocatable(resources)) return "too-small";
    if (untilMs !== null) return "filtered";
    if (guarantee !== undefined) {
      const consumed = sorters.quotaRoles.allocationOf(framework.role);
      const met = [...guarantee].every(([name, milli]) => (consumed.get(name) ?? 0) >= milli);
      return met ? "quota-met" : null;
    }
    if (orphaned === null) return null;
    const budget = new Budget(agents, orphaned, sorters);
    return budget.isAllocatable && budget.holds(resources) ? null : "budget";
  };
  return { resources, obstacle: obstacle(), untilMs };
}
