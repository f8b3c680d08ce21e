/** The `compact` part of a study file. */

import * as z from "zod";
import { counted, duration, positiveDuration } from "../../sim/fields.ts";
import { expected, strict } from "../../sim/wrong-input.ts";

/** As Borg's authors do it. */
const trials = counted(1, 10_000).default(11).describe("Random orders of the agents; default 11");

const options = strict({
  trials,
  deadline: positiveDuration
    .default(3_600_000)
    .describe("How long all instances may take until they run, in simulated time; default 1h"),
  at: duration
    .optional()
    .describe("The workload of this instant of the scenario; default: its apps, as they are listed"),
  stay: z
    .boolean({ error: expected("true or false") })
    .default(false)
    .describe(
      "With at: what is placed stays where it is, unless its agent is removed; default: all is placed anew",
    ),
  pending: z
    .number({ error: expected("a share from 0 to 1") })
    .min(0)
    .max(1)
    .default(0)
    .describe("The share of the instances that need not run; default 0"),
  copies: counted(1, 10)
    .default(3)
    .describe(
      "How many copies of the agents are tried where they do not hold the workload themselves; default 3",
    ),
}).check((payload) => {
  const { at, stay } = payload.value;
  if (stay && at === undefined)
    payload.issues.push({
      code: "custom",
      path: ["stay"],
      message: "goes with at:, the instant at which something is placed",
      input: stay,
    });
});

const trueOrMap = expected("true, or a map { trials, deadline, at, stay, pending, copies }");

/** `true`, or its options. */
export const compactEntry = z
  .union([z.literal(true, { error: trueOrMap }), options], { error: trueOrMap })
  .transform((given): CompactSpec => {
    const { trials, deadline, at, stay, pending, copies } = given === true ? options.parse({}) : given;
    return { trials, deadlineMs: deadline, atMs: at ?? null, stay, pending, copies };
  })
  .meta({
    id: "Compact",
    description: "How few of the agents hold the workload: cells are compacted as in the Borg paper",
  });

/** Checked, with every default written out; times are ms. */
export interface CompactSpec {
  readonly trials: number;
  readonly deadlineMs: number;
  readonly atMs: number | null;
  readonly stay: boolean;
  readonly pending: number;
  readonly copies: number;
}
