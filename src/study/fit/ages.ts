/**
 * What is left of a time up that began before anybody looked: the law of agents that have been running for long.
 *
 * An agent found up at the start of the observation has been up for an unknown time. Where agents have failed and come
 * back for long, the times to their next failures follow the law's equilibrium (Cox, Renewal Theory, 1962, chapter 5):
 * density S(t) / mean. Where failures of others end times up as well, at a rate b, ages are shorter, and with
 * K(t) = integral from 0 of S(a + t) exp(-b a) da the survival is K(t) / K(0) and the hazard S(t) / K(t) - b. Without b
 * this is the equilibrium.
 */

import { exp, ln } from "../../sim/kernel/elementary.ts";
import type { Law } from "./laws.ts";

/** Of the time that is left. */
export interface Remaining extends Pick<Law, "lnHazard" | "lnDensity" | "lnSurvival"> {
  /** K(0): the mean time up, whatever ends it. */
  readonly meanMs: number;
}

/** How much of the tail may be left out, against the integrand's peak. */
const negligible = 1e-13;
const cellsMax = 50_000;

/** For times of at least `leastMs`; `takenRate` is b, per ms. */
export function remainingOf(law: Law, takenRate: number, leastMs: number): Remaining {
  if (law.name === "exponential") {
    const { lnHazard, lnDensity, lnSurvival, meanMs } = law;
    return { lnHazard, lnDensity, lnSurvival, meanMs: 1 / (1 / meanMs + takenRate) };
  }
  const table = tailIntegral(law, takenRate, leastMs);
  const lnMean = ln(table.from(Number.NEGATIVE_INFINITY));
  const lnK = (t: number, lnT: number): number => takenRate * t + ln(table.from(lnT));
  const lnSurvival = (t: number, lnT: number): number => lnK(t, lnT) - lnMean;
  const lnHazard = (t: number, lnT: number): number =>
    ln(Math.max(exp(law.lnSurvival(t, lnT) - lnK(t, lnT)) - takenRate, 1e-300));
  return {
    meanMs: exp(lnMean),
    lnSurvival,
    lnHazard,
    lnDensity: (t, lnT) => lnHazard(t, lnT) + lnSurvival(t, lnT),
  };
}

/** The integral of S(u) exp(-b u) from e^x on, over x = ln u: Simpson's rule cell by cell, cubic in between. */
function tailIntegral(law: Law, takenRate: number, leastMs: number): { from(lnT: number): number } {
  const integrand = (x: number): number => {
    const u = exp(x);
    return exp(law.lnSurvival(u, x) - (takenRate === 0 ? 0 : takenRate * u) + x);
  };
  const low = Math.min(ln(leastMs), law.centre - 20) - 1;
  const h = Math.min(0.05, law.width / 8);
  const values: number[] = [integrand(low)];
  let peak = 0;
  for (let i = 1; i < cellsMax; i++) {
    const value = integrand(low + i * h);
    values.push(value);
    peak = Math.max(peak, value);
    if (value < peak * negligible) break;
  }
  const sums = new Float64Array(values.length);
  for (let i = values.length - 2; i >= 0; i--) {
    const middle = integrand(low + (i + 0.5) * h);
    const cell = (h / 6) * ((values[i] ?? 0) + 4 * middle + (values[i + 1] ?? 0));
    sums[i] = (sums[i + 1] ?? 0) + cell;
  }
  // Below the table nothing ends yet.
  const whole = (sums[0] ?? 0) + exp(low);
  return {
    from: (lnT) => {
      const at = (lnT - low) / h;
      if (!(at > 0)) return whole - (lnT > Number.NEGATIVE_INFINITY ? exp(lnT) : 0);
      const i = Math.floor(at);
      if (i >= sums.length - 1) return Math.max(sums[sums.length - 2] ?? 0, 1e-300) * negligible;
      const s = at - i;
      const [y0 = 0, y1 = 0] = [sums[i], sums[i + 1]];
      const [m0, m1] = [-h * (values[i] ?? 0), -h * (values[i + 1] ?? 0)];
      const r = 1 - s;
      const cubic = (1 + 2 * s) * r * r * y0 + s * r * r * m0 + s * s * (3 - 2 * s) * y1 - s * s * r * m1;
      return Math.max(cubic, 1e-300);
    },
  };
}
