/** The kinds of framework that a scenario may name, with the schemas of their fields. */

import { z } from "zod";
import { distribution } from "../distribution.ts";
import {
  amounts,
  counted,
  duration,
  name,
  object,
  positiveDuration,
  role,
  scalarMilli,
  sizeMilli,
} from "../fields.ts";
import { exactlyOne, expected, oneOf, strict } from "../wrong-input.ts";
import { marathonFlags } from "./marathon-flags.ts";

export const frameworkKinds = ["marathon", "greedy", "polite", "hoarder", "batch", "scripted"] as const;
type FrameworkKind = (typeof frameworkKinds)[number];

/** Kinds that can be played; the others are known and not available yet. */
export const availableKinds: readonly FrameworkKind[] = ["marathon"];

const principal = z
  .union([name, z.null()], { error: expected("a principal, or null for none") })
  .meta({ description: "What it registers with; null for none" });

const joins = duration.default(0).describe("When registration is complete; default 0s");
const fileName = z.string({ error: expected("a path") }).min(1);
const task = strict({
  cpus: scalarMilli,
  mem: sizeMilli,
  disk: sizeMilli.optional().describe("Default 0"),
  runs: distribution.optional().describe("Default for ever"),
});

/** All but Marathon register in Mesos' default role, without a principal, unless they say otherwise. */
const other = { name, role: role.default("*"), principal: principal.optional(), joins };

const marathon = () =>
  strict({
    kind: z.literal("marathon"),
    name,
    role: role.default("marathon"),
    principal: principal.default("marathon"),
    joins,
    flags: marathonFlags.default({}),
  });

const batchTask = strict({
  cpus: scalarMilli,
  mem: sizeMilli,
  disk: sizeMilli.optional(),
  count: counted(1).optional().describe("Tasks of a job; default 1"),
  runs: distribution,
});

const batch = () =>
  strict({
    kind: z.literal("batch"),
    ...other,
    arrives: distribution.optional().describe("From one job to the next"),
    task: batchTask.optional(),
    workload: fileName.optional().describe("CSV with a header: id, submitted, numTasks, duration, cpus, mem"),
    where: object.optional().describe("Takes the rows with these values"),
    memUnit: z.enum(["MiB", "GiB"], { error: oneOf(["MiB", "GiB"]) }).optional(),
    thinks: strict({ job: duration.optional(), task: duration.optional() })
      .optional()
      .describe("Delays its answers"),
  }).check(exactlyOne(["arrives", "workload"]));

const labels = z.record(z.string(), z.string(), { error: expected("a map of labels") }).optional();
const refuseSeconds = z
  .number({ error: expected("a number of seconds") })
  .min(0)
  .max(31_536_000)
  .optional();

const operationNames = ["RESERVE", "UNRESERVE", "CREATE", "DESTROY", "LAUNCH"] as const;
const volumeId = z.string({ error: expected("the id of a volume") }).min(1);
const operation = strict({
  RESERVE: amounts.optional(),
  UNRESERVE: amounts.optional(),
  CREATE: strict({ disk: sizeMilli }).optional(),
  DESTROY: volumeId.optional(),
  LAUNCH: z.union([z.literal("all"), amounts], { error: expected("amounts, or all") }).optional(),
  labels,
  id: volumeId.optional(),
  path: z.string().min(1).optional(),
  volumes: z.array(volumeId).optional(),
  runs: distribution.optional(),
}).check(exactlyOne(operationNames));

const answers = ["accept", "decline", "hold"] as const;
const rule = strict({
  agent: name.optional(),
  from: duration.optional(),
  to: duration.optional(),
  times: counted(1).optional(),
  has: amounts.optional(),
  accept: z.array(operation).optional(),
  decline: strict({ refuse_seconds: refuseSeconds }).optional(),
  hold: positiveDuration.optional(),
  refuse_seconds: refuseSeconds,
}).refine((one) => answers.some((answer) => one[answer] !== undefined), {
  error: `one of ${answers.join(", ")} is missing`,
});

/** The schema of each kind, made when it is asked for. */
export const frameworkFields = {
  marathon,
  greedy: () => strict({ kind: z.literal("greedy"), ...other, task }),
  polite: () => strict({ kind: z.literal("polite"), ...other, task }),
  hoarder: () => strict({ kind: z.literal("hoarder"), ...other, holds: positiveDuration }),
  batch,
  scripted: () => strict({ kind: z.literal("scripted"), ...other, rules: z.array(rule) }),
} as const satisfies Record<FrameworkKind, () => z.ZodObject>;

/** An entry under `frameworks`, of any kind. */
export const frameworkEntry = z
  .lazy(() => {
    const { marathon: first, ...rest } = frameworkFields;
    return z.discriminatedUnion(
      "kind",
      [first(), rest.greedy(), rest.polite(), rest.hoarder(), rest.batch(), rest.scripted()],
      { error: oneOf(frameworkKinds) },
    );
  })
  .meta({ id: "Framework" });
