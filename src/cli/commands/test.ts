/** `test`: runs every scenario under the paths side by side, and says of each whether it still does what it should. */

import { availableParallelism } from "node:os";
import { counted } from "../../model/wording.ts";
import { refuseFile } from "../../report/whole-file.ts";
import type { Capsule } from "../capsule/format.ts";
import { failureOf } from "../capsule/make.ts";
import { isCapsule } from "../capsule/open.ts";
import { CapsuleShelf } from "../capsule/write.ts";
import type { CommandInput, OptionValues } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { paletteOf } from "../palette.ts";
import { refuseInput } from "../problems.ts";
import { capsuleLines, replayLines } from "../replay-lines.ts";
import { settingWords } from "../scenario-input.ts";
import { commandLine } from "../shell-words.ts";
import { discover, type Found } from "../test/discover.ts";
import { goldenPath } from "../test/golden-file.ts";
import { inOrder } from "../test/in-order.ts";
import { junitXml } from "../test/junit.ts";
import { type Layout, nameWidth, outcomeLines, sumLine } from "../test/lines.ts";
import { exitCodeOf, goldenToWrite, isBad, type Outcome, verdictOf } from "../test/outcome.ts";
import { Players } from "../test/players.ts";
import { resultsJson } from "../test/results-json.ts";
import { tryToWriteWhole } from "../whole-file.ts";

const widthMax = 100;

export async function test(input: CommandInput): Promise<ExitCode> {
  const { console, options, operands, interrupt } = input;
  const selection = select(operands, options);
  if (!selection.ok) return refuseInput(console, options, selection.problems);
  const { chosen } = selection;
  if (!options.quiet)
    for (const path of selection.orphans) console.err(`warning: ${path}: belongs to no scenario`);

  const startedAt = new Date();
  const startedMs = console.wallMs();
  const leniency = { update: options.update ?? false, allowChanges: options["allow-changes"] ?? false };
  const palette = paletteOf(console.outColours);
  const width = console.width(widthMax);
  const layout: Layout = {
    palette,
    names: nameWidth(chosen.map(({ name }) => name)),
    width,
    replays: chosen.length > 1,
  };
  const jobs = Math.min(options.jobs ?? availableParallelism(), chosen.length);
  const players = new Players(jobs, options, {
    colour: console.outColours.isColorSupported,
    width: width - 2,
    environment: console.host.env,
  });
  const plays = inOrder(chosen, jobs, (found) => players.play(found));
  const outcomes: Outcome[] = [];
  const shelf = options.capsule === undefined ? null : new CapsuleShelf(options.capsule);
  let writeProblem: string | null = null;
  let stopped = false;

  const take = (played: Omit<Outcome, "verdict" | "written">): void => {
    const verdict = verdictOf(played.answer, played.differing, leniency);
    const text = goldenToWrite({ verdict, answer: played.answer });
    const path = text === null ? null : goldenPath(played.path);
    if (text !== null && path !== null) writeProblem ??= tryToWriteWhole(path, text);
    const outcome: Outcome = { ...played, verdict, written: path };
    outcomes.push(outcome);
    const capsule = isBad(outcome, leniency) ? capsuleOfOutcome(outcome) : null;
    if (capsule !== null) writeProblem ??= shelf?.add(played.name, capsule) ?? null;
    if (!options.quiet && played.answer.is === "played")
      for (const warning of played.answer.warnings) console.err(`warning: ${warning}`);
    const isQuiet = options.quiet && (verdict === "ok" || verdict === "new");
    if (!options.json && !isQuiet) console.out(outcomeLines(outcome, layout).join("\n"));
  };

  for (const result of plays.results) {
    const played = await Promise.race([result, interrupt.whenRequested]);
    if (played === undefined) break;
    take(played);
    stopped = options["fail-fast"] === true && outcomes.some((outcome) => isBad(outcome, leniency));
    if (stopped || writeProblem !== null) break;
  }
  plays.stop();
  // What was finished out of order is kept too.
  if (interrupt.requested)
    for (const played of players.finished.slice(0)) if (isNew(outcomes, played)) take(played);
  await players.end();

  const wallMs = console.wallMs() - startedMs;
  if (options.junit !== undefined)
    writeProblem ??= tryToWriteWhole(options.junit, junitXml(outcomes, leniency, startedAt));
  if (options.json) console.json(resultsJson(outcomes, leniency, options, wallMs, shelf?.written ?? []));
  else {
    const bad = outcomes.filter((outcome) => isBad(outcome, leniency));
    if (!options.quiet || bad.length > 0) console.out(sumLine(outcomes, wallMs, palette));
    const [first] = bad;
    if (first !== undefined && chosen.length > 1) console.out(againLine(operands, first, bad.length));
    console.out(capsuleLines(shelf?.written ?? []).join("\n"));
    console.out(
      (bad.map((outcome) => lastLines(outcome, options)).find(({ length }) => length > 0) ?? []).join("\n"),
    );
  }
  const left = chosen.length - outcomes.length;
  if (writeProblem !== null) {
    console.err(writeProblem);
    return exitCodes.wrongInput;
  }
  if (interrupt.requested) {
    console.err(`interrupted; ${outcomes.length} of ${counted(chosen.length, "scenario")} played`);
    return exitCodes.interrupted;
  }
  if (stopped && left > 0) console.err(`stopped at the first failure; ${left} not played`);
  return exitCodeOf(outcomes, leniency);
}

function isNew(outcomes: readonly Outcome[], { path }: Found): boolean {
  return outcomes.every((outcome) => outcome.path !== path);
}

/** How to see one that failed alone. */
function againLine(operands: readonly string[], { name }: Outcome, bad: number): string {
  const command = commandLine(["holdfast", "test", ...operands, "--filter", name]);
  return `details above; ${command} shows only ${bad === 1 ? "that one" : "the first of them"}`;
}

/** How to see one that failed again; nothing where that is told already, or nothing was played. */
function lastLines({ verdict, answer, path }: Outcome, options: OptionValues): readonly string[] {
  if (answer.is !== "played") return [];
  if (verdict === "failed") return replayLines(answer.command, answer.scenarioDigest);
  const words = ["holdfast", "test", path, ...settingWords(options.set)];
  if (options.seed !== undefined) words.push("--seed", String(options.seed));
  if (options.check !== undefined) words.push("--check", options.check);
  if (verdict === "differs") words.push("--twice");
  return replayLines(commandLine(words), answer.scenarioDigest);
}

/** Null where none could be made: the scenario is wrong, or its worker died. */
function capsuleOfOutcome({ answer, differing }: Outcome): Capsule | null {
  if (answer.is === "wrong") return null;
  const capsule = answer.capsule ?? null;
  if (capsule === null || differing === null) return capsule;
  const { seq, first, second } = differing;
  const text = `event ${seq} differs in a second play: ${first ?? "nothing"}, then ${second ?? "nothing"}`;
  return { ...capsule, failed: [...capsule.failed, failureOf("differs", text)] };
}

type Selection =
  | { readonly ok: true; readonly chosen: readonly Found[]; readonly orphans: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** The scenarios to play, or why there is nothing to play. */
function select(operands: readonly string[], options: OptionValues): Selection {
  const { found, problems, orphans } = discover(operands.length === 0 ? ["scenarios"] : operands);
  const hint = "; name files or folders, such as holdfast test mine/";
  const wrong = problems.map((problem) => (operands.length === 0 ? `${problem}${hint}` : problem));
  const changed = options.seed !== undefined ? "--seed" : (options.set ?? []).length > 0 ? "--set" : null;
  if (options.update === true && changed !== null)
    wrong.push(`--update: a golden file holds the scenario as its file has it; leave out ${changed}`);
  const capsule = options.update === true ? found.find(({ path }) => isCapsule(path)) : undefined;
  if (capsule !== undefined) wrong.push(`--update: ${capsule.path} is a capsule, which has no golden file`);
  const { filter, shard, junit } = options;
  const refusal = junit === undefined ? null : refuseFile(junit);
  if (refusal !== null) wrong.push(`--junit: ${refusal}`);
  const wanted = found.filter(
    ({ path }) => filter === undefined || path.toLowerCase().includes(filter.toLowerCase()),
  );
  if (found.length > 0 && wanted.length === 0)
    wrong.push(
      `--filter: no path of ${found.length === 1 ? "the one scenario" : `the ${found.length} scenarios`} contains ${JSON.stringify(filter)}`,
    );
  if (wrong.length > 0) return { ok: false, problems: wrong };
  const chosen = shard === undefined ? wanted : wanted.filter((_one, i) => i % shard.of === shard.number - 1);
  return { ok: true, chosen, orphans };
}
