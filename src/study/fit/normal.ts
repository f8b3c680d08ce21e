/**
 * The standard normal law far into its tails: what censored lognormal times need, whose logarithm of a survival must
 * stay finite where 1 minus a distribution function is 0 already.
 *
 * Near the middle Marsaglia's series (Evaluating the Normal Distribution, Journal of Statistical Software 11, 2004),
 * beyond it Laplace's continued fraction (Abramowitz and Stegun 26.2.14); both of plain IEEE operations.
 */

import { exp, ln } from "../../sim/kernel/elementary.ts";

const lnRoot2Pi = 0.9189385332046727;
/** Where the series gives way to the continued fraction. */
const tail = 3;

/** Logarithm of the density at z. */
export const lnDensity = (z: number): number => -0.5 * z * z - lnRoot2Pi;

/** Logarithm of the chance to lie above z. */
export function lnAbove(z: number): number {
  if (z > tail) return lnDensity(z) - ln(continued(z));
  if (z < -tail) {
    const below = exp(lnDensity(z)) / continued(-z);
    // ln(1 - x) by its series: 1 - x would lose the digits of a small x.
    return -below * (1 + below / 2 + (below * below) / 3);
  }
  return ln(0.5 - exp(lnDensity(z)) * series(z));
}

/** z + z^3/3 + z^5/(3*5) + ... */
function series(z: number): number {
  let sum = z;
  let term = z;
  for (let k = 3; sum + term !== sum; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return sum;
}

/** z + 1/(z + 2/(z + 3/(z + ...))), from its end, with terms enough for 1e-15. */
function continued(z: number): number {
  let value = z;
  for (let k = z < 5 ? 60 : 25; k >= 1; k--) value = z + k / value;
  return value;
}
