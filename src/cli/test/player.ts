/** The worker of `test`: plays one scenario and gives back all that is to be said of it. */

import { createHash } from "node:crypto";
import { isMainThread } from "node:worker_threads";
import { changedValues, firstText } from "../../compare/change-text.ts";
import { hashOf, linesOf } from "../../compare/event-line.ts";
import { changeFrom, goldenOf, goldenText } from "../../compare/golden.ts";
import { eventOfIndex, firstDifference } from "../../compare/hashed.ts";
import { type Analysis, analyse } from "../../report/analysis.ts";
import { describeEvent } from "../../report/describe-event.ts";
import { eventAt } from "../../report/event-row.ts";
import { becauseLines, failureLines, violationLines } from "../../report/failure-text.ts";
import type { FinishedRun } from "../../report/finished-run.ts";
import { formatIssue, type Issue } from "../../scenario/issue.ts";
import { loadScenario } from "../../scenario/load.ts";
import type { Scenario } from "../../sim/scenario.ts";
import { Simulation } from "../../sim/simulation.ts";
import { coloursOf } from "../colour.ts";
import { Defect, defectText } from "../defect.ts";
import { nodeFiles } from "../files.ts";
import { paletteOf } from "../palette.ts";
import { problemOf, settingWords } from "../scenario-input.ts";
import { commandLine } from "../shell-words.ts";
import { version } from "../version.ts";
import { goldenPath, openGolden } from "./golden-file.ts";
import type { Answer, Failure, GoldenVerdict, Job, Played, TestJob } from "./job.ts";

// A terminal sends SIGINT to all processes of its group; the command decides what becomes of the work.
if (isMainThread && process.send !== undefined) process.on("SIGINT", () => undefined);

/** Plays what a job names. */
export default function play(job: Job): Answer {
  const loaded = loadScenario(job.path, nodeFiles, job.settings);
  if (!loaded.ok) return { is: "wrong", problems: loaded.issues.map((issue) => problemOf(issue)) };
  const scenario = job.seed === null ? loaded.scenario : { ...loaded.scenario, seed: job.seed };
  const startedNs = process.hrtime.bigint();
  const command = replayOf(job, scenario);
  try {
    const run = playWhole(scenario, job, command);
    switch (job.kind) {
      case "test": {
        const analysis = analyse(run);
        const wallMs = Number((process.hrtime.bigint() - startedNs) / 1_000_000n);
        return played(job, run, analysis, command, wallMs, loaded.warnings);
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
    return { is: "defect", text: defectText(error, command) };
  }
}

function playWhole(scenario: Scenario, { check, exhaustive }: Job, command: string): FinishedRun {
  const hash = createHash("sha256");
  let simulation: Simulation | null = null;
  try {
    simulation = new Simulation(scenario, {
      hash: { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("hex") },
      keepOffers: false,
      check,
      exhaustive,
    });
    const result = simulation.run();
    return { scenario, recorder: simulation.recorder, result, endMs: scenario.durationMs };
  } catch (error) {
    throw new Defect(error, scenario.seed, simulation, command);
  }
}

/** The command that shows the same at length. */
function replayOf({ path, settings, check, exhaustive }: Job, { seed }: Scenario): string {
  const words = ["holdfast", "run", path, "--seed", String(seed), ...settingWords(settings)];
  if (check !== "end") words.push("--check", check);
  if (exhaustive) words.push("--exhaustive");
  return commandLine(words);
}

function played(
  job: TestJob,
  run: FinishedRun,
  analysis: Analysis,
  command: string,
  wallMs: number,
  warnings: readonly Issue[],
): Played {
  const { scenario, recorder, result } = run;
  const palette = paletteOf(coloursOf(job.colour));
  const failed = analysis.expectations.filter(({ held }) => !held);
  const broken = result.violations.filter(({ bug }) => bug === null);
  const details = [
    ...broken.map((violation) => violationLines(violation, palette, job.width)),
    ...failed.map((one) => [
      ...failureLines(run, one, command, palette, job.width),
      ...becauseLines(run, one, palette, job.width),
    ]),
  ].flat();
  const failures: readonly Failure[] = [
    ...broken.map(({ invariant, text, atMs }): Failure => {
      const told = `${invariant}: ${text}`;
      return { kind: "invariant", text: told, line: null, seen: null, time_ms: atMs, events: [] };
    }),
    ...failed.map(({ expectation: { text, place }, seen, seenAtMs, because }): Failure => {
      const events = because.map((index) => describeEvent(eventAt(recorder, index)));
      const line = place === null || place.line === 0 ? null : place.line;
      return { kind: "expectation", text, line, seen, time_ms: seenAtMs, events };
    }),
  ];
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
    golden: job.golden ? goldenVerdict(job.path, run, analysis) : { is: "not-compared" },
    details: broken.length > 0 && failed.length === 0 ? [...details, `      replay ${command}`] : details,
    warnings: warnings.map(formatIssue),
    hashes: job.hashes ? Uint32Array.from(linesOf(recorder), hashOf) : null,
  };
}

function goldenVerdict(path: string, run: FinishedRun, analysis: Analysis): GoldenVerdict {
  const now = goldenOf(run, analysis, version);
  const text = goldenText(now);
  const known = openGolden(goldenPath(path));
  if (known === null) return { is: "none", text };
  if (!known.ok) return { is: "wrong", text, why: known.why };
  const change = changeFrom(known.golden, now, linesOf(run.recorder));
  if (change === null) return { is: "same" };
  return { is: "changed", text, change, first: firstText(change), values: changedValues(change) };
}
