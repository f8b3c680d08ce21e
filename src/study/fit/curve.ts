/** The share of times that last longer than t, as the data have it (Kaplan and Meier, 1958), and how far a law is from it. */

import { exp, ln } from "../../sim/kernel/elementary.ts";
import type { Law } from "./laws.ts";

export interface CurvePoint {
  readonly ms: number;
  /** The share that lasts longer. */
  readonly survival: number;
}

/** Steps down at the times at which something ended, from 1. */
export function kaplanMeier(
  times: readonly { readonly ms: number; readonly ended: boolean }[],
): readonly CurvePoint[] {
  const sorted = [...times].sort((a, b) => a.ms - b.ms);
  const points: CurvePoint[] = [];
  let survival = 1;
  for (let i = 0; i < sorted.length; ) {
    const ms = sorted[i]?.ms ?? 0;
    const atRisk = sorted.length - i;
    let ended = 0;
    for (; sorted[i]?.ms === ms; i++) if (sorted[i]?.ended === true) ended++;
    if (ended === 0) continue;
    survival *= 1 - ended / atRisk;
    points.push({ ms, survival });
  }
  return points;
}

/** The share of times that last longer than t under a law, where something else ends them at a rate too. */
export function survivalOf(law: Law, takenRate: number): (ms: number) => number {
  return (ms) => (ms <= 0 ? 1 : exp(law.lnSurvival(ms, ln(ms)) - takenRate * ms));
}

export interface Distance {
  /** The greatest difference of the two shares: the Kolmogorov-Smirnov distance. */
  readonly distance: number;
  /** Where it is. */
  readonly atMs: number;
}

export function distanceOf(curve: readonly CurvePoint[], survival: (ms: number) => number): Distance {
  let worst: Distance = { distance: 0, atMs: 0 };
  let before = 1;
  for (const point of curve) {
    const expected = survival(point.ms);
    const distance = Math.max(Math.abs(expected - point.survival), Math.abs(expected - before));
    if (distance > worst.distance) worst = { distance, atMs: point.ms };
    before = point.survival;
  }
  return worst;
}
