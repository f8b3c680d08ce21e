/** A report folder is written as a whole, or not at all. */

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { analyse } from "../../src/report/analysis.ts";
import type { FinishedRun } from "../../src/report/finished-run.ts";
import { refuseFolder, reportFiles, writeReports } from "../../src/report/write.ts";
import { restartInPlace } from "./journals.ts";

let top = "";

beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), "holdfast-write-")));
});

afterEach(() => {
  rmSync(top, { recursive: true });
});

const finished = (): FinishedRun => restartInPlace("listed").run(60_000);
const context = {
  holdfast: "0.0.0",
  command: "holdfast run x.yaml --seed 1",
  explain: "holdfast explain x.yaml --seed 1 --app",
  scenarioDigest: "",
  diagnoses: [],
  diagnosesLeft: 0,
};
const write = (dir: string, run = finished()): void => writeReports(dir, run, analyse(run), context);

test("all files are there, and nothing beside them", () => {
  write(join(top, "deep", "down"));
  expect(readdirSync(join(top, "deep"))).toEqual(["down"]);
  expect(readdirSync(join(top, "deep", "down")).sort()).toEqual([...reportFiles].sort());
});

test("two runs of the same give the same bytes", () => {
  write(join(top, "one"));
  write(join(top, "two"));
  for (const file of reportFiles) {
    const bytes = readFileSync(join(top, "one", file));
    expect(bytes.length).toBeGreaterThan(100);
    expect(bytes.equals(readFileSync(join(top, "two", file)))).toBe(true);
  }
});

test("a folder of reports is replaced as a whole", () => {
  const dir = join(top, "out");
  write(dir);
  writeFileSync(join(dir, "stale.txt"), "from an earlier run");
  write(dir);
  expect(readdirSync(dir).sort()).toEqual([...reportFiles].sort());
  expect(readdirSync(top)).toEqual(["out"]);
});

test("an empty folder is taken, through a link too", () => {
  mkdirSync(join(top, "real"));
  symlinkSync(join(top, "real"), join(top, "link"));
  write(join(top, "link"));
  expect(readdirSync(top).sort()).toEqual(["link", "real"]);
  expect(existsSync(join(top, "real", "summary.json"))).toBe(true);
});

test("a folder is replaced as a whole, whatever was in it", () => {
  const dir = join(top, "out");
  mkdirSync(dir);
  writeFileSync(join(dir, "stale.txt"), "");
  write(dir);
  expect(readdirSync(dir).sort()).toEqual([...reportFiles].sort());
});

test("the current folder, those above it and the home folder are left alone", () => {
  for (const dir of [process.cwd(), dirname(process.cwd()), homedir(), "/"]) {
    expect(refuseFolder(dir)).toContain("would be replaced as a whole");
  }
});

test("a file in the way is refused", () => {
  const path = join(top, "out");
  writeFileSync(path, "");
  expect(refuseFolder(path)).toBe(`${path} is not a folder`);
});

test("a run that cannot be written leaves the old reports and no rest of new ones", () => {
  const dir = join(top, "out");
  write(dir);
  const before = readFileSync(join(dir, "events.jsonl"));
  const broken = finished();
  Object.defineProperty(broken.recorder.journal, "blockOf", { value: () => undefined });
  const analysis = analyse(finished());
  expect(() => writeReports(dir, broken, analysis, context)).toThrow(TypeError);
  expect(readdirSync(top)).toEqual(["out"]);
  expect(readFileSync(join(dir, "events.jsonl")).equals(before)).toBe(true);
});
