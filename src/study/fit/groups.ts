/**
 * Whether failures that come together keep to groups (racks, or whatever a column names), and which groups failed as
 * one.
 */

import { byCodeUnit } from "../../model/units.ts";
import { type Burst, sizeOf } from "./bursts.ts";
import type { History } from "./history.ts";

/** A burst counts as the failure of a group where it takes at least this share of the group's agents... */
const wholeShare = 0.5;
/** ...and at least so many of them. */
const wholeLeast = 2;

export interface GroupCount {
  /** `cluster/group` where there are several clusters. */
  readonly name: string;
  /** Agents that are seen in it: one that never failed is in no row. */
  readonly agents: number;
  /** Bursts with at least two of its agents. */
  readonly bursts: number;
  /** Times that it failed as one. */
  readonly asOne: number;
}

export interface GroupFindings {
  readonly groups: number;
  /** Of pairs of agents that failed together, the share in one group. */
  readonly pairsInGroup: number;
  /** The same for pairs drawn at random from the agents seen. */
  readonly pairsByChance: number;
  /** Occasions that are failures of one group. */
  readonly asOne: readonly Burst[];
  /** Groups with bursts, most bursts first. */
  readonly ranked: readonly GroupCount[];
}

/** Null where no row names a group, or all name the same. */
export function groupsOf(history: History, bursts: readonly Burst[]): GroupFindings | null {
  const groupOf = new Map<string, string>();
  for (const { cluster, agent, group } of history.outages)
    if (group !== null) groupOf.set(`${cluster}/${agent}`, `${cluster}/${group}`);
  const members = counted([...groupOf.values()]);
  if (members.size < 2) return null;
  let pairs = 0;
  let within = 0;
  const asOne: Burst[] = [];
  const burstsIn = new Map<string, number>();
  const asOneIn = new Map<string, number>();
  for (const burst of bursts) {
    if (sizeOf(burst) < 2) continue;
    const agents = new Set(burst.map(({ cluster, agent }) => `${cluster}/${agent}`));
    const taken = counted([...agents].flatMap((agent) => groupOf.get(agent) ?? []));
    const known = [...taken.values()].reduce((sum, n) => sum + n, 0);
    pairs += pairsOf(known);
    for (const [group, n] of taken) {
      within += pairsOf(n);
      if (n > 1) burstsIn.set(group, (burstsIn.get(group) ?? 0) + 1);
    }
    const [group, n] = [...taken].sort((a, b) => b[1] - a[1])[0] ?? ["", 0];
    const whole = n >= wholeLeast && n >= wholeShare * (members.get(group) ?? 0);
    // Others may fail by chance at that moment; where many do, the burst is none of the group's.
    if (!whole || agents.size > n * 1.25) continue;
    asOne.push(burst);
    asOneIn.set(group, (asOneIn.get(group) ?? 0) + 1);
  }
  const agents = groupOf.size;
  const samePairs = [...members.values()].reduce((sum, n) => sum + pairsOf(n), 0);
  const ranked = [...members]
    .map(([key, n]) => ({
      name: nameOf(history, key),
      agents: n,
      bursts: burstsIn.get(key) ?? 0,
      asOne: asOneIn.get(key) ?? 0,
    }))
    .filter(({ bursts: n }) => n > 0)
    .sort((a, b) => b.bursts - a.bursts || byCodeUnit(a.name, b.name));
  return {
    groups: members.size,
    pairsInGroup: pairs === 0 ? 0 : within / pairs,
    pairsByChance: samePairs / Math.max(1, pairsOf(agents)),
    asOne,
    ranked,
  };
}

const pairsOf = (n: number): number => (n * (n - 1)) / 2;

function counted(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function nameOf({ clusters }: History, key: string): string {
  const slash = key.indexOf("/");
  const group = key.slice(slash + 1);
  return clusters.length === 1 ? group : `${clusters[Number(key.slice(0, slash))]?.name ?? ""}/${group}`;
}
