/** Every scenario of the project holds, its invariants too, and says what it shows. */

import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { quirkIds } from "../../src/sim/marathon/quirks.ts";
import type { Scenario } from "../../src/sim/scenario.ts";
import { filesOf, folders, load, play } from "./play.ts";

test("there are scenarios of the documentation and of failures", () => {
  expect(folders).toEqual(expect.arrayContaining(["documentation", "failures"]));
  expect(filesOf("documentation").length).toBeGreaterThanOrEqual(20);
});

test.each(["cluster", "idle", "five-agents"])("the one for measuring is right, too: %s", (name) => {
  expect(load(`../scripts/bench/scenarios/${name}.yaml`).about).not.toBe("");
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

/** The known bugs that make Marathon do what it should never do, and a scenario that shows each. */
const breaking = [
  "B5-wipe-does-not-kill",
  "B14-unique-stacks",
  "B38-scaled-down-and-launched",
  "B43-healthy-and-not-ready",
  "removed-framework-still-runs",
];

test("a failure breaks an invariant only in the name of the bug that it shows, and mended none", () => {
  for (const file of filesOf("failures")) {
    const name = basename(file, ".yaml");
    const bugs = [...new Set(play(load(file), "every").violations.map(({ bug }) => bug))];
    const [number] = name.split("-");
    const shown = name === "removed-framework-still-runs" ? "removed-framework" : number;
    expect(bugs, file).toEqual(breaking.includes(name) ? [shown] : []);
  }
});

/** What a scenario plays, wherever it stands, and by whichever version. */
const played = (scenario: Scenario): unknown =>
  JSON.parse(
    JSON.stringify({ ...scenario, name: "", about: "", versions: null, expect: [] }, (key, value) =>
      key === "place" ? null : value,
    ),
  );

test("each failure that can be mended is there as it was and mended, and the two differ in nothing else", () => {
  const names = filesOf("failures").map((file) => basename(file, ".yaml"));
  const pairs = names
    .filter((name) => name.endsWith("-fixed"))
    .map((name) => name.slice(0, -"-fixed".length));
  const fixes = pairs.flatMap((name) => {
    const [before, after] = [load(`failures/${name}.yaml`), load(`failures/${name}-fixed.yaml`)];
    expect(played(after), name).toEqual(played(before));
    expect(before.versions.fixes, name).toEqual([]);
    expect(after.versions.fixes, name).toHaveLength(1);
    return after.versions.fixes;
  });
  expect([...fixes].sort()).toEqual([...quirkIds].sort());
});

test("a known bug's scenario says where it is told of", () => {
  for (const file of filesOf("failures")) {
    const bug = /^([BM]\d+)-/.exec(basename(file))?.[1];
    if (bug !== undefined)
      expect(load(file).about, file).toMatch(/https:\/\/github\.com\/d2iq-archive\/marathon\//);
  }
});
