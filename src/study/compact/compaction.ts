/**
 * Cell compaction: how small a cluster still holds a workload. Agents in a random order; the shortest beginning of it on
 * which everything fits; the same for other orders; and of all that the 90th percentile.
 *
 * The method is that of Verma, Korupolu and Wilkes, Evaluating job packing in warehouse-scale computing (CLUSTER 2014),
 * and of the Borg paper (EuroSys 2015), section 5.1; docs/compaction.md says where this departs from them. Nothing here
 * knows what fits: an oracle does, and it may be wrong about any smaller cluster, since schedulers are not monotone.
 */

import { shuffled } from "../../sim/faults/drawing.ts";
import { Streams } from "../../sim/kernel/streams.ts";

/** What the oracle says of some agents. */
export interface Answer {
  readonly fits: boolean;
  /** Null where all fits. */
  readonly short: Short | null;
}

/** What does not fit. */
export interface Short {
  /** The app that misses most of its instances. */
  readonly app: string;
  /** How many, and what they lack. */
  readonly text: string;
}

/** Plays the workload on these agents, in this order. */
export type Oracle = (agents: readonly string[]) => Answer;

export interface Probe extends Answer {
  /** How many agents, from the beginning of the order. */
  readonly agents: number;
}

export interface Trial {
  /** From 0. */
  readonly trial: number;
  readonly order: readonly string[];
  /** Of agents that hold the workload; null where not even all of them do. */
  readonly smallest: number | null;
  /** Why one agent fewer does not do, or why all do not; null where one agent does. */
  readonly short: Short | null;
  /** A smaller cluster held what a larger one did not. */
  readonly isUneven: boolean;
  /** In the order in which they were asked. */
  readonly probes: readonly Probe[];
}

/** How many sizes below the one found are tried, since what fits on n agents may fit on fewer and not on n - 1. */
const lookBelow = 3;

/** The agents in the order of that trial; the same for the same seed, whatever else is drawn. */
export function orderOf(agents: readonly string[], seed: number, trial: number): readonly string[] {
  const stream = new Streams(seed).once("compact.order", String(trial));
  return [...shuffled(agents.length, stream)].map((i) => agents[i] ?? "");
}

/**
 * The search along one order, step by step: yields before each question, so that whoever plays it may stop. Asks for all
 * agents first, halves what is between, then looks a little below.
 */
export function* searchAlong(
  order: readonly string[],
  trial: number,
  oracle: Oracle,
): Generator<void, Trial, void> {
  const asked = new Map<number, Probe>();
  function* ask(agents: number): Generator<void, Probe, void> {
    let probe = asked.get(agents);
    if (probe === undefined) {
      yield;
      probe = { agents, ...oracle(order.slice(0, agents)) };
      asked.set(agents, probe);
    }
    return probe;
  }
  const all = yield* ask(order.length);
  if (!all.fits) return { trial, order, smallest: null, short: all.short, isUneven: false, probes: [all] };
  let [misses, fits] = [0, order.length];
  while (fits - misses > 1) {
    const middle = (misses + fits) >> 1;
    if ((yield* ask(middle)).fits) fits = middle;
    else misses = middle;
  }
  let smallest = fits;
  for (let below = smallest - 1; below >= Math.max(1, smallest - lookBelow); below--)
    if ((yield* ask(below)).fits) smallest = below;
  const probes = [...asked.values()];
  const isUneven = probes.some((probe) => !probe.fits && probe.agents > smallest);
  return { trial, order, smallest, short: asked.get(smallest - 1)?.short ?? null, isUneven, probes };
}

/** The distribution of the smallest cluster over trials that all found one. */
export interface Sizes {
  /** The 90th percentile by nearest rank: a size that was seen, and that nine of ten orders do not exceed. */
  readonly p90: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** All, ascending. */
  readonly all: readonly number[];
}

/** Null where a trial found none, or there are no trials. */
export function sizesOf(trials: readonly Trial[]): Sizes | null {
  const all = trials.flatMap(({ smallest }) => smallest ?? []).sort((a, b) => a - b);
  const [min] = all;
  const max = all.at(-1);
  if (all.length < trials.length || min === undefined || max === undefined) return null;
  const rank = (share: number): number => all[Math.ceil(share * all.length) - 1] ?? max;
  return { p90: rank(0.9), median: rank(0.5), min, max, all };
}
