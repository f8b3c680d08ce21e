/** The kind `batch`: a stream of jobs, made up or read from a table, and how a scenario describes it. */

import * as z from "zod";
import { constant } from "../../model/distributions.ts";
import { distribution, distributionOfAmounts, everMoreThanZero } from "../distribution.ts";
import { counted, duration, object, scalarMilli, sizeMilli } from "../fields.ts";
import { always, exactlyOne, expected, keysOf, noneOf, oneOf, strict, wrongKey } from "../wrong-input.ts";
import { Batch, type BatchFields } from "./batch-scheduler.ts";
import { commonFields, defineFramework } from "./kind.ts";
import { readWorkload } from "./workload.ts";

const cpusOf = distributionOfAmounts(scalarMilli, "AmountDistribution", "an amount");
const sizeOf = distributionOfAmounts(sizeMilli, "SizeDistribution", "an amount of memory or disk");
const countOf = distributionOfAmounts(counted(0), "CountDistribution", "a count");

const task = strict({
  cpus: cpusOf.describe("Of each task of a job"),
  mem: sizeOf.describe("Of each task of a job"),
  disk: sizeOf.optional().describe("Default 0"),
  count: countOf.optional().describe("Tasks of a job, at least 1; default 1"),
  runs: distribution.optional().describe("Of each task; default as under tasks, else for ever"),
});

/** Which keys go with which source of jobs. */
const ownKeys = always((payload) => {
  const given = keysOf(payload.value);
  const [source, other] = given.includes("workload") ? ["workload", "arrives"] : ["arrives", "workload"];
  const foreign = source === "workload" ? ["task"] : ["where", "memUnit"];
  for (const key of foreign)
    if (given.includes(key)) wrongKey(payload, key, `goes with ${other}, not with ${source}`);
  if (given.includes("arrives") && !given.includes("task"))
    noneOf(payload, ["task"], "task is missing: what a job needs");
});

export const batch = defineFramework({
  name: "batch",
  schema: () =>
    strict({
      kind: z
        .literal("batch")
        .describe(
          "A stream of jobs; leaves alone what carries labels; a lost task queues again; no offers while nothing is queued",
        ),
      ...commonFields,
      arrives: distribution
        .refine(everMoreThanZero, { error: "jobs would arrive without end at one instant" })
        .optional()
        .describe("From one job to the next"),
      task: task.optional(),
      workload: z
        .string({ error: expected("a path") })
        .min(1)
        .optional()
        .describe(
          "CSV with a header: id, submitted (seconds), numTasks, duration (seconds), cpus, mem, perhaps disk (MiB)",
        ),
      where: object.optional().describe("Takes the rows with these values"),
      memUnit: z
        .enum(["MiB", "GiB"], { error: oneOf(["MiB", "GiB"]) })
        .optional()
        .describe("Of the column mem; default MiB"),
      thinks: strict({ job: duration.default(0), task: duration.default(0) })
        .default({ job: 0, task: 0 })
        .describe("Delays its answer to an offer, for each job and each task that it places"),
    }).check(exactlyOne(["arrives", "workload"]), ownKeys),
  fieldsOf: (entry, context): BatchFields => {
    const { arrives, task: size, workload, where = {}, memUnit = "MiB", thinks } = entry;
    const think = { thinksJobMs: thinks.job, thinksTaskMs: thinks.task };
    if (arrives === undefined || size === undefined) {
      return { jobs: readWorkload({ workload: workload ?? "", where, memUnit }, context), ...think };
    }
    const { cpus, mem, disk = constant(0), count = constant(1), runs = null } = size;
    return { jobs: { arrives, cpus, mem, disk, count, runs }, ...think };
  },
  create: (identity, fields, deps) => new Batch(identity, fields, deps),
});
