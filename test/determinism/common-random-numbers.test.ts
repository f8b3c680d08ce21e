/** What is added to a scenario does not shift the chance of what was there: each consumer draws from its own stream. */

import { expect, test } from "vitest";
import type { EventName } from "../../src/model/events.ts";
import { kindOf, Resources, ranged, scalar } from "../../src/model/resources.ts";
import { typeNumber } from "../../src/sim/cluster/recorder.ts";
import type { AgentSpec, AppSpec, HealthLaw, Scenario, TaskLaw } from "../../src/sim/scenario.ts";
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

/** Events of /kept's only task at a time, each with its time since the process began. */
function sinceStart(
  scenario: Scenario,
  names: readonly EventName[],
): readonly (readonly [EventName, number])[] {
  const simulation = new Simulation(scenario, { hash: null, keepOffers: false, check: "off" });
  simulation.run();
  const { journal } = simulation.recorder;
  const nameOf = new Map([...names, "process.started" as const].map((name) => [typeNumber(name), name]));
  const found: (readonly [EventName, number])[] = [];
  let startedMs = 0;
  for (let index = 0; index < journal.length; index++) {
    const { atMs, type, cells } = journal.row(index);
    const name = nameOf.get(type);
    if (name === undefined) continue;
    const appCell = journal.types[type]?.fields.findIndex((field) => field.name === "app") ?? -1;
    if (cells[appCell] !== "/kept") continue;
    if (name === "process.started") startedMs = atMs;
    else found.push([name, atMs - startedMs]);
  }
  return found;
}

/** How long each task of /kept ran, in order: nothing but the draws of its law. */
const runTimesMs = (scenario: Scenario): readonly number[] =>
  sinceStart(scenario, ["process.ended"]).map(([, ms]) => ms);

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

/** Asked by its executor every second from its start on, and never killed for it: what it finds is the draws alone. */
const checked = (id: string): AppSpec => {
  const check = {
    protocol: "COMMAND",
    command: { value: "true" },
    gracePeriodSeconds: 0,
    intervalSeconds: 1,
    maxConsecutiveFailures: 1_000_000,
  };
  return { ...app(id), definition: { ...app(id).definition, healthChecks: [check] } };
};

const flapping: HealthLaw = {
  healthyAfter: { kind: "exponential", meanMs: 5_000 },
  unhealthy: {
    every: { kind: "exponential", meanMs: 40_000 },
    lasts: { kind: "exponential", meanMs: 10_000 },
  },
  readyAfter: { kind: "exponential", meanMs: 5_000 },
};

const unwell = (id: string, health = flapping): TaskLaw => ({ ...law(id, 300_000), health });
const baseUnwell: Scenario = {
  ...base,
  durationMs: 4 * 3_600_000,
  apps: [checked("/kept")],
  tasks: [unwell("/kept")],
};
const healthOf = (scenario: Scenario) => sinceStart(scenario, ["task.healthy", "task.unhealthy"]);
const health = healthOf(baseUnwell);

test("health is drawn often enough to notice a shift", () => {
  expect(health.length).toBeGreaterThan(100);
  expect(new Set(health.map(([, ms]) => ms)).size).toBeGreaterThan(health.length / 2);
  expect(healthOf({ ...baseUnwell, seed: 12 }).slice(0, 20)).not.toEqual(health.slice(0, 20));
});

test.each<readonly [string, Partial<Scenario>]>([
  [
    "an app with health of its own, created first",
    {
      apps: [checked("/added"), ...baseUnwell.apps],
      tasks: [unwell("/added"), ...baseUnwell.tasks],
    },
  ],
  [
    "readiness that is drawn otherwise",
    {
      tasks: [unwell("/kept", { ...flapping, readyAfter: { kind: "uniform", minMs: 0, maxMs: 9_000 } })],
    },
  ],
  [
    "another staging time",
    {
      tasks: [{ ...unwell("/kept"), staging: { kind: "constant", ms: 700 } }],
    },
  ],
])("%s leaves health as it was", (_what, changed) => {
  const after = healthOf({ ...baseUnwell, ...changed });
  const length = Math.min(health.length, after.length);
  expect(length).toBeGreaterThan(health.length / 2);
  expect(after.slice(0, length)).toEqual(health.slice(0, length));
});

test("health, where nobody is killed for it, leaves run times as they were", () => {
  const after = runTimesMs(baseUnwell);
  expect(after.length).toBeGreaterThan(20);
  expect(after).toEqual(before.slice(0, after.length));
});
