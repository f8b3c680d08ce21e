/** Every scenario of the project holds, its invariants too, and says what it shows. */

import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { filesOf, folders, load, play } from "./play.ts";

test("there are scenarios of the documentation and of failures", () => {
  expect(folders).toEqual(expect.arrayContaining(["documentation", "failures"]));
  expect(filesOf("documentation").length).toBeGreaterThanOrEqual(20);
});

test("those for measuring are right, too", () => {
  const files = filesOf("bench");
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) expect(load(file).about).not.toBe("");
});

describe.each(folders)("%s", (folder) => {
  test.each(filesOf(folder))("%s", (file) => {
    const scenario = load(file);
    expect(scenario.name).toBe(basename(file, ".yaml"));
    expect(scenario.about).not.toBe("");
    expect(scenario.expect.length).toBeGreaterThan(0);

    // Larger clusters are checked after every instant by the long tests.
    const { failed, decided, violations } = play(scenario, scenario.agents.length > 10 ? "end" : "every");
    expect(failed).toEqual([]);
    expect(decided).toBe(scenario.expect.length);
    expect(violations.filter(({ bug }) => bug === null)).toEqual([]);
  });
});

test("a failure that shows a known bug breaks an invariant in that bug's name", () => {
  const named = filesOf("failures").filter((file) => /^B\d+-/.test(basename(file)));
  expect(named.length).toBeGreaterThan(0);
  for (const file of named) {
    const bugs = new Set(play(load(file), "every").violations.map(({ bug }) => bug));
    expect([...bugs], file).toEqual([basename(file).split("-")[0]]);
  }
});
