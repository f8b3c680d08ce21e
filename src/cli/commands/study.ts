/** `study`: plays every combination of a study again and again, and says what came of it and how sure that is. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { counted } from "../../model/wording.ts";
import type { Palette } from "../../report/palette.ts";
import { writeWhole } from "../../report/whole-file.ts";
import { compactAll } from "../../study/compacted.ts";
import { type Conducted, conduct, conductPart, countMissing, type FailedRun } from "../../study/conduct.ts";
import type { Runner } from "../../study/job.ts";
import { studyJson } from "../../study/output/json.ts";
import { replayWords } from "../../study/output/replay.ts";
import { studyText } from "../../study/output/text.ts";
import { inputFile, refuseStudyFolder, stateFile, writeStudy } from "../../study/output/write.ts";
import { studyPage } from "../../study/page/page.ts";
import { Plan } from "../../study/plan.ts";
import { Results } from "../../study/results.ts";
import { QueueProblem } from "../../study/runners/queue/problem.ts";
import { type KeptRuns, readState, StateWriter } from "../../study/state.ts";
import { brokenRuns, type StudySummary, summaryOf } from "../../study/summary.ts";
import type { CommandInput, OptionValues, Shard } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { paletteOf } from "../palette.ts";
import { refuseInput } from "../problems.ts";
import { commandLine } from "../shell-words.ts";
import { openParts, openStudy, type StudyInput } from "../study/input.ts";
import { StudyProgress } from "../study/progress.ts";
import { queueProblems, runnerOf } from "../study/runner.ts";
import { table } from "../table.ts";
import { version } from "../version.ts";

export async function study(command: CommandInput): Promise<ExitCode> {
  const { console, options, operands } = command;
  const usage = [...usageProblems(operands, options), ...queueProblems(options)];
  if (usage.length > 0)
    return refuseInput(console, options, usage, ", nothing was run; see holdfast study --help");
  const opened = options.merge === true ? openParts(operands) : openStudy(operands[0] ?? "", options);
  if ("problems" in opened) return refuseInput(console, options, opened.problems);
  if (!options.quiet) for (const warning of opened.warnings) console.err(`warning: ${warning}`);
  const { shard } = options;
  const plan = new Plan(opened.study);
  if (shard !== undefined && plan.combinations.length === 0)
    return refuseInput(console, options, [
      "--shard: this study only searches or compacts, and there each run is decided by those before it; run it on one machine",
    ]);
  const folder = options.out ?? defaultFolder(opened, shard);
  const refusal = refuseStudyFolder(folder);
  if (refusal !== null) return refuseInput(console, options, [`--out: ${refusal}`]);
  const runner = await runnerOf(opened.base, options, console);
  if (runner instanceof QueueProblem) return refuseInput(console, options, [runner.message]);
  try {
    return await new Session(command, opened, plan, folder).run(runner);
  } catch (error) {
    if (error instanceof QueueProblem)
      return refuseInput(console, options, [error.message], "; what was played is kept");
    if (!(error instanceof Error && "syscall" in error)) throw error;
    console.err(`${folder}: cannot be written: ${error.message}`);
    return exitCodes.wrongInput;
  } finally {
    await runner.end();
  }
}

function usageProblems(operands: readonly string[], options: OptionValues): readonly string[] {
  if (options.merge !== true) {
    if (operands.length === 0) return ["study needs <study file>"];
    return operands.length > 1 ? [`study takes one file; ${operands.slice(1).join(" ")} is too much`] : [];
  }
  if (operands.length === 0) return ["study --merge needs DIR..., the folders of the parts"];
  const settled = ["set", "seed", "replications", "check", "shard", "queue"] as const;
  return settled
    .filter((name) => options[name] !== undefined)
    .map((name) => `--${name}: goes with a study file; what is merged was played already`);
}

function defaultFolder({ study: { name } }: StudyInput, shard: Shard | undefined): string {
  return join("reports", shard === undefined ? name : `${name}-part-${shard.number}-of-${shard.of}`);
}

/** One call of the command, once its input is right. */
class Session {
  readonly #command: CommandInput;
  readonly #input: StudyInput;
  readonly #folder: string;
  readonly #plan: Plan;
  readonly #results = new Results();

  constructor(command: CommandInput, input: StudyInput, plan: Plan, folder: string) {
    this.#command = command;
    this.#input = input;
    this.#folder = folder;
    this.#plan = plan;
  }

  async run(runner: Runner): Promise<ExitCode> {
    const { options, console, interrupt } = this.#command;
    this.#readOwn();
    const writer = new StateWriter(
      join(this.#folder, stateFile),
      this.#input.study.name,
      this.#input.base,
      this.#plan.metrics.names,
    );
    writeWhole(join(this.#folder, inputFile), [this.#input.kept]);
    try {
      if (options.merge === true) this.#readParts(writer);
      const conducted = await this.#play(runner, writer);
      if (conducted.failed.length > 0) return this.#tellFailures(conducted.failed);
      if (conducted.stopped) return this.#tellStop();
      if (options.shard !== undefined) {
        this.#tellPart(options.shard);
        return exitCodes.ok;
      }
      const compacted = await compactAll(this.#input.study, this.#input.base, () => interrupt.poll());
      if (compacted === null) return this.#tellStop();
      if ("problem" in compacted) return refuseInput(console, options, compacted.problem.split("\n"), "");
      return this.#tell(summaryOf(this.#plan, conducted.progress, this.#results, compacted));
    } finally {
      writer.close();
    }
  }

  /** What an earlier call has played into this folder. */
  #readOwn(): void {
    const path = join(this.#folder, stateFile);
    if (!existsSync(path)) return;
    const kept = this.#take(path);
    const { options, console } = this.#command;
    if (options.quiet) return;
    if (kept.runs.length > 0) console.err(`${counted(kept.runs.length, "run")} of ${path} are used again`);
    if (kept.foreign > 0)
      console.err(
        `${counted(kept.foreign, "run")} of ${path} are of another form of the scenario, of other metrics or of another version, and are not used`,
      );
  }

  #take(path: string): KeptRuns {
    const kept = readState(path, this.#input.base, this.#plan.metrics.names);
    for (const { key, run } of kept.runs) this.#results.add({ key }, run);
    return kept;
  }

  #readParts(writer: StateWriter): void {
    const { operands, options, console } = this.#command;
    for (const folder of operands) {
      const { runs } = readState(join(folder, stateFile), this.#input.base, this.#plan.metrics.names);
      for (const { key, run } of runs) if (this.#results.add({ key }, run)) writer.add(key, [run]);
      if (!options.quiet) console.err(`${counted(runs.length, "run")} in ${folder}`);
    }
    const missing = countMissing(this.#plan.progress(this.#results).needs, this.#results);
    if (missing > 0 && !options.quiet)
      console.err(`${counted(missing, "run")} are in none of the parts, and are played now`);
  }

  async #play(runner: Runner, writer: StateWriter): Promise<Conducted> {
    const { options, console, interrupt } = this.#command;
    const stop = new AbortController();
    interrupt.whenRequested.then(() => stop.abort());
    const progress = new StudyProgress(console, options.quiet);
    await progress.start(this.#results.count);
    try {
      const watcher = {
        round: (wanted: number) => progress.round(wanted),
        runs: (combination: { readonly key: string }, runs: Parameters<StateWriter["add"]>[1]) => {
          writer.add(combination.key, runs);
          progress.played(runs.length);
        },
      };
      const { shard } = options;
      return await (shard === undefined
        ? conduct(this.#plan, this.#results, runner, watcher, stop.signal)
        : conductPart(this.#plan, shard, this.#results, runner, watcher, stop.signal));
    } finally {
      progress.stop();
    }
  }

  #tell(summary: StudySummary): ExitCode {
    const { options, console } = this.#command;
    const { study, scenario } = this.#input;
    const page = studyPage(summary, (combination, seed) =>
      commandLine(replayWords(scenario, study, combination, seed)),
    );
    const files = writeStudy(this.#folder, summary, page);
    const missed =
      summary.searches.some(({ found }) => found === null) ||
      summary.compacted.some(({ compaction }) => compaction.sizes === null);
    const broken = brokenRuns(summary);
    if (options.json)
      console.json({ ...studyJson(summary), held: !missed && broken.length === 0, folder: this.#folder });
    else if (!options.quiet || missed) {
      const palette: Palette = paletteOf(console.outColours);
      const lines = studyText(summary, palette, (...parts) => table(console.outColours, ...parts));
      console.out(
        [...lines, `written   ${this.#folder.replace(/\/+$/, "")}/   ${files.join(" ")}`].join("\n"),
      );
    }
    const [first] = broken;
    if (first !== undefined) {
      const words = replayWords(scenario, study, first.point.combination, first.run.seed);
      console.err(`${counted(broken.length, "run")} broke an invariant; the first: ${first.run.broken}`);
      console.err(`  replay  ${commandLine(words)}`);
    }
    return missed || broken.length > 0 ? exitCodes.failed : exitCodes.ok;
  }

  #tellStop(): ExitCode {
    const count = counted(this.#results.count, "run");
    this.#command.console.err(
      `interrupted; ${count} are kept in ${this.#folder}, and the same command goes on from there`,
    );
    return exitCodes.interrupted;
  }

  #tellPart({ number, of }: Shard): void {
    const { console, options } = this.#command;
    const { count } = this.#results;
    if (options.json)
      console.json({ study: this.#input.study.name, part: number, of, runs: count, folder: this.#folder });
    else if (!options.quiet)
      console.out(
        `part ${number} of ${of}: ${counted(count, "run")} in ${this.#folder}; once all parts are there: holdfast study --merge DIR...`,
      );
  }

  /** Wrong combinations are wrong input; the rest is our own mistake, each told with the command that shows it. */
  #tellFailures(failed: readonly FailedRun[]): ExitCode {
    const { console, options } = this.#command;
    const wrong = failed.filter((one) => one.is === "wrong");
    if (wrong.length > 0)
      return refuseInput(console, options, this.#wrongLines(wrong), "; what was played is kept");
    const { study, scenario, seed: first } = this.#input;
    for (const { text, combination, replication } of failed) {
      console.err(`holdfast ${version} has a defect: ${text}`);
      const seed = Number(/^ {2}seed +(\d+)$/m.exec(text)?.[1] ?? first + replication);
      console.err(`  reproduce  ${commandLine(replayWords(scenario, study, combination, seed))}`);
    }
    return exitCodes.defect;
  }

  #wrongLines(wrong: readonly FailedRun[]): readonly string[] {
    return wrong.flatMap(({ text, combination }) => {
      const at = combination.settings.map((setting) => setting.text).join(" ");
      return text.split("\n").map((line) => `${line} (with ${at})`);
    });
  }
}
