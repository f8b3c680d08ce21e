/**
 * Refusal filters of one framework: which resources of which agent it does not want to see, and until when.
 *
 * A filter hides a candidate that it contains as a whole, metadata compared; filters never add up
 * (hierarchical.cpp:61-78, 1656-1678 @ 0.28.3).
 */

import { defaultRefuseMs } from "../../model/messages.ts";
import type { Resources } from "../../model/resources.ts";
import { Roster } from "../cluster/roster.ts";
import { noTimer, type Timer } from "../kernel/agenda.ts";
import type { AgentState } from "./agent-state.ts";

/** Durations are int64 nanoseconds: what does not fit is taken for the default (stout/duration.hpp:395-404). */
const refuseMsMax = 9_223_372_036_854;

/** How long a filter lives: at least one interval; 0 for no filter (hierarchical.cpp:937-985; MESOS-4302). */
export function filterLifeMs(refuseMs: number, allocationIntervalMs: number): number {
  const refusedMs = refuseMs < 0 || refuseMs > refuseMsMax ? defaultRefuseMs : refuseMs;
  return refusedMs === 0 ? 0 : Math.max(allocationIntervalMs, refusedMs);
}

/** What one framework does not want to see of an agent. */
export class Filter {
  readonly agent: AgentState;
  readonly refused: Resources;
  readonly untilMs: number;
  timer: Timer = noTimer;
  /** Whose it is; null once it is over, or was forgotten. */
  owner: Filters | null;
  /** The next one of the agent, of whatever framework. */
  next: Filter | null = null;

  constructor(owner: Filters, agent: AgentState, refused: Resources, untilMs: number) {
    this.owner = owner;
    this.agent = agent;
    this.refused = refused;
    this.untilMs = untilMs;
  }
}

/** Each agent has its filters too, few at a time, so that nobody searches for them. */
export class Filters {
  readonly #all = new Roster<Filter>((filter) => filter.owner === this);

  add(agent: AgentState, refused: Resources, untilMs: number): Filter {
    const filter = new Filter(this, agent, refused, untilMs);
    filter.next = agent.filters;
    agent.filters = filter;
    this.#all.add(filter);
    return filter;
  }

  /** Takes a filter out; says whether it was still there. */
  remove(filter: Filter): boolean {
    const { agent, next } = filter;
    if (filter.owner !== this) return false;
    filter.owner = null;
    this.#all.went();
    if (agent.filters === filter) agent.filters = next;
    else {
      let before = agent.filters;
      while (before !== null && before.next !== filter) before = before.next;
      if (before !== null) before.next = next;
    }
    return true;
  }

  hides({ filters }: AgentState, candidate: Resources): boolean {
    for (let filter = filters; filter !== null; filter = filter.next)
      if (filter.owner === this && filter.refused.contains(candidate)) return true;
    return false;
  }

  /** Until when the candidate stays hidden; null where it is not. */
  hiddenUntilMs({ filters }: AgentState, candidate: Resources): number | null {
    let untilMs: number | null = null;
    for (let filter = filters; filter !== null; filter = filter.next)
      if (filter.owner === this && filter.refused.contains(candidate))
        untilMs = Math.max(untilMs ?? 0, filter.untilMs);
    return untilMs;
  }

  /** Takes all filters out, and says which, so that their timers can be cancelled. */
  clear(taken: (filter: Filter) => void): void {
    if (this.#all.size === 0) return;
    for (const filter of this.#all.now()) {
      this.remove(filter);
      taken(filter);
    }
  }
}
