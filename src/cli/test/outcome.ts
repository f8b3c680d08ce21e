/** What became of one scenario under `test`, and whether that is good. */

import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Found } from "./discover.ts";
import type { Played, TestAnswer } from "./job.ts";

/** Its second play, in another process, went another way. */
export interface Differing {
  /** As `seq` counts. */
  readonly seq: number;
  /** Null where that play had no such event. */
  readonly first: string | null;
  readonly second: string | null;
}

export type Verdict = "ok" | "new" | "updated" | "changed" | "failed" | "wrong" | "differs" | "defect";

export interface Outcome extends Found {
  readonly verdict: Verdict;
  readonly answer: TestAnswer;
  readonly differing: Differing | null;
  /** Its golden file, where this run wrote it. */
  readonly written: string | null;
}

/** What `--update` and `--allow-changes` make of a changed digest. */
export interface Leniency {
  readonly update: boolean;
  readonly allowChanges: boolean;
}

/** The worst that can be said of it. */
export function verdictOf(answer: TestAnswer, differing: Differing | null, { update }: Leniency): Verdict {
  if (answer.is === "defect") return "defect";
  if (answer.is === "wrong") return "wrong";
  if (differing !== null) return "differs";
  if (answer.failures.length > 0) return "failed";
  switch (answer.golden.is) {
    case "changed":
      return update ? "updated" : "changed";
    case "wrong":
      return update ? "updated" : "wrong";
    case "none":
      return update ? "new" : "ok";
    default:
      return "ok";
  }
}

/** The text for its golden file where `--update` writes one: never of a run that failed. */
export function goldenToWrite({ verdict, answer }: Pick<Outcome, "verdict" | "answer">): string | null {
  if (verdict !== "new" && verdict !== "updated") return null;
  const { golden } = answer as Played;
  return "text" in golden ? golden.text : null;
}

/** Whether the command fails because of it. */
export function isBad({ verdict }: Pick<Outcome, "verdict">, { allowChanges }: Leniency): boolean {
  if (verdict === "changed") return !allowChanges;
  return verdict === "failed" || verdict === "wrong" || verdict === "differs" || verdict === "defect";
}

/** Of all of them the gravest: a defect, wrong input, a failure. */
export function exitCodeOf(outcomes: readonly Outcome[], leniency: Leniency): ExitCode {
  const has = (...verdicts: readonly Verdict[]): boolean =>
    outcomes.some(({ verdict }) => verdicts.includes(verdict));
  if (has("defect", "differs")) return exitCodes.defect;
  if (has("wrong")) return exitCodes.wrongInput;
  return outcomes.some((outcome) => isBad(outcome, leniency)) ? exitCodes.failed : exitCodes.ok;
}
