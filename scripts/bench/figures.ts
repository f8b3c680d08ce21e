/** Figures made of spreads: rates and times whose best is that of the least disturbed repeat, and ratios of these. */

import type { Figure, Target } from "./bench.ts";
import type { Spread } from "./spread.ts";

const withTarget = (target: Target | undefined): { readonly target?: Target } =>
  target === undefined ? {} : { target };

/** So many things in that time. */
export function rate(name: string, count: number, seconds: Spread, unit: string, target?: Target): Figure {
  const [best, worst] = [count / seconds.min, count / seconds.max];
  return { name, best, worst, unit, kind: "rate", ...withTarget(target) };
}

/** A time in seconds, written in the unit whose length in seconds is given. */
export function time(name: string, seconds: Spread, unit: Unit, target?: Target): Figure {
  const [best, worst] = [seconds.min / inSeconds(1, unit), seconds.max / inSeconds(1, unit)];
  return { name, best, worst, unit, kind: "time", ...withTarget(target) };
}

type Unit = "s" | "ms" | "us" | "ns";
const secondsIn: Readonly<Record<string, number>> = { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 };

/** How many seconds a time is that was written in its unit. */
export function inSeconds(value: number, unit: string): number {
  return value * (secondsIn[unit] ?? 1);
}

/** How many times the other one this is: the least of each, then the most. */
export function ratio(name: string, of: Spread, to: Spread, target?: Target): Figure {
  const [best, worst] = [of.min / to.min, of.max / to.max];
  return { name, best, worst, unit: "x", kind: "own", ...withTarget(target) };
}

/** A number that depends on no machine, or that is a ratio already. */
export function own(name: string, spread: Spread, unit: string, target?: Target): Figure {
  const more = target !== undefined && "atLeast" in target;
  const [best, worst] = more ? [spread.max, spread.min] : [spread.min, spread.max];
  return { name, best, worst, unit, kind: "own", ...withTarget(target) };
}

/** A spread of one value: of a count, say. */
export const exactly = (value: number): Spread => ({ min: value, median: value, max: value });

/** Each value of a spread, changed. */
export function scaled({ min, median, max }: Spread, factor: number): Spread {
  return { min: min * factor, median: median * factor, max: max * factor };
}

/** Whether a figure reached what it must; null where nothing is asked of it. */
export function isMet({ best, target }: Figure): boolean | null {
  if (target === undefined) return null;
  return "atLeast" in target ? best >= target.atLeast : best <= target.atMost;
}
