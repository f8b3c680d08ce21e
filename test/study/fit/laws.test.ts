/** Laws, their maximum likelihood and their tails against published values. */

import { describe, expect, test } from "vitest";
import { remainingOf } from "../../../src/study/fit/ages.ts";
import { distanceOf, kaplanMeier, survivalOf } from "../../../src/study/fit/curve.ts";
import { estimate, estimates, sampleOf } from "../../../src/study/fit/estimate.ts";
import { families, lawNames, lnGamma } from "../../../src/study/fit/laws.ts";
import { maximise } from "../../../src/study/fit/maximise.ts";
import { lnAbove } from "../../../src/study/fit/normal.ts";

const never = (): Promise<boolean> => Promise.resolve(false);

/** Millions of revolutions until ball bearings failed: Lieblein and Zelen, J. Res. Natl. Bur. Stand. 57 (1956). */
const bearings = [
  17.88, 28.92, 33.0, 41.52, 42.12, 45.6, 48.48, 51.84, 51.96, 54.12, 55.56, 67.8, 68.64, 68.64, 68.88, 84.12,
  93.12, 98.64, 105.12, 105.84, 127.92, 128.04, 173.4,
];

/** Weeks of remission under 6-MP: Freireich et al., Blood 21 (1963); + marks those that had not ended. */
const remissions = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
  .split(" ")
  .map((text) => ({
    ms: Number.parseInt(text, 10),
    ended: !text.endsWith("+"),
  }));

function found(name: (typeof lawNames)[number], spells: readonly { ms: number; ended: boolean }[]) {
  const { parameters, logLikelihood } = estimate(families[name], sampleOf(spells));
  return [...parameters.map(({ value }) => value), logLikelihood];
}

describe("ball bearings, all of which failed", () => {
  const spells = bearings.map((ms) => ({ ms, ended: true }));

  // Lawless, Statistical Models and Methods for Lifetime Data, 2nd ed., 5.4: Weibull 81.88 and 2.10, maximum -113.69;
  // lognormal exp(4.150) and 0.522, maximum -113.13. The exponential's mean is that of the data, 72.224.
  test.each([
    ["exponential", [72.224, -121.435], 3],
    ["weibull", [81.88, 2.102, -113.69], 2],
    ["lognormal", [63.46, 0.522, -113.13], 2],
  ] as const)("%s", (name, published, digits) => {
    const values = found(name, spells);
    published.forEach((value, i) => {
      expect(values[i]).toBeCloseTo(value, digits);
    });
  });

  test("the lognormal is the best by AIC: it has as many parameters as the Weibull and a higher likelihood", async () => {
    const all = await estimates(sampleOf(spells), never);
    expect(all?.map(({ law }) => law.name)).toEqual(["lognormal", "weibull", "exponential"]);
    // 2 * 2 + 2 * 113.129
    expect(all?.[0]?.aic).toBeCloseTo(230.257, 2);
  });
});

describe("remissions, of which 12 of 21 were cut off", () => {
  test("exponential: all 359 weeks over the 9 that ended", () => {
    const [mean, likelihood] = found("exponential", remissions);
    expect(mean).toBeCloseTo(359 / 9, 5);
    // 9 ln(9/359) - 9
    expect(likelihood).toBeCloseTo(9 * Math.log(9 / 359) - 9, 8);
  });

  // R's survreg(Surv(time, status) ~ 1, dist = "weibull") on these: (Intercept) 3.519, scale 0.739, loglik -41.7.
  test("Weibull: what survival analysis programs give", () => {
    const [scale = 0, shape = 0, likelihood] = found("weibull", remissions);
    expect(Math.log(scale)).toBeCloseTo(3.519, 3);
    expect(1 / shape).toBeCloseTo(0.739, 3);
    expect(likelihood).toBeCloseTo(-41.7, 1);
  });

  // Cox and Oakes, Analysis of Survival Data (1984), table 4.1.
  test("Kaplan and Meier's curve", () => {
    const curve = kaplanMeier(remissions).map(({ ms, survival }) => [ms, Number(survival.toFixed(3))]);
    expect(curve).toEqual([
      [6, 0.857],
      [7, 0.807],
      [10, 0.753],
      [13, 0.69],
      [16, 0.627],
      [22, 0.538],
      [23, 0.448],
    ]);
  });
});

test("the normal law's upper tail is right where 1 - F is 0 already", () => {
  // Abramowitz and Stegun, tables 26.1 and 26.2.
  const above: readonly (readonly [number, number])[] = [
    [-5, 0.9999997133484281],
    [0, 0.5],
    [1, 0.158655253931457],
    [3, 0.0013498980316301],
    [5, 2.866515718791939e-7],
    [10, 7.61985302416e-24],
  ];
  for (const [z, chance] of above) expect(Math.exp(lnAbove(z)) / chance).toBeCloseTo(1, 9);
  // Far out, by the asymptotic series 26.2.12: density / z * (1 - 1/z^2 + 3/z^4 - ...).
  const far = 37 ** -2;
  const series =
    Math.log((1 - far + 3 * far ** 2 - 15 * far ** 3) / 37) - 37 ** 2 / 2 - Math.log(2 * Math.PI) / 2;
  expect(lnAbove(37)).toBeCloseTo(series, 7);
  // At -10 the logarithm is minus the lower tail: 1 minus it rounds to 1.
  expect(lnAbove(-10) / -7.61985302416e-24).toBeCloseTo(1, 9);
});

test("the gamma function at whole and half numbers", () => {
  expect(Math.exp(lnGamma(5))).toBeCloseTo(24, 9);
  expect(Math.exp(lnGamma(1.5))).toBeCloseTo(Math.sqrt(Math.PI) / 2, 12);
  expect(lnGamma(101)).toBeCloseTo(363.73937555556347, 9);
});

test("each law's density is hazard times survival, and its median halves it", () => {
  for (const name of lawNames) {
    const law = families[name].make(
      [Math.log(3_600_000), Math.log(0.7)].slice(0, families[name].parameters.length),
    );
    for (const t of [1000, 60_000, 3_600_000, 1e9]) {
      const lnT = Math.log(t);
      expect(law.lnDensity(t, lnT)).toBeCloseTo(law.lnHazard(t, lnT) + law.lnSurvival(t, lnT), 9);
    }
    expect(survivalOf(law, 0)(law.medianMs)).toBeCloseTo(0.5, 12);
  }
});

describe("what is left of a time that was under way", () => {
  // A Weibull law of shape 1 is exponential: it forgets, whatever else ends times, and K(0) = 1 / (1/mean + b).
  test("nothing changes for a law without memory", () => {
    const law = families.weibull.make([Math.log(1e6), 0]);
    for (const taken of [0, 3e-7]) {
      const left = remainingOf(law, taken, 1000);
      expect(left.meanMs).toBeCloseTo(1 / (1e-6 + taken), 2);
      for (const t of [1000, 5e5, 4e6]) {
        expect(left.lnSurvival(t, Math.log(t))).toBeCloseTo(-t / 1e6, 5);
        expect(left.lnHazard(t, Math.log(t))).toBeCloseTo(Math.log(1e-6), 5);
      }
    }
  });

  // Shape 1/2: S(t) = exp(-r), r = sqrt(t / scale); its integral from t on is 2 scale (1 + r) exp(-r), from 0 on 2 scale.
  test("the equilibrium of a Weibull law of shape 1/2", () => {
    const scale = 1e8;
    const left = remainingOf(families.weibull.make([Math.log(scale), Math.log(0.5)]), 0, 60_000);
    expect(left.meanMs / (2 * scale)).toBeCloseTo(1, 6);
    for (const t of [60_000, 1e7, 1e8, 5e9]) {
      const r = Math.sqrt(t / scale);
      expect(left.lnSurvival(t, Math.log(t))).toBeCloseTo(Math.log(1 + r) - r, 5);
      expect(Math.exp(left.lnHazard(t, Math.log(t))) * 2 * scale * (1 + r)).toBeCloseTo(1, 5);
    }
  });

  // The mean of the remaining time is (mean^2 + variance) / (2 mean); of a lognormal law exp(mu + 3/2 sigma^2) / 2.
  test("the equilibrium of a lognormal law has the mean that renewal theory gives", () => {
    const left = remainingOf(families.lognormal.make([0, Math.log(0.8)]), 0, 0.001);
    let mean = 0;
    const h = 0.002;
    for (let x = Math.log(0.001); x < Math.log(1000); x += h)
      mean += h * Math.exp(x + left.lnSurvival(Math.exp(x), x));
    expect(mean + 0.001).toBeCloseTo(Math.exp(1.5 * 0.64) / 2, 3);
  });
});

test("the distance is the greatest gap on either side of a step", () => {
  // Two times, 1 and 2, against a law that always says one half: before 1 the data say 1, after 2 they say 0.
  const curve = kaplanMeier([
    { ms: 1, ended: true },
    { ms: 2, ended: true },
  ]);
  expect(distanceOf(curve, () => 0.5)).toEqual({ distance: 0.5, atMs: 1 });
  expect(distanceOf(curve, () => 0.75)).toEqual({ distance: 0.75, atMs: 2 });
});

describe("the search", () => {
  test("finds the top of a skewed hill from afar, and its width", () => {
    // The inverse of [[2, 1], [1, 2]] is [[2, -1], [-1, 2]] / 3: standard deviations sqrt(2/3).
    const hill = ([x = 0, y = 0]: readonly number[]): number =>
      -((x - 3) ** 2 + (x - 3) * (y + 2) + (y + 2) ** 2);
    const { at, value, sd } = maximise(hill, [[-20, 40]]);
    expect(at[0]).toBeCloseTo(3, 6);
    expect(at[1]).toBeCloseTo(-2, 6);
    expect(value).toBeCloseTo(0, 9);
    expect(sd?.[0]).toBeCloseTo(Math.sqrt(2 / 3), 5);
  });

  test("climbs along a curved ridge (Rosenbrock's)", () => {
    const ridge = ([x = 0, y = 0]: readonly number[]): number => -((1 - x) ** 2 + 100 * (y - x * x) ** 2);
    const { at } = maximise(ridge, [[-1.2, 1]]);
    expect(at[0]).toBeCloseTo(1, 2);
    expect(at[1]).toBeCloseTo(1, 2);
  });

  test("keeps out of where there is no value, and says when a top is flat", () => {
    const edge = ([x = 0]: readonly number[]): number => (x > 1 ? Number.NaN : x);
    expect(maximise(edge, [[0]]).at[0]).toBeLessThanOrEqual(1);
    expect(maximise(() => 7, [[0]]).sd).toBeNull();
  });
});
