/** A defect in holdfast itself: what is printed of it, so that somebody else can see it too. */

import { formatDuration } from "../model/units.ts";
import type { Recorder } from "../sim/cluster/recorder.ts";
import type { Simulation } from "../sim/simulation.ts";
import { version } from "./version.ts";

/** Thrown where playing a scenario threw; says where in the run that was. */
export class Defect extends Error {
  readonly seed: number;
  /** Events played by then, and rows of the journal; null before the first. */
  readonly events: number | null;
  readonly rows: number | null;
  readonly atMs: number | null;
  /** The journal up to there. */
  readonly recorder: Recorder | null;
  /** The command that reproduces it. */
  readonly command: string;

  constructor(cause: unknown, seed: number, simulation: Simulation | null, command: string) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = "Defect";
    this.seed = seed;
    this.events = simulation?.kernel.events ?? null;
    this.rows = simulation?.recorder.journal.length ?? null;
    this.atMs = simulation?.kernel.nowMs ?? null;
    this.recorder = simulation?.recorder ?? null;
    this.command = command;
  }
}

/** The text for stderr. `command` is the command line that was given, for errors from outside a run. */
export function defectText(error: unknown, command: string): string {
  const cause = error instanceof Defect ? error.cause : error;
  const message = cause instanceof Error ? cause.message : String(cause);
  const lines = [`holdfast ${version} has a defect: ${message}`];
  if (error instanceof Defect) {
    lines.push(`  seed       ${error.seed}`);
    lines.push(`  event      ${error.events ?? 0}, after row ${error.rows ?? 0} of events.jsonl`);
    if (error.atMs !== null)
      lines.push(`  at         ${formatDuration(error.atMs)} (${error.atMs} ms simulated)`);
  }
  lines.push(`  reproduce  ${error instanceof Defect ? error.command : command}`);
  if (cause instanceof Error && cause.stack !== undefined) lines.push(...cause.stack.split("\n").slice(1));
  return lines.join("\n");
}
