/** Plays a scenario to its end, and says what reading, playing and analysing it took. */

import { boundHeap } from "../../../src/cli/heap.ts";
import { analyse } from "../../../src/report/analysis.ts";
import type { Simulation, SimulationOptions } from "../../../src/sim/simulation.ts";
import { type Done, peakMib, timed } from "../work.ts";
import { readScenario, type ScenarioInput, simulationOf } from "./scenario.ts";

export interface SimulateInput extends ScenarioInput {
  readonly check: SimulationOptions["check"];
}

export function simulate(input: SimulateInput): Done {
  const load = timed(() => readScenario(input));
  const scenario = load.value;
  boundHeap(scenario.agents.length);
  const run = timed(() => {
    const simulation = simulationOf(scenario, input.check);
    return { simulation, result: simulation.run() };
  });
  const { simulation, result } = run.value;
  // Before the metrics are made, which a run without reports does not need.
  const playedMib = peakMib();
  const { recorder } = simulation;
  const analysis = timed(() => analyse({ scenario, recorder, result, endMs: scenario.durationMs }));
  return {
    measured: {
      loadCpuSeconds: load.cpuSeconds,
      runCpuSeconds: run.cpuSeconds,
      runWallSeconds: run.wallSeconds,
      analyseCpuSeconds: analysis.cpuSeconds,
      peakMib: playedMib,
    },
    outcome: {
      digest: recorder.journal.digest(),
      simulatedSeconds: scenario.durationMs / 1000,
      played: result.played,
      rows: recorder.journal.length,
      launches: countRows(simulation, "task.launched"),
    },
    failures: [
      ...analysis.value.expectations
        .filter(({ held }) => !held)
        .map(({ expectation, seen }) => `${expectation.text}: seen ${seen}`),
      ...result.violations.map(({ invariant, text }) => `${invariant}: ${text}`),
    ],
  };
}

/** How many rows of that type the journal has. */
function countRows({ recorder: { journal } }: Simulation, name: string): number {
  const type = journal.types.findIndex((one) => one.name === name);
  let count = 0;
  for (const _ of journal.rowsOf(type)) count++;
  return count;
}
