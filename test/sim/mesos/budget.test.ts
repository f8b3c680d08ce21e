/** What the fair-share stage may give beside quotas: kept by role and name, in plain amounts. */

import { describe, expect, test } from "vitest";
import type { Resources } from "../../../src/model/resources.ts";
import { AgentState } from "../../../src/sim/mesos/agent-state.ts";
import { charge, frameworkState, Sorters } from "../../../src/sim/mesos/allocator-state.ts";
import { Budget } from "../../../src/sim/mesos/budget.ts";
import { parse, quantities, reservationOf, reserved, volumeOf } from "../../support/resources.ts";

const agent = (total: Resources): AgentState => new AgentState("s", "s", 0, total);

function budgetOf(agents: readonly AgentState[], sorters = new Sorters()): Budget {
  return new Budget(agents, new Map(), sorters);
}

describe("without quotas", () => {
  test("it is what all agents have free, by role: reserved for one role is nothing to another", () => {
    const budget = budgetOf([agent(parse("cpus:2;mem:64;cpus(r):1")), agent(parse("cpus:1"))]);
    expect(budget.holds(parse("cpus:3"))).toBe(true);
    expect(budget.holds(parse("cpus:3.001"))).toBe(false);
    expect(budget.holds(parse("cpus:3;cpus(r):1"))).toBe(true);
    expect(budget.holds(parse("cpus(r):1.5"))).toBe(false);
    expect(budget.holds(parse("cpus(s):0.001"))).toBe(false);
  });

  test("reservations and volumes count by their plain amounts, ports not at all", () => {
    const owner = reservationOf("p", "owner=f");
    const total = reserved("cpus:1;disk:10", "r", owner).plus(volumeOf(20, "r", "v", "data", owner));
    const budget = budgetOf([agent(total.plus(parse("ports:[1-9]")))]);
    expect(budget.holds(parse("disk(r):30;cpus(r):1;ports:[1-1000]"))).toBe(true);
    expect(budget.holds(parse("disk(r):31"))).toBe(false);
  });

  test("what was given is gone", () => {
    const budget = budgetOf([agent(parse("cpus:2;mem:64"))]);
    budget.take(parse("cpus:1.5"));
    expect(budget.holds(parse("cpus:0.5"))).toBe(true);
    expect(budget.holds(parse("cpus:0.501"))).toBe(false);
  });

  test("what a framework that nobody knows holds counts as free (hierarchical.cpp:1347-1353)", () => {
    const state = agent(parse("cpus:2;mem:64"));
    state.allocated = parse("cpus:2");
    state.uncharged = parse("cpus:2");
    expect(budgetOf([state]).holds(parse("cpus:2"))).toBe(true);
  });

  test("what is held on an agent that is gone comes off (its role still holds it)", () => {
    const orphaned = new Map([["gone", new Map([["f", parse("cpus:1")]])]]);
    const budget = new Budget([agent(parse("cpus:3"))], orphaned, new Sorters());
    expect(budget.holds(parse("cpus:2"))).toBe(true);
    expect(budget.holds(parse("cpus:2.5"))).toBe(false);
  });
});

describe("with quotas", () => {
  function sortersWith(state: AgentState, used: string | null): Sorters {
    const sorters = new Sorters();
    const framework = frameworkState("f", "q");
    sorters.addFramework(framework);
    sorters.addAgent(state.total);
    sorters.setQuota("q", quantities("cpus:2;mem:64"), 0);
    if (used === null) return sorters;
    state.allocated = parse(used);
    charge(sorters, state, framework, parse(used));
    return sorters;
  }

  test("what is missing of a quota is laid away, off the unreserved part", () => {
    const state = agent(parse("cpus:3;mem:128;cpus(q):5"));
    const budget = budgetOf([state], sortersWith(state, null));
    expect(budget.holds(parse("cpus:1;mem:64"))).toBe(true);
    expect(budget.holds(parse("cpus:1.1"))).toBe(false);
    expect(budget.holds(parse("cpus(q):5"))).toBe(true);
  });

  test("what the role holds already is not laid away again, reserved parts included", () => {
    const state = agent(parse("cpus:3;mem:128;cpus(q):5"));
    const budget = budgetOf([state], sortersWith(state, "cpus(q):2;mem:64"));
    expect(budget.holds(parse("cpus:3;mem:64"))).toBe(true);
  });

  test("quotas larger than the cluster leave nothing, and eat into no other role's part", () => {
    const state = agent(parse("cpus:1;mem:32;mem(s):31"));
    const budget = budgetOf([state], sortersWith(state, null));
    expect(budget.holds(parse("cpus:0.001"))).toBe(false);
    expect(budget.holds(parse("mem(s):31"))).toBe(true);
    // 31 MiB are too little to go on for.
    expect(budget.isAllocatable).toBe(false);
  });
});

test("it is worth going on for a hundredth of a cpu or 32 MiB, over all roles (master/constants.cpp:30-31)", () => {
  expect(budgetOf([agent(parse("cpus:0.009;mem:31.9"))]).isAllocatable).toBe(false);
  expect(budgetOf([agent(parse("cpus:0.005;cpus(r):0.005"))]).isAllocatable).toBe(true);
  expect(budgetOf([agent(parse("mem:16;mem(r):16"))]).isAllocatable).toBe(true);
  expect(budgetOf([agent(parse("disk:1000000"))]).isAllocatable).toBe(false);
});
