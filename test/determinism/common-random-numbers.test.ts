/** What is added to a scenario does not shift the chance of what was there: each consumer draws from its own stream. */

import { expect, test } from "vitest";
import { kindOf, Resources, ranged, scalar } from "../../src/model/resources.ts";
import { typeNumber } from "../../src/sim/cluster/recorder.ts";
import type { AgentSpec, AppSpec, Scenario, TaskLaw } from "../../src/sim/scenario.ts";
import { defaultLaw, marathonDefaults, mesosDefaults } from "../../src/sim/scenario.ts";
import { Simulation } from "../../src/sim/simulation.ts";

const agent = (id: string): AgentSpec => ({
  id,
  resources: Resources.of(
    scalar(kindOf("cpus"), 4_000),
    scalar(kindOf("mem"), 4_096_000),
    scalar(kindOf("disk"), 10_000_000),
    ranged(kindOf("ports"), [31_000, 32_000]),
  ),
  attributes: {},
  joinsMs: 0,
});

const app = (id: string): AppSpec => ({
  framework: "marathon",
  definition: { id, cmd: "x", cpus: 0.1, mem: 32, instances: 1 },
});

const law = (id: string, meanMs: number): TaskLaw => ({
  ...defaultLaw,
  app: id,
  staging: { kind: "uniform", minMs: 500, maxMs: 3_000 },
  runs: { kind: "exponential", meanMs },
});

const base: Scenario = {
  name: "base",
  about: "",
  seed: 11,
  durationMs: 12 * 3_600_000,
  versions: { marathon: "1.1", mesos: "0.28", fixes: [] },
  agents: [agent("m-1"), agent("m-2")],
  mesos: mesosDefaults,
  frameworks: [
    {
      kind: "marathon",
      name: "marathon",
      role: "marathon",
      principal: "marathon",
      joinsMs: 0,
      flags: marathonDefaults,
    },
  ],
  apps: [app("/kept")],
  latencyMs: 1,
  tasks: [law("/kept", 300_000)],
  actions: [],
  faults: [],
  expect: [],
};

/** How long each task of /kept ran, in order: nothing but the draws of its law. */
function runTimesMs(scenario: Scenario): readonly number[] {
  const simulation = new Simulation(scenario, { hash: null, keepOffers: false, check: "off" });
  simulation.run();
  const { journal } = simulation.recorder;
  const types = { started: typeNumber("process.started"), ended: typeNumber("process.ended") };
  const appCell = journal.types[types.started]?.fields.findIndex(({ name }) => name === "app") ?? -1;
  const times: number[] = [];
  let startedMs = 0;
  for (let index = 0; index < journal.length; index++) {
    const row = journal.row(index);
    if ((row.type !== types.started && row.type !== types.ended) || row.cells[appCell] !== "/kept") continue;
    if (row.type === types.started) startedMs = row.atMs;
    else times.push(row.atMs - startedMs);
  }
  return times;
}

const before = runTimesMs(base);

test("the base draws often enough to notice a shift", () => {
  expect(before.length).toBeGreaterThan(50);
  expect(new Set(before).size).toBeGreaterThan(before.length / 2);
  expect(runTimesMs({ ...base, seed: 12 }).slice(0, 20)).not.toEqual(before.slice(0, 20));
});

test.each<readonly [string, Partial<Scenario>]>([
  ["an agent, listed first", { agents: [agent("added"), ...base.agents] }],
  ["an app, created first", { apps: [app("/added"), ...base.apps] }],
  ["a task law, looked at first", { tasks: [law("/added", 60_000), ...base.tasks] }],
  [
    "an app with a law of its own",
    { apps: [app("/added"), ...base.apps], tasks: [law("/added", 60_000), ...base.tasks] },
  ],
])("adding %s leaves the draws of the others as they were", (_what, added) => {
  const after = runTimesMs({ ...base, ...added });
  // Waiting for other offers may cost some tasks their place in the run, never their length.
  const length = Math.min(before.length, after.length);
  expect(length).toBeGreaterThan(before.length / 2);
  expect(after.slice(0, length)).toEqual(before.slice(0, length));
});
