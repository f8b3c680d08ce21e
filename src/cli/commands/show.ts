/** `show`: plays a scenario up to a simulated time and prints the cluster's whole state. */

import { formatDuration } from "../../model/units.ts";
import { diagnose } from "../../sim/explain/diagnose.ts";
import { Surroundings } from "../../sim/explain/surroundings.ts";
import type { Simulation } from "../../sim/simulation.ts";
import type { WorldSnapshot } from "../../sim/snapshot.ts";
import type { CommandInput } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { JournalStore } from "../journal-store.ts";
import { playTo } from "../play.ts";
import { refuseInput } from "../problems.ts";
import { readScenarios, settingWords } from "../scenario-input.ts";
import { commandLine } from "../shell-words.ts";
import { snapshotJson } from "../snapshot-json.ts";
import { snapshotText } from "../snapshot-text.ts";

export async function show(input: CommandInput): Promise<ExitCode> {
  const { console, options, operands } = input;
  const scenarios = await readScenarios(operands, options, console);
  const read = scenarios?.[0];
  if (read === undefined) return exitCodes.wrongInput;
  const { scenario, path } = read;
  const atMs = options.at ?? 0;
  if (atMs > scenario.durationMs) {
    const duration = formatDuration(scenario.durationMs);
    return refuseInput(console, options, [`--at: ${scenario.name} ends at ${duration}; T is at most that`]);
  }
  const command = commandLine([
    "holdfast",
    "show",
    path,
    "--at",
    formatDuration(atMs),
    "--seed",
    String(scenario.seed),
    ...settingWords(options.set),
    ...(options.exhaustive === true ? ["--exhaustive"] : []),
  ]);
  const store = new JournalStore(options["journal-memory"]);
  const simulation = await playTo(
    scenario,
    atMs,
    {
      keepOffers: false,
      check: "off",
      exhaustive: options.exhaustive ?? false,
      quiet: options.quiet,
      store,
      command,
    },
    input,
  );
  if (simulation === null) {
    console.err("interrupted, nothing is shown");
    return exitCodes.interrupted;
  }
  const snapshot = withReasons(simulation);
  store.close();
  if (options.json) console.json(snapshotJson(snapshot));
  else console.out(snapshotText(snapshot, console.outColours));
  return exitCodes.ok;
}

/** The state, with why each app in a launch queue waits. */
function withReasons(simulation: Simulation): WorldSnapshot {
  const snapshot = simulation.snapshot();
  const around = new Surroundings(simulation);
  const why = (marathon: string, app: string): string =>
    diagnose(simulation, simulation.marathon(marathon), app, around).findings[0]?.code ?? "unknown";
  const marathons = snapshot.marathons.map((marathon) => ({
    ...marathon,
    queue: marathon.queue.map((item) =>
      item.left === 0 ? item : { ...item, why: why(marathon.name, item.app) },
    ),
  }));
  return { ...snapshot, marathons };
}
