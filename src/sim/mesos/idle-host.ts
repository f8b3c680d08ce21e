/** What the allocator does for agents that are refused together: there is one framework then, and no other. */

import { noTimer } from "../kernel/agenda.ts";
import type { AgentState } from "./agent-state.ts";
import type { AllocatorOptions } from "./allocator-like.ts";
import { type FrameworkState, give, type Sorters } from "./allocator-state.ts";
import { type Filter, filterLifeMs } from "./filters.ts";
import type { IdleHost } from "./idle-agents.ts";

interface Calls extends Pick<IdleHost, "sort" | "mark" | "wake"> {
  expired(frameworkId: string, filter: Filter): void;
  /** The agent is looked at again by itself. */
  loosen(agent: AgentState): void;
}

export function idleHost(
  options: AllocatorOptions,
  agents: ReadonlyMap<string, AgentState>,
  frameworks: ReadonlyMap<string, FrameworkState>,
  sorters: Sorters,
  { sort, mark, wake, expired, loosen }: Calls,
): IdleHost {
  const only = (): FrameworkState | undefined => frameworks.values().next().value;
  return {
    agents: { [Symbol.iterator]: () => agents.values() },
    sort,
    mark,
    wake,
    filterLifeMs: (refuseMs) => filterLifeMs(refuseMs, options.allocationIntervalMs),
    realise: (agent, resources, madeMs) => {
      const framework = only();
      if (framework === undefined) return null;
      give(sorters, agent, framework, resources);
      // It was counted as an allocation when it was offered together with others.
      sorters.count(framework, -1);
      loosen(agent);
      return options.reveal?.(framework.frameworkId, agent.slaveId, resources, madeMs) ?? null;
    },
    filter: (agent, refused, untilMs) => {
      const filter: Filter = { slaveId: agent.slaveId, refused, untilMs, timer: noTimer };
      loosen(agent);
      only()?.filters.add(filter);
      return filter;
    },
    expire: (filter) => {
      const framework = only();
      if (framework !== undefined) expired(framework.frameworkId, filter);
    },
  };
}
