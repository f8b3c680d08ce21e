/** The state of a cluster as `show` has it. */

import { expect, test } from "vitest";
import { play } from "../support/random-checks.ts";
import { scenarioOf } from "../support/random-scenario.ts";

test("what is offered of an agent is what its offers say, also of those that their message did not list", () => {
  const scenario = scenarioOf({
    name: "shown",
    duration: "1s",
    network: { latency: "700ms" },
    agents: [{ id: "a", resources: { cpus: 4, mem: 4096 } }],
    frameworks: [
      { name: "m", kind: "marathon", role: "marathon", flags: { decline_offer_duration: 10_000 } },
    ],
  });
  const { simulation } = play(scenario);
  let seen = 0;
  for (let atMs = 100_000; atMs < 130_000; atMs += 500) {
    simulation.runTo(atMs);
    const { agents, offers } = simulation.snapshot();
    expect(agents.map(({ offered }) => offered["cpus"] ?? 0)).toEqual([4 * offers.length]);
    seen += offers.length;
  }
  // It is out for 1.4 s of each round, of which none takes longer than 12.4 s, and looked at twice a second.
  expect(seen).toBeGreaterThanOrEqual(4);
});
