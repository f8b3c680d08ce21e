/** How an agent finds its master: tries with a random backoff whose bound doubles up to a minute. */

import { expect, test } from "vitest";
import { Kernel } from "../../../../src/sim/kernel/kernel.ts";
import { Streams } from "../../../../src/sim/kernel/streams.ts";
import { Registration, registrationEvent } from "../../../../src/sim/mesos/agent/registration.ts";

function tries(seed: number, start: "now" | "soon", factorMs = 1000) {
  const kernel = new Kernel();
  const atMs: number[] = [];
  const stream = new Streams(seed).of("agent.registration", "a");
  const registration = new Registration(kernel, registrationEvent(kernel), stream, factorMs, () => {
    atMs.push(kernel.nowMs);
  });
  registration[start]();
  const runTo = (untilMs: number): void => {
    while (kernel.playInstant(untilMs));
    kernel.nowMs = untilMs;
  };
  return { registration, atMs, runTo };
}

const seeds = Array.from({ length: 200 }, (_, i) => i + 1);

test("the first try comes at once, or after a random part of the factor", () => {
  for (const seed of seeds) {
    const now = tries(seed, "now");
    const soon = tries(seed, "soon");
    now.runTo(1000);
    soon.runTo(1000);
    expect(now.atMs[0]).toBe(0);
    expect(soon.atMs[0]).toBeLessThanOrEqual(1000);
  }
});

test("then they come within 2, 4, 8, ... factors of each other, and within a minute at last", () => {
  const longest = Array.from({ length: 12 }, () => 0);
  for (const seed of seeds) {
    const { atMs, runTo } = tries(seed, "now");
    runTo(1_000_000);
    for (const i of longest.keys()) {
      const gapMs = (atMs[i + 1] ?? 0) - (atMs[i] ?? 0);
      expect(gapMs).toBeGreaterThan(0);
      longest[i] = Math.max(longest[i] ?? 0, gapMs);
    }
  }
  const bounds = longest.map((_, i) => Math.min(60_000, 2000 * 2 ** i));
  for (const [i, gapMs] of longest.entries()) {
    expect(gapMs).toBeLessThanOrEqual(bounds[i] ?? 0);
    // Of 200 draws the longest is near the bound.
    expect(gapMs).toBeGreaterThan((bounds[i] ?? 0) * 0.9);
  }
});

test("it ends when it is told to, and begins anew with small steps", () => {
  const { registration, atMs, runTo } = tries(1, "now");
  runTo(500_000);
  registration.stop();
  const before = atMs.length;
  runTo(1_000_000);
  expect(atMs).toHaveLength(before);
  registration.now();
  runTo(1_002_000);
  expect(atMs.slice(before)[0]).toBe(1_000_000);
  expect(atMs.length).toBeGreaterThanOrEqual(before + 2);
});
