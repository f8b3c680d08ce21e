/**
 * Random plans for an allocator alone: who comes and goes, what operators want, what frameworks do with what they get.
 * A plan is played as a master would: it recovers what was held where an agent or a framework goes.
 */

import fc from "fast-check";
import { Resources } from "../../src/model/resources.ts";
import type { AllocatorScript, Given } from "./allocator-script.ts";
import { parse, quantities, reservationOf, reserved } from "./resources.ts";

/** What a framework does with the n-th gift of the run; what it keeps comes back after a while, or never. */
type Answer =
  | { readonly does: "decline"; readonly refuseMs: number | null; readonly afterMs: number }
  | { readonly does: "reserve"; readonly refuseMs: number | null }
  | { readonly does: "keep"; readonly forMs: number };

type Step = { readonly atMs: number } & (
  | {
      readonly does: "framework comes" | "framework goes" | "framework drops out" | "framework is back";
      readonly id: number;
    }
  | { readonly does: "suppress" | "revive"; readonly id: number }
  | { readonly does: "agent comes"; readonly id: number; readonly resources: string; readonly used: boolean }
  | {
      readonly does: "agent goes" | "agent drops out" | "agent is back" | "operator reserves";
      readonly id: number;
    }
  | { readonly does: "whitelist"; readonly ids: readonly number[] | null }
  | { readonly does: "quota"; readonly role: string; readonly guarantee: string | null }
  | { readonly does: "weights"; readonly role: string; readonly weight: number }
  | { readonly does: "await"; readonly agents: number }
  | { readonly does: "await no more" }
);

export interface Plan {
  readonly steps: readonly Step[];
  readonly answers: readonly Answer[];
}

const refuseMs = fc.constantFrom(null, 0, 200, 1000, 1500, 3000, 5000, 60_000);

const answer: fc.Arbitrary<Answer> = fc.oneof(
  fc.record({
    does: fc.constant("decline" as const),
    refuseMs,
    afterMs: fc.constantFrom(0, 0, 1, 300, 1000),
  }),
  fc.record({ does: fc.constant("reserve" as const), refuseMs }),
  fc.record({ does: fc.constant("keep" as const), forMs: fc.integer({ min: 0, max: 12_000 }) }),
);

const atMs = fc.oneof(fc.constantFrom(0, 1000, 2000, 5000), fc.integer({ min: 0, max: 15_000 }));
const id = fc.nat(3);
const role = fc.constantFrom("r", "s", "t");
/** Framework n is of this role. */
const roleOf = (framework: number): string => ["r", "s", "t", "r"][framework] ?? "r";

const coming: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ atMs, does: fc.constant("framework comes" as const), id }),
  fc.record({
    atMs,
    does: fc.constant("agent comes" as const),
    id,
    resources: fc.constantFrom(
      "cpus:1;mem:64",
      "cpus:4;mem:512;disk:100;ports:[1-9]",
      "cpus:2;mem:64;cpus(r):2;mem(s):64",
      "cpus(s):1;mem(s):32;disk:5",
      "disk:100",
      "cpus:0.3;mem:100",
    ),
    used: fc.boolean(),
  }),
);

const changing: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    atMs,
    does: fc.constantFrom(
      "framework goes" as const,
      "framework drops out" as const,
      "framework is back" as const,
    ),
    id,
  }),
  fc.record({ atMs, does: fc.constantFrom("suppress" as const, "revive" as const), id }),
  fc.record({
    atMs,
    does: fc.constantFrom(
      "agent goes" as const,
      "agent drops out" as const,
      "agent is back" as const,
      "operator reserves" as const,
    ),
    id,
  }),
  fc.record({ atMs, does: fc.constant("whitelist" as const), ids: fc.option(fc.subarray([0, 1, 2, 3])) }),
  fc.record({
    atMs,
    does: fc.constant("quota" as const),
    role,
    guarantee: fc.option(fc.constantFrom("cpus:1", "cpus:3;mem:128", "mem:64", "cpus:100", "disk:7")),
  }),
  fc.record({ atMs, does: fc.constant("weights" as const), role, weight: fc.constantFrom(0.5, 1, 2, 10) }),
  fc.record({ atMs, does: fc.constant("await" as const), agents: fc.nat(3) }),
  fc.record({ atMs, does: fc.constant("await no more" as const) }),
);

export const plans: fc.Arbitrary<Plan> = fc
  .record({
    coming: fc.array(coming, { minLength: 2, maxLength: 10 }),
    changing: fc.array(changing, { maxLength: 8 }),
    answers: fc.array(answer, { minLength: 1, maxLength: 12 }),
  })
  .map((plan) => ({
    // The order among steps of one instant is part of the plan.
    steps: [...plan.coming, ...plan.changing].sort((a, b) => a.atMs - b.atMs),
    answers: plan.answers,
  }));

/** How long after an agent or a framework went what it held may be given back. */
const lateMs = 2300;

/** A long, quiet time after the last thing that is planned, in which ticks may be skipped. */
const endMs = 90_000;

interface Holding {
  readonly framework: string;
  readonly agent: string;
  resources: Resources;
}

/** Plays a plan to its end. */
export function playPlan(script: AllocatorScript, { steps, answers }: Plan): AllocatorScript {
  const frameworks = new Map<string, { active: boolean }>();
  /** By hostname, the id under which it is now. */
  const agents = new Map<string, string>();
  const quotas = new Set<string>();
  const holdings = new Set<Holding>();
  let agentsEver = 0;
  let gifts = 0;
  let turns = answers.length;

  const giveBack = (holding: Holding, resources: Resources, refusedMs: number | null): void => {
    if (holdings.delete(holding)) {
      script.allocator.recoverResources(holding.framework, holding.agent, resources, refusedMs);
    }
  };
  /**
   * Some at once, some at the end of the instant, as an ACCEPT under way is, and some later than any master would, for
   * what an allocator makes of what nobody has given back yet.
   */
  const giveBackAll = (belongs: (holding: Holding) => boolean): void => {
    for (const holding of [...holdings].filter(belongs)) {
      const back = (): void => giveBack(holding, holding.resources, null);
      const turn = turns++ % 3;
      if (turn === 0) back();
      else script.at(script.kernel.nowMs + (turn === 1 ? 0 : lateMs), back);
    }
  };
  const act = (step: Step): void => {
    const { allocator } = script;
    switch (step.does) {
      case "framework comes": {
        const name = `f${step.id}`;
        // Nobody comes back to what he held on an agent that is gone.
        const there = new Set(agents.values());
        if ([...holdings].some(({ framework, agent }) => framework === name && !there.has(agent))) return;
        if (frameworks.has(name)) return;
        frameworks.set(name, { active: true });
        const used = new Map<string, Resources>();
        for (const { framework, agent, resources } of holdings) {
          if (framework !== name) continue;
          used.set(agent, (used.get(agent) ?? Resources.none).plus(resources));
        }
        return allocator.addFramework(name, roleOf(step.id), used);
      }
      case "framework goes": {
        const name = `f${step.id}`;
        const framework = frameworks.get(name);
        if (framework === undefined) return;
        if (framework.active) allocator.deactivateFramework(name);
        frameworks.delete(name);
        giveBackAll((holding) => holding.framework === name);
        return allocator.removeFramework(name);
      }
      case "framework drops out":
      case "framework is back": {
        const framework = frameworks.get(`f${step.id}`);
        const active = step.does === "framework is back";
        if (framework === undefined || framework.active === active) return;
        framework.active = active;
        if (active) allocator.activateFramework(`f${step.id}`);
        else allocator.deactivateFramework(`f${step.id}`);
        return;
      }
      case "suppress":
        if (frameworks.has(`f${step.id}`)) allocator.suppressOffers(`f${step.id}`);
        return;
      case "revive":
        if (frameworks.has(`f${step.id}`)) allocator.reviveOffers(`f${step.id}`);
        return;
      case "agent comes": {
        const name = `a${step.id}`;
        if (agents.has(name)) return;
        const agent = `${name}-${agentsEver++}`;
        agents.set(name, agent);
        const total = parse(step.resources);
        const task = parse("cpus:0.1");
        const carries = step.used && total.unreserved().contains(task);
        // A task of a framework that is there or, after a fail-over, is not there yet.
        if (carries) holdings.add({ framework: "f1", agent, resources: task });
        return allocator.addAgent(agent, name, total, carries ? [["f1", task]] : []);
      }
      case "agent goes": {
        const agent = agents.get(`a${step.id}`);
        if (agent === undefined) return;
        agents.delete(`a${step.id}`);
        allocator.removeAgent(agent);
        return giveBackAll((holding) => holding.agent === agent);
      }
      case "agent drops out":
      case "agent is back": {
        const agent = agents.get(`a${step.id}`);
        if (agent === undefined) return;
        return step.does === "agent is back"
          ? allocator.activateAgent(agent)
          : allocator.deactivateAgent(agent);
      }
      case "operator reserves": {
        const agent = agents.get(`a${step.id}`);
        if (agent === undefined) return;
        const resources = reserved("cpus:0.2", "s", reservationOf("ops"));
        allocator.updateAvailable(agent, { type: "RESERVE", resources });
        return;
      }
      case "whitelist":
        return allocator.updateWhitelist(step.ids === null ? null : new Set(step.ids.map((n) => `a${n}`)));
      case "quota":
        if (step.guarantee === null) {
          if (quotas.delete(step.role)) allocator.removeQuota(step.role);
        } else if (!quotas.has(step.role)) {
          quotas.add(step.role);
          allocator.setQuota(step.role, quantities(step.guarantee));
        }
        return;
      case "weights":
        return allocator.updateWeights(new Map([[step.role, step.weight]]));
      case "await":
        return allocator.awaitAgents(step.agents);
      case "await no more":
        return allocator.resume();
    }
  };

  script.onGiven = ({ framework, agent, resources }: Given) => {
    const what = answers[gifts++ % answers.length];
    const holding: Holding = { framework, agent, resources };
    const known = frameworks.get(framework)?.active === true && [...agents.values()].includes(agent);
    holdings.add(holding);
    if (!known) return giveBack(holding, resources, null);
    if (what === undefined) return;
    const { nowMs } = script.kernel;
    if (what.does === "keep")
      return script.at(nowMs + what.forMs, () => giveBack(holding, holding.resources, null));
    if (what.does === "decline")
      return script.at(nowMs + what.afterMs, () => giveBack(holding, holding.resources, what.refuseMs));
    const cpu = reserved("cpus:0.1", roleOf(Number(framework.slice(1))), reservationOf("p"));
    if (resources.unreserved().milli("cpus") >= 100) {
      script.allocator.updateAllocation(framework, agent, { type: "RESERVE", resources: cpu });
      holding.resources = resources.minus(parse("cpus:0.1")).plus(cpu);
    }
    giveBack(holding, holding.resources, what.refuseMs);
  };
  for (const step of steps) script.at(step.atMs, () => act(step));
  script.runTo(endMs);
  return script;
}
