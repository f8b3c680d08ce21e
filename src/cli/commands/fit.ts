/** `fit`: reads a history of failures, fits laws to it, and prints the `faults:` that make such failures. */

import { counted } from "../../model/wording.ts";
import { faultsBlock } from "../../study/fit/faults-block.ts";
import { type Fit, type FitOptions, fitHistory, type Pause } from "../../study/fit/fit.ts";
import { fitJson, verificationJson } from "../../study/fit/fit-json.ts";
import { agentsOf, agentTime, type History, yearMs } from "../../study/fit/history.ts";
import { plotSvg } from "../../study/fit/plot-svg.ts";
import { type HistoryOptions, readHistory } from "../../study/fit/read-history.ts";
import { fitLines, spanText } from "../../study/fit/report-text.ts";
import { type Verification, verify } from "../../study/fit/verify.ts";
import { verificationLines } from "../../study/fit/verify-text.ts";
import type { CommandInput, OptionValues } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { readWhole } from "../files.ts";
import { paletteOf } from "../palette.ts";
import { refuseInput } from "../problems.ts";
import { Progress } from "../progress.ts";
import { problemOf } from "../scenario-input.ts";
import { tryToWriteWhole } from "../whole-file.ts";

/** Histories are longer than scenarios: this is some million failures. */
const mibMax = 256;
const windowMs = 120_000;
const runs = 20;

export async function fit(input: CommandInput): Promise<ExitCode> {
  const { console, options, operands } = input;
  const [file = ""] = operands;
  const misuse = misuseOf(options);
  const text = readWhole(file, mibMax);
  if (!text.ok) {
    const place = text.line === undefined ? "" : `:${text.line}:${text.column ?? 1}`;
    return refuseInput(console, options, [...misuse, `${file}${place}: ${text.why}`], ", nothing was fitted");
  }
  const read = readHistory(file, text.text, historyOptions(options));
  const wrong = read.ok
    ? []
    : read.problems.map((each) => (typeof each === "string" ? each : problemOf(each)));
  if (!read.ok || misuse.length > 0)
    return refuseInput(console, options, [...misuse, ...wrong], ", nothing was fitted");
  const fitOptions: FitOptions = {
    windowMs: options.window ?? windowMs,
    new: options.new ?? false,
    every: options.every ?? null,
    recovers: options.recovers ?? null,
  };
  const pause = (): Promise<boolean> => input.interrupt.poll();
  const found = await fitHistory(read.history, fitOptions, pause);
  if (found === null) return interrupted(input);
  if ("problem" in found)
    return refuseInput(console, options, [`${file}: ${found.problem}`], ", nothing was fitted");
  const verified =
    options.verify === true ? await checked(read.history, fitOptions, input, pause) : undefined;
  if (verified === null) return interrupted(input);
  if (verified !== undefined && "problem" in verified)
    return refuseInput(console, options, [`--verify: ${verified.problem}`], ", nothing was fitted");
  return give(input, found, verified, file);
}

/** The check of a fit by simulation, with a bar while it goes on. */
async function checked(history: History, fitOptions: FitOptions, input: CommandInput, pause: Pause) {
  const { options, console } = input;
  const count = options.runs ?? runs;
  const progress = new Progress(console, options.quiet, "simulations", count, String);
  const onRun = (done: number): Promise<void> => progress.update(done);
  try {
    return await verify(history, { fit: fitOptions, seed: options.seed ?? 1, runs: count, onRun }, pause);
  } finally {
    progress.stop();
  }
}

function interrupted({ console }: CommandInput): ExitCode {
  console.err("interrupted, nothing is fitted");
  return exitCodes.interrupted;
}

function historyOptions(options: OptionValues): HistoryOptions {
  const { agent, failed, recovered, down, cluster, group, agents, from, to, where } = options;
  return {
    agent: agent ?? null,
    failed: failed ?? null,
    recovered: recovered ?? null,
    down: down ?? null,
    cluster: cluster ?? null,
    group: group ?? null,
    agents: agents ?? null,
    from: from ?? null,
    to: to ?? null,
    where: where ?? [],
  };
}

function misuseOf({ verify: wanted, runs: given, seed }: OptionValues): readonly string[] {
  if (wanted === true) return [];
  const alone = [...(given === undefined ? [] : ["--runs"]), ...(seed === undefined ? [] : ["--seed"])];
  return alone.map((option) => `${option} is for the simulations of --verify`);
}

/** Prints what was found and writes the files that are asked for. */
function give(
  { console, options }: CommandInput,
  found: Fit,
  verified: Verification | undefined,
  file: string,
): ExitCode {
  const filter = (options.where ?? []).map(([column, value]) => `${column}=${value}`);
  const source = [file, ...filter].join(" ");
  const block = faultsBlock(found, {
    do: options.do ?? "agent.crash",
    groupAttribute: options.group ?? "rack",
    about: aboutOf(found, source),
  });
  const problems = [
    options.out === undefined ? null : tryToWriteWhole(options.out, block),
    options.svg === undefined ? null : tryToWriteWhole(options.svg, plotSvg(found, source)),
  ].filter((problem) => problem !== null);
  const palette = paletteOf(console.outColours);
  if (options.json) {
    const checked = verified === undefined ? {} : { verification: verificationJson(verified) };
    console.json({ file, where: filter, ...fitJson(found, block), ...checked });
  } else if (!options.quiet || options.out === undefined) {
    const lines = options.quiet ? [] : [...fitLines(found, source, palette), ""];
    const checks =
      verified === undefined || options.quiet ? [] : [...verificationLines(verified, palette), ""];
    console.out([...lines, ...checks, block].join("\n"));
  }
  if (problems.length > 0) return refuseInput(console, options, problems, "");
  const written = [options.out, options.svg].filter((path) => path !== undefined);
  if (!options.quiet && !options.json && written.length > 0) console.out(`written   ${written.join(" ")}`);
  return exitCodes.ok;
}

/** The comment over the block: what it was made from. */
function aboutOf(found: Fit, source: string): readonly string[] {
  const { history, together, up, down } = found;
  const years = agentTime(history.clusters) / yearMs;
  // Of few years the first digits matter: what five agents do in a month is not what they do in none.
  const time = counted(years < 10 ? Number(years.toPrecision(2)) : Math.round(years), "agent-year");
  return [
    `From ${source}: ${counted(together.failures, "failure")} of ${counted(agentsOf(history), "agent")}, ${spanText(history)} (${time}).`,
    `Fitted by maximum likelihood with holdfast fit; data and curve differ by at most ${(up.chosen.distance.distance * 100).toFixed(1)} % (up) and ${(down.chosen.distance.distance * 100).toFixed(1)} % (down).`,
  ];
}
