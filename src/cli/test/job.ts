/** What the command hands to a worker of `test`, and what comes back: plain data that can be sent. */

import type { Change } from "../../compare/golden.ts";
import type { HashDifference } from "../../compare/hashed.ts";
import type { Setting } from "../../scenario/setting.ts";
import type { Capsule } from "../capsule/format.ts";
import type { Replay } from "../capsule/replay.ts";
import type { Failure } from "../failures.ts";
import type { Problem } from "../problems.ts";

/** How every scenario is played. */
export interface PlayPlan {
  readonly seed: number | null;
  readonly settings: readonly Setting[];
  /** Null: as its capsule was, else after each instant. */
  readonly check: "end" | "every" | "off" | null;
  readonly exhaustive: boolean | null;
  /** MiB of the journal that are held in memory; null: the default. */
  readonly journalMemoryMib: number | null;
}

interface OneScenario extends PlayPlan {
  /** As the user may write it. */
  readonly path: string;
}

/** Play it, check it, compare it with its golden file. */
export interface TestJob extends OneScenario {
  readonly kind: "test";
  /** Whether its details are coloured. */
  readonly colour: boolean;
  /** Columns for details. */
  readonly width: number;
  /** Whether golden files count: not where settings or a seed make it another scenario. */
  readonly golden: boolean;
  /** Whether to give a hash of each event. */
  readonly hashes: boolean;
  /** Whether to make a capsule where something fails. */
  readonly capsule: boolean;
}

/** Play it and say where its events differ from these hashes. */
export interface AgainJob extends OneScenario {
  readonly kind: "again";
  readonly hashes: Uint32Array;
}

/** Play it and say what its event of this index is. */
export interface EventJob extends OneScenario {
  readonly kind: "event";
  readonly index: number;
}

export type Job = TestJob | AgainJob | EventJob;

/** What the golden file says of a run. */
export type GoldenVerdict =
  | { readonly is: "same" }
  /** There is none; `text` is what it would be. */
  | { readonly is: "none"; readonly text: string }
  /** `text` is what it would be now. */
  | {
      readonly is: "changed";
      readonly text: string;
      readonly change: Change;
      readonly first: string;
      readonly values: readonly string[];
    }
  /** It cannot be read. */
  | { readonly is: "wrong"; readonly text: string; readonly why: string }
  | { readonly is: "not-compared" };

export interface Played {
  readonly is: "played";
  readonly scenario: string;
  readonly seed: number;
  readonly events: number;
  readonly digest: string;
  readonly wallMs: number;
  readonly expectations: { readonly held: number; readonly of: number };
  readonly failures: readonly Failure[];
  /** Known bugs of the simulated version that broke invariants. */
  readonly bugs: readonly string[];
  readonly golden: GoldenVerdict;
  /** For the terminal: the failures at length. */
  readonly details: readonly string[];
  readonly warnings: readonly string[];
  /** Of the scenario with all its files. */
  readonly scenarioDigest: string;
  /** The command that plays it alone. */
  readonly command: string;
  /** Where it comes from a capsule: whether it came out as then. */
  readonly replay: Replay | null;
  /** Where one was asked for, and something failed or a second play may still show that it does. */
  readonly capsule: Capsule | null;
  readonly hashes: Uint32Array | null;
}

/** The file is wrong; nothing was played. */
export interface Wrong {
  readonly is: "wrong";
  readonly problems: readonly Problem[];
}

/** The simulation threw. */
export interface Broken {
  readonly is: "defect";
  /** At length, as a defect is told everywhere. */
  readonly text: string;
  /** Where one was asked for. */
  readonly capsule?: Capsule;
}

/** What a second play gave. */
export interface Again {
  readonly is: "again";
  readonly digest: string;
  readonly difference: HashDifference | null;
}

export type TestAnswer = Played | Wrong | Broken;
export type Answer = TestAnswer | Again | { readonly is: "event"; readonly event: string | null };
