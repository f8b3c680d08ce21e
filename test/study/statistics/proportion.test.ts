/** Wilson's interval against Newcombe's published examples, and how many runs it takes until it tells. */

import { expect, test } from "vitest";
import { runsToTell, shareOf } from "../../../src/study/statistics/proportion.ts";

// Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I, method 3.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])("%d of %d: from %d to %d", (holding, n, low, high) => {
  const interval = shareOf(holding, n, 0.95);
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
  expect(interval.share).toBe(holding / n);
});

test("it is symmetric, never leaves 0 to 1, and ends there where all or none hold", () => {
  const none = shareOf(0, 30, 0.95);
  const all = shareOf(30, 30, 0.95);
  expect(none.low).toBe(0);
  expect(all.high).toBe(1);
  expect(all.low).toBeCloseTo(1 - (none.high ?? 0), 12);
});

test("without any run nothing is known", () => {
  expect(shareOf(0, 0, 0.95)).toEqual({ n: 0, share: null, low: null, high: null });
});

// 0.85 of 80 runs at three looks: z is 2.394, and 2.394^2 x 0.75 x 0.25 / 0.1^2 = 107.5.
test("as many more runs as it takes until the interval ends at the target, on its longer side too", () => {
  const confidence = 1 - 0.05 / 3;
  expect(runsToTell({ n: 80, share: 0.85 }, 0.75, confidence)).toBe(28);
  for (const [n, holding, target] of [
    [20, 17, 0.75],
    [20, 17, 0.95],
    [40, 2, 0.1],
    [40, 38, 0.9],
  ] as const) {
    const more = runsToTell({ n, share: holding / n }, target, confidence) ?? Number.NaN;
    const holds = (runs: number): boolean => {
      const { low, high } = shareOf((holding / n) * runs, runs, confidence);
      return (low ?? 0) < target && target < (high ?? 1);
    };
    expect([holds(n), holds(n + more - 1), holds(n + more)]).toEqual([true, true, false]);
  }
});

test("nobody can say how many runs tell a share from what it is itself", () => {
  expect(runsToTell({ n: 20, share: 0.75 }, 0.75, 0.95)).toBeNull();
  expect(runsToTell({ n: 0, share: null }, 0.75, 0.95)).toBeNull();
});
