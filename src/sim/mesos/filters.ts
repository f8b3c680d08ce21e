/**
 * Refusal filters of one framework: which resources of which agent it does not want to see, and until when.
 *
 * A filter hides a candidate that it contains as a whole, metadata compared; filters never add up
 * (hierarchical.cpp:61-78, 1656-1678 @ 0.28.3).
 */

import { defaultRefuseMs } from "../../model/messages.ts";
import type { Resources } from "../../model/resources.ts";
import { noTimer, type Timer } from "../kernel/agenda.ts";

/** Durations are int64 nanoseconds: what does not fit is taken for the default (stout/duration.hpp:395-404). */
const refuseMsMax = 9_223_372_036_854;

/** How long a filter lives: at least one interval; 0 for no filter (hierarchical.cpp:937-985; MESOS-4302). */
export function filterLifeMs(refuseMs: number, allocationIntervalMs: number): number {
  const refusedMs = refuseMs < 0 || refuseMs > refuseMsMax ? defaultRefuseMs : refuseMs;
  return refusedMs === 0 ? 0 : Math.max(allocationIntervalMs, refusedMs);
}

export class Filter {
  readonly frameworkId: string;
  readonly slaveId: string;
  readonly refused: Resources;
  readonly untilMs: number;
  timer: Timer = noTimer;
  /** Another one of the framework and agent. */
  next: Filter | null = null;

  constructor(frameworkId: string, slaveId: string, refused: Resources, untilMs: number) {
    this.frameworkId = frameworkId;
    this.slaveId = slaveId;
    this.refused = refused;
    this.untilMs = untilMs;
  }
}

const noFilters: readonly Filter[] = [];

export class Filters {
  /** Of each agent the newest one, which says which comes next: few at a time. */
  readonly #byAgent = new Map<string, Filter>();

  add(filter: Filter): void {
    filter.next = this.#byAgent.get(filter.slaveId) ?? null;
    this.#byAgent.set(filter.slaveId, filter);
  }

  /** Takes a filter out; says whether it was still there. */
  remove(filter: Filter): boolean {
    const { slaveId, next } = filter;
    let before = this.#byAgent.get(slaveId) ?? null;
    if (before === filter) {
      if (next === null) this.#byAgent.delete(slaveId);
      else this.#byAgent.set(slaveId, next);
      return true;
    }
    while (before !== null && before.next !== filter) before = before.next;
    if (before === null) return false;
    before.next = next;
    return true;
  }

  hides(slaveId: string, candidate: Resources): boolean {
    let filter = this.#byAgent.get(slaveId) ?? null;
    while (filter !== null && !filter.refused.contains(candidate)) filter = filter.next;
    return filter !== null;
  }

  /** Until when the candidate stays hidden; null where it is not. */
  hiddenUntilMs(slaveId: string, candidate: Resources): number | null {
    let untilMs: number | null = null;
    for (let filter = this.#byAgent.get(slaveId) ?? null; filter !== null; filter = filter.next)
      if (filter.refused.contains(candidate)) untilMs = Math.max(untilMs ?? 0, filter.untilMs);
    return untilMs;
  }

  /** Takes all filters out and returns them, so that their timers can be cancelled. */
  clear(): readonly Filter[] {
    if (this.#byAgent.size === 0) return noFilters;
    const all: Filter[] = [];
    for (const newest of this.#byAgent.values())
      for (let filter: Filter | null = newest; filter !== null; filter = filter.next) all.push(filter);
    this.#byAgent.clear();
    return all;
  }
}
