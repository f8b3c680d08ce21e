/** `explain`: plays a scenario up to a simulated time and says why an app or task is not running, or is where it is. */

import { didYouMean } from "../../model/near-miss.ts";
import { byCodeUnit, formatDuration } from "../../model/units.ts";
import { explanationJson, explanationLines } from "../../report/explanation.ts";
import type { MarathonApi } from "../../sim/cluster/framework.ts";
import { appsBelow } from "../../sim/explain/below.ts";
import { type Diagnosis, diagnose, diagnoseTask } from "../../sim/explain/diagnose.ts";
import { History } from "../../sim/explain/history.ts";
import type { Simulation } from "../../sim/simulation.ts";
import type { CommandInput, OptionValues } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { JournalStore } from "../journal-store.ts";
import { paletteOf } from "../palette.ts";
import { playTo } from "../play.ts";
import { refuseInput } from "../problems.ts";
import { readScenarios, settingWords } from "../scenario-input.ts";
import { commandLine } from "../shell-words.ts";

export async function explain(input: CommandInput): Promise<ExitCode> {
  const { console, options, operands } = input;
  const read = readScenarios(operands, options, console)?.[0];
  if (read === undefined) return exitCodes.wrongInput;
  const { scenario, path } = read;
  const atMs = options.at ?? scenario.durationMs;
  const problems: string[] = [];
  if (atMs > scenario.durationMs)
    problems.push(`--at: ${scenario.name} ends at ${formatDuration(scenario.durationMs)}; T is at most that`);
  if (options.task !== undefined && options.app === undefined)
    problems.push("--task: needs the app of the task: --app ID");
  if (problems.length > 0) return refuseInput(console, options, problems);
  const store = new JournalStore(options["journal-memory"]);
  const simulation = await playTo(
    scenario,
    atMs,
    {
      keepOffers: false,
      check: "off",
      exhaustive: options.exhaustive ?? false,
      logOffers: true,
      quiet: options.quiet,
      store,
      command: replayOf(path, scenario.seed, atMs, options),
    },
    input,
  );
  if (simulation === null) {
    console.err("interrupted, nothing is explained");
    return exitCodes.interrupted;
  }
  const history = new History(simulation.recorder);
  store.close();
  const found = new Finder(simulation, history, options).find();
  if (!found.ok) return refuseInput(console, options, [found.problem], ", nothing is explained");
  const { diagnoses } = found;
  if (options.json)
    console.json({
      scenario: scenario.name,
      seed: scenario.seed,
      time_ms: atMs,
      apps: diagnoses.map(explanationJson),
    });
  else if (diagnoses.length === 0)
    console.out(`At ${formatDuration(atMs)} every app has the instances that are wanted of it.`);
  else {
    const palette = paletteOf(console.outColours);
    console.out(diagnoses.map((each) => explanationLines(each, palette).join("\n")).join("\n\n\n"));
  }
  return exitCodes.ok;
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

type Found =
  | { readonly ok: true; readonly diagnoses: readonly Diagnosis[] }
  | { readonly ok: false; readonly problem: string };

const wrong = (problem: string): Found => ({ ok: false, problem });

/** Finds what the options name in the world as it is. */
class Finder {
  readonly #world: Simulation;
  readonly #history: History;
  readonly #options: OptionValues;

  constructor(world: Simulation, history: History, options: OptionValues) {
    this.#world = world;
    this.#history = history;
    this.#options = options;
  }

  find(): Found {
    const { framework, app, task } = this.#options;
    const all = [...this.#world.marathons.values()];
    const marathons = framework === undefined ? all : all.filter(({ name }) => name === framework);
    if (framework !== undefined && marathons.length === 0) {
      const names = all.map(({ name }) => name);
      return wrong(
        `--framework: no Marathon is called ${framework}${didYouMean(framework, names, allowed(names))}`,
      );
    }
    if (app === undefined) return { ok: true, diagnoses: marathons.flatMap((each) => this.#below(each)) };
    const id = app.startsWith("/") ? app : `/${app}`;
    const having = marathons.filter((marathon) => this.#knows(marathon, id));
    const marathon = having.find((each) => each.definitionOf(id) !== null) ?? having[0];
    if (marathon === undefined) {
      const ids = [...new Set(marathons.flatMap((each) => this.#idsOf(each)))];
      return wrong(`--app: no app is called ${id}${didYouMean(id, ids, allowed(ids))}`);
    }
    return task === undefined
      ? { ok: true, diagnoses: [diagnose(this.#world, marathon, id, this.#history)] }
      : this.#task(marathon, id, task);
  }

  /** All apps that have fewer running than are wanted, or whose deployment waits for tasks that run. */
  #below(marathon: MarathonApi): readonly Diagnosis[] {
    return appsBelow(marathon).map((id) => diagnose(this.#world, marathon, id, this.#history));
  }

  /** A task's id, or how it begins where that is only one. */
  #task(marathon: MarathonApi, app: string, named: string): Found {
    const known = new Set([
      ...(this.#history.app(marathon.name, app)?.tasks.keys() ?? []),
      ...marathon.tasksOf(app).map(({ taskId }) => taskId),
    ]);
    const ids = [...known].filter((id) => id !== "");
    const alike = known.has(named) ? [named] : ids.filter((id) => id.startsWith(named));
    if (alike.length > 1)
      return wrong(`--task: ${alike.length} tasks of ${app} begin with ${named}: ${alike.join(", ")}`);
    const [id] = alike;
    const found = id === undefined ? null : diagnoseTask(this.#world, marathon, app, id, this.#history);
    if (found !== null) return { ok: true, diagnoses: [found] };
    return wrong(`--task: ${app} has had no task ${named}${didYouMean(named, ids, allowed(ids))}`);
  }

  #knows(marathon: MarathonApi, id: string): boolean {
    return this.#idsOf(marathon).includes(id);
  }

  /** Apps that exist, that existed, and that the scenario creates some time. */
  #idsOf(marathon: MarathonApi): readonly string[] {
    const { scenario } = this.#world;
    const first = scenario.frameworks.find(({ kind }) => kind === "marathon")?.name;
    const stated = scenario.apps.flatMap(({ framework, definition }) =>
      framework === marathon.name ? [idOf(definition)] : [],
    );
    const created = scenario.actions.flatMap((action) => {
      const fields = (action.fields ?? {}) as { readonly app?: unknown; readonly framework?: unknown };
      const at = typeof fields.framework === "string" ? fields.framework : first;
      return action.do === "app.create" && at === marathon.name ? [idOf(fields.app)] : [];
    });
    return [...new Set([...marathon.appIds(), ...stated, ...created, ...this.#history.appsOf(marathon.name)])]
      .filter((id) => id !== "")
      .sort(byCodeUnit);
  }
}

function idOf(definition: unknown): string {
  const id = (definition as { readonly id?: unknown } | null)?.id;
  if (typeof id !== "string") return "";
  return id.startsWith("/") ? id : `/${id}`;
}

/** `; it is one of ...` where there are few. */
function allowed(names: readonly string[]): string {
  if (names.length === 0) return "; there is none";
  return names.length <= 8 ? `; it is one of ${names.join(", ")}` : "";
}
