/** The building blocks of schemas: what is written, what is read, what is refused. */

import { describe, expect, test } from "vitest";
import { z } from "zod";
import { appId, duration, noNearMiss, ports, role, sizeMilli } from "../../src/sim/fields.ts";
import { agentSelector, taskSelector } from "../../src/sim/selector-fields.ts";

/** The first message about a value, or null where it is right. */
function problem(schema: z.ZodType, value: unknown): string | null {
  const result = schema.safeParse(value);
  return result.success ? null : (result.error.issues[0]?.message ?? "");
}

describe("durations", () => {
  test.each([
    ["250ms", 250],
    ["0s", 0],
    ["1h30m", 5_400_000],
    ["1.5s", 1500],
    ["36500d", 3_153_600_000_000],
  ])("%s", (text, ms) => {
    expect(duration.parse(text)).toBe(ms);
  });

  test.each([
    ["36501d", '"36501d" is too long (at most 36500d)'],
    ["99999999999999999999d", '"99999999999999999999d" is too long (at most 36500d)'],
    ["0.0001s", '"0.0001s" is no whole number of milliseconds'],
    ["1 s", '"1 s" is not a duration (such as 250ms, 20s, 5m, 2h, 30d, 1h30m)'],
    ["", '"" is not a duration (such as 250ms, 20s, 5m, 2h, 30d, 1h30m)'],
    [undefined, "missing; expected a duration (such as 250ms, 20s, 5m, 2h, 30d, 1h30m)"],
  ])("%s is refused", (text, message) => {
    expect(problem(duration, text)).toBe(message);
  });
});

test.each([
  [512, 512_000],
  [0.5, 500],
  ["8GiB", 8_192_000],
  ["1GB", 953_674],
])("size %s is in thousandths of MiB", (written, milli) => {
  // 1 GB is 1e9 bytes, 953.674... MiB.
  expect(sizeMilli.parse(written)).toBe(milli);
});

test("ports are ranges, joined where they touch", () => {
  expect(ports.parse("31005-31007,31000-31004,32000")).toEqual([31_000, 31_007, 32_000, 32_000]);
  expect(problem(ports, "32000-31000")).toMatch(/is not ranges of ports/);
});

test.each(["*", "marathon", "a.b", "a-b", "ops_1"])("%s is a role", (name) => {
  expect(problem(role, name)).toBeNull();
});

test.each([".", "..", "-a", "a/b", "a b", ""])("%j is no role, as in Mesos", (name) => {
  expect(problem(role, name)).not.toBeNull();
});

test("an app's id is made absolute", () => {
  expect([appId.parse("/a"), appId.parse("a"), appId.parse("/a//b/")]).toEqual(["/a", "/a", "/a/b"]);
});

test.each([
  ["cpu", "cpus"],
  ["CPUS", "cpus"],
  ["memory", "mem"],
  ["dsk", "disk"],
  ["disks", "disk"],
  ["port", "ports"],
  ["gpu", "gpus"],
])("a scalar called %s is a slip for %s", (name, meant) => {
  const schema = z.record(z.string(), z.number()).check(noNearMiss);
  expect(problem(schema, { [name]: 1 })).toBe(`unknown resource; did you mean ${meant}?`);
});

test.each(["tea", "bandwidth", "ssd", "iops", "items", "ram2"])("a scalar may be called %s", (name) => {
  expect(problem(z.record(z.string(), z.number()).check(noNearMiss), { [name]: 1 })).toBeNull();
});

test.each([
  ["a-1", { by: "id", id: "a-1" }],
  ["all", { by: "all" }],
  [{ hosting: "postgres" }, { by: "hosting", app: "/postgres" }],
  [{ volumeOf: "/postgres" }, { by: "volumeOf", app: "/postgres" }],
  [{ attribute: "rack=r=1" }, { by: "attribute", name: "rack", value: "r=1" }],
  [{ any: 2 }, { by: "any", count: 2 }],
])("the agents %j", (written, selector) => {
  expect(agentSelector.parse(written)).toEqual(selector);
});

test.each([
  ["oldest", { by: "oldest" }],
  [{ index: 0 }, { by: "index", index: 0 }],
  [{ on: "a-1" }, { by: "on", agent: "a-1" }],
  [{ state: "suspended" }, { by: "state", state: "suspended" }],
])("the tasks %j", (written, selector) => {
  expect(taskSelector.parse(written)).toEqual(selector);
});
