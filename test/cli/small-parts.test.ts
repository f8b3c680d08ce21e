/** The small parts of the command line: near misses, words for a shell, the schema of events. */

import { expect, test } from "vitest";
import { eventsSchema } from "../../src/cli/events-schema.ts";
import { commandLine } from "../../src/cli/shell-words.ts";
import { eventNames, eventTypes } from "../../src/model/events.ts";
import { nearest } from "../../src/model/near-miss.ts";

test("the nearest name is found, and a far one is not guessed", () => {
  expect(nearest("valdate", ["run", "validate", "show"])).toBe("validate");
  expect(nearest("RUN", ["run", "validate"])).toBe("run");
  expect(nearest("banana", ["run", "validate"])).toBeUndefined();
});

test("a command line can be pasted into a shell", () => {
  expect(commandLine(["holdfast", "run", "a b.yaml", "--seed", "1"])).toBe(
    "holdfast run 'a b.yaml' --seed 1",
  );
  expect(commandLine(["it's"])).toBe("'it'\\''s'");
});

test("the schema of events describes every type with its fields and reasons", () => {
  const schema = eventsSchema() as {
    $defs: Record<string, { properties: Record<string, unknown>; required: string[] }>;
  };
  expect(Object.keys(schema.$defs)).toEqual(eventNames);
  const released = schema.$defs["reservation.released"];
  expect(Object.keys(released?.properties ?? {})).toEqual([
    "seq",
    "time_ms",
    "type",
    "agent",
    "framework",
    "role",
    "app",
    "task",
    "reservation",
    "resources",
    "reason",
  ]);
  expect(released?.required).toEqual(["seq", "time_ms", "type", "reason"]);
  expect(released?.properties["reason"]).toEqual({
    oneOf: Object.entries(eventTypes["reservation.released"].reasons).map(([code, about]) => ({
      const: code,
      description: about,
    })),
  });
});
