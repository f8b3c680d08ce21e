/** Random streams: each is the generator's of its name, and none moves another. */

import alea from "seedrandom/lib/alea.js";
import { describe, expect, test } from "vitest";
import { mix32, Streams } from "../../../src/sim/kernel/streams.ts";

describe("a stream", () => {
  test("is the generator of its seed, purpose and entity", () => {
    const generator = alea("7/task.staging/marathon/db");
    const stream = new Streams(7).of("task.staging", "marathon/db");
    for (let i = 0; i < 100; i++) expect(stream.uniform()).toBe(generator.double());
  });

  const first = (streams: Streams, purpose: string, entity?: string): number[] => {
    const stream = streams.of(purpose, entity);
    return Array.from({ length: 20 }, () => stream.uniform());
  };

  test("is the same for the same seed, purpose and entity, and another for any other", () => {
    const one = first(new Streams(1), "p", "e");
    expect(first(new Streams(1), "p", "e")).toEqual(one);
    expect(first(new Streams("1"), "p", "e")).toEqual(one);
    expect(first(new Streams(2), "p", "e")).not.toEqual(one);
    expect(first(new Streams(1), "q", "e")).not.toEqual(one);
    expect(first(new Streams(1), "p", "f")).not.toEqual(one);
  });

  test("goes on where it stood when it is asked for again", () => {
    const streams = new Streams(1);
    const parts = [...first(streams, "p", "e"), ...first(streams, "p", "e")];
    const whole = new Streams(1).of("p", "e");
    expect(parts).toEqual(Array.from({ length: 40 }, () => whole.uniform()));
  });

  test("draws what it would draw alone, however many others are drawn from in between", () => {
    const alone = first(new Streams(1), "p", "e");
    const streams = new Streams(1);
    const stream = streams.of("p", "e");
    const among = Array.from({ length: 20 }, (_, i) => {
      for (let n = 0; n < i; n++) streams.of(`other ${n}`, String(i)).uniform();
      streams.salt("p", "e");
      return stream.uniform();
    });
    expect(among).toEqual(alone);
  });

  test("below(n) is each number from 0 to n - 1 about equally often", () => {
    const stream = new Streams(1).of("below");
    const counts = Array.from({ length: 6 }, () => 0);
    const n = 60_000;
    for (let i = 0; i < n; i++) {
      const drawn = stream.below(6);
      counts[drawn] = (counts[drawn] ?? Number.NaN) + 1;
    }
    // Chi-square with 5 degrees of freedom: above 20.5 once in a thousand.
    const chi = counts.reduce((sum, count) => sum + (count - n / 6) ** 2 / (n / 6), 0);
    expect(chi).toBeLessThan(20.5);
  });
});

describe("a salt", () => {
  test("is a 32-bit number, the same each time it is asked for", () => {
    const streams = new Streams(1);
    const salt = streams.salt("order", "a");
    expect(Number.isInteger(salt) && salt >= 0 && salt < 2 ** 32).toBe(true);
    expect(streams.salt("order", "a")).toBe(salt);
    expect(new Streams(1).salt("order", "a")).toBe(salt);
    expect(streams.salt("order", "b")).not.toBe(salt);
  });

  test("is the first word of the generator of that name", () => {
    const streams = new Streams(7);
    for (let i = 0; i < 100; i++)
      expect(streams.salt("order", `agent-${i}`)).toBe(alea(`7/order/agent-${i}`).int32() >>> 0);
  });
});

describe("mixing", () => {
  test("is a 32-bit number in which each bit of either argument turns about half of the bits", () => {
    const ones = (x: number): number => x.toString(2).replaceAll("0", "").length;
    let turned = 0;
    let cases = 0;
    for (let i = 0; i < 200; i++) {
      const a = Math.imul(i, 0x9e3779b1) >>> 0;
      const b = Math.imul(i, 0x85ebca77) >>> 0;
      const mixed = mix32(a, b);
      expect(Number.isInteger(mixed) && mixed >= 0 && mixed < 2 ** 32).toBe(true);
      for (let bit = 0; bit < 32; bit++) {
        turned += ones((mixed ^ mix32((a ^ (1 << bit)) >>> 0, b)) >>> 0);
        turned += ones((mixed ^ mix32(a, (b ^ (1 << bit)) >>> 0)) >>> 0);
        cases += 2;
      }
    }
    // Half of 32 bits, with 12,800 cases of standard deviation below 3: the mean is within 0.15.
    expect(Math.abs(turned / cases - 16)).toBeLessThan(0.15);
  });
});
