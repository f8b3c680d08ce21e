/** What only the command knows of a run and the page of it tells: how to see the same again, and why apps wait. */

import { formatDuration } from "../model/units.ts";
import type { PageContext } from "../report/html/head.ts";
import { diagnosesBelow } from "../sim/explain/below.ts";
import type { Simulation } from "../sim/simulation.ts";
import type { OptionValues } from "./command.ts";
import { type ReadScenario, settingWords } from "./scenario-input.ts";
import { commandLine } from "./shell-words.ts";
import { version } from "./version.ts";

/** Why more apps than these stand as they do is for `explain` to say. */
const diagnosesMax = 30;

/** Files stand without their folders: a page is the same wherever it is made. */
export function pageContextOf(
  { path, scenario, source }: ReadScenario,
  options: OptionValues,
  world: Simulation,
): PageContext {
  const file = path.split(/[\\/]/).at(-1) ?? path;
  const pageAtMs = options["page-at"];
  const how = ["--seed", String(scenario.seed), ...settingWords(options.set)];
  const ways = [
    ...(options.events === undefined ? [] : ["--events", options.events]),
    ...(options.check === undefined ? [] : ["--check", options.check]),
    ...(pageAtMs === undefined ? [] : ["--page-at", formatDuration(pageAtMs)]),
  ];
  const { diagnoses, count } = diagnosesBelow(world, diagnosesMax);
  return {
    holdfast: version,
    command: commandLine(["holdfast", "run", file, ...how, ...ways]),
    explain: commandLine(["holdfast", "explain", file, ...how, "--app"]),
    scenarioDigest: source.bundle().digest,
    diagnoses,
    diagnosesLeft: count - diagnoses.length,
    ...(pageAtMs === undefined ? {} : { aboutMs: pageAtMs }),
  };
}
