/** The JSON Schema of what `explain --json` prints, made from the table of reason codes. */

import { codes } from "../sim/explain/codes.ts";
import { offerReasons } from "../sim/explain/offer-reasons.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

const count: JsonSchema = { type: "integer", minimum: 0 };
const name: JsonSchema = { type: "string" };
const nameOrNull: JsonSchema = { type: ["string", "null"] };

const oneOf = (entries: readonly (readonly [string, string])[]): JsonSchema => ({
  oneOf: entries.map(([code, description]) => ({ const: code, description })),
});

function object(properties: Readonly<Record<string, JsonSchema>>, description?: string): JsonSchema {
  return {
    ...(description === undefined ? {} : { description }),
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

const time = (description: string): JsonSchema => ({ ...count, description });

export function explainSchema(): JsonSchema {
  const finding = object({
    code: { $ref: "#/$defs/code" },
    instances: { ...count, description: "how many instances it concerns" },
    task: nameOrNull,
    agent: nameOrNull,
    text: { ...name, description: "the reason in a sentence" },
    remedies: {
      description: "what would change it, and what would come of that",
      type: "array",
      items: object({ do: name, gives: name }),
    },
  });
  const reason = object({
    reason: { $ref: "#/$defs/reason" },
    framework: { ...nameOrNull, description: "who got the offers instead" },
    offers: count,
    agents: { type: "object", description: "offers by agent", additionalProperties: count },
  });
  const offers = object(
    {
      since_ms: time("when the wait began"),
      offers: count,
      used: count,
      reasons: { type: "array", items: reason },
    },
    "what offers came to since the wait began; an offer may have more than one reason",
  );
  const app = object({
    framework: name,
    app: name,
    task: { ...nameOrNull, description: "null: the app as a whole" },
    time_ms: time("simulated time"),
    instances: { ...count, description: "wanted" },
    running: count,
    staging: count,
    suspended: count,
    reserving: count,
    waits_since_ms: { type: ["integer", "null"], description: "null where enough run" },
    code: { $ref: "#/$defs/code" },
    findings: { type: "array", minItems: 1, items: { $ref: "#/$defs/finding" } },
    places: { type: "array", items: { $ref: "#/$defs/finding" } },
    offers: { oneOf: [offers, { type: "null" }] },
  });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "What explain --json prints",
    ...object({
      scenario: name,
      seed: { type: "integer" },
      time_ms: time("simulated time"),
      apps: { type: "array", items: app },
    }),
    $defs: {
      code: oneOf(Object.entries(codes).map(([code, { about }]) => [code, about])),
      reason: oneOf(Object.entries(offerReasons)),
      finding,
    },
  };
}
