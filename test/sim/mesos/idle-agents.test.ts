/** Agents that are refused together, where a second framework comes: what each would see had every offer been made. */

import { expect, test } from "vitest";
import { differenceOfModes, play } from "../../support/random-checks.ts";
import { scenarioOf } from "../../support/random-scenario.ts";

test("a framework that revives does not end the filters of one that was alone before it", () => {
  const scenario = scenarioOf({
    name: "two",
    duration: "130s",
    mesos: { allocation_interval: "1secs" },
    network: { latency: "0ms" },
    agents: [{ id: "a", resources: { cpus: 1, mem: 64 } }],
    frameworks: [
      { name: "m-0", kind: "marathon", role: "marathon", flags: { min_revive_offers_interval: 1000 } },
      { name: "m-1", kind: "marathon", role: "marathon", joins: "10s" },
    ],
  });
  // A new leader of Marathon revives three times. The first one is offered the agent as it registers and at each of its
  // revives, a second apart; then it has refused it for 120 s, and is offered it once more. The second one is offered it as it
  // registers and at its revives, 5 s apart.
  const { made, declined } = play(scenario).simulation.recorder.offerCounts;
  expect({ made, declined }).toEqual({ made: 4 + 1 + 4, declined: 4 + 1 + 4 });
  expect(differenceOfModes(scenario)).toBeNull();
});
