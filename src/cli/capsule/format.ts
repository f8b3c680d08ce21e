/** What a capsule is: a failed run in one file, with all that is needed to play it again. */

import * as z from "zod";
import { goldenSchema } from "../../compare/golden.ts";
import { expected, strict } from "../../sim/wrong-input.ts";

/** Counts the forms that capsules have had. */
export const capsuleForm = 1;

const text = z.string({ error: expected("a text") });
const sha256 = z.string({ error: expected("a text") }).regex(/^[0-9a-f]{64}$/, "is not a SHA-256 digest");
const whole = z
  .number({ error: expected("a whole number from 0 up") })
  .int()
  .min(0);

const failedSchema = strict({
  kind: z
    .enum(["expectation", "invariant", "changed", "differs", "defect"])
    .describe("changed: from the golden file; differs: in a second play (--twice)"),
  text,
  line: whole.nullable().describe("of the scenario's file; null: no file states it"),
  seen: text.nullable(),
  time_ms: whole.nullable(),
  events: z.array(text).readonly().describe("events that led there, oldest first"),
});

export const capsuleSchema = strict({
  capsule: z.literal(capsuleForm).describe("the form of this file"),
  about: text.describe("how to use it"),
  holdfast: text.describe("the version that wrote it"),
  node: text.describe("the version of Node that it ran on"),
  scenario: strict({
    name: text,
    file: text.describe("which of the files it is"),
    digest: sha256.describe("SHA-256 over the names and contents of all files"),
  }),
  seed: whole,
  settings: z.array(text).readonly().describe("each --set PATH=VALUE, in order"),
  check: z.enum(["end", "every", "off"]).describe("when invariants were checked"),
  exhaustive: z.boolean(),
  failed: z.array(failedSchema).readonly(),
  outcome: goldenSchema
    .nullable()
    .describe("what came of it, in the form of a golden file; null: a defect of holdfast ended it"),
  golden: goldenSchema.nullable().describe("the golden file that it was compared with"),
  tail: z
    .array(z.record(z.string(), z.unknown()))
    .readonly()
    .describe("its last events, as events.jsonl has them"),
  files: z
    .record(text, z.array(text).readonly())
    .describe("the lines of each file: the scenario, and the apps and tables that it names"),
});

export type Capsule = z.output<typeof capsuleSchema>;
export type CapsuleFailure = Capsule["failed"][number];

/** The JSON Schema of capsules. */
export function capsuleJsonSchema(): object {
  return { title: "A capsule of holdfast", ...z.toJSONSchema(capsuleSchema) };
}

/** The text of a capsule: an event a line, a line a line. */
export function capsuleText(capsule: Capsule): string {
  const members = Object.entries(capsule).map(([key, value]) => {
    const written =
      key === "tail"
        ? listOf(capsule.tail.map((event) => JSON.stringify(event)))
        : JSON.stringify(value, null, 2).replaceAll("\n", "\n  ");
    return `  ${JSON.stringify(key)}: ${written}`;
  });
  return `{\n${members.join(",\n")}\n}\n`;
}

function listOf(lines: readonly string[]): string {
  return lines.length === 0 ? "[]" : `[\n    ${lines.join(",\n    ")}\n  ]`;
}
