/** A history of failures: which agents were out, from when to when, in which clusters, over which time. */

import type { Clock } from "./instants.ts";

/** One time that an agent was down. Times are ms of the history's clock. */
export interface Outage {
  readonly agent: string;
  /** Of `History.clusters`. */
  readonly cluster: number;
  /** The agent's rack, or whatever groups agents; null where nothing says it. */
  readonly group: string | null;
  readonly failedMs: number;
  /** Null: not yet, when the history ends. */
  readonly recoveredMs: number | null;
}

/** Agents that were observed together: failures in different clusters have nothing to do with each other. */
export interface Cluster {
  readonly name: string;
  /** Those that never failed included. */
  readonly agents: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** The observation begins with the first failure, so that this failure says nothing about times up. */
  readonly beginsWithFailure: boolean;
}

export interface History {
  readonly clock: Clock;
  readonly clusters: readonly Cluster[];
  /** By cluster, then by time, then by agent; those of one agent do not overlap. */
  readonly outages: readonly Outage[];
  /** To which multiple times were written down; ms. */
  readonly resolutionMs: number;
  readonly counts: HistoryCounts;
}

export interface HistoryCounts {
  readonly rows: number;
  /** Left out by `where`. */
  readonly filtered: number;
  /** Rows that begin while their agent is down already: part of that outage. */
  readonly merged: number;
  /** Outages outside the observation. */
  readonly outside: number;
  /** Outages without an end that are followed by another failure of their agent: how long they took is not known. */
  readonly endless: number;
}

/** The mean year of the calendar. */
export const yearMs = 365.25 * 86_400_000;

export const agentsOf = ({ clusters }: History): number =>
  clusters.reduce((sum, { agents }) => sum + agents, 0);

/** Length of the observation times agents, over all clusters; agent-ms. */
export function agentTime(clusters: readonly Cluster[]): number {
  return clusters.reduce((sum, { agents, fromMs, toMs }) => sum + agents * (toMs - fromMs), 0);
}

/** Time that agents were down under observation; agent-ms. */
export function downTime({ clusters, outages }: History): number {
  let downMs = 0;
  for (const { cluster, failedMs, recoveredMs } of outages) {
    const { fromMs = 0, toMs = 0 } = clusters[cluster] ?? {};
    downMs += Math.min(recoveredMs ?? toMs, toMs) - Math.max(failedMs, fromMs);
  }
  return downMs;
}

/** The outages of which something falls into the observation of their cluster. */
export function observed(outages: readonly Outage[], clusters: readonly Cluster[]): readonly Outage[] {
  return outages.filter(({ cluster, failedMs, recoveredMs }) => {
    const { fromMs = 0, toMs = 0 } = clusters[cluster] ?? {};
    return failedMs < toMs && (recoveredMs ?? Number.POSITIVE_INFINITY) > fromMs;
  });
}

/** The part of a history from `share` to `until` of each cluster's time, as it would have been observed. */
export function partOf(history: History, share: number, until: number): History {
  const clusters = history.clusters.map((cluster): Cluster => {
    const { fromMs, toMs } = cluster;
    const at = (part: number): number => Math.round(fromMs + part * (toMs - fromMs));
    const beginsWithFailure = share === 0 && cluster.beginsWithFailure;
    return { ...cluster, fromMs: at(share), toMs: at(until), beginsWithFailure };
  });
  return { ...history, clusters, outages: observed(history.outages, clusters) };
}
