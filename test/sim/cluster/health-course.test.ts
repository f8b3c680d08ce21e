/** What checks find of a process over its life, and whether anything answers them. */

import { describe, expect, test } from "vitest";
import { constant } from "../../../src/model/distributions.ts";
import { HealthCourse } from "../../../src/sim/cluster/health-course.ts";
import { Vitals } from "../../../src/sim/cluster/vitals.ts";
import { Streams } from "../../../src/sim/kernel/streams.ts";
import type { HealthLaw } from "../../../src/sim/scenario.ts";

const exponential = (meanMs: number) => ({ kind: "exponential", meanMs }) as const;
const streams = new Streams(7);

const course = (law: HealthLaw | undefined, process = "m/x#1"): HealthCourse =>
  new HealthCourse(1000, law, (purpose) => streams.once(purpose, process));

const flapping: HealthLaw = {
  healthyAfter: constant(5000),
  unhealthy: { every: constant(10_000), lasts: constant(2000) },
  readyAfter: constant(3000),
};

/** When it changes, up to an instant. */
function changes(of: HealthCourse, untilMs: number): readonly number[] {
  const found: number[] = [];
  for (let ms = of.nextChangeAfter(0); ms <= untilMs; ms = of.nextChangeAfter(ms)) found.push(ms);
  return found;
}

describe("a course", () => {
  test("without a law is healthy and ready from the start on", () => {
    const healthy = course(undefined);
    expect([healthy.isHealthyAt(999), healthy.isHealthyAt(1000)]).toEqual([false, true]);
    expect(healthy.nextChangeAfter(1000)).toBe(Number.POSITIVE_INFINITY);
    expect(healthy.readyFromMs).toBe(1000);
  });

  test("is healthy after a while, and unhealthy again and again", () => {
    // 1 s + 5 s; healthy for 10 s, unhealthy for 2 s.
    expect(changes(course(flapping), 40_000)).toEqual([6000, 16_000, 18_000, 28_000, 30_000, 40_000]);
    const one = course(flapping);
    expect([15_999, 16_000, 17_999, 18_000].map((ms) => one.isHealthyAt(ms))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(one.readyFromMs).toBe(4000);
  });

  test("may never be healthy, or stay unhealthy for ever, or never be ready", () => {
    expect(changes(course({ ...flapping, healthyAfter: null }), 1e9)).toEqual([]);
    const once = { every: constant(10_000), lasts: null };
    expect(changes(course({ ...flapping, unhealthy: once }), 1e9)).toEqual([6000, 16_000]);
    expect(course({ ...flapping, readyAfter: null }).readyFromMs).toBe(Number.POSITIVE_INFINITY);
  });

  test("is the same however often and late it is asked", () => {
    const random: HealthLaw = {
      healthyAfter: exponential(5000),
      unhealthy: { every: exponential(60_000), lasts: exponential(10_000) },
      readyAfter: exponential(5000),
    };
    const late = course(random);
    const often = course(random);
    void often.readyFromMs;
    for (let ms = 0; ms < 600_000; ms += 100) often.isHealthyAt(ms);
    expect(late.nextChangeAfter(600_000)).toBe(often.nextChangeAfter(600_000));
    expect(late.readyFromMs).toBe(often.readyFromMs);
    expect(changes(course(random), 600_000).length).toBeGreaterThan(4);
  });

  test("of each process is drawn by itself, each of its parts too", () => {
    const random: HealthLaw = {
      healthyAfter: exponential(5000),
      unhealthy: { every: exponential(60_000), lasts: exponential(10_000) },
      readyAfter: null,
    };
    const all = changes(course(random), 3_600_000);
    expect(changes(course(random, "m/x#2"), 3_600_000)).not.toEqual(all);
    // Times of health are not shifted by how long it was unhealthy.
    const shorter = { every: exponential(60_000), lasts: constant(1) };
    const other = changes(course({ ...random, unhealthy: shorter }), 3_600_000);
    const healthyFor = (of: readonly number[]): number[] =>
      of.flatMap((ms, i) => (i % 2 === 1 ? [ms - (of[i - 1] ?? 0)] : [])).slice(0, 10);
    expect(healthyFor(other)).toEqual(healthyFor(all));
  });
});

describe("vitals", () => {
  test("a process answers, a host without it refuses, and one that cannot be reached is silent", () => {
    let runs: HealthCourse | null = null;
    const vitals = new Vitals((...asked) => (asked.join() === "a,m,t" ? runs : null));
    let changed = 0;
    const watch = vitals.watch("m", "t", "a", () => changed++);
    expect(vitals.pulseOf(watch)).toBe("refused");
    const healthy = course(undefined);
    runs = healthy;
    vitals.changed("m", "t");
    expect([vitals.pulseOf(watch), changed]).toEqual([healthy, 1]);
    vitals.host("a", false);
    expect([vitals.pulseOf(watch), changed]).toEqual(["silent", 2]);
    vitals.host("a", false);
    vitals.host("b", false);
    vitals.changed("other", "t");
    vitals.changed("m", "u");
    expect(changed).toBe(2);
    runs = null;
    vitals.changed("m", "t");
    vitals.host("a", true);
    expect([vitals.pulseOf(watch), changed]).toEqual(["refused", 4]);
  });

  test("who watches no more is told no more", () => {
    const vitals = new Vitals(() => null);
    let changed = 0;
    const watch = vitals.watch("m", "t", "a", () => changed++);
    vitals.unwatch(watch);
    vitals.unwatch(watch);
    vitals.changed("m", "t");
    vitals.host("a", false);
    expect(changed).toBe(0);
  });
});
