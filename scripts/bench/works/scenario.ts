/** A scenario for the bench: read with settings put into it, ready to be played. */

import { createHash } from "node:crypto";
import { nodeFiles } from "../../../src/cli/files.ts";
import { formatIssue } from "../../../src/scenario/issue.ts";
import { loadScenario } from "../../../src/scenario/load.ts";
import { parseSetting, type Setting } from "../../../src/scenario/setting.ts";
import type { Hash } from "../../../src/sim/kernel/journal.ts";
import type { Scenario } from "../../../src/sim/scenario.ts";
import { Simulation, type SimulationOptions } from "../../../src/sim/simulation.ts";

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
  const hash = createHash("sha256");
  const digest: Hash = { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("hex") };
  return new Simulation(scenario, { hash: digest, keepOffers: false, check });
}
