/** The rules of a scripted framework, as a scenario writes them: which offers each answers, and how. */

import * as z from "zod";
import type { Distribution } from "../../model/distributions.ts";
import type { Label } from "../../model/resources.ts";
import { distribution } from "../distribution.ts";
import { amounts, counted, duration, name, positiveDuration, sizeMilli } from "../fields.ts";
import { always, exactlyOne, expected, keysOf, noneOf, strict, wrongKey } from "../wrong-input.ts";
import { type Demand, demandOf } from "./pool.ts";

/** One operation of an ACCEPT, its amounts still to be taken from the offer. Labels are null where none are given. */
export type Step =
  | { readonly type: "RESERVE" | "UNRESERVE"; readonly demand: Demand; readonly labels: Labels }
  | {
      readonly type: "CREATE";
      readonly sizeMilli: number;
      readonly id: string;
      readonly path: string;
      readonly labels: Labels;
    }
  | { readonly type: "DESTROY"; readonly id: string }
  | {
      readonly type: "LAUNCH";
      readonly demand: Demand | "all";
      readonly volumes: readonly string[];
      /** Null: as the scenario's `tasks` say. */
      readonly runs: Distribution | null;
    };
export type Labels = readonly Label[] | null;

/** All conditions must hold; a null one always does. Instants are of the run, in ms, both included. */
export interface Rule {
  readonly agent: string | null;
  readonly fromMs: number;
  readonly toMs: number;
  /** How many offers it answers; Infinity for all. */
  readonly times: number;
  readonly has: Demand;
  /** Null: the offer is declined, after `holdMs`. */
  readonly accept: readonly Step[] | null;
  readonly holdMs: number;
  /** Null: Mesos' default. */
  readonly refuseMs: number | null;
}

/** Any number: Mesos takes a negative or an absurdly large one for its default (hierarchical.cpp:937-951 @ 0.28.3). */
const refuseSeconds = z
  .number({ error: expected("a number of seconds") })
  .describe("Of the filter; default 5")
  .optional();

const labels = z
  .record(z.string(), z.string(), { error: expected("a map of labels") })
  .optional()
  .describe("Of the reservation");
const volumeId = z.string({ error: expected("the id of a volume") }).min(1);

/** Which keys may stand beside each operation. */
const beside: Readonly<Record<string, readonly string[]>> = {
  RESERVE: ["labels"],
  UNRESERVE: ["labels"],
  CREATE: ["labels", "id", "path"],
  DESTROY: [],
  LAUNCH: ["volumes", "runs"],
};
const operationNames = Object.keys(beside);

const onlyItsOwn = always((payload) => {
  const given = keysOf(payload.value);
  const operations = given.filter((key) => operationNames.includes(key));
  const [operation = ""] = operations;
  if (operations.length !== 1) return;
  const others = operationNames.flatMap((one) => beside[one] ?? []);
  for (const key of given) {
    if (!others.includes(key) || beside[operation]?.includes(key)) continue;
    const owners = operationNames.filter((one) => beside[one]?.includes(key));
    wrongKey(payload, key, `goes with ${owners.join(", ")}, not with ${operation}`);
  }
  if (operation === "CREATE" && !given.includes("id")) noneOf(payload, ["id"], "a volume needs an id");
});

const step = strict({
  RESERVE: amounts.optional().describe("Unreserved resources, for its role and with its principal"),
  UNRESERVE: amounts.optional().describe("Of the reservation with exactly these labels"),
  CREATE: strict({ disk: sizeMilli }).optional().describe("A volume on disk reserved for its role"),
  DESTROY: volumeId.optional().describe("The id of a volume"),
  LAUNCH: z
    .union([z.literal("all"), amounts], { error: expected("amounts, or all") })
    .optional()
    .describe("A task on its role's reservations first, then unreserved resources; all: on the whole offer"),
  labels,
  id: volumeId.optional(),
  path: z
    .string({ error: expected("a path") })
    .min(1)
    .optional()
    .describe("In the container; default the id"),
  volumes: z.array(volumeId).optional().describe("Volumes that the task uses, by id"),
  runs: distribution.optional().describe("From TASK_RUNNING to its end"),
}).check(exactlyOne(operationNames), onlyItsOwn);

const answers = ["accept", "decline", "hold"];

const oneAnswer = always((payload) => {
  const given = keysOf(payload.value);
  if (!given.some((key) => answers.includes(key)))
    noneOf(payload, answers, `one of ${answers.join(", ")} is missing`);
  if (given.includes("accept")) {
    for (const key of ["decline", "hold"]) {
      if (given.includes(key)) wrongKey(payload, key, "cannot stand beside accept");
    }
  } else if (given.includes("refuse_seconds")) {
    wrongKey(
      payload,
      "refuse_seconds",
      "goes with accept; a decline has its own: decline: { refuse_seconds: ... }",
    );
  }
});

const emptyWindow = always((payload) => {
  const { from, to } = (payload.value ?? {}) as { readonly from?: unknown; readonly to?: unknown };
  if (typeof from === "number" && typeof to === "number" && from > to)
    wrongKey(payload, "to", "before from: the rule answers nothing");
});

export const ruleEntry = strict({
  agent: name.optional().describe("Only offers of this agent"),
  from: duration.optional().describe("Only from this instant on"),
  to: duration.optional().describe("Only up to this instant, included"),
  times: counted(1).optional().describe("Only so many offers; default all"),
  has: amounts.optional().describe("Only offers with at least this, summed over all entries"),
  accept: z.array(step).optional().describe("Operations, in order"),
  decline: strict({ refuse_seconds: refuseSeconds }).optional(),
  hold: positiveDuration.optional().describe("Keeps the offer for so long, then declines it"),
  refuse_seconds: refuseSeconds,
}).check(oneAnswer, emptyWindow);

type RuleEntry = z.output<typeof ruleEntry>;

export function ruleOf(entry: RuleEntry): Rule {
  const seconds = entry.accept === undefined ? entry.decline?.refuse_seconds : entry.refuse_seconds;
  return {
    agent: entry.agent ?? null,
    fromMs: entry.from ?? 0,
    toMs: entry.to ?? Number.MAX_SAFE_INTEGER,
    times: entry.times ?? Number.MAX_SAFE_INTEGER,
    has: demandOf(entry.has ?? {}),
    accept: entry.accept?.map(stepOf) ?? null,
    holdMs: entry.hold ?? 0,
    refuseMs: seconds === undefined ? null : refuseMsOf(seconds),
  };
}

/** Whole milliseconds; what is more than nothing stays so. */
function refuseMsOf(seconds: number): number {
  const ms = Math.round(seconds * 1000);
  return ms === 0 ? Math.sign(seconds) : ms;
}

function stepOf(entry: z.output<typeof step>): Step {
  const own: Labels =
    entry.labels === undefined ? null : Object.entries(entry.labels).map(([key, value]) => ({ key, value }));
  if (entry.RESERVE !== undefined) return { type: "RESERVE", demand: demandOf(entry.RESERVE), labels: own };
  if (entry.UNRESERVE !== undefined)
    return { type: "UNRESERVE", demand: demandOf(entry.UNRESERVE), labels: own };
  if (entry.CREATE !== undefined) {
    const { id = "", path = id } = entry;
    return { type: "CREATE", sizeMilli: entry.CREATE.disk, id, path, labels: own };
  }
  if (entry.DESTROY !== undefined) return { type: "DESTROY", id: entry.DESTROY };
  const { LAUNCH = {}, volumes = [], runs = null } = entry;
  return { type: "LAUNCH", demand: LAUNCH === "all" ? "all" : demandOf(LAUNCH), volumes, runs };
}
