/** One run of the allocator: who gets what, in which order, and what stops it. */

import { describe, expect, test } from "vitest";
import { AgentState } from "../../../src/sim/mesos/agent-state.ts";
import { allocate, isAllocatable } from "../../../src/sim/mesos/allocation-run.ts";
import { type FrameworkState, frameworkState, Sorters } from "../../../src/sim/mesos/allocator-state.ts";
import type { Orphaned } from "../../../src/sim/mesos/budget.ts";
import { parse, quantities } from "../../support/resources.ts";

/** A ground of agents by their resources, and frameworks by their roles; agents and frameworks are named by number. */
function ground(resources: readonly string[], roles: readonly string[]) {
  const sorters = new Sorters();
  const agents = resources.map((text, i): AgentState => new AgentState(`a${i}`, `a${i}`, 0, parse(text)));
  for (const { total } of agents) sorters.addAgent(total);
  const frameworks = new Map<string, FrameworkState>();
  for (const [i, role] of roles.entries()) {
    const state = frameworkState(`f${i}`, role);
    sorters.addFramework(state);
    frameworks.set(state.frameworkId, state);
  }
  const framework = (id: string): FrameworkState => {
    const state = frameworks.get(id);
    if (state === undefined) throw new Error(`no framework ${id}`);
    return state;
  };
  const run = (orphaned: Orphaned | null = null): readonly string[] =>
    [...allocate({ sorters, agents, orphaned, framework }, agents)].flatMap(([id, given]) =>
      [...given].map(([{ slaveId }, what]) => `${id} ${slaveId} ${what}`),
    );
  return { sorters, agents, framework, run };
}

test("an agent's unreserved part goes whole to one framework, a later role gets its own reservations of it", () => {
  const { run } = ground(["cpus:2;mem:64;cpus(s):1"], ["r", "s"]);
  expect(run()).toEqual(["f0 a0 cpus(*):2; mem(*):64", "f1 a0 cpus(s):1"]);
});

test("the role that is first gets its reservations and the unreserved part in one", () => {
  const { run } = ground(["cpus:2;mem:64;cpus(r):1"], ["r", "s"]);
  expect(run()).toEqual(["f0 a0 cpus(r):1; cpus(*):2; mem(*):64"]);
});

test("shares are looked at anew for each agent", () => {
  const { run } = ground(["cpus:2;mem:64", "cpus:2;mem:64", "cpus:2;mem:64"], ["r", "s"]);
  expect(run()).toEqual([
    "f0 a0 cpus(*):2; mem(*):64",
    "f0 a2 cpus(*):2; mem(*):64",
    "f1 a1 cpus(*):2; mem(*):64",
  ]);
});

test("one that is suppressed, or filters what there is, is passed over", () => {
  const { agents, framework, run } = ground(["cpus:2;mem:64"], ["r", "r", "r"]);
  framework("f0").suppressed = true;
  for (const agent of agents) framework("f1").filters.add(agent, parse("cpus:2;mem:64"), 0);
  expect(run()).toEqual(["f2 a0 cpus(*):2; mem(*):64"]);
});

test("what is given is charged: a second run gives nothing", () => {
  const { agents, run, sorters } = ground(["cpus:2;mem:64"], ["r"]);
  run();
  expect(run()).toEqual([]);
  expect(agents[0]?.allocated.equals(parse("cpus:2;mem:64"))).toBe(true);
  expect(sorters.roles.allocationOf("r")).toEqual(quantities("cpus:2;mem:64"));
});

describe("with a quota", () => {
  test("the quota stage comes first, over all agents, until the guarantee is met", () => {
    const { run, sorters } = ground(["cpus:1;mem:64", "cpus:1;mem:64", "cpus:1;mem:64"], ["r", "z"]);
    sorters.setQuota("z", quantities("cpus:2"), 0);
    expect(run(new Map())).toEqual([
      "f1 a0 cpus(*):1; mem(*):64",
      "f1 a1 cpus(*):1; mem(*):64",
      "f0 a2 cpus(*):1; mem(*):64",
    ]);
  });

  test("a role with quota gets no unreserved resources in the fair-share stage, but its reservations", () => {
    const { run, sorters } = ground(["cpus:1;mem:64;cpus(z):1"], ["z"]);
    sorters.setQuota("z", quantities("gpus:0"), 0);
    expect(run(new Map())).toEqual(["f0 a0 cpus(z):1"]);
  });

  test("one agent that the budget does not hold is passed over, a smaller one given", () => {
    const { run, sorters } = ground(["cpus:3;mem:64", "cpus:1;mem:64"], ["r"]);
    sorters.setQuota("z", quantities("cpus:2"), 0);
    // Of 4 cpus 2 are laid away.
    expect(run(new Map())).toEqual(["f0 a1 cpus(*):1; mem(*):64"]);
  });
});

test("what is offered needs a hundredth of a cpu, or 32 whole MiB of memory", () => {
  const enough = ["cpus:0.01", "mem:32", "mem:32.9", "cpus:0.01;mem:1", "cpus:0.005;cpus(r):0.005"];
  const little = ["cpus:0.009;mem:31.999", "disk:1000", "ports:[1-9]", "gpus:8"];
  expect(enough.map((text) => isAllocatable(parse(text)))).toEqual(enough.map(() => true));
  expect(little.map((text) => isAllocatable(parse(text)))).toEqual(little.map(() => false));
});
