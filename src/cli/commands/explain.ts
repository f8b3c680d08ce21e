/** `explain`: plays a scenario up to a simulated time and says why an app or task is not running, or is where it is. */

import { formatDuration } from "../../model/units.ts";
import { explanationJson, explanationLines } from "../../report/explanation.ts";
import { type Diagnosis, diagnose, diagnoseTask } from "../../sim/explain/diagnose.ts";
import { Surroundings } from "../../sim/explain/surroundings.ts";
import type { Scenario } from "../../sim/scenario.ts";
import type { Simulation } from "../../sim/simulation.ts";
import type { CommandInput, OptionValues } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { type Asked, askedBy, type Meant, meantBy } from "../explain/meant.ts";
import { JournalStore } from "../journal-store.ts";
import { paletteOf } from "../palette.ts";
import { type Halt, playTo } from "../play.ts";
import { refuseInput } from "../problems.ts";
import { readScenarios, settingWords } from "../scenario-input.ts";
import { commandLine } from "../shell-words.ts";

const widthMax = 110;

export async function explain(input: CommandInput): Promise<ExitCode> {
  const { console, options, operands } = input;
  const read = readScenarios(operands, options, console)?.[0];
  if (read === undefined) return exitCodes.wrongInput;
  const { scenario, path, source } = read;
  const atMs = options.at ?? scenario.durationMs;
  const problems: string[] = [];
  if (atMs > scenario.durationMs)
    problems.push(`--at: ${scenario.name} ends at ${formatDuration(scenario.durationMs)}; T is at most that`);
  const asked = askedBy(options, source.known);
  if (!("marathons" in asked)) return refuseInput(console, options, [...problems, ...asked]);
  if (problems.length > 0) return refuseInput(console, options, problems);
  const found = await new Explanation(input, scenario, path, atMs, asked).find();
  if (found === null) {
    console.err("interrupted, nothing is explained");
    return exitCodes.interrupted;
  }
  if (typeof found === "string") return refuseInput(console, options, [found], ", nothing is explained");
  if (options.json)
    console.json({
      scenario: scenario.name,
      seed: scenario.seed,
      time_ms: atMs,
      apps: found.map(explanationJson),
    });
  else if (found.length === 0)
    console.out(`At ${formatDuration(atMs)} every app has the instances that are wanted of it.`);
  else {
    const palette = paletteOf(console.outColours);
    const width = console.width(widthMax);
    console.out(found.map((each) => explanationLines(each, palette, width).join("\n")).join("\n\n\n"));
  }
  return exitCodes.ok;
}

/** What the first run tells: all, where nothing waits; else of whom offers are to be noted, and from when on. */
type Told =
  | { readonly diagnoses: readonly Diagnosis[] }
  | { readonly meant: readonly Meant[]; readonly sinceMs: number };

/**
 * A scenario is played fast, to see who is meant and since when they wait. Where one waits, it is played again: from there on
 * it is counted why offers were of no use, which is a part of the answer.
 */
class Explanation {
  readonly #input: CommandInput;
  readonly #scenario: Scenario;
  readonly #path: string;
  readonly #atMs: number;
  readonly #asked: Asked;

  constructor(input: CommandInput, scenario: Scenario, path: string, atMs: number, asked: Asked) {
    this.#input = input;
    this.#scenario = scenario;
    this.#path = path;
    this.#atMs = atMs;
    this.#asked = asked;
  }

  /** Null where the user stopped it; else the diagnoses, or what is wrong with the options. */
  async find(): Promise<readonly Diagnosis[] | string | null> {
    const told = await this.#play(null, (simulation, around) => this.#first(simulation, around));
    if (told === null || typeof told === "string") return told;
    if ("diagnoses" in told) return told.diagnoses;
    const { meant, sinceMs } = told;
    const halt = { beforeMs: sinceMs, act: (simulation: Simulation) => simulation.logOffersOf(meant) };
    return this.#play(halt, (simulation, around) => diagnosesOf(simulation, around, meant));
  }

  #first(simulation: Simulation, around: Surroundings): Told | string {
    const meant = meantBy(this.#asked, simulation, around.history);
    if (typeof meant === "string") return meant;
    const since = meant.flatMap((each) => simulation.offerLog?.waitsSinceMs(each) ?? []);
    if (since.length === 0) return { diagnoses: diagnosesOf(simulation, around, meant) };
    return { meant, sinceMs: Math.min(...since) };
  }

  async #play<T>(
    halt: Halt | null,
    look: (simulation: Simulation, around: Surroundings) => T,
  ): Promise<T | null> {
    const { options } = this.#input;
    const store = new JournalStore(options["journal-memory"]);
    const simulation = await playTo(
      this.#scenario,
      this.#atMs,
      {
        keepOffers: false,
        check: "off",
        exhaustive: options.exhaustive ?? false,
        logOffers: "later",
        halt,
        quiet: options.quiet,
        store,
        command: replayOf(this.#path, this.#scenario.seed, this.#atMs, options),
      },
      this.#input,
    );
    if (simulation === null) return null;
    const around = new Surroundings(simulation);
    store.close();
    return look(simulation, around);
  }
}

function diagnosesOf(world: Simulation, around: Surroundings, meant: readonly Meant[]): readonly Diagnosis[] {
  return meant.flatMap(({ marathon: name, app, task }) => {
    const marathon = world.marathon(name);
    if (task === null) return [diagnose(world, marathon, app, around)];
    return diagnoseTask(world, marathon, app, task, around) ?? [];
  });
}

function replayOf(path: string, seed: number, atMs: number, options: OptionValues): string {
  const words = ["holdfast", "explain", path, "--at", formatDuration(atMs), "--seed", String(seed)];
  words.push(...settingWords(options.set));
  for (const name of ["app", "task", "framework"] as const) {
    const value = options[name];
    if (value !== undefined) words.push(`--${name}`, value);
  }
  if (options.exhaustive === true) words.push("--exhaustive");
  return commandLine(words);
}
