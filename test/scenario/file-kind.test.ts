/** Files of another kind than a command takes: what they are, and what they are for, in one line. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { kindOf, otherKind } from "../../src/scenario/file-kind.ts";
import { loadScenario } from "../../src/scenario/load.ts";
import { isStudyText, loadStudy } from "../../src/study/load.ts";
import { memoryFiles } from "./memory.ts";

const golden = readFileSync("scenarios/documentation/postgres.golden.json", "utf8");
const app = readFileSync("scenarios/apps/postgres.json", "utf8");
const summary = '{"scenario":"x","seed":1,"duration_ms":1000,"events":0,"digest":"6e34"}';
const capsule = '{"capsule":1,"scenario":{"name":"x"}}';

test.each([
  [
    "a.json",
    app,
    "is a Marathon app definition, not a scenario: holdfast validate a.json checks it, and apps: of a scenario deploys it",
  ],
  [
    "a.yaml",
    "id: /db\ncpus: 1\n",
    "is a Marathon app definition, not a scenario: apps: of a scenario deploys it",
  ],
  [
    "x.golden.json",
    golden,
    "is a golden file, not a scenario: holdfast test compares it with the run of the scenario beside it",
  ],
  ["summary.json", summary, "is the summary of a run, not a scenario: holdfast diff takes its folder"],
])("%s as a scenario is told in one line what it is", (file, text, message) => {
  const result = loadScenario(file, memoryFiles({ [file]: text }));
  expect(result.ok ? [] : result.issues.map((issue) => issue.message)).toEqual([message]);
});

test.each([
  ["x.golden.json", golden, "is a golden file, not a study: "],
  ["c.json", capsule, "is a capsule, not a study: holdfast run c.json plays it"],
  ["a.json", app, "is a Marathon app definition, not a study: "],
])("%s as a study is told in one line what it is", (file, text, message) => {
  const files = memoryFiles({ [file]: text });
  const result = loadStudy(file, files, files);
  expect(result.ok ? [] : result.issues.map((issue) => issue.message.slice(0, message.length))).toEqual([
    message,
  ]);
});

test("what names a scenario is no study by that alone", () => {
  expect(isStudyText("x.golden.json", golden)).toBe(false);
  expect(isStudyText("s.json", '{"name":"s","scenario":"x.yaml","measure":[]}')).toBe(true);
});

test("a scenario without its duration is still meant as one, and told what is missing", () => {
  expect(kindOf({ name: "x", agents: [], apps: [] })).toBeNull();
  expect(otherKind({ duration: "1m", digest: "6e34" }, "scenario", "x.yaml")).toBeNull();
});
