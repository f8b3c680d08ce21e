/** What is to be packed, and onto what: the apps of a scenario and its agents, as listed, or as they are at an instant. */

import { jsonOf } from "../../model/app/definition-json.ts";
import { byCodeUnit } from "../../model/units.ts";
import type { ActionSpec, AgentSpec, AppSpec, FrameworkSpec, Scenario } from "../../sim/scenario.ts";
import { Simulation } from "../../sim/simulation.ts";

export interface Workload {
  readonly apps: readonly AppSpec[];
  readonly agents: readonly AgentSpec[];
  readonly frameworks: readonly FrameworkSpec[];
  /** What operators have told the master that is none of one agent's: quotas and weights. */
  readonly policies: readonly ActionSpec[];
}

const policies: ReadonlySet<string> = new Set([
  "operator.set-quota",
  "operator.remove-quota",
  "operator.update-weights",
]);

function policiesUntil(scenario: Scenario, untilMs: number): readonly ActionSpec[] {
  return scenario.actions
    .filter(({ do: name, time }) => policies.has(name) && "at" in time && time.at <= untilMs)
    .map((action) => ({ ...action, time: { at: 0 } }));
}

/** As the scenario lists it: all agents, there from the start. */
export function listedWorkload(scenario: Scenario): Workload {
  const { apps, agents, frameworks } = scenario;
  return {
    apps,
    frameworks,
    agents: agents.map((agent) => ({ ...agent, joinsMs: 0 })),
    policies: policiesUntil(scenario, 0),
  };
}

/** As it is at an instant: the apps that exist, with the instances wanted then, and the agents that are registered. */
export function workloadAt(scenario: Scenario, atMs: number): Workload {
  const simulation = playedTo(scenario, atMs);
  const apps: AppSpec[] = [];
  for (const marathon of simulation.marathons.values()) {
    for (const id of marathon.appIds()) {
      const definition = marathon.definitionOf(id);
      if (definition === null) continue;
      const { instances } = marathon.appView(id);
      apps.push({ framework: marathon.name, definition: { ...jsonOf(definition), instances } });
    }
  }
  const agents = [...simulation.agents.values()]
    .filter(({ name }) => simulation.master.agentNamed(name) !== null)
    .map(({ spec }) => ({ ...spec, joinsMs: 0 }))
    .sort((a, b) => byCodeUnit(a.id, b.id));
  const joined = new Set(simulation.frameworks.keys());
  const frameworks = scenario.frameworks
    .filter(({ name }) => joined.has(name))
    .map((framework) => ({ ...framework, joinsMs: 0 }));
  return { apps, agents, frameworks, policies: policiesUntil(scenario, atMs) };
}

/** The scenario played to an instant, with nothing that would come after it. */
export function playedTo(scenario: Scenario, atMs: number): Simulation {
  const simulation = new Simulation(
    { ...scenario, actions: scenario.actions.flatMap((action) => until(action, atMs)), expect: [] },
    { hash: null, keepOffers: false, check: "off" },
  );
  simulation.runTo(atMs);
  return simulation;
}

function until(action: ActionSpec, atMs: number): readonly ActionSpec[] {
  const { time } = action;
  if ("at" in time) return time.at <= atMs ? [action] : [];
  return time.fromMs > atMs ? [] : [{ ...action, time: { ...time, toMs: Math.min(time.toMs, atMs) } }];
}
