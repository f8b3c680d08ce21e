/** An entry that is told apart by `do`: an action with its time, or a fault, around the fields that its kind brings. */

import * as z from "zod";
import { duration, framework, positiveDuration } from "../sim/fields.ts";
import { always, exactlyOne, keysOf, wrongKey } from "../sim/wrong-input.ts";

/** The map behind the schema of a kind's own fields. Throws where a kind brings something else. */
function mapOf(fields: z.ZodType): z.ZodObject {
  const inner = fields instanceof z.ZodLazy ? fields.unwrap() : fields;
  if (inner instanceof z.ZodObject) return inner;
  throw new Error("the fields of an action or a fault must be a map");
}

const times = {
  at: duration.optional().describe("Once, at this instant"),
  every: positiveDuration.optional().describe("Again and again, first at `from`"),
  from: duration.optional().describe("With every; default 0s"),
  to: duration.optional().describe("With every, included; default the end of the run"),
};

const windowOnlyWithEvery = always((payload) => {
  const given = keysOf(payload.value);
  if (given.includes("every")) return;
  for (const key of ["from", "to"])
    if (given.includes(key)) wrongKey(payload, key, "goes with every, not with at");
});

/** Whether the kind's own `framework` is the Marathon that it calls. */
export function callsMarathon(fields: z.ZodType): boolean {
  return mapOf(fields).shape["framework"] === framework;
}

/** A whole entry under `actions`. */
export function actionEntry(name: string, about: string, fields: z.ZodType): z.ZodObject {
  return mapOf(fields)
    .safeExtend({ do: z.literal(name), ...times })
    .check(exactlyOne(["at", "every"]), windowOnlyWithEvery)
    .meta({ description: about, oneOf: [{ required: ["at"] }, { required: ["every"] }] });
}

/** A whole entry under `faults`. */
export function faultEntry(name: string, about: string, fields: z.ZodType): z.ZodObject {
  return mapOf(fields)
    .safeExtend({ do: z.literal(name) })
    .meta({ description: about });
}
