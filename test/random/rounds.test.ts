/** Rounds of offers that are counted, not played, come to the same whatever messages, filters and ticks take. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { differenceOfHeldOffers, play } from "../support/random-checks.ts";
import { scenarioOf } from "../support/random-scenario.ts";
import { seeded } from "../support/seed.ts";

interface Draft {
  readonly latencyMs: number;
  readonly intervalMs: number;
  readonly declineMs: number;
  readonly durationMs: number;
  /** When tasks are killed; each is launched again. */
  readonly killsMs: readonly number[];
  readonly reconciliationMs: number;
}

/**
 * Apps that fit, an app that never does, one that would have more than one instance on no agent, and one that may have no more
 * in the large rack than in the small one, which is full: what is refused depends on their state, which each kill changes, also
 * for agents on which nothing else does. Of a last one an instance waits for room, as much as a kill makes.
 */
function documentOf(
  { latencyMs, intervalMs, declineMs, durationMs, killsMs, reconciliationMs }: Draft,
  seed = 1,
) {
  return {
    name: "rounds",
    seed,
    duration: `${durationMs}ms`,
    network: { latency: `${latencyMs}ms` },
    mesos: { allocation_interval: `${intervalMs}ms` },
    agents: [
      {
        id: "a",
        count: 3,
        resources: { cpus: 4, mem: 4096, disk: 10_000 },
        attributes: { rack: "large" },
      },
      {
        id: "b",
        resources: { cpus: 0.3, mem: 1024, disk: 10_000 },
        attributes: { rack: "small" },
      },
    ],
    frameworks: [
      {
        name: "marathon",
        kind: "marathon",
        role: "marathon",
        principal: "marathon",
        flags: { decline_offer_duration: declineMs, reconciliation_interval: reconciliationMs },
      },
    ],
    apps: [
      { id: "/web", cmd: "serve", cpus: 1, mem: 64, instances: 2 },
      { id: "/huge", cmd: "serve", cpus: 40, mem: 64, instances: seed % 2 },
      {
        id: "/apart",
        cmd: "serve",
        cpus: 0.5,
        mem: 64,
        instances: 3 + (seed % 2),
        constraints: [["hostname", "UNIQUE"]],
      },
      {
        id: "/spread",
        cmd: "serve",
        cpus: 0.25,
        mem: 64,
        instances: 4,
        constraints: [["rack", "GROUP_BY"]],
      },
      { id: "/rest", cmd: "serve", cpus: 1.1, mem: 64, instances: 6 + (seed % 3) },
    ],
    actions: killsMs
      .filter((atMs) => atMs < durationMs)
      .map((atMs, i) => ({
        at: `${atMs}ms`,
        do: "task.kill",
        app: ["/web", "/apart", "/spread", "/rest"][i % 4],
      })),
  };
}

const draft = fc.record({
  latencyMs: fc.constantFrom(0, 1, 7, 400, 500, 1000),
  intervalMs: fc.constantFrom(250, 1000, 1700),
  declineMs: fc.constantFrom(1000, 1700, 5000, 9_998, 120_000),
  durationMs: fc.integer({ min: 30_000, max: 900_000 }),
  killsMs: fc.array(
    fc.oneof(
      fc.integer({ min: 20_000, max: 900_000 }),
      // On ticks, where it matters what comes first.
      fc.integer({ min: 20, max: 900 }).map((s) => s * 1000),
    ),
    { maxLength: 6 },
  ),
  reconciliationMs: fc.constantFrom(60_000, 333_333, 3_600_000),
});

test("rows, digest and counts are those of offers made one by one", { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(draft, fc.integer({ min: 1, max: 1000 }), (each, seed) => {
      expect(differenceOfHeldOffers(scenarioOf(documentOf(each, seed)))).toBeNull();
    }),
    { numRuns: 40, ...seeded() },
  );
});

test("a year in which nothing happens is as many events as a week", () => {
  const eventsOf = (days: number): number => {
    const quiet = { latencyMs: 1, intervalMs: 1000, declineMs: 120_000, killsMs: [], reconciliationMs: 1e12 };
    // With an even seed nothing waits for its scale checks.
    const scenario = scenarioOf(documentOf({ ...quiet, durationMs: days * 86_400_000 }, 2));
    return play(scenario).simulation.kernel.events;
  };
  expect(eventsOf(365)).toBe(eventsOf(7));
});
