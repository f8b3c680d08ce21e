/**
 * Maximum likelihood: the parameters of a law under which the times that were seen are most likely.
 *
 * A time that ended counts with its density, hazard times survival; one whose end was not seen with its survival; one
 * that was under way when the observation began with the law of what remains (ages.ts). Of the agents that fail at one
 * occasion one failed by itself and took the others along. Nobody wrote down which, so the occasion counts with the
 * mean of their hazards, and all of them with their survival.
 */

import { exp, ln } from "../../sim/kernel/elementary.ts";
import { type Remaining, remainingOf } from "./ages.ts";
import { families, type Law, type LawFamily, lawNames, type ParameterName } from "./laws.ts";
import { maximise } from "./maximise.ts";
import type { UpSpell } from "./spells.ts";

/** Times of one kind: columns, so that a law runs over them fast. */
interface Times {
  readonly ms: readonly number[];
  readonly ln: readonly number[];
}

/** Times that began under our eyes, or that were under way: each kind has its law. */
interface Kind {
  /** Whose end is the occasion's only one. */
  readonly ended: Times;
  /** Whose end was not seen. */
  readonly cut: Times;
}

/** Times that ended at one occasion. */
type Occasion = readonly { readonly ms: number; readonly ln: number; readonly whole: boolean }[];

export interface Sample {
  readonly whole: Kind;
  readonly underway: Kind;
  /** At which several agents failed. */
  readonly shared: readonly Occasion[];
  /** Ends by the law: occasions, shared or not. */
  readonly ends: number;
  readonly totalMs: number;
  /** Rate at which something else ends times, per ms. */
  readonly takenRate: number;
}

export interface Parameter extends ParameterName {
  readonly value: number;
  /** The 95 % interval, from the likelihood's curvature; null where it is flat. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface Estimate {
  readonly law: Law;
  readonly parameters: readonly Parameter[];
  readonly logLikelihood: number;
  /** 2 k - 2 ln L: the least is the best, each parameter costs 2. */
  readonly aic: number;
}

/** Times up: how long an agent runs until it fails by itself. */
export function upSample(spells: readonly UpSpell[]): Sample {
  const failed = new Map<number, UpSpell[]>();
  const cut: UpSpell[] = [];
  for (const spell of spells) {
    if (spell.occasion < 0) cut.push(spell);
    else failed.set(spell.occasion, [...(failed.get(spell.occasion) ?? []), spell]);
  }
  const occasions = [...failed.values()];
  const alone = occasions.filter(({ length }) => length === 1).flat();
  const shared = occasions.filter(({ length }) => length > 1);
  const taken = shared.reduce((sum, { length }) => sum + length - 1, 0);
  const totalMs = totalOf(spells);
  const kind = (whole: boolean): Kind => ({
    ended: timesOf(alone.filter((spell) => spell.whole === whole)),
    cut: timesOf(cut.filter((spell) => spell.whole === whole)),
  });
  return {
    whole: kind(true),
    underway: kind(false),
    shared: shared.map((occasion) => occasion.map(({ ms, whole }) => ({ ms, ln: ln(ms), whole }))),
    ends: occasions.length,
    totalMs,
    takenRate: taken / totalMs,
  };
}

/** Times that all began under our eyes, such as times down; each ended, or is known to have lasted longer. */
export function sampleOf(spells: readonly { readonly ms: number; readonly ended: boolean }[]): Sample {
  const ended = spells.filter((spell) => spell.ended);
  return {
    whole: { ended: timesOf(ended), cut: timesOf(spells.filter((spell) => !spell.ended)) },
    underway: { ended: timesOf([]), cut: timesOf([]) },
    shared: [],
    ends: ended.length,
    totalMs: totalOf(spells),
    takenRate: 0,
  };
}

type Timed = readonly { readonly ms: number }[];

const timesOf = (spells: Timed): Times => ({
  ms: spells.map(({ ms }) => ms),
  ln: spells.map(({ ms }) => ln(ms)),
});
const totalOf = (spells: Timed): number => spells.reduce((sum, { ms }) => sum + ms, 0);

/** The logarithm of the likelihood of a sample under a law. */
export function logLikelihood(law: Law, sample: Sample): number {
  const { whole, underway, shared } = sample;
  let sum = sumOver(whole.ended, law.lnDensity) + sumOver(whole.cut, law.lnSurvival);
  const left = leftOf(law, sample);
  sum += sumOver(underway.ended, left.lnDensity) + sumOver(underway.cut, left.lnSurvival);
  for (const occasion of shared) {
    const hazards = occasion.map(({ ms, ln: lnT, whole: isWhole }) =>
      (isWhole ? law : left).lnHazard(ms, lnT),
    );
    const most = Math.max(...hazards);
    sum += most + ln(hazards.reduce((all, each) => all + exp(each - most), 0) / hazards.length);
    for (const { ms, ln: lnT, whole: isWhole } of occasion) sum += (isWhole ? law : left).lnSurvival(ms, lnT);
  }
  return sum;
}

/** The law of what was left of times that were under way. */
function leftOf(law: Law, { underway, shared, takenRate }: Sample): Remaining | Law {
  const least = (times: readonly number[], most: number): number =>
    times.reduce((min, ms) => Math.min(min, ms), most);
  let leastMs = least(underway.ended.ms, least(underway.cut.ms, Number.POSITIVE_INFINITY));
  for (const occasion of shared)
    for (const { ms, whole } of occasion) if (!whole) leastMs = Math.min(leastMs, ms);
  return leastMs === Number.POSITIVE_INFINITY ? law : remainingOf(law, takenRate, leastMs);
}

/** Many agents have the same time, those that never failed above all: a law is asked once for a run of equal times. */
function sumOver({ ms, ln: lns }: Times, of: (t: number, lnT: number) => number): number {
  let sum = 0;
  let value = 0;
  for (let i = 0; i < ms.length; i++) {
    if (ms[i] !== ms[i - 1]) value = of(ms[i] ?? 0, lns[i] ?? 0);
    sum += value;
  }
  return sum;
}

/** Beyond these a second parameter says nothing that a simulation could use. */
const logOfSecond = { least: ln(0.05), most: ln(50) };

/** The best parameters of a law. The sample has at least one end. */
export function estimate(family: LawFamily, sample: Sample): Estimate {
  const bounded = (logs: readonly number[]): number => {
    const second = logs[1] ?? 0;
    if (second < logOfSecond.least || second > logOfSecond.most) return Number.NEGATIVE_INFINITY;
    return logLikelihood(family.make(logs), sample);
  };
  const peak = maximise(bounded, family.starts(sample.totalMs / Math.max(1, sample.ends)));
  const parameters = family.parameters.map((parameter, i): Parameter => {
    const log = peak.at[i] ?? 0;
    const sd = peak.sd?.[i];
    // Two-sided 95 % of the normal law.
    const half = sd === undefined ? null : 1.959963984540054 * sd;
    const [low, high] = half === null ? [null, null] : [exp(log - half), exp(log + half)];
    return { ...parameter, value: exp(log), low, high };
  });
  const aic = 2 * family.parameters.length - 2 * peak.value;
  return { law: family.make(peak.at), parameters, logLikelihood: peak.value, aic };
}

/** All laws, best first. `pause` is waited for before each: true gives up, and then there is none. */
export async function estimates(
  sample: Sample,
  pause: () => Promise<boolean>,
): Promise<readonly Estimate[] | null> {
  const found: Estimate[] = [];
  for (const name of lawNames) {
    if (await pause()) return null;
    found.push(estimate(families[name], sample));
  }
  return found.sort((a, b) => a.aic - b.aic);
}
