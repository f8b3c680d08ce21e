/**
 * What is played, and what comes back: plain data that can be sent to a thread or another machine.
 *
 * A run is known by the digest of its base, its combination and its replication, and always comes to the same: whoever
 * plays it, however late and however often, changes nothing.
 */

import type { MetricValue } from "./metrics.ts";

/** All that the runs of a study share. */
export interface Base {
  /** SHA-256 over everything below. */
  readonly digest: string;
  /** Of holdfast. */
  readonly version: string;
  /** The scenario among the files. */
  readonly file: string;
  /** The lines of each file, by name: the scenario, and the apps and tables that it names. */
  readonly files: Readonly<Record<string, readonly string[]>>;
  /** What holds in every run, as `--set` takes it. */
  readonly settings: readonly string[];
  readonly warmUpMs: number;
  readonly check: "end" | "every" | "off";
}

/** The runs from one replication to another of a combination, and what is wanted of each. */
export interface Batch {
  /** Of the combination. */
  readonly key: string;
  /** The settings of the combination, as `--set` takes them. */
  readonly combination: readonly string[];
  readonly from: number;
  /** Not included. */
  readonly to: number;
  /** Paths of metrics. */
  readonly metrics: readonly (readonly string[])[];
}

/** How many runs some stretches of them are. */
export const runsIn = (stretches: readonly Pick<Batch, "from" | "to">[]): number =>
  stretches.reduce((sum, { from, to }) => sum + to - from, 0);

/** What one run came to. */
export interface Run {
  readonly replication: number;
  readonly seed: number;
  /** In the order of the batch's metrics. */
  readonly values: readonly MetricValue[];
  /** Events that were played: how much work it was. */
  readonly events: number;
  /** The first broken invariant that no known bug of the simulated version explains; null: none. */
  readonly broken: string | null;
}

/** Why a run came to nothing: a defect of holdfast, or settings of the combination that are wrong. */
export interface Failure {
  readonly is: "defect" | "wrong";
  readonly replication: number;
  /** At length. */
  readonly text: string;
}

/** What became of a batch: its runs up to the first that failed. */
export interface BatchResult {
  readonly batch: Batch;
  readonly runs: readonly Run[];
  readonly failure: Failure | null;
}

/** Plays batches of one base somewhere: in threads, or on other machines. */
export interface Runner {
  /**
   * Plays all batches, and hands each over when it is done, in any order; one may come twice. Ends early, without an
   * error, once `stop` is aborted. Never throws what a run throws: that is a `failure`.
   */
  play(batches: readonly Batch[], stop: AbortSignal): AsyncIterable<BatchResult>;
  /** How many runs are played at one time, as far as that is known. */
  readonly width: number;
  /** Whether the rest is played where a run has a defect: much of it may be under way on other machines. */
  readonly playsOn?: true;
  end(): Promise<void>;
}
