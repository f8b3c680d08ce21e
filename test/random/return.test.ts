/** Random failures of hosts that all come back: what ran there runs there again, and nothing has moved meanwhile. */

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../support/random/common.ts";
import { play } from "../support/random-checks.ts";
import { scenarioOf } from "../support/random-scenario.ts";
import { seeded } from "../support/seed.ts";

interface Draft {
  readonly hosts: number;
  readonly instances: number;
  readonly unique: boolean;
  /** Which hosts fail, as bits. */
  readonly failing: number;
  readonly downSeconds: number;
  readonly failover: boolean;
}

const drafts: fc.Arbitrary<Draft> = fc.record({
  hosts: fc.integer({ min: 1, max: 3 }),
  instances: fc.integer({ min: 1, max: 5 }),
  // Instances that start at once share a host all the same, since only launched ones count (B14).
  unique: fc.boolean(),
  failing: fc.integer({ min: 1, max: 7 }),
  // Before the master misses them, after it, and after a reservation that is not used would time out.
  downSeconds: fc.constantFrom(10, 100, 300),
  failover: fc.boolean(),
});

const settledSeconds = 120;
const afterwardsSeconds = 180;

function documentOf({ hosts, instances, unique, failing, downSeconds, failover }: Draft): Json {
  const agents = Array.from({ length: hosts }, (_, i) => `a-${i}`);
  const failed = agents.filter((_agent, i) => ((failing >> i) & 1) === 1);
  const at = (seconds: number): string => `${seconds}s`;
  const each = (seconds: number, name: string) =>
    failed.map((agent) => ({ at: at(seconds), do: name, agent }));
  return {
    name: "return",
    duration: at(settledSeconds + downSeconds + afterwardsSeconds),
    agents: agents.map((id) => ({ id, resources: { cpus: 4, mem: "8GiB", disk: "10GiB" } })),
    frameworks: [
      {
        name: "m",
        kind: "marathon",
        role: "marathon",
        principal: "m",
        flags: { decline_offer_duration: 5000 },
      },
    ],
    apps: [
      {
        id: "/db",
        cmd: "serve",
        ...{ cpus: 0.5, mem: 64, instances, backoffSeconds: 1 },
        container: {
          type: "MESOS",
          volumes: [{ containerPath: "data", mode: "RW", persistent: { size: 10 } }],
        },
        residency: {},
        ...(unique ? { constraints: [["hostname", "UNIQUE"]] } : {}),
      },
    ],
    actions: [
      ...each(settledSeconds, "agent.crash"),
      ...(failover ? [{ at: at(settledSeconds + 5), do: "marathon.failover", down: "1s" }] : []),
      ...each(settledSeconds + downSeconds, "agent.recover"),
    ],
  };
}

/** Which task runs where, at an instant. */
function runningAt(document: Json, seconds: number): readonly string[] {
  const { simulation } = play({ ...scenarioOf(document), durationMs: 1000 * seconds });
  return simulation
    .marathon(null)
    .tasksOf("/db")
    .filter(({ state }) => state === "running")
    .map(({ taskId, agent }) => `${taskId} on ${agent}`)
    .sort();
}

test("hosts that fail at one time and come back run what they ran, wherever else there is room", () => {
  fc.assert(
    fc.property(drafts, (draft) => {
      const document = documentOf(draft);
      const before = runningAt(document, settledSeconds - 1);
      // Each host has room for eight.
      expect(before.length).toBe(draft.instances);
      expect(runningAt(document, settledSeconds + draft.downSeconds + afterwardsSeconds)).toEqual(before);
    }),
    { numRuns: 60, ...seeded() },
  );
});
