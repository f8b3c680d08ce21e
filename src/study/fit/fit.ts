/** From a history of failures to a model of them: laws of times up and down, and how failures come together. */

import { counted } from "../../model/wording.ts";
import { remainingOf } from "./ages.ts";
import { type Burst, burstsOf, failuresPerYear, sizeOf, type Together, togetherOf } from "./bursts.ts";
import { type CurvePoint, type Distance, distanceOf, kaplanMeier, survivalOf } from "./curve.ts";
import { type Estimate, estimates, type Sample, sampleOf, upSample } from "./estimate.ts";
import { type GroupFindings, groupsOf } from "./groups.ts";
import { type History, yearMs } from "./history.ts";
import type { LawName } from "./laws.ts";
import { type DownSpell, type Spells, spellsOf } from "./spells.ts";

export interface FitOptions {
  readonly windowMs: number;
  /** Agents were new when the observation began. */
  readonly new: boolean;
  /** Laws to take whatever fits best; null: the best. */
  readonly every: LawName | null;
  readonly recovers: LawName | null;
}

/** One law against the data. */
export interface Candidate extends Estimate {
  readonly distance: Distance;
}

/** What was found about times up, or about times down. */
export interface TimesFit {
  /** Best first. */
  readonly candidates: readonly Candidate[];
  readonly chosen: Candidate;
  readonly sample: Sample;
  /** The data's own curve, of the `shown` times that began under our eyes. */
  readonly curve: readonly CurvePoint[];
  readonly shown: number;
  readonly complete: number;
  /** Those whose end was not seen. */
  readonly cut: number;
}

export interface Fit {
  readonly history: History;
  readonly options: FitOptions;
  readonly up: TimesFit;
  readonly down: TimesFit;
  readonly together: Together;
  /** `together:` of the faults; null where failures come alone, or no more often together than chance has it. */
  readonly bursts: {
    readonly share: number;
    readonly size: number;
    /** How many were seen, and agents in the largest of them. */
    readonly seen: number;
    readonly largest: number;
  } | null;
  readonly groups: GroupFindings | null;
  /** Failures of whole groups, as a law of their own; null where there are too few. */
  readonly groupFailures: GroupFit | null;
  /** Failures per agent and year: as seen, and as the model has them in the long run. */
  readonly perYear: { readonly seen: number; readonly model: number };
}

export interface GroupFit {
  readonly failures: number;
  readonly groups: number;
  /** Mean time between failures of one group. */
  readonly meanMs: number;
  readonly down: Candidate;
}

/** Fewer failures than this say nothing about a law. */
export const failuresMin = 5;
/** Fewer failures of whole groups are not given a fault of their own. */
const groupFailuresMin = 3;

/** Waited for now and then: true when nobody wants the answer any more. */
export type Pause = () => Promise<boolean>;

/** A model, or why the history cannot give one; null where `pause` said so. */
export async function fitHistory(
  history: History,
  options: FitOptions,
  pause: Pause,
): Promise<Fit | { readonly problem: string } | null> {
  const bursts = burstsOf(history, options.windowMs);
  const together = togetherOf(history, bursts, options.windowMs);
  if (together.failures < failuresMin)
    return {
      problem: `${counted(together.failures, "failure")} cannot be fitted; it takes at least ${failuresMin}`,
    };
  const groups = groupsOf(history, bursts);
  const asOne = new Set(
    groups !== null && groups.asOne.length >= groupFailuresMin ? groups.asOne : ([] as readonly Burst[]),
  );
  // Where failures meet no more often than chance has it, each is its own.
  const apart = together.extraByChance > together.extra / 2 && asOne.size === 0;
  const occasions = apart ? bursts.flatMap((burst) => burst.map((outage) => [outage])) : bursts;
  const spells = spellsOf(history, occasions, { new: options.new, asOne });
  const downs = spells.down.filter(({ group }) => !group);
  if (downs.filter(({ ended }) => ended).length < failuresMin)
    return {
      problem: `too few failures have an end (when the agent was back); it takes at least ${failuresMin}`,
    };
  const sample = upSample(spells.up);
  if (sample.ends < failuresMin)
    return { problem: `${counted(sample.ends, "time")} up can be fitted; it takes at least ${failuresMin}` };
  const up = await timesFit(sample, shownUp(spells), options.every, pause);
  const down = await timesFit(sampleOf(downs), downs, options.recovers, pause);
  if (up === null || down === null) return null;
  const inGroups = spells.down.filter(({ group }) => group);
  const groupDown = asOne.size === 0 ? null : await timesFit(sampleOf(inGroups), inGroups, null, pause);
  const groupFailures =
    groups === null || groupDown === null ? null : groupFit(history, groups, asOne.size, groupDown.chosen);
  const meanUpMs = remainingOf(up.chosen.law, sample.takenRate, 1000).meanMs;
  const ofOwn = yearMs / (meanUpMs + meanDown(down, downs));
  const ofGroups = groupFailures === null ? 0 : yearMs / groupFailures.meanMs;
  return {
    history,
    options,
    up,
    down,
    together,
    bursts: apart ? null : burstsToDraw(occasions.filter((burst) => !asOne.has(burst))),
    groups,
    groupFailures,
    perYear: { seen: failuresPerYear(history, together.failures), model: ofOwn + ofGroups },
  };
}

/** Mean time down that was seen: laws with heavy tails have means that nobody sees. */
function meanDown({ chosen }: TimesFit, downs: readonly DownSpell[]): number {
  const ended = downs.filter((spell) => spell.ended);
  if (ended.length === 0) return chosen.law.meanMs;
  return ended.reduce((sum, { ms }) => sum + ms, 0) / ended.length;
}

/** Times up for the data's own curve, whatever ended them: those that began under our eyes. */
function shownUp({ up }: Spells): readonly { ms: number; ended: boolean }[] {
  return up.filter(({ whole }) => whole).map(({ ms, occasion }) => ({ ms, ended: occasion >= 0 }));
}

async function timesFit(
  sample: Sample,
  shown: readonly { readonly ms: number; readonly ended: boolean }[],
  wanted: LawName | null,
  pause: Pause,
): Promise<TimesFit | null> {
  const curve = kaplanMeier(shown);
  const candidates = (await estimates(sample, pause))?.map((one): Candidate => {
    const distance = distanceOf(curve, survivalOf(one.law, sample.takenRate));
    return { ...one, distance };
  });
  const chosen = candidates?.find(({ law }) => law.name === wanted) ?? candidates?.[0];
  if (candidates === undefined || chosen === undefined) return null;
  const complete = shown.filter(({ ended }) => ended).length;
  return { candidates, chosen, sample, curve, shown: shown.length, complete, cut: shown.length - complete };
}

/**
 * Bursts of one size, as the faults draw them: the size is the mean of those seen, and the share is such that as many
 * agents are taken along as were. Null where none are.
 */
function burstsToDraw(occasions: readonly Burst[]): Fit["bursts"] {
  const sizes = occasions.map(sizeOf);
  const many = sizes.filter((size) => size > 1);
  if (many.length === 0) return null;
  const taken = many.reduce((sum, size) => sum + size - 1, 0);
  const size = Math.max(2, Math.round(1 + taken / many.length));
  const share = Math.min(1, taken / (size - 1) / sizes.length);
  return { share, size, seen: many.length, largest: many.reduce((most, size) => Math.max(most, size), 0) };
}

function groupFit(history: History, { groups }: GroupFindings, failures: number, down: Candidate): GroupFit {
  const observedMs = history.clusters.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  // Of several clusters, each has its part of the groups.
  const groupMs = groups * (observedMs / history.clusters.length);
  return { failures, groups, meanMs: groupMs / failures, down };
}
