/**
 * What the page of a run is made from, as the writer puts it into the file and the page reads it back: a head in words,
 * and tables of whole numbers. Texts are numbers too, places in the table of texts.
 */

import type { Summary } from "../summary.ts";

/** What spans are of. `host` is the machine of an agent; `master` there is one. */
export const entityKinds = [
  "agent",
  "host",
  "reservation",
  "volume",
  "task",
  "process",
  "deployment",
  "leader",
  "framework",
  "master",
  "offer",
] as const;
export type EntityKind = (typeof entityKinds)[number];

/** Sorts of marks: things that happen at an instant and that somebody looks for. */
export const markCategories = [
  "expectation",
  "fault",
  "operator",
  "timeout",
  "wipe",
  "conflict",
  "refusal",
] as const;
export type MarkCategory = (typeof markCategories)[number];

/** The note of a task that Marathon has forgotten and the master has not. */
export const forgotten = "forgotten";

/** What an app's steps are steps of. */
export const appSteps = ["wanted", "left", "backoff", "exists"] as const;
export type AppStep = (typeof appSteps)[number];

/**
 * What a slot holds of an agent: all of it, or of one role what is reserved, what launched tasks use, how much of that
 * comes out of reservations, and what outstanding offers hold.
 */
export const slotKinds = ["total", "reserved", "used", "usedReserved", "offered"] as const;
export type SlotKind = (typeof slotKinds)[number];

/** The columns of each table; `start` and `at` are differences to the row before, 0 before the first of a part. */
export const tables = {
  entities: ["kind", "id", "agent", "app", "framework", "role", "path", "size"],
  /** Pairs of entities that belong together, such as a task and its volume. */
  links: ["from", "to"],
  spans: ["entity", "state", "reason", "start", "length"],
  /** What is to be said of an entity from then on: what a reservation holds, to which task a volume is attached, `forgotten`. */
  notes: ["entity", "at", "text"],
  marks: ["at", "category", "type", "text", "agent", "app", "framework", "entity"],
  steps: ["app", "at", "step", "value"],
  slots: ["kind", "agent", "role"],
  levels: ["at", "slot", "amounts"],
  /** Thousandths of all resources, in the order of `resources`, one row after the other. */
  amounts: ["milli"],
} as const;
export type TableName = keyof typeof tables;

/** The length of a span that is open when the run ends. */
export const stillOpen = -1;

/** Columns that are written as differences. */
export const differences: ReadonlySet<string> = new Set(["start", "at"]);

/** One failed expectation, as the terminal tells it. */
export interface PageFailure {
  readonly text: string;
  /** Such as `x.yaml:16`. */
  readonly place: string;
  readonly seen: string;
  readonly atMs: number | null;
  readonly why: string | null;
  readonly todo: string | null;
  /** Events that led there. */
  readonly because: readonly string[];
}

export interface PageApp {
  readonly name: string;
  readonly framework: string;
  readonly app: string;
  readonly exists: boolean;
  readonly wanted: number;
  readonly alive: number;
  readonly running: number;
  /** `1 of 1 running on a-2`. */
  readonly stands: string;
  /** `available 86.5 %, down once for 8m2s`. */
  readonly served: string;
  readonly story: readonly string[];
}

/** Why an app stands as it does, as `explain` says it. */
export interface PageDiagnosis {
  readonly framework: string;
  readonly app: string;
  readonly atMs: number;
  readonly instances: number;
  readonly running: number;
  readonly waitsSinceMs: number | null;
  readonly code: string;
  readonly findings: readonly string[];
  readonly remedies: readonly { readonly do: string; readonly gives: string }[];
}

/** What one more instance of an app needs, and how many fit at the end of the run. */
export interface PageHeadroom {
  readonly name: string;
  readonly framework: string;
  readonly app: string;
  readonly needs: readonly { readonly name: string; readonly milli: number }[];
  readonly unique: boolean;
  readonly more: number;
  readonly why: string;
}

/** What a page shows of a run that has too many events for one. */
export interface PageStretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly events: number;
  readonly around: StretchCentre;
}

/** What a stretch is chosen for: the instant that somebody asked for, what failed first, or the end of the run. */
export type StretchCentre = "asked" | "failure" | "end";

export interface PageHead {
  readonly holdfast: string;
  readonly about: string;
  readonly endMs: number;
  readonly durationMs: number;
  /** Where the cursor begins; missing where that is for the page to say. */
  readonly aboutMs?: number;
  /** Missing where the page shows the whole run. Words and metrics are of the whole run in any case. */
  readonly stretch?: PageStretch;
  /** What runs this again, in the folder of the scenario. */
  readonly command: string;
  /** What explains an app at the end; the app's id goes behind it. */
  readonly explain: string;
  /** Of the scenario with all files that it names. */
  readonly scenarioDigest: string;
  readonly summary: Summary;
  readonly resources: readonly string[];
  readonly offersListed: boolean;
  readonly apps: readonly PageApp[];
  readonly appsLeft: number;
  readonly frameworks: readonly string[];
  readonly roles: readonly string[];
  readonly failures: readonly PageFailure[];
  readonly diagnoses: readonly PageDiagnosis[];
  readonly diagnosesLeft: number;
  readonly headroom: readonly PageHeadroom[];
  readonly attributes: Readonly<Record<string, string>>;
  /** Meanings of reasons, by kind of entity and code: `task REASON_SLAVE_REMOVED`. */
  readonly reasons: Readonly<Record<string, string>>;
}
