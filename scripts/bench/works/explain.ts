/** Explains apps at the end of a scenario as the command `explain` does: one run to see since when they wait, one that notes why. */

import { boundHeap } from "../../../src/cli/heap.ts";
import { appsBelow } from "../../../src/sim/explain/below.ts";
import { diagnose } from "../../../src/sim/explain/diagnose.ts";
import { Surroundings } from "../../../src/sim/explain/surroundings.ts";
import { Simulation } from "../../../src/sim/simulation.ts";
import { type Done, peakMib, timed } from "../work.ts";
import { readScenario, type ScenarioInput } from "./scenario.ts";

export interface ExplainInput extends ScenarioInput {
  /** Null: all that wait. */
  readonly app: string | null;
}

export function explain(input: ExplainInput): Done {
  const scenario = readScenario(input);
  boundHeap(scenario.agents.length);
  const begin = (): Simulation =>
    new Simulation(scenario, { hash: null, keepOffers: false, check: "off", logOffers: "later" });
  const first = timed(() => {
    const simulation = begin();
    simulation.runTo(scenario.durationMs);
    const meant = [...simulation.marathons.values()].flatMap((marathon) =>
      appsBelow(marathon)
        .filter((app) => input.app === null || app === input.app)
        .map((app) => ({ marathon: marathon.name, app })),
    );
    const since = meant.flatMap((app) => simulation.offerLog?.waitsSinceMs(app) ?? []);
    return { meant, sinceMs: Math.min(...since) };
  });
  const { meant, sinceMs } = first.value;
  if (meant.length === 0) throw new Error("nothing waits");
  const second = timed(() => {
    const simulation = begin();
    simulation.runTo(sinceMs - 1);
    simulation.logOffersOf(meant);
    simulation.runTo(scenario.durationMs);
    const around = new Surroundings(simulation);
    return meant.map(({ marathon, app }) => diagnose(simulation, simulation.marathon(marathon), app, around));
  });
  return {
    measured: {
      firstCpuSeconds: first.cpuSeconds,
      secondCpuSeconds: second.cpuSeconds,
      cpuSeconds: first.cpuSeconds + second.cpuSeconds,
      peakMib: peakMib(),
    },
    outcome: {
      apps: meant.length,
      offers: second.value.reduce((sum, { offers }) => sum + (offers?.offers ?? 0), 0),
    },
    failures: [],
  };
}
