/** `show`: plays a scenario up to a simulated time and prints the cluster's whole state. */

import { formatDuration } from "../../model/units.ts";
import type { CommandInput } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { playTo } from "../play.ts";
import { refuseInput } from "../problems.ts";
import { readScenarios } from "../scenario-input.ts";
import { commandLine } from "../shell-words.ts";
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
    ...(options.exhaustive === true ? ["--exhaustive"] : []),
  ]);
  const simulation = await playTo(
    scenario,
    atMs,
    {
      keepOffers: false,
      check: "off",
      exhaustive: options.exhaustive ?? false,
      quiet: options.quiet,
      command,
    },
    input,
  );
  if (simulation === null) {
    console.err("interrupted, nothing is shown");
    return exitCodes.interrupted;
  }
  const snapshot = simulation.snapshot();
  if (options.json) console.json(snapshot);
  else console.out(snapshotText(snapshot, console.outColours));
  return exitCodes.ok;
}
