/** Plays a scenario to where nothing happens any more, and then some more time, and says what that more took. */

import { type Done, peakMib, timed } from "../work.ts";
import { readScenario, type ScenarioInput, simulationOf } from "./scenario.ts";

export interface IdleInput extends ScenarioInput {
  /** How long to play on after the end of the scenario's own time. */
  readonly moreMs: number;
}

export function idle(input: IdleInput): Done {
  const scenario = readScenario(input);
  const simulation = simulationOf(scenario, "off");
  const start = timed(() => simulation.runTo(scenario.durationMs));
  const before = simulation.kernel.events;
  const more = timed(() => simulation.runTo(scenario.durationMs + input.moreMs));
  return {
    measured: { startCpuSeconds: start.cpuSeconds, moreCpuSeconds: more.cpuSeconds, peakMib: peakMib() },
    outcome: {
      startEvents: before,
      moreEvents: simulation.kernel.events - before,
      rows: simulation.recorder.journal.length,
    },
    failures: [],
  };
}
