/** Plays a scenario file of the project in this process, for the tests that want to know whether it holds. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { nodeFiles } from "../../src/cli/files.ts";
import { analyse } from "../../src/report/analysis.ts";
import { formatIssue } from "../../src/scenario/issue.ts";
import { loadScenario } from "../../src/scenario/load.ts";
import type { Violation } from "../../src/sim/result.ts";
import type { Scenario } from "../../src/sim/scenario.ts";
import { Simulation, type SimulationOptions } from "../../src/sim/simulation.ts";

const scenarios = join(import.meta.dirname, "../../scenarios");

/** Folders that hold scenarios. */
export const folders = readdirSync(scenarios, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "apps" && entry.name !== "studies")
  .map(({ name }) => name);

/** The scenarios of a folder, as paths under scenarios/, in order. */
export function filesOf(folder: string): readonly string[] {
  return readdirSync(join(scenarios, folder))
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => `${folder}/${name}`);
}

/** Throws all issues of a file that is wrong. */
export function load(file: string): Scenario {
  const result = loadScenario(join(scenarios, file), nodeFiles);
  if (!result.ok) throw new Error(result.issues.map(formatIssue).join("\n"));
  return result.scenario;
}

export interface Played {
  /** Expectations that did not hold, with what was seen. */
  readonly failed: readonly string[];
  readonly decided: number;
  readonly violations: readonly Violation[];
}

export function play(scenario: Scenario, check: SimulationOptions["check"]): Played {
  const simulation = new Simulation(scenario, { hash: null, keepOffers: false, check });
  const result = simulation.run();
  const { recorder } = simulation;
  const { expectations } = analyse({ scenario, recorder, result, endMs: scenario.durationMs });
  return {
    failed: expectations
      .filter(({ held }) => !held)
      .map(({ expectation, seen }) => `${expectation.text}: seen ${seen}`),
    decided: expectations.length,
    violations: result.violations,
  };
}
