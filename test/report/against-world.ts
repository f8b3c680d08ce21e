/** Plays a scenario and holds, after every instant, what its journal tells against the world that wrote it. */

import { expect } from "vitest";
import { eventAt } from "../../src/report/event-row.ts";
import type { FinishedRun } from "../../src/report/finished-run.ts";
import { Projection, viewOf } from "../../src/report/projection.ts";
import { agentValue, appValue, roleValue } from "../../src/sim/observe.ts";
import type { Scenario } from "../../src/sim/scenario.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { sha256 } from "./journals.ts";

const resources = ["cpus", "mem", "disk"] as const;

type Amounts = Readonly<Record<string, unknown>>;

const amountsOf = (pick: (resource: string) => unknown): Amounts =>
  Object.fromEntries(resources.map((resource) => [resource, pick(resource)]));

/** The wanted resources of a projection; what no agent ever had is zero. */
const some = (amounts: Amounts): Amounts => amountsOf((resource) => amounts[resource] ?? 0);

const nothing = amountsOf(() => 0);

export interface Played {
  readonly run: FinishedRun;
  readonly simulation: Simulation;
  /** How many instants were compared. */
  readonly instants: number;
}

/** Throws at the first instant at which journal and world disagree, with both. */
export function playAgainstWorld(scenario: Scenario): Played {
  const simulation = new Simulation(scenario, { hash: sha256(), keepOffers: true, check: "end" });
  const projection = new Projection(scenario);
  const { kernel, recorder } = simulation;
  let rows = 0;
  let instants = 0;
  while (kernel.playInstant(scenario.durationMs)) {
    for (; rows < recorder.journal.length; rows++) projection.apply(eventAt(recorder, rows));
    compare(simulation, projection);
    instants++;
  }
  const result = simulation.run();
  const run = { scenario, recorder, result, endMs: scenario.durationMs };
  return { run, simulation, instants };
}

function compare(world: Simulation, projection: Projection): void {
  const told = viewOf(projection);
  const atMs = world.kernel.nowMs;
  for (const { framework, app, alive, volumes, attached, detached } of told.apps) {
    const marathon = world.marathon(framework);
    const see = (name: string): unknown => appValue(world, marathon, app, [name]);
    const seen = {
      alive: see("alive"),
      volumes: see("volumes"),
      attached: see("attached"),
      detached: see("detached"),
    };
    same(atMs, app, { alive, volumes, attached, detached }, seen);
  }
  for (const [role, levels] of Object.entries(told.roles)) {
    for (const column of ["reserved", "used", "stranded", "unreserved"] as const) {
      const seen = amountsOf((resource) => roleValue(world, role, [column, resource]));
      same(atMs, `role ${role} ${column}`, some(levels[column]), seen);
    }
  }
  for (const agent of world.agents.keys()) {
    for (const column of ["reserved", "used", "free"] as const) {
      const seen = amountsOf((resource) => agentValue(world, agent, [column, resource]));
      const amounts = told.agents[agent]?.[column];
      same(atMs, `agent ${agent} ${column}`, amounts === undefined ? nothing : some(amounts), seen);
    }
  }
}

/** Text first, since most of the many comparisons hold. */
function same(atMs: number, what: string, told: unknown, seen: unknown): void {
  if (JSON.stringify(told) === JSON.stringify(seen)) return;
  expect(told, `what the journal tells of ${what} at ${atMs} ms, and the world`).toEqual(seen);
}
