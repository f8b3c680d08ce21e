/** Which law a task falls under, and that apps do not disturb each other's chances. */

import { describe, expect, test } from "vitest";
import { constant } from "../../../src/model/distributions.ts";
import { TaskLaws } from "../../../src/sim/cluster/task-laws.ts";
import { Streams } from "../../../src/sim/kernel/streams.ts";
import { defaultLaw, type TaskLaw } from "../../../src/sim/scenario.ts";

const law = (app: string | null, stagingMs: number, more: Partial<TaskLaw> = {}): TaskLaw => ({
  ...defaultLaw,
  app,
  staging: constant(stagingMs),
  ...more,
});
const exponential = { kind: "exponential", meanMs: 1_000_000 } as const;

describe("which law", () => {
  const laws = new TaskLaws([law("/a", 1), law("/a", 2), law(null, 3), law("/b", 4)], new Streams(1));

  test("the first that matches goes, one without an app for every task of every framework", () => {
    expect(laws.of("marathon", "/a").stagingMs()).toBe(1);
    expect(laws.of("marathon", "/b").stagingMs()).toBe(3);
    expect(laws.of("batch", null).stagingMs()).toBe(3);
  });

  test("without any: 1 s to start, runs for ever, dies at once", () => {
    const behaviour = new TaskLaws([], new Streams(1)).of("marathon", "/a");
    expect([behaviour.stagingMs(), behaviour.runsMs(), behaviour.killsMs()]).toEqual([1000, null, 0]);
  });

  test("is looked for once", () => {
    expect(laws.of("marathon", "/a")).toBe(laws.of("marathon", "/a"));
    expect(laws.of("marathon", "/a")).not.toBe(laws.of("other", "/a"));
  });

  test("says how a task ends", () => {
    expect(new TaskLaws([law("/a", 1, { exit: "failed" })], new Streams(1)).of("m", "/a").exit).toBe(
      "failed",
    );
  });
});

describe("chance", () => {
  const random = law(null, 0, { staging: exponential, runs: exponential, kills: exponential });
  const drawn = (laws: TaskLaws, app: string, count = 5): readonly (number | null)[] =>
    Array.from({ length: count }, () => laws.of("marathon", app).runsMs());

  test("of one app is as it was whatever other apps draw", () => {
    const alone = drawn(new TaskLaws([random], new Streams(7)), "/a");
    const laws = new TaskLaws([random], new Streams(7));
    const beside = alone.map(() => {
      laws.of("marathon", "/b").runsMs();
      laws.of("batch", "/a").runsMs();
      return laws.of("marathon", "/a").runsMs();
    });
    expect(beside).toEqual(alone);
    expect(new Set(alone).size).toBe(5);
  });

  test("of one purpose is as it was whatever the others draw", () => {
    const alone = drawn(new TaskLaws([random], new Streams(7)), "/a");
    const laws = new TaskLaws([random], new Streams(7));
    laws.of("marathon", "/a").stagingMs();
    laws.of("marathon", "/a").killsMs();
    expect(drawn(laws, "/a")).toEqual(alone);
  });

  test("differs between apps, and between frameworks with an app of one name", () => {
    const laws = new TaskLaws([random], new Streams(7));
    const draws = [laws.of("m", "/a"), laws.of("m", "/b"), laws.of("n", "/a"), laws.of("m", null)].map(
      (one) => one.runsMs(),
    );
    expect(new Set(draws).size).toBe(4);
  });
});
