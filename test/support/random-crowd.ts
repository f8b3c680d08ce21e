/** Random scenarios with more agents than are looked at together: roomy ones and such with hardly anything, and apps that end again
 * and again, of which many agents will do for most. */

import fc from "fast-check";
import type { Json } from "./random/common.ts";

interface Draft {
  readonly agents: number;
  readonly small: number;
  readonly latencyMs: number;
  readonly ordered: boolean;
  readonly apps: number;
  readonly instances: number;
  readonly cpus: number;
  readonly constraint: readonly string[] | null;
  readonly meanS: number;
  readonly resident: boolean;
  readonly revivesMs: number;
  readonly tokens: number;
}

/** Roomy agents and such with hardly anything; apps that end again and again, and one that waits for ever. */
function documentOf(draft: Draft, seed: number): Json {
  const { agents, small, latencyMs, ordered, apps, instances, cpus, constraint, meanS } = draft;
  return {
    name: "crowd",
    seed,
    duration: "90s",
    network: { latency: `${latencyMs}ms` },
    ...(ordered ? { mesos: { agent_order: "sorted" } } : {}),
    agents: [
      { id: "a", count: agents, resources: { cpus: 2, mem: 4096, disk: 10_000 }, attributes: { rack: "r1" } },
      {
        id: "b",
        count: small,
        resources: { cpus: 0.4, mem: 1024, disk: 10_000 },
        attributes: { rack: "r2" },
      },
    ],
    frameworks: [
      {
        name: "marathon",
        kind: "marathon",
        role: "marathon",
        principal: "marathon",
        flags: { min_revive_offers_interval: draft.revivesMs, launch_tokens: draft.tokens },
      },
    ],
    apps: [
      {
        id: "/web",
        count: apps,
        cmd: "serve",
        cpus,
        mem: 64,
        instances,
        ...(constraint === null ? {} : { constraints: [constraint] }),
      },
      { id: "/huge", cmd: "serve", cpus: 40, mem: 64, instances: seed % 2 },
      {
        id: "/db",
        cmd: "serve",
        cpus: 0.3,
        mem: 64,
        instances: draft.resident ? 2 : 0,
        container: {
          type: "MESOS",
          volumes: [{ containerPath: "data", mode: "RW", persistent: { size: 10 } }],
        },
        residency: { taskLostBehavior: "WAIT_FOREVER" },
      },
    ],
    tasks: [{ runs: { exponential: { mean: `${meanS}s` } }, exit: "failed" }],
    faults: [{ do: "agent.crash", agents: "all", every: { exponential: { mean: "1h" } }, recovers: "20s" }],
  };
}

const drafts: fc.Arbitrary<Draft> = fc.record({
  agents: fc.integer({ min: 5, max: 90 }),
  small: fc.integer({ min: 1, max: 60 }),
  latencyMs: fc.constantFrom(0, 1, 20),
  ordered: fc.boolean(),
  apps: fc.integer({ min: 1, max: 6 }),
  instances: fc.integer({ min: 1, max: 8 }),
  cpus: fc.constantFrom(0.1, 0.5, 1, 2),
  constraint: fc.constantFrom(
    null,
    null,
    ["hostname", "UNIQUE"],
    ["rack", "GROUP_BY"],
    ["rack", "CLUSTER", "r2"],
  ),
  meanS: fc.constantFrom(5, 30, 200),
  resident: fc.boolean(),
  revivesMs: fc.constantFrom(200, 5000),
  tokens: fc.constantFrom(5, 100),
});

export const documentsOfCrowds: fc.Arbitrary<Json> = fc
  .tuple(drafts, fc.nat(1000))
  .map(([draft, seed]) => documentOf(draft, seed));
