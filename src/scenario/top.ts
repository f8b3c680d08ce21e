/** The top of a scenario: its name, seed, duration, versions; the other keys are parts with schemas of their own. */

import * as z from "zod";
import { durationHint } from "../model/units.ts";
import { positiveDuration } from "../sim/fields.ts";
import { quirkIds } from "../sim/marathon/quirks.ts";
import { defaultVersions, type Versions } from "../sim/scenario.ts";
import { expected, isNot, oneOf, strict } from "../sim/wrong-input.ts";
import type { Check } from "./check.ts";

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

function version<V extends string>(known: readonly [V, ...V[]]) {
  const hint = oneOf(known);
  return z.enum(known, {
    error: (issue) =>
      typeof issue.input === "string" ? hint(issue) : `${hint(issue)}; a version is a text, in quotes`,
  });
}

/** Numbers that look alike are no near misses. */
const notMended = (id: string): string =>
  `${JSON.stringify(id)} is no bug that can be mended (one of ${quirkIds.join(", ")})`;

const fixesHint = expected(`all, or a list of ids of bugs (${quirkIds.join(", ")})`);

/** All of Marathon's known bugs that can be mended, or some of them. */
const fixes = z
  .union(
    [
      z.literal("all", { error: fixesHint }),
      z.array(z.string().meta({ enum: [...quirkIds] }), { error: fixesHint }),
    ],
    { error: fixesHint },
  )
  .superRefine((given, context) => {
    if (given === "all") return;
    given.forEach((id, i) => {
      if (!quirkIds.some((known) => known === id))
        context.addIssue({ code: "custom", path: [i], message: notMended(id) });
    });
  })
  .describe("Known bugs of Marathon that are mended; default all, with 1.1-fixed");

export const versions = strict({
  marathon: version(["1.1", "1.1-fixed"]).default("1.1"),
  mesos: version(["0.28"]).default("0.28"),
  fixes: fixes.optional(),
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
  readonly versions: Versions;
}

export function readTop(check: Check): Top {
  const parts = Object.fromEntries(partNames.map((part) => [part, z.unknown().optional()]));
  const whole = check.parse(strict({ ...topShape, ...parts }), []);
  const given = readVersions(check);
  if (whole !== undefined) {
    return {
      name: whole.name,
      about: whole.about,
      seed: whole.seed,
      durationMs: whole.duration,
      versions: given,
    };
  }
  const alone = positiveDuration.safeParse(check.at(["duration"]));
  const durationMs = alone.success ? alone.data : undefined;
  return { name: "", about: "", seed: 1, durationMs, versions: given };
}

function readVersions(check: Check): Versions {
  if (check.at(["versions"]) === undefined) return defaultVersions;
  const given = check.parse(versions, ["versions"]);
  if (given === undefined) return defaultVersions;
  const { mesos } = given;
  // Who says what is mended, and no version, means the one that can be mended.
  const isMeant = given.fixes !== undefined && check.at(["versions", "marathon"]) === undefined;
  const marathon = isMeant ? "1.1-fixed" : given.marathon;
  if (marathon === "1.1-fixed") {
    return {
      marathon,
      mesos,
      fixes: given.fixes === undefined || given.fixes === "all" ? quirkIds : given.fixes,
    };
  }
  if (given.fixes !== undefined)
    check.wrongKey(["versions"], "fixes", 'bugs are mended only with marathon: "1.1-fixed"');
  return { marathon, mesos, fixes: [] };
}
