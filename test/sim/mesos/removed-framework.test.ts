/**
 * What a removed framework's tasks hold is given away at once, while their executors have five seconds to end
 * (master.cpp:5932-5963, slave.cpp:2112-2140 @ 0.28.3); and what comes of that where the master fails over meanwhile.
 */

import { describe, expect, test } from "vitest";
import { Simulation } from "../../../src/sim/simulation.ts";
import type { Json } from "../../support/random/common.ts";
import { scenarioOf } from "../../support/random-scenario.ts";

/** A database under one Marathon, and a framework of its role that takes whatever it is offered from `from` on. */
const told = (from: string, ...actions: readonly Json[]): Json => ({
  name: "removed",
  duration: "5m",
  mesos: { agent_order: "sorted" },
  agents: [{ id: "a", resources: { cpus: 1, mem: "1GiB", disk: "1GiB" } }],
  frameworks: [
    { name: "marathon", kind: "marathon", role: "r" },
    {
      name: "next",
      kind: "scripted",
      role: "r",
      rules: [{ from, times: 1, has: { disk: 100 }, accept: [{ LAUNCH: "all" }] }],
    },
  ],
  apps: [
    {
      id: "/db",
      cmd: "serve",
      cpus: 1,
      mem: 512,
      container: { type: "MESOS", volumes: [{ containerPath: "d", mode: "RW", persistent: { size: 100 } }] },
      residency: {},
    },
  ],
  tasks: [{ app: "/db", kills: "20s" }],
  actions: [{ at: "1m", do: "framework.leave", framework: "marathon" }, ...actions],
});

function simulationOf(scenario: Json): Simulation {
  return new Simulation(scenarioOf(scenario), { hash: null, keepOffers: false, check: "every" });
}

const failover: Json = { at: "63s", do: "master.failover", down: "1s" };

describe("a volume whose former user has not ended yet", () => {
  test("is the next one's alone in all counts, and stays so when the former one ends", () => {
    const simulation = simulationOf(told("1m"));
    const attached = (): unknown => {
      const [volume] = [...(simulation.agents.get("a")?.volumesOnDisk ?? [])];
      return [volume?.attachedTo?.taskId, simulation.census.of("marathon", "/db").attached];
    };
    simulation.runTo(59_000);
    expect(attached()).toEqual([expect.stringMatching(/^db\./), 1]);
    simulation.runTo(63_000);
    expect(simulation.agents.get("a")?.processCount).toBe(2);
    expect(attached()).toEqual(["next-1", 0]);
    simulation.runTo(120_000);
    expect(simulation.agents.get("a")?.processCount).toBe(1);
    expect(attached()).toEqual(["next-1", 0]);
    const { violations } = simulation.run();
    expect(violations.map(({ invariant, bug }) => [invariant, bug])).toEqual([
      ["volume-used-once", "removed-framework"],
    ]);
  });

  test("is used once where the next one waits until it is over", () => {
    expect(simulationOf(told("66s")).run().violations).toEqual([]);
  });
});

test("a master that fails over meanwhile counts the dead one's task beside the next one's, and hears of no end (slave.cpp:1247-1276, 3940)", () => {
  const simulation = simulationOf(told("1m", failover));
  const { violations } = simulation.run();
  expect(new Set(violations.map(({ bug }) => bug))).toEqual(new Set(["removed-framework"]));
  expect(violations.map(({ invariant }) => invariant)).toContain("nothing-offered-twice");
  expect(simulation.master.registry.agentNamed("a")?.liveTasks).toBe(2);
  expect(simulation.agents.get("a")?.processCount).toBe(1);
});

test("where nothing was given away before it fails over, what it hears of is held once", () => {
  expect(simulationOf(told("64500ms", failover)).run().violations).toEqual([]);
});
