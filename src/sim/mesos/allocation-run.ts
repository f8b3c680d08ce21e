/** One run of the allocator over some agents: quota first, then fair shares (hierarchical.cpp:1185-1494 @ 0.28.3). */

import { Resources } from "../../model/resources.ts";
import type { AgentState } from "./agent-state.ts";
import type { Given } from "./allocator-like.ts";
import { type FrameworkState, give as giveTo, type Sorters } from "./allocator-state.ts";
import { Budget, type Orphaned } from "./budget.ts";

/** Minimum of an offer: either is enough (master/constants.cpp:30-31; hierarchical.cpp:1705-1713). */
const minCpusMilli = 10;
const minMemMilli = 32_000;

export function isAllocatable(resources: Resources): boolean {
  // Mesos compares memory in whole megabytes (common/resources.cpp:1230-1249).
  return (
    resources.milli("cpus") >= minCpusMilli || Math.floor(resources.milli("mem") / 1000) * 1000 >= minMemMilli
  );
}

/** What a run needs to know. */
export interface Ground {
  readonly sorters: Sorters;
  /** All agents, for the budget. */
  readonly agents: Iterable<AgentState>;
  /** What is still held on agents that are gone, by agent, then by framework; null where no budget is needed. */
  readonly orphaned: Orphaned | null;
  framework(frameworkId: string): FrameworkState;
}

/** Who gets what, by framework, in the order of allocation; the state is charged already. */
export function allocate(ground: Ground, agents: readonly AgentState[]): ReadonlyMap<string, Given> {
  const given = new Map<string, Map<AgentState, Resources>>();
  const give = (agent: AgentState, framework: FrameworkState, resources: Resources): void => {
    giveTo(ground.sorters, agent, framework, resources);
    let share = given.get(framework.frameworkId);
    if (share === undefined) {
      share = new Map();
      given.set(framework.frameworkId, share);
    }
    share.set(agent, (share.get(agent) ?? Resources.none).plus(resources));
  };
  const { orphaned } = ground;
  if (ground.sorters.quotas.size > 0) quotaStage(ground, agents, give);
  const budget = orphaned === null ? null : new Budget(ground.agents, orphaned, ground.sorters);
  for (const agent of agents) {
    if (budget !== null && !budget.isAllocatable) break;
    fairShare(ground, agent, budget, give);
  }
  return given;
}

type Give = (agent: AgentState, framework: FrameworkState, resources: Resources) => void;

/** Roles whose quota is not met yet get whole agents' worth, reservations of theirs included (lines 1245-1333). */
function quotaStage({ sorters, framework }: Ground, agents: readonly AgentState[], give: Give): void {
  for (const agent of agents) {
    for (const role of sorters.quotaRoles.sort()) {
      const frameworks = sorters.of(role);
      if (frameworks === null) continue;
      const consumed = sorters.quotaRoles.allocationOf(role);
      const guarantee = sorters.quotas.get(role) ?? new Map<string, number>();
      if ([...guarantee].every(([name, milli]) => (consumed.get(name) ?? 0) >= milli)) continue;
      for (const frameworkId of frameworks.sort()) {
        const state = framework(frameworkId);
        if (state.suppressed) continue;
        const available = agent.available;
        const resources = available.unreserved().plus(available.reserved(role));
        if (!isAllocatable(resources) || state.filters.hides(agent, resources)) continue;
        give(agent, state, resources);
      }
    }
  }
}

/** Each candidate goes whole to the first taker; a later role still gets its own reservations (lines 1389-1479). */
function fairShare(
  { sorters, framework }: Ground,
  agent: AgentState,
  budget: Budget | null,
  give: Give,
): void {
  for (const role of sorters.roles.sort()) {
    for (const frameworkId of sorters.of(role)?.sort() ?? []) {
      const state = framework(frameworkId);
      if (state.suppressed) continue;
      const available = agent.available;
      if (available.isEmpty) return;
      const reserved = available.reserved(role);
      const resources = sorters.quotas.has(role) ? reserved : available.usableBy(role);
      if (!isAllocatable(resources) || state.filters.hides(agent, resources)) continue;
      if (budget !== null && !budget.holds(resources)) continue;
      budget?.take(resources);
      give(agent, state, resources);
    }
  }
}
