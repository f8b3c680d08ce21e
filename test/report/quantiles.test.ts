/** Quantiles are d3's R-7, for lists and for values over time. */

import { quantile } from "d3-array";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Steps, timesOf } from "../../src/report/quantiles.ts";

test("times have R-7 quantiles and their count", () => {
  // h = (n - 1) p; of 10, 20, 30, 40 the median is halfway from 20 to 30, p95 is 30 + 0.85 x 10.
  expect(timesOf([40, 10, 30, 20], 2)).toEqual({ p50: 25, p95: 38.5, max: 40, count: 4, censored: 2 });
});

test("no times have no quantiles", () => {
  expect(timesOf([], 1)).toEqual({ p50: null, p95: null, max: null, count: 0, censored: 1 });
});

test("a value over time has the quantile of one sample per millisecond", () => {
  const steps = new Steps(0, 5);
  steps.set(3, 7);
  steps.set(4, 1);
  steps.set(9, 20);
  const samples = [5, 5, 5, 7, 1, 1, 1, 1, 1, 20];
  const sum = samples.reduce((a, b) => a + b);
  expect(steps.overTime(10)).toEqual({ mean: sum / 10, p95: quantile(samples, 0.95), max: 20 });
});

test("a value that held for no time counts for the maximum only", () => {
  const steps = new Steps(0, 2);
  steps.set(10, 9);
  expect(steps.overTime(10)).toEqual({ mean: 2, p95: 2, max: 9 });
});

test("what ends as a warm-up does is not measured", () => {
  const steps = new Steps(0, 0);
  steps.set(1, 8);
  steps.restart(10);
  steps.set(10, 4);
  expect(steps.overTime(20)).toEqual({ mean: 4, p95: 4, max: 4 });
});

test("where no time passed there is only the value itself", () => {
  expect(new Steps(5, 3).overTime(5)).toEqual({ mean: 3, p95: 3, max: 3 });
});

test("the share of time above zero", () => {
  const steps = new Steps(0, 0);
  steps.set(4, 2);
  steps.set(6, 0);
  expect(steps.shareAboveZero(8)).toBe(0.25);
});

test("for any steps, mean and p95 are those of one sample per millisecond", () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 20 })), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 9 }), (changes, lastMs) => {
      const held = new Steps(0, 0);
      const samples: number[] = [];
      let value = 0;
      for (const [afterMs, next] of changes) {
        for (let i = 0; i < afterMs; i++) samples.push(value);
        value = next;
        held.set(samples.length, value);
      }
      for (let i = 0; i < lastMs; i++) samples.push(value);
      const { mean, p95 } = held.overTime(samples.length);
      expect(mean).toBeCloseTo(samples.reduce((a, b) => a + b, 0) / samples.length, 9);
      expect(p95).toBeCloseTo(quantile(samples, 0.95) ?? Number.NaN, 9);
    }),
  );
});
