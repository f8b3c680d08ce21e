/** Whether a capsule came out as when it was written. */

import { changedValues, firstText } from "../../compare/change-text.ts";
import { linesOf } from "../../compare/event-line.ts";
import { changeFrom, goldenOf } from "../../compare/golden.ts";
import type { Analysis } from "../../report/analysis.ts";
import type { FinishedRun } from "../../report/finished-run.ts";
import type { LoadedSource } from "../source.ts";
import { version } from "../version.ts";
import type { Capsule } from "./format.ts";

export interface Replay {
  readonly is: "same" | "differs" | "not-compared";
  /** Which versions wrote the capsule. */
  readonly holdfast: string;
  readonly node: string;
  /** In words, the first line first. */
  readonly lines: readonly string[];
}

/** Null where the run does not come from a capsule. */
export function replayOf(
  { capsule, changed }: LoadedSource,
  run: FinishedRun,
  analysis: Analysis,
): Replay | null {
  if (capsule === null) return null;
  const { outcome, holdfast, node } = capsule;
  const versions = versionsText(capsule);
  if (changed !== null) {
    const lines = [`not compared with the run that it was made of: ${changed}`];
    return { is: "not-compared", holdfast, node, lines };
  }
  if (outcome === null) {
    const lines = [
      `then a defect of holdfast ended it (${capsule.failed[0]?.text ?? "unknown"}), now it came to its end`,
      versions,
    ];
    return { is: "differs", holdfast, node, lines };
  }
  const change = changeFrom(outcome, goldenOf(run, analysis, version), linesOf(run.recorder));
  if (change === null)
    return {
      is: "same",
      holdfast,
      node,
      lines: [`the same as then: digest ${outcome.digest.slice(0, 8)}`, versions],
    };
  const lines = ["not the same as then", firstText(change), ...changedValues(change), versions];
  return { is: "differs", holdfast, node, lines };
}

function versionsText({ holdfast, node }: Capsule): string {
  const then = `written by holdfast ${holdfast} on Node ${node}`;
  if (holdfast !== version) return `${then}; this is holdfast ${version}`;
  return node === process.version ? then : `${then}; this is Node ${process.version}`;
}
