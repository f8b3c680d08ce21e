/** The laws of times that can be fitted: exponential, Weibull and lognormal, each by its logarithms of hazard and survival. */

import type { Distribution } from "../../model/distributions.ts";
import { exp, ln, pow } from "../../sim/kernel/elementary.ts";
import { lnAbove, lnDensity } from "./normal.ts";

export const lawNames = ["exponential", "weibull", "lognormal"] as const;
export type LawName = (typeof lawNames)[number];

/** A law with its parameters. Times are ms and above 0; each is given with its logarithm, which is taken once. */
export interface Law {
  readonly name: LawName;
  /** Logarithm of the rate, per ms, at which what has lasted for t ends. */
  lnHazard(t: number, lnT: number): number;
  /** Logarithm of the density at t, per ms: hazard times survival. */
  lnDensity(t: number, lnT: number): number;
  /** Logarithm of the chance to last longer than t. */
  lnSurvival(t: number, lnT: number): number;
  readonly meanMs: number;
  readonly medianMs: number;
  /** Logarithm of a time around which it lies, and how wide it is in logarithms of time: for integrals. */
  readonly centre: number;
  readonly width: number;
  /** As a scenario writes it, exact. */
  readonly distribution: Distribution;
}

/** A kind of law, to be searched for its best parameters: all of them as logarithms, so that any number is allowed. */
export interface LawFamily {
  readonly name: LawName;
  readonly parameters: readonly ParameterName[];
  make(logs: readonly number[]): Law;
  /** Where the search may begin, for times of about that mean. */
  starts(meanMs: number): readonly (readonly number[])[];
}

export interface ParameterName {
  /** As a scenario calls it. */
  readonly name: string;
  readonly unit: "ms" | "number";
}

function exponential([lnMean = 0]: readonly number[]): Law {
  const meanMs = exp(lnMean);
  return {
    name: "exponential",
    lnHazard: () => -lnMean,
    lnDensity: (t) => -lnMean - t / meanMs,
    lnSurvival: (t) => -t / meanMs,
    meanMs,
    medianMs: meanMs * Math.LN2,
    centre: lnMean,
    width: 1,
    distribution: { kind: "exponential", meanMs },
  };
}

function weibull([lnScale = 0, lnShape = 0]: readonly number[]): Law {
  const shape = exp(lnShape);
  const scaleMs = exp(lnScale);
  const lnHazard = (_t: number, lnT: number): number => lnShape - lnScale + (shape - 1) * (lnT - lnScale);
  return {
    name: "weibull",
    lnHazard,
    lnDensity: (t, lnT) => lnHazard(t, lnT) - exp(shape * (lnT - lnScale)),
    lnSurvival: (_t, lnT) => -exp(shape * (lnT - lnScale)),
    meanMs: scaleMs * exp(lnGamma(1 + 1 / shape)),
    medianMs: scaleMs * pow(Math.LN2, 1 / shape),
    centre: lnScale,
    width: 1 / shape,
    distribution: { kind: "weibull", scaleMs, shape },
  };
}

function lognormal([lnMedian = 0, lnSigma = 0]: readonly number[]): Law {
  const sigma = exp(lnSigma);
  const z = (lnT: number): number => (lnT - lnMedian) / sigma;
  const density = (_t: number, lnT: number): number => lnDensity(z(lnT)) - lnSigma - lnT;
  return {
    name: "lognormal",
    lnHazard: (t, lnT) => density(t, lnT) - lnAbove(z(lnT)),
    lnDensity: density,
    lnSurvival: (_t, lnT) => lnAbove(z(lnT)),
    meanMs: exp(lnMedian + (sigma * sigma) / 2),
    medianMs: exp(lnMedian),
    centre: lnMedian,
    width: sigma,
    distribution: { kind: "lognormal", medianMs: exp(lnMedian), sigma },
  };
}

const ms = (name: string): ParameterName => ({ name, unit: "ms" });
const number = (name: string): ParameterName => ({ name, unit: "number" });

/** Pairs of a time, as a multiple of the mean, and the logarithm of a second parameter. */
function grid(times: readonly number[], others: readonly number[]) {
  return (meanMs: number): readonly (readonly number[])[] =>
    times.flatMap((times) => others.map((other) => [ln(meanMs * times), ln(other)]));
}

export const families: Readonly<Record<LawName, LawFamily>> = {
  exponential: {
    name: "exponential",
    parameters: [ms("mean")],
    make: exponential,
    starts: (meanMs) => [[ln(meanMs)]],
  },
  weibull: {
    name: "weibull",
    parameters: [ms("scale"), number("shape")],
    make: weibull,
    starts: grid([0.3, 1, 3], [0.4, 0.8, 1.5, 4]),
  },
  lognormal: {
    name: "lognormal",
    parameters: [ms("median"), number("sigma")],
    make: lognormal,
    starts: grid([0.1, 0.4, 1, 3], [0.3, 0.8, 1.5, 2.5]),
  },
};

/** ln of the gamma function for x >= 1: Stirling's series after a shift (Abramowitz and Stegun 6.1.41), about 1e-14. */
export function lnGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 12; z++) shift += ln(z);
  const w = 1 / (z * z);
  const rest = (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w / 1188)))) / z;
  return (z - 0.5) * ln(z) - z + 0.9189385332046727 + rest - shift;
}
