/** Means, deviations and t intervals against published values. */

import { describe, expect, test } from "vitest";
import { meanOf } from "../../../src/study/statistics/mean.ts";

describe("NIST Statistical Reference Datasets, univariate summary statistics, certified values", () => {
  test("NumAcc1: three values of eight digits", () => {
    expect(meanOf([10_000_001, 10_000_003, 10_000_002], 0.95)).toMatchObject({ mean: 10_000_002, sd: 1 });
  });

  // NumAcc2 to NumAcc4: 1001 values, the middle one first and then pairs on either side of it.
  test.each([
    ["NumAcc2", 1.2, 12],
    ["NumAcc3", 1_000_000.2, 8],
    ["NumAcc4", 10_000_000.2, 6],
  ])("%s", (_name, middle, digits) => {
    const values = [middle, ...Array.from({ length: 1000 }, (_, i) => middle + (i % 2 === 0 ? -0.1 : 0.1))];
    const { mean, sd } = meanOf(values, 0.95);
    expect(mean).toBeCloseTo(middle, digits - 1);
    expect(sd).toBeCloseTo(0.1, digits - 1);
  });
});

/** Half the width of the interval of a sample with sd 1, times sqrt(n): the t quantile itself. */
function tQuantile(p: number, degrees: number): number {
  const n = degrees + 1;
  // n values of which the sd is 1: two that differ, the others between them.
  const apart = Math.sqrt((n - 1) / 2);
  const values = [-apart, apart, ...Array.from({ length: n - 2 }, () => 0)];
  const { high } = meanOf(values, 2 * p - 1);
  return (high ?? Number.NaN) * Math.sqrt(n);
}

// Critical values of Student's t, as in every table (e.g. NIST/SEMATECH e-Handbook, 1.3.6.7.2), to three decimals.
test.each([
  [0.975, 1, 12.706],
  [0.975, 2, 4.303],
  [0.95, 4, 2.132],
  [0.975, 9, 2.262],
  [0.995, 9, 3.25],
  [0.975, 30, 2.042],
  [0.995, 30, 2.75],
  [0.975, 100, 1.984],
  [0.9995, 60, 3.46],
])("t quantile of %d with %d degrees of freedom", (p, degrees, value) => {
  expect(Number(tQuantile(p, degrees).toFixed(3))).toBe(value);
});

test("of no value nothing is known, of one value only the value", () => {
  expect(meanOf([], 0.95)).toEqual({ n: 0, mean: null, sd: null, low: null, high: null });
  expect(meanOf([7], 0.95)).toEqual({ n: 1, mean: 7, sd: null, low: null, high: null });
});

test("equal values have an interval without width", () => {
  expect(meanOf([3, 3, 3], 0.99)).toEqual({ n: 3, mean: 3, sd: 0, low: 3, high: 3 });
});
