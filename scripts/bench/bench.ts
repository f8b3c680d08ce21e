/** What a bench is: pieces of work that are run in turns, and the figures that come of what they took. */

import type { Spread } from "./spread.ts";
import type { Done } from "./work.ts";
import type { InputOf, WorkName } from "./works/index.ts";

/** How much work: `quick` stays below a minute for all benches together, and its figures are judged by nobody. */
export interface Plan {
  readonly quick: boolean;
  /** A table of jobs in place of the one that the bench makes. */
  readonly workload: string | null;
  /** How many rows `journal` feeds; null for the number of its own. */
  readonly rows: number | null;
}

/** One command whose process does the work and prints a `Done` as JSON. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/** A piece of work under a name that is its own in the bench. */
export interface Case {
  readonly name: string;
  /** What runs it: a work of ours, or the program of somebody else. */
  readonly run: { readonly work: WorkName; readonly input: unknown } | { readonly command: Command };
}

/** A piece of our own work, its input checked against the work's. */
export function ours<Name extends WorkName>(name: string, work: Name, input: InputOf<Name>): Case {
  return { name, run: { work, input } };
}

/** What the repeats of one case came to. */
export interface Repeats {
  /** Of a measured number. Throws for one that the work does not measure. */
  readonly spread: (measured: string) => Spread;
  /** Of the outcome, the same at all repeats. Throws for one that is no number. */
  readonly count: (outcome: string) => number;
  readonly outcome: Done["outcome"];
}

/** What a figure must reach: at least, or at most. */
export type Target = { readonly atLeast: number } | { readonly atMost: number };

export interface Figure {
  readonly name: string;
  /** The best first: the machine disturbed that repeat least. */
  readonly best: number;
  readonly worst: number;
  /** What is written after the number, such as `ms`. */
  readonly unit: string;
  /**
   * What it depends on: `rate` and `time` on the machine, so that they are also given as parts and multiples of what
   * flatqueue did in the same run; `own` on nothing but the work or on figures of this run.
   */
  readonly kind: "rate" | "time" | "own";
  readonly target?: Target;
}

export interface Bench {
  /** One line for the list. */
  readonly about: string;
  /** The pieces of work; what they need is there once `prepare` is over. */
  readonly cases: (plan: Plan) => readonly Case[];
  readonly prepare?: (plan: Plan) => Promise<void> | void;
  /** What was measured; `of` knows the cases that were run. */
  readonly figures: (of: (name: string) => Repeats, plan: Plan) => readonly Figure[];
  /** Lines to be read with the figures, such as what is left out and why. */
  readonly notes?: (of: (name: string) => Repeats, plan: Plan) => readonly string[];
}
