/** Variates: each distribution is the one it is named after, and draws one number each time. */

import { describe, expect, test } from "vitest";
import type { Distribution } from "../../../src/model/distributions.ts";
import { Streams } from "../../../src/sim/kernel/streams.ts";
import { drawMs, normalQuantile } from "../../../src/sim/kernel/variates.ts";

/** Standard normal distribution function by its power series: exact to about 1e-15 within six deviations. */
function phi(x: number): number {
  if (x < -8) return 0;
  if (x > 8) return 1;
  let term = x;
  let sum = x;
  for (let k = 1; Math.abs(term) > 1e-17 * Math.abs(sum); k++) {
    term *= (x * x) / (2 * k + 1);
    sum += term;
  }
  return 0.5 + (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}

// Spans are large, so that rounding to whole milliseconds moves nothing that the test could see.
const cases: readonly { name: string; distribution: Distribution; cdf: (ms: number) => number }[] = [
  {
    name: "exponential",
    distribution: { kind: "exponential", meanMs: 3_000_000 },
    cdf: (ms) => 1 - Math.exp(-ms / 3_000_000),
  },
  {
    name: "uniform",
    distribution: { kind: "uniform", minMs: 1_000_000, maxMs: 5_000_000 },
    cdf: (ms) => (ms - 1_000_000) / 4_000_000,
  },
  {
    name: "normal, cut at 0",
    distribution: { kind: "normal", meanMs: 1_000_000, sdMs: 1_000_000 },
    cdf: (ms) => phi((ms - 1_000_000) / 1_000_000),
  },
  {
    name: "lognormal",
    distribution: { kind: "lognormal", medianMs: 600_000, sigma: 0.5 },
    cdf: (ms) => phi(Math.log(ms / 600_000) / 0.5),
  },
  {
    name: "weibull with a falling rate",
    distribution: { kind: "weibull", scaleMs: 2_000_000, shape: 0.7 },
    cdf: (ms) => 1 - Math.exp(-((ms / 2_000_000) ** 0.7)),
  },
  {
    name: "weibull with a rising rate",
    distribution: { kind: "weibull", scaleMs: 2_000_000, shape: 1.5 },
    cdf: (ms) => 1 - Math.exp(-((ms / 2_000_000) ** 1.5)),
  },
];

describe("Kolmogorov-Smirnov", () => {
  const n = 20_000;

  /** The largest distance between the steps of a sample and a distribution function; cut values are one step. */
  function distance(sample: readonly number[], cdf: (ms: number) => number): number {
    const sorted = [...sample].sort((a, b) => a - b);
    let largest = 0;
    for (const [i, ms] of sorted.entries()) {
      const at = cdf(ms);
      if (sorted[i + 1] !== ms) largest = Math.max(largest, Math.abs((i + 1) / n - at));
      if (ms > 0 && sorted[i - 1] !== ms) largest = Math.max(largest, Math.abs(at - i / n));
    }
    return largest;
  }

  test.each(cases)("$name", ({ distribution, cdf }) => {
    // A true sample is beyond this once in a thousand; the seed is fixed, so the answer is too.
    const critical = 1.95 / Math.sqrt(n);
    const stream = new Streams(20_160_405).of("ks", distribution.kind);
    const sample = Array.from({ length: n }, () => drawMs(distribution, stream));
    expect(sample.every((ms) => Number.isInteger(ms) && ms >= 0)).toBe(true);
    expect(distance(sample, cdf)).toBeLessThan(critical);
  });

  test("sees a mean that is wrong by a twentieth", () => {
    const stream = new Streams(1).of("ks");
    const sample = Array.from({ length: n }, () =>
      drawMs({ kind: "exponential", meanMs: 3_000_000 }, stream),
    );
    expect(distance(sample, (ms) => 1 - Math.exp(-ms / 3_150_000))).toBeGreaterThan(1.95 / Math.sqrt(n));
  });
});

describe("one uniform number each", () => {
  const everyKind: readonly Distribution[] = [
    ...cases.map(({ distribution }) => distribution),
    { kind: "empirical", valuesMs: [1, 2, 3] },
  ];

  test.each(everyKind)("$kind", (distribution) => {
    let drawn = 0;
    const counting = {
      uniform: () => {
        drawn++;
        return 0.3;
      },
      below: () => Number.NaN,
    };
    drawMs(distribution, counting);
    expect(drawn).toBe(1);
  });

  test("a constant draws none", () => {
    const never = {
      uniform: (): number => {
        throw new Error("a number was drawn");
      },
      below: () => Number.NaN,
    };
    expect(drawMs({ kind: "constant", ms: 250 }, never)).toBe(250);
  });

  test("a larger number never draws a shorter span, so runs that share a seed stay in step", () => {
    for (const distribution of everyKind) {
      let before = 0;
      for (let i = 0; i < 1000; i++) {
        const ms = drawMs(distribution, { uniform: () => i / 1000, below: () => Number.NaN });
        expect(ms).toBeGreaterThanOrEqual(before);
        before = ms;
      }
    }
  });

  test("the least and the largest number that a stream can give draw finite spans", () => {
    for (const distribution of everyKind) {
      for (const u of [0, 1 - 2 ** -53]) {
        const ms = drawMs(distribution, { uniform: () => u, below: () => Number.NaN });
        expect(Number.isSafeInteger(ms) && ms >= 0).toBe(true);
      }
    }
  });
});

describe("a tail that is heavier than numbers are large", () => {
  // exp(100 * 8.2) and ln(2 ** 53) ** 10000 are beyond 1.8e308.
  test.each<Distribution>([
    { kind: "lognormal", medianMs: 3_153_600_000_000, sigma: 100 },
    { kind: "weibull", scaleMs: 3_153_600_000_000, shape: 0.0001 },
    { kind: "exponential", meanMs: 3_153_600_000_000 },
  ])("$kind: every time is a whole number that can be added to", (distribution) => {
    const stream = new Streams(1).of("heavy", "tail");
    for (let i = 0; i < 2000; i++) {
      const ms = drawMs(distribution, stream);
      expect(Number.isSafeInteger(ms + 3_153_600_000_000)).toBe(true);
      expect(ms).toBeGreaterThanOrEqual(0);
    }
  });
});

describe("empirical", () => {
  test("each value has the same chance, and one that is listed twice has twice that", () => {
    const stream = new Streams(1).of("empirical");
    const n = 40_000;
    const counts = new Map<number, number>();
    for (let i = 0; i < n; i++) {
      const ms = drawMs({ kind: "empirical", valuesMs: [10, 20, 20, 30] }, stream);
      counts.set(ms, (counts.get(ms) ?? 0) + 1);
    }
    // Within four standard deviations of a binomial count.
    const near = (ms: number, p: number): boolean =>
      Math.abs((counts.get(ms) ?? 0) - n * p) < 4 * Math.sqrt(n * p * (1 - p));
    expect([near(10, 0.25), near(20, 0.5), near(30, 0.25), counts.size]).toEqual([true, true, true, 3]);
  });
});

describe("the normal quantile", () => {
  // True values, by Newton's method on the distribution function with 80 decimal digits.
  test.each([
    [0.5, 0],
    [0.75, 0.6744897501960817],
    [0.925, 1.4395314709384561],
    [0.975, 1.9599639845400538],
    [0.999, 3.090232306167813],
    [0.0749, -1.4402382675279637],
    [0.0751, -1.43882539275254],
    [1e-6, -4.753424308822899],
    [1e-10, -6.361340902404057],
    [1e-14, -7.650628092935269],
    [1e-17, -8.493793224109599],
  ])("of %d is %d", (p, value) => {
    expect(Math.abs(normalQuantile(p) - value)).toBeLessThanOrEqual(4e-16 * Math.abs(value));
  });

  test("is symmetric about one half", () => {
    for (const p of [0.25, 0.0625, 2 ** -10, 2 ** -30])
      expect(normalQuantile(1 - p)).toBe(-normalQuantile(p));
  });
});
