/** `diff`: where two runs part first, and in what they differ then: scenarios, folders of results, or one under two settings. */

import { differenceJson, differenceOf, isSame } from "../../compare/difference.ts";
import { differenceLines } from "../../compare/difference-text.ts";
import { linesOf } from "../../compare/event-line.ts";
import type { Side } from "../../compare/side.ts";
import { analyse } from "../../report/analysis.ts";
import { summaryOf } from "../../report/summary.ts";
import type { Setting } from "../../scenario/setting.ts";
import type { CommandInput, OptionValues } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { JournalStore } from "../journal-store.ts";
import { paletteOf } from "../palette.ts";
import { play } from "../play.ts";
import { type Problem, refuseInput } from "../problems.ts";
import { isFolder, openResults } from "../results-folder.ts";
import { readScenario, settingWords } from "../scenario-input.ts";
import { commandLine } from "../shell-words.ts";

const widthMax = 100;

/** What one side is: where it comes from, and what is set in it. */
interface Wanted {
  readonly path: string;
  readonly settings: readonly Setting[];
}

export async function diff(input: CommandInput): Promise<ExitCode> {
  const { console, options, operands } = input;
  const [pathA = "", pathB = pathA] = operands;
  const common = options.set ?? [];
  const wanted: readonly Wanted[] = [
    { path: pathA, settings: [...common, ...(options["set-a"] ?? [])] },
    { path: pathB, settings: [...common, ...(options["set-b"] ?? [])] },
  ];
  const problems = misuse(wanted, operands, options);
  if (problems.length > 0) return refuseInput(console, options, problems);

  const ready = wanted.map((one) => prepare(one, input));
  const wrong = new Map(
    ready.flatMap((one) =>
      "problems" in one ? one.problems.map((each) => [textOf(each), each] as const) : [],
    ),
  );
  if (wrong.size > 0) return refuseInput(console, options, [...wrong.values()]);
  const warnings = new Set(ready.flatMap((one) => ("warnings" in one ? one.warnings : [])));
  if (!options.quiet) for (const warning of warnings) console.err(`warning: ${warning}`);
  const sides: Side[] = [];
  for (const one of ready) {
    if ("problems" in one) continue;
    const side = await one.open();
    if (side === null) {
      console.err("interrupted, nothing is compared");
      return exitCodes.interrupted;
    }
    sides.push(side);
  }
  const [a, b] = sides;
  if (a === undefined || b === undefined) return exitCodes.wrongInput;
  const difference = differenceOf(a, b);
  const same = isSame(difference);
  if (options.json) console.json(differenceJson(difference));
  else if (!options.quiet || !same) {
    const style = { palette: paletteOf(console.outColours), width: console.width(widthMax) };
    console.out(differenceLines(difference, style).join("\n"));
  }
  return same ? exitCodes.ok : exitCodes.failed;
}

/** What is asked in a way that makes no sense. */
function misuse(
  wanted: readonly Wanted[],
  operands: readonly string[],
  options: OptionValues,
): readonly string[] {
  const problems: string[] = [];
  const own = [options["set-a"], options["set-b"]].flatMap((settings) => settings ?? []);
  if (operands.length === 1 && own.length === 0)
    problems.push(
      "diff needs two runs: another scenario or folder, or --set-b PATH=VALUE for the same one set otherwise",
    );
  for (const { path, settings } of wanted) {
    if (!isFolder(path)) continue;
    if (settings.length > 0)
      problems.push(`${settings[0]?.option}: ${path} is a folder of results; only a scenario can be set`);
    if (options.seed !== undefined)
      problems.push(`--seed: ${path} is a folder of results; only a scenario has a seed to choose`);
  }
  return [...new Set(problems)];
}

type Prepared =
  | { readonly open: () => Promise<Side | null>; readonly warnings: readonly string[] }
  | { readonly problems: readonly (Problem | string)[] };

const textOf = (problem: Problem | string): string => (typeof problem === "string" ? problem : problem.text);

/** Checks a side before anything is played. */
function prepare({ path, settings }: Wanted, input: CommandInput): Prepared {
  if (isFolder(path)) {
    const side = openResults(path);
    return "problem" in side ? { problems: [side.problem] } : { open: async () => side, warnings: [] };
  }
  const { options } = input;
  const read = readScenario(path, settings, options);
  if ("problems" in read) return read;
  const { scenario, warnings } = read;
  const seed = options.seed === undefined ? [] : ["--seed", String(options.seed)];
  const words = [...settingWords(settings.map((one) => ({ ...one, option: "--set" }))), ...seed];
  const source = [path, ...(words.length === 0 ? [] : [commandLine(words)])].join("  ");
  const command = commandLine(["holdfast", "run", path, ...words]);
  const { exhaustive = false, quiet } = options;
  return {
    warnings,
    open: async () => {
      // Read until the command ends.
      const store = new JournalStore(options["journal-memory"]);
      const played = await play(
        scenario,
        { keepOffers: false, check: "off", exhaustive, quiet, store, command },
        input,
      );
      if (played === null) return null;
      const { run } = played;
      const summary = summaryOf(run, analyse(run));
      return { source, scenario, summary, lines: () => linesOf(run.recorder) };
    },
  };
}
