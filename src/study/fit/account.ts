/** What a planner would notice of a history: how often agents fail, how long they are away, how many at once. */

import { mean, quantile } from "d3-array";
import { burstsOf, togetherOf } from "./bursts.ts";
import { agentTime, downTime, type History } from "./history.ts";

const dayMs = 86_400_000;

/** The figures of an account, in the order in which they are shown. */
export const figures = {
  failuresPerAgentDay: "failures per agent and day",
  downMedianMs: "time down, median",
  downP90Ms: "time down, 90 of 100 shorter",
  downMeanMs: "time down, mean",
  shareDown: "share of agent-time down",
  shareInBursts: "share of failures that come with others",
  burstMean: "agents in such a burst, mean",
  burstLargest: "agents in such a burst, most",
  downAtOnce: "agents of one cluster down at once, most",
} as const;

export type Figure = keyof typeof figures;
export type Account = Readonly<Record<Figure, number>>;

/** Figures of times down are of those that began and ended within the observation; 0 where there are none. */
export function accountOf(history: History, windowMs: number): Account {
  const bursts = burstsOf(history, windowMs);
  const together = togetherOf(history, bursts, windowMs);
  const agentMs = agentTime(history.clusters);
  const downs: number[] = [];
  for (const { cluster, failedMs, recoveredMs } of history.outages) {
    const { fromMs = 0, toMs = 0 } = history.clusters[cluster] ?? {};
    if (failedMs >= fromMs && recoveredMs !== null && recoveredMs <= toMs) downs.push(recoveredMs - failedMs);
  }
  return {
    failuresPerAgentDay: (together.failures / agentMs) * dayMs,
    downMedianMs: quantile(downs, 0.5) ?? 0,
    downP90Ms: quantile(downs, 0.9) ?? 0,
    downMeanMs: mean(downs) ?? 0,
    shareDown: downTime(history) / agentMs,
    shareInBursts: together.failures === 0 ? 0 : together.inBursts / together.failures,
    burstMean: together.bursts === 0 ? 0 : together.inBursts / together.bursts,
    burstLargest: together.bursts === 0 ? 0 : together.largest,
    downAtOnce: mostAtOnce(history),
  };
}

function mostAtOnce({ clusters, outages }: History): number {
  const changes = outages.flatMap(({ cluster, failedMs, recoveredMs }) => {
    const { fromMs = 0, toMs = 0 } = clusters[cluster] ?? {};
    return [
      { cluster, ms: Math.max(failedMs, fromMs), by: 1 },
      { cluster, ms: Math.min(recoveredMs ?? toMs, toMs), by: -1 },
    ];
  });
  // Who comes back at the instant at which another fails was not down with it.
  changes.sort((a, b) => a.cluster - b.cluster || a.ms - b.ms || a.by - b.by);
  let most = 0;
  let down = 0;
  let cluster = -1;
  for (const change of changes) {
    if (change.cluster !== cluster) down = 0;
    cluster = change.cluster;
    down += change.by;
    most = Math.max(most, down);
  }
  return most;
}
