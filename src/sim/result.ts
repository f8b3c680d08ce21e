/** What a run comes to: expectations with what was seen, broken invariants, counts. */

import type { Expectation } from "./checks/expectation.ts";
import type { Diagnosis } from "./explain/diagnose.ts";

export interface ExpectationResult {
  readonly expectation: Expectation;
  readonly held: boolean;
  /** Null where nothing was to be seen, or while `pending`. */
  readonly seen: string | null;
  /** When the decisive state was seen; null for the whole run. */
  readonly seenAtMs: number | null;
  /** Rows of the journal that led there, oldest first. */
  readonly because: readonly number[];
  /** Of an app of which more instances are expected than there are: how it stood when that was decided. */
  readonly diagnosis?: Diagnosis | null;
  /** A metric: decided when the metrics are known, by whoever makes them. */
  readonly pending: boolean;
}

export interface Violation {
  /** Its name, such as `resources-add-up`. */
  readonly invariant: string;
  /** Id of the known bug of the simulated version that breaks it; null for a defect of the model. */
  readonly bug: string | null;
  readonly atMs: number;
  /** What is wrong with what. */
  readonly text: string;
}

/** Of one resource, in thousandths; ports count as thousands. */
export interface Need {
  readonly name: string;
  readonly milli: number;
}

/** How many more instances of an app would fit at the end of the run, and what stops the next one. */
export interface Headroom {
  readonly framework: string;
  readonly app: string;
  readonly more: number;
  readonly why: string;
  /** What one instance needs. */
  readonly needs?: readonly Need[];
  /** At most one on each agent. */
  readonly unique?: boolean;
}

export interface RunResult {
  readonly expectations: readonly ExpectationResult[];
  readonly violations: readonly Violation[];
  readonly headroom: readonly Headroom[];
  /** Events played by the kernel, for measuring; not the rows of the journal. */
  readonly played: number;
}
