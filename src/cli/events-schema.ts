/** The JSON Schema of one line of events.jsonl, made from the catalogue of events. */

import { type EventType, eventTypes, type FieldKind, idFields } from "../model/events.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

const fieldSchemas: Readonly<Record<FieldKind, JsonSchema>> = {
  name: { type: "string" },
  count: { type: "number" },
  ms: { type: "integer", description: "milliseconds" },
  flag: { type: "boolean" },
  amounts: {
    type: "object",
    description: "amounts by resource name: scalars as numbers (mem and disk in MiB), ranges as text",
    additionalProperties: { type: ["number", "string"] },
  },
  json: {},
};

function eventSchema(name: string, type: EventType): JsonSchema {
  const isOffer = name.startsWith("offer.");
  const properties: Record<string, JsonSchema> = {
    seq: {
      type: "integer",
      minimum: isOffer ? 0 : 1,
      description: isOffer ? "that of the last row that is no offer" : "counts all rows that are no offers",
    },
  };
  if (isOffer)
    properties["offer_seq"] = { type: "integer", minimum: 1, description: "counts the rows of offers" };
  properties["time_ms"] = {
    type: "integer",
    minimum: 0,
    description: "simulated time since the start of the run",
  };
  properties["type"] = { const: name };
  for (const id of idFields) if (type.ids.includes(id)) properties[id] = { type: "string" };
  for (const [field, kind] of Object.entries(type.fields)) properties[field] = fieldSchemas[kind];
  if (type.reasons !== undefined) {
    properties["reason"] = {
      oneOf: Object.entries(type.reasons).map(([code, about]) => ({ const: code, description: about })),
    };
  }
  const always = ["seq", ...(isOffer ? ["offer_seq"] : []), "time_ms", "type"];
  return {
    description: type.about,
    type: "object",
    properties,
    required: type.reasons === undefined ? always : [...always, "reason"],
    additionalProperties: false,
  };
}

export function eventsSchema(): JsonSchema {
  const entries = Object.entries(eventTypes);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "One line of events.jsonl",
    oneOf: entries.map(([name]) => ({ $ref: `#/$defs/${name}` })),
    $defs: Object.fromEntries(entries.map(([name, type]) => [name, eventSchema(name, type)])),
  };
}
