/** The schema of study files: what they may hold, before anything is looked up in the scenario. */

import * as z from "zod";
import { scenarioName } from "../scenario/top.ts";
import { duration } from "../sim/fields.ts";
import { always, exactlyOne, expected, keysOf, noneOf, strict } from "../sim/wrong-input.ts";
import { compactEntry } from "./compact/schema.ts";

/** More runs of one combination than anybody waits for. */
const replicationsMax = 1_000_000;

const runs = z
  .number({ error: expected("a number of runs") })
  .int()
  .min(1)
  .max(replicationsMax);

const atLeastTwo = z
  .number({ error: expected("a number of runs") })
  .int()
  .min(2)
  .max(replicationsMax);

const metric = z
  .string({ error: expected("the path of a metric (such as apps./postgres.availability)") })
  .describe(
    "Path of a metric of summary.json; also expectations.failed, expectations.held, expectations.N.held (1 or 0), events",
  );

const condition = z
  .union([z.number(), z.string()], { error: expected('a comparison with a number (such as ">= 0.999")') })
  .describe(
    'A number, or a comparison: ">= 0.999", "< 5"; shares also in %, times as durations, mem and disk as sizes',
  );

const until = strict({
  metric: metric.describe("A metric, or the name of one of measure"),
  halfwidth: z
    .union([z.number(), z.string()], { error: expected("a number") })
    .describe(
      "Stop once the interval is at most so wide on either side: a number, of shares in % too, of times a duration, of mem and disk a size",
    ),
});

const replications = z.union(
  [
    runs,
    strict({
      min: atLeastTwo,
      max: atLeastTwo,
      until: until.optional(),
    }),
  ],
  { error: expected("a number of runs, or a map { min, max, until }") },
);

/** A condition on a metric: its value in each run is then 1 or 0. */
export const shareEntry = strict({
  name: z
    .string({ error: expected("a name") })
    .min(1)
    .max(60)
    .optional()
    .describe("As tables show it; default the metric with its condition"),
  metric,
  is: condition.optional().describe("With it: the share of runs in which it holds"),
});

const measure = z.union([metric, shareEntry], {
  error: expected("the path of a metric, or a map { name, metric, is }"),
});

const bound = z.union([z.number(), z.string()], { error: expected("a number, a size or a duration") });

export const where = strict({
  metric,
  is: condition.describe("What the mean of the metric must meet; with share: what each run must"),
  share: condition.optional().describe("How large a share of the runs must meet it"),
});

const find = strict({
  smallest: z
    .string({ error: expected("a path into the scenario") })
    .optional()
    .describe("Path: larger values make the target easier to meet"),
  largest: z
    .string({ error: expected("a path into the scenario") })
    .optional()
    .describe("Path: larger values make the target harder to meet"),
  between: z
    .array(bound, { error: expected("the least and the greatest value (such as [1, 200])") })
    .length(2, { error: () => "expected two values: the least and the greatest" })
    .describe("Whole numbers; or numbers with decimals, sizes or durations, with step"),
  step: bound.optional().describe("From one value to the next; default 1, between whole numbers"),
  where,
}).check(exactlyOne(["smallest", "largest"]));

/** Values of a path: a list, or a map from labels to values. */
const values = z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())], {
  error: expected("a list of values, or a map from labels to values"),
});

export const studyShape = {
  $schema: z.string().optional().describe("For editors: where the JSON Schema of this file is"),
  name: scenarioName,
  about: z.string({ error: expected("a text") }).default(""),
  scenario: z
    .string({ error: expected("a path") })
    .min(1)
    .describe("The scenario, relative to this file"),
  replications: replications.default(30).describe("Of each combination; default 30"),
  confidence: z
    .number({ error: expected("a number between 0.5 and 1 (such as 0.95)") })
    .min(0.5)
    .max(0.9999)
    .default(0.95)
    .describe("Of all intervals; default 0.95"),
  warmup: duration.default(0).describe("Metrics count from this instant on; default 0s"),
  set: z
    .record(z.string(), z.unknown(), { error: expected("a map from paths to values") })
    .default({})
    .describe("Changes of the scenario that hold in every run: paths into the scenario and their values"),
  vary: z
    .record(z.string(), values, { error: expected("a map from paths to lists of values") })
    .default({})
    .describe("Every combination is played: paths into the scenario and their values"),
  measure: z.array(measure, { error: expected("a list of metrics") }).optional(),
  find: find.optional().describe("The smallest or largest value that meets a target"),
  compact: compactEntry.optional(),
};

const somethingToDo = always((payload) => {
  const given = keysOf(payload.value);
  if (given.some((key) => ["measure", "find", "compact"].includes(key))) return;
  if (typeof payload.value !== "object" || payload.value === null) return;
  noneOf(
    payload,
    ["measure", "find", "compact"],
    "one of measure, find and compact is missing: nothing would come of the runs",
  );
});

/** Keys of scenarios that people look for here. */
const advice: Readonly<Record<string, string>> = {
  seed: "the scenario says it; to change it, set: { seed: N } or holdfast study --seed N",
  duration: "the scenario says it; to change it, set: { duration: T }",
};

export const studyFile = strict(studyShape, advice).check(somethingToDo);

export type StudyFile = z.output<typeof studyFile>;

/** The JSON Schema of study files: their input, before defaults. */
export function studySchema(): object {
  return { title: "A study of holdfast", ...z.toJSONSchema(studyFile, { io: "input" }) };
}

/** The parts of a file that are right, where others are wrong: so that all problems of all parts come at once. */
export function rightPartsOf(value: Readonly<Record<string, unknown>>): StudyFile {
  const parts = Object.entries(studyShape).map(([key, schema]) => {
    const given = schema.safeParse(value[key]);
    return [key, given.success ? given.data : schema.safeParse(undefined).data] as const;
  });
  return Object.fromEntries(parts) as StudyFile;
}
