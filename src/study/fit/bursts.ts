/**
 * Failures that come together: each within a window of the one before it, in the same cluster.
 *
 * The rule, and the usual window of two minutes, are those of Ford et al., Availability in Globally Distributed Storage
 * Systems (OSDI 2010), section 4.
 */

import { exp } from "../../sim/kernel/elementary.ts";
import { agentTime, type History, type Outage, yearMs } from "./history.ts";

/** Failures that came together, or one that came alone; by time. */
export type Burst = readonly Outage[];

export interface Together {
  readonly windowMs: number;
  readonly failures: number;
  /** Times at which something failed: bursts, and failures that came alone. */
  readonly occasions: number;
  /** Occasions at which at least two agents failed. */
  readonly bursts: number;
  /** Failures that are part of a burst. */
  readonly inBursts: number;
  /** Agents of an occasion that came after its first. */
  readonly extra: number;
  /** The part of `extra` that independent failures would give too, at the rate that was seen. */
  readonly extraByChance: number;
  readonly largest: number;
  /** Number of bursts by their size, smallest first. */
  readonly sizes: readonly (readonly [size: number, bursts: number])[];
}

/** All failures of a history, grouped; those that are observed only. */
export function burstsOf(history: History, windowMs: number): readonly Burst[] {
  const bursts: Outage[][] = [];
  let last: Outage | undefined;
  for (const outage of history.outages) {
    const fromMs = history.clusters[outage.cluster]?.fromMs ?? 0;
    if (outage.failedMs < fromMs) continue;
    const together = last?.cluster === outage.cluster && outage.failedMs - last.failedMs <= windowMs;
    if (together) bursts.at(-1)?.push(outage);
    else bursts.push([outage]);
    last = outage;
  }
  return bursts;
}

/** How many agents failed; one that failed twice within a burst counts once. */
export function sizeOf(burst: Burst): number {
  return burst.length === 1 ? 1 : new Set(burst.map(({ agent }) => agent)).size;
}

export function togetherOf(history: History, bursts: readonly Burst[], windowMs: number): Together {
  const sizes = bursts.map(sizeOf);
  const counts = new Map<number, number>();
  for (const size of sizes) if (size > 1) counts.set(size, (counts.get(size) ?? 0) + 1);
  const failures = sizes.reduce((sum, size) => sum + size, 0);
  const many = sizes.filter((size) => size > 1);
  return {
    windowMs,
    failures,
    occasions: sizes.length,
    bursts: many.length,
    inBursts: many.reduce((sum, size) => sum + size, 0),
    extra: failures - sizes.length,
    extraByChance: chance(history, bursts, windowMs),
    largest: sizes.reduce((most, size) => Math.max(most, size), 0),
    sizes: [...counts].sort(([a], [b]) => a - b),
  };
}

/** Of independent failures at a steady rate in each cluster, those that come within the window after another. */
function chance({ clusters }: History, bursts: readonly Burst[], windowMs: number): number {
  const failures = clusters.map(() => 0);
  for (const burst of bursts) {
    const cluster = burst[0]?.cluster ?? 0;
    failures[cluster] = (failures[cluster] ?? 0) + sizeOf(burst);
  }
  return clusters.reduce((sum, { fromMs, toMs }, i) => {
    const n = failures[i] ?? 0;
    return sum + n * (1 - exp((-n * windowMs) / Math.max(1, toMs - fromMs)));
  }, 0);
}

/** Failures per agent and year, as they were seen. */
export function failuresPerYear(history: History, failures: number): number {
  const agentMs = agentTime(history.clusters);
  return agentMs === 0 ? 0 : (failures / agentMs) * yearMs;
}
