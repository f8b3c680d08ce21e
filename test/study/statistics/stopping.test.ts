/** When sequential sampling looks again, and what it would take to decide. */

import { expect, test } from "vitest";
import { confidenceOfLook, looksOf, nextRuns, runsToDecide } from "../../../src/study/statistics/stopping.ts";

test("the next number of runs follows the square-root law, within a tenth more and twice as many", () => {
  // Half the width takes four times the runs: at most twice as many at once.
  expect(nextRuns(100, 2, 1, 1000)).toBe(200);
  // 100 x 1.2^2 = 144.
  expect(nextRuns(100, 1.2, 1, 1000)).toBe(144);
  // Nearly there: not one by one.
  expect(nextRuns(100, 1.001, 1, 1000)).toBe(110);
  expect(nextRuns(100, 2, 1, 150)).toBe(150);
  // No width yet.
  expect(nextRuns(10, null, 1, 1000)).toBe(20);
});

test("a search looks at the least, then at twice as many each time, and at the most", () => {
  expect(looksOf(10, 10)).toEqual([10]);
  expect(looksOf(10, 50)).toEqual([10, 20, 40, 50]);
  expect(looksOf(10, 40)).toEqual([10, 20, 40]);
});

test("looks share the error that is allowed", () => {
  expect(confidenceOfLook(0.95, 1)).toBe(0.95);
  expect(confidenceOfLook(0.95, 5)).toBeCloseTo(0.99, 12);
});

test("an interval decides when it is as narrow as the distance to the target", () => {
  // Half as wide: four times the runs, 300 more than 100.
  expect(runsToDecide(100, 0.02, 0.01)).toBe(300);
  expect(runsToDecide(100, 0.02, -0.01)).toBe(300);
  expect(runsToDecide(100, 0.02, 0)).toBeNull();
  expect(runsToDecide(1, null, 0.01)).toBeNull();
});
