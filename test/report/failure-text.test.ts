/** A failed expectation that asks for more instances says why there are not so many. */

import { expect, test } from "vitest";
import { failureLines } from "../../src/report/failure-text.ts";
import { plainPalette } from "../../src/report/palette.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { resident } from "../sim/explain/explained.ts";
import type { Json } from "../support/random/common.ts";
import { scenarioOf } from "../support/random-scenario.ts";

/** /db is started on a-1 at about 2 s, and a-1 crashes at 1m; pings of 15 s, of which the fifth unanswered one removes it. */
function failing(expectation: Json): readonly string[] {
  const scenario = scenarioOf({
    name: "failing",
    duration: "5m",
    mesos: { agent_order: "sorted" },
    agents: [{ id: "a", count: 2, resources: { cpus: 4, mem: "4GiB", disk: "10GiB" } }],
    apps: [resident()],
    actions: [{ at: "1m", do: "agent.crash", agent: "a-1" }],
    expect: [{ app: "/db", ...expectation }],
  });
  const simulation = new Simulation(scenario, { hash: null, keepOffers: false, check: "off" });
  const result = simulation.run();
  const run = { scenario, recorder: simulation.recorder, result, endMs: scenario.durationMs };
  return result.expectations.flatMap((each) =>
    each.held ? [] : failureLines(run, each, null, plainPalette, 200).slice(1),
  );
}

test("the decisive reason at the instant at which it failed, with what would change it", () => {
  const lines = failing({ at: "4m", running: 1 });
  expect(lines[0]).toBe("      seen   running 0 at 4m; suspended 1");
  expect(lines[1]).toMatch(
    /^ {6}why {4}It waits for a-1, which was removed at 2m\d+s: its only task is suspended/,
  );
  expect(lines.join(" ")).toMatch(/then {3}a-1 comes back .*; or task\.kill with wipe: true: placed on a-2/);
});

test("a process that Marathon takes for running, and is not", () => {
  const lines = failing({ at: "1m10s", running: 1, alive: 1 });
  expect(lines.slice(0, 2)).toEqual([
    "      seen   running 1, alive 0 at 1m10s",
    "      why    Marathon takes it for running on a-1 since 2s, and no process of it is there: the host crashed at 1m, and nobody has noticed yet",
  ]);
});

test("more than the app wants", () => {
  expect(failing({ at: "30s", running: ">= 2" })).toEqual([
    "      seen   running 1 at 30s",
    "      why    all that is wanted runs: 1 instance",
  ]);
});

test("of too many, or of something else, the events that led there are told", () => {
  for (const wrong of [{ running: 0 }, { alive: "< 1" }, { suspended: 1 }, { running: "!= 1" }]) {
    const why = failing({ at: "30s", ...wrong }).find((line) => line.includes("why"));
    expect(why, JSON.stringify(wrong)).toMatch(/^ {6}why {4}\d+s.* {2}task\./);
  }
});
