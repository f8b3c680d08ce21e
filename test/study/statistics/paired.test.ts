/** Paired differences: Student's own example, and what sharing random numbers is worth. */

import { expect, test } from "vitest";
import { pairedDifference } from "../../../src/study/statistics/paired.ts";

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
