/** `run`: plays each scenario, prints what came of it, writes its reports. */

import { join } from "node:path";
import { type Analysis, analyse } from "../../report/analysis.ts";
import type { FinishedRun } from "../../report/finished-run.ts";
import { outcomeJson, outcomeText } from "../../report/outcome.ts";
import { refuseFolder, reportFiles, writeReports } from "../../report/write.ts";
import type { CommandInput, OptionValues } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { paletteOf } from "../palette.ts";
import { play } from "../play.ts";
import { refuseInput } from "../problems.ts";
import { type ReadScenario, readScenarios, settingWords } from "../scenario-input.ts";
import { commandLine } from "../shell-words.ts";

interface Job extends ReadScenario {
  readonly folder: string;
  /** The command that does this job again. */
  readonly command: string;
}

function replayOf({ path, scenario }: ReadScenario, options: OptionValues): string {
  const words = ["holdfast", "run", path, "--seed", String(scenario.seed)];
  words.push(...settingWords(options.set));
  if (options.events !== undefined) words.push("--events", options.events);
  if (options.check !== undefined) words.push("--check", options.check);
  if (options.exhaustive === true) words.push("--exhaustive");
  return commandLine(words);
}

/** What to do, or what stands in the way of doing it. */
function plan(read: readonly ReadScenario[], options: OptionValues): { jobs: Job[]; problems: string[] } {
  const jobs = read.map((each): Job => {
    const { name } = each.scenario;
    const base = options.out ?? "reports";
    const folder = options.out !== undefined && read.length === 1 ? base : join(base, name);
    return { ...each, folder, command: replayOf(each, options) };
  });
  const problems: string[] = [];
  const owners = new Map<string, Job>();
  for (const job of jobs) {
    const owner = owners.get(job.folder);
    if (owner === undefined) {
      owners.set(job.folder, job);
      const refusal = refuseFolder(job.folder);
      if (refusal !== null) problems.push(`--out: ${refusal}`);
    } else {
      const { name } = job.scenario;
      problems.push(
        `${job.path}: name: ${owner.path} is called ${name} too, and both would write ${job.folder}`,
      );
    }
  }
  return { jobs, problems };
}

/** A broken invariant with the id of a known bug is what the simulated version does; without, it is a failure. */
function allHeld(run: FinishedRun, analysis: Analysis): boolean {
  return (
    analysis.expectations.every(({ held }) => held) && run.result.violations.every(({ bug }) => bug !== null)
  );
}

const isFromFileSystem = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "code" in error && "syscall" in error;

export async function run(input: CommandInput): Promise<ExitCode> {
  const { console, options, operands } = input;
  const read = await readScenarios(operands, options, console);
  if (read === null) return exitCodes.wrongInput;
  const { jobs, problems } = plan(read, options);
  if (problems.length > 0) return refuseInput(console, options, problems);

  const palette = paletteOf(console.outColours);
  const documents: object[] = [];
  let exitCode: ExitCode = exitCodes.ok;
  let failed = 0;
  for (const [done, job] of jobs.entries()) {
    const playOptions = {
      keepOffers: options.events === "offers",
      check: options.check ?? "end",
      exhaustive: options.exhaustive ?? false,
      quiet: options.quiet,
      command: job.command,
    } as const;
    const played = await play(job.scenario, playOptions, input);
    if (played === null) {
      const kept =
        done === 0 ? "nothing is written" : `the reports of ${done} of ${jobs.length} scenarios are written`;
      console.err(`interrupted in ${job.scenario.name}; ${kept}`);
      exitCode = exitCodes.interrupted;
      break;
    }
    const analysis = analyse(played.run);
    try {
      writeReports(job.folder, played.run, analysis);
    } catch (error) {
      if (!isFromFileSystem(error)) throw error;
      console.err(`${job.folder}: cannot be written: ${error.message}`);
      exitCode = exitCodes.wrongInput;
      break;
    }
    const held = allHeld(played.run, analysis);
    if (!held) failed++;
    if (options.json) documents.push({ ...outcomeJson(played.run, analysis), held, folder: job.folder });
    else if (!options.quiet || !held) {
      const lines = outcomeText(played.run, analysis, {
        palette,
        wallMs: played.wallMs,
        replay: job.command,
      });
      if (lines.at(-1)?.startsWith(" ") === true) lines.push("");
      const written = `written         ${job.folder.replace(/\/+$/, "")}/   ${reportFiles.join(" ")}`;
      console.out([...(done > 0 ? [""] : []), ...lines, written].join("\n"));
    }
  }
  if (options.json) console.json({ runs: documents });
  else if (jobs.length > 1 && exitCode === exitCodes.ok && !options.quiet) {
    const verdict = failed === 0 ? palette.good("all hold") : palette.bad(`${failed} failed`);
    console.out(`\n${jobs.length} scenarios, ${verdict}`);
  }
  return exitCode === exitCodes.ok && failed > 0 ? exitCodes.failed : exitCode;
}
