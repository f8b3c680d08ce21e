/** Quantiles and their distribution-free intervals against published values, and against counting. */

import { expect, test } from "vitest";
import { ascending, quantileOf, ranksOf } from "../../../src/study/statistics/quantile.ts";

test("R-7: R's quantile(1:10, c(0.05, 0.5, 0.95)) is 1.45, 5.5, 9.55", () => {
  const sorted = ascending([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  const of = (p: number): number | null => quantileOf(sorted, p, 0.95).value;
  expect(of(0.05)).toBeCloseTo(1.45, 10);
  expect(of(0.5)).toBe(5.5);
  expect(of(0.95)).toBeCloseTo(9.55, 10);
});

// Ranks for a 95 % interval of the median: the sign test's critical values (e.g. Conover, Practical Nonparametric
// Statistics, table A3; Altman, Statistics with Confidence, table 18.4).
test.each([
  [6, 1, 6],
  [8, 1, 8],
  [9, 2, 8],
  [10, 2, 9],
  [12, 3, 10],
  [20, 6, 15],
  [25, 8, 18],
  [30, 10, 21],
  [50, 18, 33],
  [100, 40, 61],
])("the median of %d values lies between the %dth and the %dth", (n, low, high) => {
  expect(ranksOf(n, 0.5, 0.95)).toEqual({ low, high });
});

test("a sample too small for a side leaves it open", () => {
  // With 5 values even the extremes enclose the median with 1 - 2 / 32 = 93.75 % only.
  expect(ranksOf(5, 0.5, 0.95)).toEqual({ low: null, high: null });
  // P(no value above the 95th percentile) = 0.95^n is at most 2.5 % from n = 72 on: 0.95^71 = 0.0262, 0.95^72 = 0.0249.
  expect(ranksOf(71, 0.95, 0.95).high).toBeNull();
  expect(ranksOf(72, 0.95, 0.95).high).toBe(72);
});

/** P(B <= k) of the binomial distribution, term by term. */
function binomialAtMost(k: number, n: number, p: number): number {
  let term = (1 - p) ** n;
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    sum += term;
    term = (term * (n - i) * p) / ((i + 1) * (1 - p));
  }
  return sum;
}

test("the ranks are the closest that have at most half of the error on either side", () => {
  for (const n of [7, 23, 60, 150])
    for (const p of [0.05, 0.3, 0.5, 0.9]) {
      const tail = 0.05;
      const { low, high } = ranksOf(n, p, 0.9);
      if (low !== null) expect(binomialAtMost(low - 1, n, p)).toBeLessThanOrEqual(tail);
      expect(binomialAtMost(low ?? 0, n, p)).toBeGreaterThan(tail);
      if (high !== null) expect(1 - binomialAtMost(high - 1, n, p)).toBeLessThanOrEqual(tail);
      expect(1 - binomialAtMost((high ?? n + 1) - 2, n, p)).toBeGreaterThan(tail);
    }
});

test("the interval is between the values of its ranks", () => {
  const sorted = ascending(Array.from({ length: 30 }, (_, i) => i * i));
  expect(quantileOf(sorted, 0.5, 0.95)).toMatchObject({ low: 9 * 9, high: 20 * 20 });
});
