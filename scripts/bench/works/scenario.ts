/** A scenario for the bench: read with settings put into it, ready to be played. */

import { nodeFiles } from "../../../src/cli/files.ts";
import { formatIssue } from "../../../src/scenario/issue.ts";
import { loadScenario } from "../../../src/scenario/load.ts";
import { parseSetting, type Setting } from "../../../src/scenario/setting.ts";
import type { Scenario } from "../../../src/sim/scenario.ts";
import { Simulation, type SimulationOptions } from "../../../src/sim/simulation.ts";
import { sha256 } from "../../../test/report/journals.ts";

/** A file, and `path=value` settings that change it. */
export interface ScenarioInput {
  readonly file: string;
  readonly settings: readonly string[];
}

/** Throws where the scenario is wrong: it is ours. */
export function readScenario({ file, settings }: ScenarioInput): Scenario {
  const read = settings.map((text): Setting => {
    const setting = parseSetting("bench", text);
    if ("problem" in setting) throw new Error(setting.problem);
    return setting;
  });
  const loaded = loadScenario(file, nodeFiles, read);
  if (!loaded.ok) throw new Error(loaded.issues.map(formatIssue).join("\n"));
  return loaded.scenario;
}

/** A simulation as the command `run` makes it. */
export function simulationOf(scenario: Scenario, check: SimulationOptions["check"]): Simulation {
  return new Simulation(scenario, { hash: sha256(), keepOffers: false, check });
}
