/** Durations drawn from distributions, by inverse transform: one uniform number each, so that runs that share a
 * seed stay in step (common random numbers). A constant draws nothing. */

import type { Distribution } from "../../model/distributions.ts";
import { exp, ln, pow } from "./elementary.ts";
import type { Stream } from "./streams.ts";

/** The standard normal quantile of p in (0, 1): Wichura's algorithm AS 241 (PPND16), about 1e-16 relative. */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * ratio(r, centreA, centreB)) as number;
  }
  let r = Math.sqrt(-ln(q < 0 ? p : 1 - p));
  let value: number;
  if (r <= 5) {
    r -= 1.6;
    value = ratio(r, middleA, middleB);
  } else {
    r -= 5;
    value = ratio(r, tailA, tailB);
  }
  return q < 0 ? -value : value;
}

function ratio(r: number, numerator: readonly number[], denominator: readonly number[]): number {
  const horner = (coefficients: readonly number[]): number => coefficients.reduce((sum, c) => sum * r + c, 0);
  return horner(numerator) / horner(denominator);
}

// Highest power first.
const centreA = [
  2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
  13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
];
const centreB = [
  5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
  5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1,
];
const middleA = [
  7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
  3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
];
const middleB = [
  1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
  0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1,
];
const tailA = [
  2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
  0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
];
const tailB = [
  2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
  0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1,
];

/** Beyond the end of any run, and so far below 2^53 that sums with it are exact. A heavy tail has no end of its own. */
const neverMs = 2 ** 51;

/** Whole milliseconds, at least 0. */
export function drawMs(distribution: Distribution, stream: Stream): number {
  if (distribution.kind === "constant") return distribution.ms;
  // Never 0 or 1, where some quantiles are infinite.
  const u = stream.uniform() * (1 - 2 ** -53) + 2 ** -54;
  return Math.min(neverMs, Math.max(0, Math.round(quantile(distribution, u))));
}

function quantile(distribution: Exclude<Distribution, { kind: "constant" }>, u: number): number {
  switch (distribution.kind) {
    case "exponential":
      return -distribution.meanMs * ln(1 - u);
    case "uniform":
      return distribution.minMs + u * (distribution.maxMs - distribution.minMs);
    case "normal":
      return distribution.meanMs + distribution.sdMs * normalQuantile(u);
    case "lognormal":
      return distribution.medianMs * exp(distribution.sigma * normalQuantile(u));
    case "weibull":
      return distribution.scaleMs * pow(-ln(1 - u), 1 / distribution.shape);
    case "empirical":
      return distribution.valuesMs[Math.floor(u * distribution.valuesMs.length)] ?? 0;
  }
}
