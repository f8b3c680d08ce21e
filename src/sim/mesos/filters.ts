/**
 * Refusal filters of one framework: which resources of which agent it does not want to see, and until when.
 *
 * A filter hides a candidate that it contains as a whole, metadata compared; filters never add up
 * (hierarchical.cpp:61-78, 1656-1678 @ 0.28.3).
 */

import { defaultRefuseMs } from "../../model/messages.ts";
import type { Resources } from "../../model/resources.ts";
import type { Timer } from "../kernel/agenda.ts";

/** Durations are int64 nanoseconds: what does not fit is taken for the default (stout/duration.hpp:395-404). */
const refuseMsMax = 9_223_372_036_854;

/** How long a filter lives: at least one interval; 0 for no filter (hierarchical.cpp:937-985; MESOS-4302). */
export function filterLifeMs(refuseMs: number, allocationIntervalMs: number): number {
  const refusedMs = refuseMs < 0 || refuseMs > refuseMsMax ? defaultRefuseMs : refuseMs;
  return refusedMs === 0 ? 0 : Math.max(allocationIntervalMs, refusedMs);
}

export interface Filter {
  readonly slaveId: string;
  readonly refused: Resources;
  readonly untilMs: number;
  timer: Timer;
}

export class Filters {
  /** Few at a time of each agent. */
  readonly #byAgent = new Map<string, Filter[]>();

  add(filter: Filter): void {
    const filters = this.#byAgent.get(filter.slaveId);
    if (filters === undefined) this.#byAgent.set(filter.slaveId, [filter]);
    else filters.push(filter);
  }

  /** Takes a filter out; says whether it was still there. */
  remove(filter: Filter): boolean {
    const filters = this.#byAgent.get(filter.slaveId);
    const at = filters?.indexOf(filter) ?? -1;
    if (filters === undefined || at < 0) return false;
    if (filters.length === 1) this.#byAgent.delete(filter.slaveId);
    else filters.splice(at, 1);
    return true;
  }

  hides(slaveId: string, candidate: Resources): boolean {
    const filters = this.#byAgent.get(slaveId);
    if (filters === undefined) return false;
    for (const filter of filters) if (filter.refused.contains(candidate)) return true;
    return false;
  }

  /** Until when the candidate stays hidden; null where it is not. */
  hiddenUntilMs(slaveId: string, candidate: Resources): number | null {
    let untilMs: number | null = null;
    for (const filter of this.#byAgent.get(slaveId) ?? [])
      if (filter.refused.contains(candidate)) untilMs = Math.max(untilMs ?? 0, filter.untilMs);
    return untilMs;
  }

  /** Takes all filters out and returns them, so that their timers can be cancelled. */
  clear(): readonly Filter[] {
    const all = [...this.#byAgent.values()].flat();
    this.#byAgent.clear();
    return all;
  }
}
