/** The worker of `test`: plays one scenario and gives back all that is to be said of it. */

import { createHash } from "node:crypto";
import { isMainThread } from "node:worker_threads";
import { changedValues, firstText } from "../../compare/change-text.ts";
import { hashOf, linesOf } from "../../compare/event-line.ts";
import { changeFrom, goldenOf, goldenText } from "../../compare/golden.ts";
import { eventOfIndex, firstDifference } from "../../compare/hashed.ts";
import { type Analysis, analyse } from "../../report/analysis.ts";
import { becauseLines, failureLines, violationLines } from "../../report/failure-text.ts";
import type { FinishedRun } from "../../report/finished-run.ts";
import { formatIssue } from "../../scenario/issue.ts";
import type { Scenario } from "../../sim/scenario.ts";
import { Simulation } from "../../sim/simulation.ts";
import type { Capsule } from "../capsule/format.ts";
import { type CapsulePlan, capsuleOf, capsuleOfDefect, failureOf } from "../capsule/make.ts";
import { replayOf } from "../capsule/replay.ts";
import { coloursOf } from "../colour.ts";
import { Defect, defectText } from "../defect.ts";
import { type Failure, failuresOf } from "../failures.ts";
import { JournalStore, SpillProblem } from "../journal-store.ts";
import { paletteOf } from "../palette.ts";
import { plainProblem } from "../problems.ts";
import { problemOf, settingWords } from "../scenario-input.ts";
import { commandLine } from "../shell-words.ts";
import { type LoadedSource, loadSource } from "../source.ts";
import { version } from "../version.ts";
import { goldenPath, openGolden } from "./golden-file.ts";
import type { Answer, GoldenVerdict, Job, Played, TestJob } from "./job.ts";

// A terminal sends SIGINT to all processes of its group; the command decides what becomes of the work.
if (isMainThread && process.send !== undefined) process.on("SIGINT", () => undefined);

/** Plays what a job names. */
export default function play(job: Job): Answer {
  const source = loadSource(job.path, job.settings, job.seed ?? undefined);
  if (!source.ok) return { is: "wrong", problems: source.issues.map((issue) => problemOf(issue)) };
  const startedNs = process.hrtime.bigint();
  const plan: CapsulePlan = {
    check: job.check ?? source.capsule?.check ?? "every",
    exhaustive: job.exhaustive ?? source.capsule?.exhaustive ?? false,
  };
  const command = commandOf(job, plan, source.scenario);
  const store = new JournalStore(job.journalMemoryMib ?? undefined);
  try {
    const run = playWhole(source.scenario, plan, store, command);
    switch (job.kind) {
      case "test": {
        const analysis = analyse(run);
        const wallMs = Number((process.hrtime.bigint() - startedNs) / 1_000_000n);
        return played(job, { source, plan, run, analysis, command, wallMs });
      }
      case "again":
        return {
          is: "again",
          digest: run.recorder.journal.digest(),
          difference: firstDifference(linesOf(run.recorder), job.hashes),
        };
      case "event":
        return { is: "event", event: eventOfIndex(linesOf(run.recorder), job.index) };
    }
  } catch (error) {
    if (error instanceof SpillProblem)
      return { is: "wrong", problems: [plainProblem(`${job.path}: ${error.message}`)] };
    const broken = { is: "defect", text: defectText(error, command) } as const;
    const wanted = job.kind === "test" && job.capsule && error instanceof Defect;
    return wanted ? { ...broken, capsule: capsuleOfDefect(source, plan, error) } : broken;
  } finally {
    store.close();
  }
}

function playWhole(
  scenario: Scenario,
  { check, exhaustive }: CapsulePlan,
  store: JournalStore,
  command: string,
): FinishedRun {
  const hash = createHash("sha256");
  let simulation: Simulation | null = null;
  try {
    simulation = new Simulation(scenario, {
      hash: { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("hex") },
      keepOffers: false,
      check,
      exhaustive,
      store: store.blocks,
    });
    const result = simulation.run();
    return { scenario, recorder: simulation.recorder, result, endMs: scenario.durationMs };
  } catch (error) {
    if (error instanceof SpillProblem) throw error;
    throw new Defect(error, scenario.seed, simulation, command);
  }
}

/** The command that shows the same at length. */
function commandOf({ path, settings }: Job, { check, exhaustive }: CapsulePlan, { seed }: Scenario): string {
  const words = ["holdfast", "run", path, "--seed", String(seed), ...settingWords(settings)];
  if (check !== "end") words.push("--check", check);
  if (exhaustive) words.push("--exhaustive");
  return commandLine(words);
}

interface Finished {
  readonly source: LoadedSource;
  readonly plan: CapsulePlan;
  readonly run: FinishedRun;
  readonly analysis: Analysis;
  readonly command: string;
  readonly wallMs: number;
}

function played(job: TestJob, finished: Finished): Played {
  const { source, run, analysis, command, wallMs } = finished;
  const { scenario, recorder, result } = run;
  const { digest: scenarioDigest } = source.bundle();
  const palette = paletteOf(coloursOf(job.colour));
  const failed = analysis.expectations.filter(({ held }) => !held);
  const broken = result.violations.filter(({ bug }) => bug === null);
  const details = [
    ...broken.map((violation) => violationLines(violation, palette, job.width)),
    ...failed.map((one) => [
      ...failureLines(run, one, null, palette, job.width),
      ...becauseLines(run, one, palette, job.width),
    ]),
  ].flat();
  const failures = failuresOf(run, analysis);
  const known = job.golden ? knownGolden(job.path, source) : null;
  const golden = job.golden ? goldenVerdict(known, run, analysis) : ({ is: "not-compared" } as const);
  return {
    is: "played",
    scenario: scenario.name,
    seed: scenario.seed,
    events: recorder.journal.length,
    digest: recorder.journal.digest(),
    wallMs,
    expectations: {
      held: analysis.expectations.length - failed.length,
      of: analysis.expectations.length,
    },
    failures,
    bugs: [...new Set(result.violations.flatMap(({ bug }) => bug ?? []))],
    // A capsule has the golden file that it was compared with, or none.
    golden: source.capsule !== null && golden.is === "none" ? { is: "not-compared" } : golden,
    details,
    warnings: source.warnings.map(formatIssue),
    scenarioDigest,
    command,
    replay: replayOf(source, run, analysis),
    capsule: job.capsule ? capsuleFor(job, finished, failures, golden, known) : null,
    hashes: job.hashes ? Uint32Array.from(linesOf(recorder), hashOf) : null,
  };
}

/** Null where nothing failed, and nothing that is still to come may fail. */
function capsuleFor(
  { hashes }: TestJob,
  { source, plan, run, analysis }: Finished,
  failures: readonly Failure[],
  golden: GoldenVerdict,
  known: ReturnType<typeof openGolden>,
): Capsule | null {
  const changed = golden.is === "changed" ? [failureOf("changed", golden.first)] : [];
  const failed = [...failures, ...changed];
  if (failed.length === 0 && !hashes) return null;
  return capsuleOf(source, plan, run, analysis, failed, known?.ok === true ? known.golden : null);
}

/** The golden result that stands beside the scenario, or came with it. */
function knownGolden(path: string, { capsule }: LoadedSource): ReturnType<typeof openGolden> {
  if (capsule === null) return openGolden(goldenPath(path));
  return capsule.golden === null ? null : { ok: true, golden: capsule.golden };
}

function goldenVerdict(
  known: ReturnType<typeof openGolden>,
  run: FinishedRun,
  analysis: Analysis,
): GoldenVerdict {
  const now = goldenOf(run, analysis, version);
  const text = goldenText(now);
  if (known === null) return { is: "none", text };
  if (!known.ok) return { is: "wrong", text, why: known.why };
  const change = changeFrom(known.golden, now, linesOf(run.recorder));
  if (change === null) return { is: "same" };
  return { is: "changed", text, change, first: firstText(change), values: changedValues(change) };
}
