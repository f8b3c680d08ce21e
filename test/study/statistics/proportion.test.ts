/** Wilson's interval against Newcombe's published examples. */

import { expect, test } from "vitest";
import { shareOf } from "../../../src/study/statistics/proportion.ts";

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
