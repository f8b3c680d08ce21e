/** The top of a scenario: its name, seed, duration, versions; the other keys are parts with schemas of their own. */

import { z } from "zod";
import { durationHint } from "../model/units.ts";
import { positiveDuration } from "../sim/fields.ts";
import { expected, isNot, oneOf, strict } from "../sim/wrong-input.ts";
import type { Check } from "./check.ts";
import { isRecord } from "./check.ts";

const nameHint = "a name (letters, digits, - and .)";

/** Of a file, not of an id: it becomes a folder's name. */
export const scenarioName = z
  .string({ error: expected(nameHint) })
  .regex(/^[A-Za-z0-9][A-Za-z0-9.-]*$/, { error: ({ input }) => isNot(input, nameHint) })
  .max(100);

const seed = z
  .number({ error: expected("a seed (a whole number from 0 to 9007199254740991)") })
  .int()
  .min(0);

function version(known: readonly string[]) {
  return z
    .string({ error: (issue) => `${oneOf(known)(issue)}; a version is a text, in quotes` })
    .refine((text) => known.includes(text), { error: ({ input }) => oneOf(known)({ input }) });
}

export const versions = strict({
  marathon: version(["1.1", "1.1-fixed"]).default("1.1"),
  mesos: version(["0.28"]).default("0.28"),
  fixes: z
    .union([z.literal("all"), z.array(z.string())], { error: expected("all, or a list of ids of bugs") })
    .optional()
    .describe("Known bugs that are mended: all, or their ids"),
});

/** The keys that stand for themselves. */
export const topShape = {
  $schema: z.string().optional().describe("For editors: where the JSON Schema of this file is"),
  name: scenarioName,
  about: z.string({ error: expected("a text") }).default(""),
  seed: seed.default(1),
  duration: positiveDuration.describe(`How long the simulated run lasts, ${durationHint}`),
};

/** The keys that the other files of this room read. */
export const partNames = [
  "versions",
  "agents",
  "mesos",
  "frameworks",
  "apps",
  "network",
  "tasks",
  "actions",
  "faults",
  "expect",
] as const;

export interface Top {
  readonly name: string;
  readonly about: string;
  readonly seed: number;
  /** Undefined where it is wrong: nothing is compared with it then. */
  readonly durationMs: number | undefined;
}

export function readTop(check: Check): Top {
  const parts = Object.fromEntries(partNames.map((part) => [part, z.unknown().optional()]));
  const whole = check.parse(strict({ ...topShape, ...parts }), []);
  checkVersions(check);
  if (whole !== undefined) {
    return { name: whole.name, about: whole.about, seed: whole.seed, durationMs: whole.duration };
  }
  const alone = positiveDuration.safeParse(check.at(["duration"]));
  return { name: "", about: "", seed: 1, durationMs: alone.success ? alone.data : undefined };
}

function checkVersions(check: Check): void {
  if (check.at(["versions"]) === undefined) return;
  const given = check.parse(versions, ["versions"]);
  if (given?.marathon === "1.1-fixed")
    check.wrong(["versions", "marathon"], "1.1-fixed is not available yet");
  const raw = check.at(["versions"]);
  if (isRecord(raw) && raw["fixes"] !== undefined)
    check.wrongKey(["versions"], "fixes", "fixes are not available yet");
}
