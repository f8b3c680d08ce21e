/** What the allocator does for agents that are refused together: it keeps its books, and makes offers of them. */

import { noTimer } from "../kernel/agenda.ts";
import type { AgentState } from "./agent-state.ts";
import type { AllocatorOptions } from "./allocator-like.ts";
import type { Sorters } from "./allocator-state.ts";
import { type Filter, filterLifeMs } from "./filters.ts";
import type { IdleHost } from "./idle-agents.ts";

interface Calls extends Pick<IdleHost, "inRunOrder" | "mark" | "wake" | "isContended"> {
  expired(frameworkId: string, filter: Filter): void;
  /** The agent is looked at again by itself. */
  loosen(agent: AgentState): void;
}

/** Agents by id, and in order of hostname. */
export interface AgentLists {
  values(): Iterable<AgentState>;
  readonly byHostname: readonly AgentState[];
}

export function idleHost(
  options: AllocatorOptions,
  agents: AgentLists,
  sorters: Sorters,
  { inRunOrder, mark, wake, isContended, expired, loosen }: Calls,
): IdleHost {
  return {
    get agents() {
      return agents.values();
    },
    get byHostname() {
      return agents.byHostname;
    },
    inRunOrder,
    mark,
    wake,
    isContended,
    charge: (framework, sums, allocations) => sorters.charge(framework, sums, allocations),
    release: (framework, sums) => sorters.release(framework, sums),
    filterLifeMs: (refuseMs) => filterLifeMs(refuseMs, options.allocationIntervalMs),
    realise: ({ frameworkId }, agent, resources, flight) => {
      agent.give(frameworkId, resources);
      loosen(agent);
      return options.reveal?.(frameworkId, agent.slaveId, resources, flight) ?? null;
    },
    filter: ({ filters }, agent, refused, untilMs) => {
      const filter: Filter = { slaveId: agent.slaveId, refused, untilMs, timer: noTimer };
      loosen(agent);
      filters.add(filter);
      return filter;
    },
    expire: ({ frameworkId }, filter) => expired(frameworkId, filter),
  };
}
