/** `run`: plays each scenario, prints what came of it, writes its reports; with --watch, again after each change. */

import { join } from "node:path";
import { formatDuration } from "../../model/units.ts";
import { analyse } from "../../report/analysis.ts";
import { outcomeJson, outcomeText } from "../../report/outcome.ts";
import { refuseFolder, reportFiles, writeReports } from "../../report/write.ts";
import { issueAt } from "../../scenario/issue.ts";
import { type CapsulePlan, capsuleOf, capsuleOfDefect } from "../capsule/make.ts";
import { replayOf } from "../capsule/replay.ts";
import { CapsuleShelf } from "../capsule/write.ts";
import type { CommandInput, OptionValues } from "../command.ts";
import { Defect } from "../defect.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { failuresOf } from "../failures.ts";
import { boundReports } from "../heap.ts";
import { JournalStore } from "../journal-store.ts";
import { pageContextOf } from "../page-context.ts";
import { paletteOf } from "../palette.ts";
import { play } from "../play.ts";
import { type Problem, refuseInput } from "../problems.ts";
import { capsuleLines, replayLines } from "../replay-lines.ts";
import { problemOf, type ReadScenario, readScenarios, settingWords } from "../scenario-input.ts";
import { commandLine } from "../shell-words.ts";
import { againAndAgain } from "../watch/again.ts";
import type { WatchedFiles } from "../watch/watched-files.ts";

const widthMax = 100;

interface Job extends ReadScenario {
  readonly folder: string;
  /** The command that does this job again. */
  readonly command: string;
}

/** How a scenario is played: as the options say, else as its capsule was. */
function planOf({ source: { capsule } }: ReadScenario, options: OptionValues): CapsulePlan {
  return {
    check: options.check ?? capsule?.check ?? "end",
    exhaustive: options.exhaustive ?? capsule?.exhaustive ?? false,
  };
}

function commandOf({ path, scenario }: ReadScenario, options: OptionValues): string {
  const words = ["holdfast", "run", path, "--seed", String(scenario.seed)];
  words.push(...settingWords(options.set));
  if (options.events !== undefined) words.push("--events", options.events);
  if (options.check !== undefined) words.push("--check", options.check);
  const pageAtMs = options["page-at"];
  if (pageAtMs !== undefined) words.push("--page-at", formatDuration(pageAtMs));
  if (options.exhaustive === true) words.push("--exhaustive");
  return commandLine(words);
}

/** A folder that is named whole must not be replaced where it holds something else than results. */
function misuseOfOut({ out }: OptionValues, paths: readonly string[]): readonly string[] {
  if (out === undefined || paths.length !== 1) return [];
  const refusal = refuseFolder(out, paths);
  return refusal === null ? [] : [`--out: ${refusal}`];
}

/** What to do, or what stands in the way of doing it. `inputs` are all files that were read. */
function plan(
  read: readonly ReadScenario[],
  options: OptionValues,
  inputs: readonly string[],
): { jobs: Job[]; problems: (Problem | string)[] } {
  const jobs = read.map((each): Job => {
    const { name } = each.scenario;
    const base = options.out ?? "reports";
    const folder = options.out !== undefined && read.length === 1 ? base : join(base, name);
    return { ...each, folder, command: commandOf(each, options) };
  });
  const problems: (Problem | string)[] = read.flatMap(({ scenario: { name, durationMs } }) =>
    (options["page-at"] ?? 0) > durationMs
      ? [`--page-at: ${name} ends at ${formatDuration(durationMs)}; T is at most that`]
      : [],
  );
  const owners = new Map<string, Job>();
  for (const job of jobs) {
    const owner = owners.get(job.folder);
    if (owner === undefined) {
      owners.set(job.folder, job);
      const refusal = refuseFolder(job.folder, inputs);
      if (refusal !== null) problems.push(`--out: ${refusal}`);
    } else {
      const { name } = job.scenario;
      const message = `${owner.path} is called ${name} too, and both would write ${job.folder}`;
      problems.push(problemOf(issueAt(job.source.namePlace, ["name"], message), job.path));
    }
  }
  return { jobs, problems };
}

const isFromFileSystem = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "code" in error && "syscall" in error;

export function run(input: CommandInput): Promise<ExitCode> {
  return input.options.watch === true ? againAndAgain("run", input, runOnce) : runOnce(input, null);
}

/** `files`: those that are watched; a change of one while it plays ends the play, since it has to begin anew. */
async function runOnce(input: CommandInput, files: WatchedFiles | null): Promise<ExitCode> {
  const { console, options, operands } = input;
  const inputs: string[] = [];
  const note = (path: string): void => {
    inputs.push(path);
    files?.note(path);
  };
  const read = readScenarios(operands, options, console, note, misuseOfOut(options, operands));
  if (read === null) return exitCodes.wrongInput;
  const { jobs, problems } = plan(read, options, inputs);
  if (problems.length > 0) return refuseInput(console, options, problems);

  const palette = paletteOf(console.outColours);
  const shelf = options.capsule === undefined ? null : new CapsuleShelf(options.capsule);
  const documents: object[] = [];
  const failed: Job[] = [];
  let exitCode: ExitCode = exitCodes.ok;
  const stop = (problem: string): void => {
    console.err(problem);
    exitCode = exitCodes.wrongInput;
  };
  let store: JournalStore | null = null;
  for (const [done, job] of jobs.entries()) {
    const plan = planOf(job, options);
    store?.close();
    store = new JournalStore(options["journal-memory"]);
    const played = await playJob(job, plan, store, input, shelf, files);
    if (played === null && !input.interrupt.requested) {
      store.close();
      return exitCodes.ok;
    }
    if (played === null) {
      const kept =
        done === 0 ? "nothing is written" : `the reports of ${done} of ${jobs.length} scenarios are written`;
      console.err(`interrupted in ${job.scenario.name}; ${kept}`);
      exitCode = exitCodes.interrupted;
      break;
    }
    boundReports(played.run.recorder.journal.length);
    const analysis = analyse(played.run);
    try {
      writeReports(job.folder, played.run, analysis, pageContextOf(job, options, played.world));
    } catch (error) {
      if (!isFromFileSystem(error)) throw error;
      stop(`${job.folder}: cannot be written: ${error.message}`);
      break;
    }
    const failures = failuresOf(played.run, analysis);
    const held = failures.length === 0;
    if (!held) {
      failed.push(job);
      const { source, scenario } = job;
      const golden = source.capsule?.golden ?? null;
      if (shelf !== null) {
        const capsule = capsuleOf(source, plan, played.run, analysis, failures, golden);
        const problem = shelf.add(scenario.name, capsule);
        if (problem !== null) stop(problem);
      }
    }
    const replay = replayOf(job.source, played.run, analysis);
    if (options.json)
      documents.push({
        ...outcomeJson(played.run, analysis),
        held,
        folder: job.folder,
        replay: job.command,
        scenario_digest: job.source.bundle().digest,
        ...(replay === null ? {} : { capsule: replay }),
      });
    else if (!options.quiet || !held) {
      const lines = outcomeText(played.run, analysis, {
        palette,
        wallMs: played.wallMs,
        replay: null,
        width: console.width(widthMax),
      });
      if (lines.at(-1)?.startsWith(" ") === true) lines.push("");
      lines.push(
        ...(replay?.lines ?? []).map((line, i) => `${(i === 0 ? "capsule" : "").padEnd(16)}${line}`),
      );
      const written = `written         ${job.folder.replace(/\/+$/, "")}/   ${reportFiles.join(" ")}`;
      console.out([...(done > 0 ? [""] : []), ...lines, written].join("\n"));
    }
  }
  store?.close();
  if (options.json) console.json({ runs: documents, capsules: shelf?.written ?? [] });
  else {
    if (jobs.length > 1 && exitCode === exitCodes.ok && !options.quiet) {
      const verdict = failed.length === 0 ? palette.good("all hold") : palette.bad(`${failed.length} failed`);
      console.out(`\n${jobs.length} scenarios, ${verdict}`);
    }
    const [first] = failed;
    const last = first === undefined ? [] : replayLines(first.command, first.source.bundle().digest);
    console.out([...capsuleLines(shelf?.written ?? []), ...last].join("\n"));
  }
  return exitCode === exitCodes.ok && failed.length > 0 ? exitCodes.failed : exitCode;
}

/** Plays a scenario; null where the user stopped it, or a watched file has changed. A defect of holdfast is kept as a capsule, and thrown. */
async function playJob(
  job: Job,
  plan: CapsulePlan,
  store: JournalStore,
  input: CommandInput,
  shelf: CapsuleShelf | null,
  files: WatchedFiles | null,
): ReturnType<typeof play> {
  const { options, console, interrupt } = input;
  const player = {
    console,
    interrupt: { poll: async () => (await interrupt.poll()) || (files?.changed() ?? []).length > 0 },
  };
  const playOptions = {
    ...plan,
    store,
    keepOffers: options.events === "offers",
    quiet: options.quiet,
    command: job.command,
  };
  try {
    return await play(job.scenario, playOptions, player);
  } catch (error) {
    if (error instanceof Defect && shelf !== null) {
      const problem = shelf.add(job.scenario.name, capsuleOfDefect(job.source, plan, error));
      console.err(problem ?? capsuleLines(shelf.written).join("\n"));
    }
    throw error;
  }
}
