/**
 * Times up and times down as they were seen, with what is known of their ends.
 *
 * A time up that the end of the observation cuts off is known to have been longer; one that was under way when the
 * observation began has an unknown beginning. An agent that never failed has one time up, with neither end.
 */

import type { Burst } from "./bursts.ts";
import type { History, Outage } from "./history.ts";

/** A time up. */
export interface UpSpell {
  /** Ms, above 0. */
  readonly ms: number;
  /** Whether it began under our eyes, with a recovery; else it was under way already. */
  readonly whole: boolean;
  /**
   * Index of the burst that ended it, a failure of its own or of another that took it along; -1 where the observation
   * ended first.
   */
  readonly occasion: number;
}

/** A time down. */
export interface DownSpell {
  readonly ms: number;
  /** Whether the recovery was seen; else it took longer. */
  readonly ended: boolean;
  /** Whether it began with the failure of a whole group. */
  readonly group: boolean;
}

export interface Spells {
  readonly up: readonly UpSpell[];
  readonly down: readonly DownSpell[];
}

export interface SpellOptions {
  /** Agents were new when the observation began: the first times up are whole. */
  readonly new: boolean;
  /**
   * Those of `bursts` that are failures of whole groups. A simulated agent's own clock runs on through them, since they
   * are another fault: so do its times up here.
   */
  readonly asOne: ReadonlySet<Burst>;
}

export function spellsOf(history: History, bursts: readonly Burst[], options: SpellOptions): Spells {
  const occasions = new Map<Outage, number>();
  for (const [i, burst] of bursts.entries()) for (const outage of burst) occasions.set(outage, i);
  const ofGroups = new Set([...options.asOne].flat());
  // A time that rounds to nothing took some of the unit in which it was written down.
  const least = history.resolutionMs / 2;
  const up: UpSpell[] = [];
  const down: DownSpell[] = [];
  const perAgent = new Map<string, Outage[]>();
  for (const outage of history.outages) {
    if (ofGroups.has(outage)) {
      down.push(downOf(outage));
      continue;
    }
    const key = `${outage.cluster}/${outage.agent}`;
    const list = perAgent.get(key);
    if (list === undefined) perAgent.set(key, [outage]);
    else list.push(outage);
  }
  const failing = history.clusters.map(() => 0);
  for (const outages of perAgent.values()) {
    const cluster = outages[0]?.cluster ?? 0;
    failing[cluster] = (failing[cluster] ?? 0) + 1;
    agentSpells(outages);
  }
  for (const [i, { agents, fromMs, toMs }] of history.clusters.entries())
    for (let silent = failing[i] ?? 0; silent < agents; silent++)
      up.push({ ms: toMs - fromMs, whole: options.new, occasion: -1 });
  return { up, down };

  /** The time down of an outage that began under observation. */
  function downOf(outage: Outage): DownSpell {
    const { failedMs, recoveredMs } = outage;
    const toMs = history.clusters[outage.cluster]?.toMs ?? 0;
    const ended = recoveredMs !== null && recoveredMs <= toMs;
    const endMs = ended ? recoveredMs : toMs;
    return { ms: Math.max(least, endMs - failedMs), ended, group: ofGroups.has(outage) };
  }

  /** Of one agent, its outages in order. */
  function agentSpells(outages: readonly Outage[]): void {
    const cluster = outages[0]?.cluster ?? 0;
    const { fromMs = 0, toMs = 0, beginsWithFailure = false } = history.clusters[cluster] ?? {};
    // Since when it is up, and whether that is when it came up; null where neither is known.
    let since: { readonly ms: number; readonly whole: boolean } | null = { ms: fromMs, whole: options.new };
    for (const [i, outage] of outages.entries()) {
      const { failedMs, recoveredMs } = outage;
      if (failedMs >= fromMs) {
        const occasion = occasions.get(outage) ?? -1;
        // The failure with which the observation begins was not waited for.
        const begins = beginsWithFailure && failedMs === fromMs;
        if (since !== null && !begins)
          up.push({ ms: Math.max(least, failedMs - since.ms), whole: since.whole, occasion });
        // Without an end, and failing again: it was up in between, nobody knows since when.
        if (recoveredMs !== null || outages[i + 1] === undefined) down.push(downOf(outage));
      }
      since = recoveredMs === null || recoveredMs > toMs ? null : { ms: recoveredMs, whole: true };
    }
    if (since !== null && since.ms < toMs) up.push({ ms: toMs - since.ms, whole: since.whole, occasion: -1 });
  }
}
