/** Makes the capsule of a run that failed. */

import { type Golden, goldenOf } from "../../compare/golden.ts";
import type { Analysis } from "../../report/analysis.ts";
import { eventAt } from "../../report/event-row.ts";
import { eventJson } from "../../report/events-jsonl.ts";
import type { FinishedRun } from "../../report/finished-run.ts";
import type { Recorder } from "../../sim/cluster/recorder.ts";
import type { Defect } from "../defect.ts";
import type { LoadedSource } from "../source.ts";
import { version } from "../version.ts";
import { type Capsule, type CapsuleFailure, capsuleForm } from "./format.ts";

/** Events at the end of a run that a capsule keeps for the eye. */
const tailEvents = 50;

const about =
  "A run that failed, with all that it takes to play it again: holdfast run FILE (or test, show, explain, diff)";

/** How it is played. */
export interface CapsulePlan {
  readonly check: Capsule["check"];
  readonly exhaustive: boolean;
}

/** Of a run that came to its end. `golden` is what it was compared with. */
export function capsuleOf(
  source: LoadedSource,
  plan: CapsulePlan,
  run: FinishedRun,
  analysis: Analysis,
  failed: readonly CapsuleFailure[],
  golden: Golden | null,
): Capsule {
  const outcome = goldenOf(run, analysis, version);
  return { ...start(source, plan), failed, outcome, golden, ...end(source, run.recorder) };
}

/** Of a run that a defect of holdfast ended. */
export function capsuleOfDefect(source: LoadedSource, plan: CapsulePlan, defect: Defect): Capsule {
  const failed = failureOf("defect", defect.message, defect.atMs);
  return {
    ...start(source, plan),
    failed: [failed],
    outcome: null,
    golden: null,
    ...end(source, defect.recorder),
  };
}

/** A failure that is none of an expectation or an invariant. */
export function failureOf(
  kind: "changed" | "differs" | "defect",
  text: string,
  atMs: number | null = null,
): CapsuleFailure {
  return { kind, text, line: null, seen: null, time_ms: atMs, events: [] };
}

function start(
  source: LoadedSource,
  { check, exhaustive }: CapsulePlan,
): Omit<Capsule, "failed" | "outcome" | "golden" | "tail" | "files"> {
  const { scenario, settings } = source;
  const { file, digest } = source.bundle();
  return {
    capsule: capsuleForm,
    about,
    holdfast: version,
    node: process.version,
    scenario: { name: scenario.name, file, digest },
    seed: scenario.seed,
    settings,
    check,
    exhaustive,
  };
}

function end(source: LoadedSource, recorder: Recorder | null): Pick<Capsule, "tail" | "files"> {
  const tail: Record<string, unknown>[] = [];
  const length = recorder?.journal.length ?? 0;
  for (let index = Math.max(0, length - tailEvents); recorder !== null && index < length; index++)
    tail.push(JSON.parse(eventJson(eventAt(recorder, index))) as Record<string, unknown>);
  return { tail, files: { ...source.bundle().files } };
}
