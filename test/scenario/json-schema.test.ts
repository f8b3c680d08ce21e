/** The JSON Schema of scenarios: a handful of facts that editors rely on. */

import { beforeAll, expect, test } from "vitest";
import { scenarioSchema } from "../../src/scenario/json-schema.ts";
import { actions } from "../../src/sim/actions/index.ts";

type Schema = { readonly [key: string]: Schema } & { readonly required?: readonly string[] };
let schema: Schema;

beforeAll(() => {
  schema = scenarioSchema() as Schema;
});

/** A schema, its reference followed. */
function followed(part: Schema | undefined): Schema {
  if (part === undefined) throw new Error("no such part");
  const reference = part["$ref"] as unknown as string | undefined;
  return reference === undefined ? part : followed(schema["$defs"]?.[reference.replace("#/$defs/", "")]);
}

const branches = (part: string): readonly Schema[] =>
  followed(schema["properties"]?.[part]?.["items"])["anyOf"] as unknown as readonly Schema[];

test("it is a schema of the 2020-12 draft that survives JSON", () => {
  expect(schema["$schema"]).toBe("https://json-schema.org/draft/2020-12/schema");
  expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
});

test("a scenario must have a name and a duration, and no keys but the known ones", () => {
  expect(schema.required).toEqual(["name", "duration"]);
  expect(schema["additionalProperties"]).toBe(false);
  expect(Object.keys(schema["properties"] ?? {})).toEqual([
    ...[
      "$schema",
      "name",
      "about",
      "seed",
      "duration",
      "versions",
      "agents",
      "mesos",
      "frameworks",
      "apps",
      "network",
    ],
    ...["tasks", "actions", "faults", "expect"],
  ]);
});

test("an agent must have an id and resources, these cpus and mem", () => {
  const agent = followed(schema["properties"]?.["agents"]?.["items"]);
  expect(agent.required).toEqual(["id", "resources"]);
  expect(followed(agent["properties"]?.["resources"]).required).toEqual(["cpus", "mem"]);
});

test("each action is there, with its own fields and a time", () => {
  const entries = branches("actions");
  const names = entries.map((entry) => entry["properties"]?.["do"]?.["const"]);
  expect(names).toEqual([...actions.keys()]);
  const scale = entries.find((entry) => (entry["properties"]?.["do"]?.["const"] as unknown) === "app.scale");
  expect(scale?.required).toEqual(["app", "do"]);
  expect(scale?.["oneOf"]).toEqual([{ required: ["at"] }, { required: ["every"] }]);
  expect(scale?.["additionalProperties"]).toBe(false);
});

test("each subject of an expectation is there with its predicates", () => {
  expect(branches("expect").map(({ required }) => required)).toEqual([
    ["app"],
    ["agent"],
    ["role"],
    ["events"],
    ["metric"],
    ["http"],
  ]);
  expect(branches("expect")[1]?.["properties"]).toHaveProperty("processes");
});

test("an editor can tell a duration from another text", () => {
  for (const name of ["Duration", "PositiveDuration"]) {
    const pattern = new RegExp(String(schema["$defs"]?.[name]?.["pattern"]));
    for (const text of ["250ms", "20s", "5m", "2h", "30d", "1h30m", "0.5s"]) expect(text).toMatch(pattern);
    for (const text of ["5 minutes", "5", "", "1h 30m", "-5s", "5M"]) expect(text).not.toMatch(pattern);
  }
});

test("durations, sizes and selectors are defined once and described", () => {
  for (const name of [
    "Duration",
    "Size",
    "Distribution",
    "AgentSelector",
    "TaskSelector",
    "Framework",
    "Agents",
  ]) {
    expect(schema["$defs"]).toHaveProperty(name);
  }
  expect(followed(schema["$defs"]?.["Duration"])["description"]).toMatch(/1h30m/);
});
