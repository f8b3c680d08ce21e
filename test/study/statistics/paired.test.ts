/** Paired differences: Student's own example, and what sharing random numbers is worth. */

import { expect, test } from "vitest";
import { pairedDifference, pairedShares } from "../../../src/study/statistics/paired.ts";

/** Additional hours of sleep of ten patients under two drugs (Cushny and Peebles; Student, Biometrika 6, 1908). */
const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

test("Student's sleep data: R's t.test(second, first, paired = TRUE) gives 1.58, from 0.7001142 to 2.4598858", () => {
  const { n, mean, low, high } = pairedDifference(first, second, 0.95);
  expect(n).toBe(10);
  expect(mean).toBeCloseTo(1.58, 10);
  expect(low).toBeCloseTo(0.7001142, 6);
  expect(high).toBeCloseTo(2.4598858, 6);
});

test("the gain is the variance of independent samples over that of the differences", () => {
  // R: var(first) 3.200556, var(second) 4.009000, var(second - first) 1.512889.
  expect(pairedDifference(first, second, 0.95).gain).toBeCloseTo((3.200556 + 4.009) / 1.512889, 4);
});

test("pairs without a value on one side are left out", () => {
  const { n, mean } = pairedDifference([1, null, 3, 5], [2, 9, null], 0.95);
  expect({ n, mean }).toEqual({ n: 1, mean: 1 });
});

/** As many pairs of each kind: both hold, only the second, only the first, neither. */
function sharesOf(both: number, gained: number, lost: number, neither: number) {
  const repeated = (value: number, times: number): readonly number[] => Array<number>(times).fill(value);
  return pairedShares(
    [...repeated(1, both), ...repeated(0, gained), ...repeated(1, lost), ...repeated(0, neither)],
    [...repeated(1, both), ...repeated(1, gained), ...repeated(0, lost), ...repeated(0, neither)],
    0.95,
  );
}

test("shares: responses before and after a therapy of 161 patients", () => {
  // Fagerland, Lydersen and Laake, Statistical Analysis of Contingency Tables, 2017, chapter 8: -0.0621, from -0.1186 to -0.0046.
  const { n, mean, low, high } = sharesOf(59, 6, 16, 80);
  expect(n).toBe(161);
  expect(mean).toBeCloseTo(-10 / 161, 10);
  expect(low).toBeCloseTo(-0.1186, 4);
  expect(high).toBeCloseTo(-0.0046, 4);
});

test("shares that came to the same in all runs may differ by what so many runs miss", () => {
  // Wilson after none of six runs: up to z^2 / (n + z^2) = 3.8415 / 9.8415.
  const missed = 3.841459 / 9.841459;
  for (const { mean, sd, low, high, gain } of [sharesOf(0, 0, 0, 6), sharesOf(6, 0, 0, 0)]) {
    expect({ mean, sd, gain }).toEqual({ mean: 0, sd: 0, gain: null });
    expect(low).toBeCloseTo(-missed, 5);
    expect(high).toBeCloseTo(missed, 5);
  }
  // Never in the first and always in the second: both sides may be off, and no share is above 1.
  expect(sharesOf(0, 6, 0, 0).low).toBeCloseTo(1 - Math.SQRT2 * missed, 5);
  expect(sharesOf(0, 6, 0, 0).high).toBe(1);
  expect(sharesOf(0, 0, 6, 0).low).toBe(-1);
});

test("shares without any pair are not known", () => {
  expect(pairedShares([null, 1], [0, null], 0.95)).toMatchObject({ n: 0, mean: null, low: null, high: null });
});
