/** What the allocator does for agents that are refused together: it keeps its books, and makes offers of them. */

import type { AgentList } from "./agent-list.ts";
import type { AgentState } from "./agent-state.ts";
import type { AllocatorOptions } from "./allocator-like.ts";
import type { Sorters } from "./allocator-state.ts";
import { type Filter, filterLifeMs } from "./filters.ts";
import type { IdleHost, OnlyOne } from "./idle-agents.ts";
import type { Ticks } from "./ticks.ts";

interface Calls extends Pick<IdleHost, "order" | "mark" | "wake" | "isContended"> {
  /** The only framework that wants offers, where nothing is marked. */
  undisturbed(): OnlyOne | null;
  expired(filter: Filter): void;
  /** The agent is looked at again by itself. */
  loosen(agent: AgentState): void;
}

export function idleHost(
  options: AllocatorOptions,
  agents: AgentList,
  sorters: Sorters,
  ticks: Pick<Ticks, "kind" | "originMs" | "isIdle">,
  { order, mark, wake, isContended, undisturbed, expired, loosen }: Calls,
): IdleHost {
  const { allocationIntervalMs: intervalMs } = options;
  return {
    agents,
    order,
    mark,
    wake,
    isContended,
    charge: (framework, sums, allocations) => sorters.charge(framework, sums, allocations),
    release: (framework, sums) => sorters.release(framework, sums),
    clockwork: options.clockwork,
    filterLifeMs: (refuseMs) => filterLifeMs(refuseMs, intervalMs),
    tickKind: ticks.kind,
    get isIdle() {
      return ticks.isIdle;
    },
    unseenBy: () => {
      const only = undisturbed();
      const outMs = only === null ? null : options.unseenMs?.(only.framework.frameworkId);
      if (only === null || outMs == null) return null;
      return { only, times: { originMs: ticks.originMs, intervalMs, outMs } };
    },
    refusedUnseen: (framework, sums, allocations) => {
      sorters.charge(framework, sums, allocations);
      sorters.release(framework, sums);
      options.refusedUnseen?.(allocations);
    },
    realise: ({ frameworkId }, agent, resources, flight) => {
      agent.give(frameworkId, resources);
      loosen(agent);
      return options.reveal?.(frameworkId, agent.slaveId, resources, flight, agent.known) ?? null;
    },
    filter: ({ filters }, agent, refused, untilMs) => {
      loosen(agent);
      return filters.add(agent, refused, untilMs);
    },
    expire: (_framework, filter) => expired(filter),
  };
}
