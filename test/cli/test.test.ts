/** `test` from end to end: lines, golden files, exit codes, workers, interruption. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endless, newPlace, type Place } from "./holdfast.ts";
import { Running } from "./running.ts";

function small(more = "", duration = "5m"): string {
  return `name: small
duration: ${duration}
agents:
  - { id: a, resources: { cpus: 4, mem: 8GiB, disk: 10GiB } }
apps:
  - file: ../scenarios/apps/postgres.json
${more}`;
}

let place: Place;
beforeAll(() => {
  place = newPlace();
  for (const folder of ["good", "mixed", "long"]) mkdirSync(join(place.folder, folder));
  for (const name of ["a", "b", "c"]) place.write(`good/${name}.yaml`, small());
  place.write("mixed/bad.yaml", "name: bad\nduration: 5 minutes\nagnts: []\n");
  place.write("mixed/fails.yaml", small("expect:\n  - { app: /postgres, running: 2 }\n"));
  place.write("mixed/holds.yaml", small("expect:\n  - { app: /postgres, running: 1 }\n"));
  place.write("mixed/not-a-scenario.yaml", "scenario: x.yaml\n");
});
afterAll(async () => {
  await Running.endAll();
  place.remove();
});

/** Without what a clock decides. */
const timeless = (text: string): string => text.replaceAll(/ +[\d.]+ m?s(?= {2}|$)/gm, "");

test("one line each in the order of the paths, whatever the number of workers", () => {
  const [one, two] = ["1", "2"].map((jobs) => place.run(["test", "mixed", "--jobs", jobs]));
  expect(timeless(one?.stdout ?? "")).toBe(timeless(two?.stdout ?? ""));
  expect(one?.status).toBe(2);
  expect(one?.stderr).toBe("");
  const lines = timeless(one?.stdout ?? "").split("\n");
  expect(lines.slice(0, 4)).toEqual([
    "  WRONG    bad             2 problems",
    '      mixed/bad.yaml:2:11: duration: "5 minutes" is not a duration (such as 250ms, 20s, 5m, 2h, 30d,',
    "      1h30m)",
    "      mixed/bad.yaml:3:1: agnts: unknown key; did you mean agents?",
  ]);
  expect(lines[4]).toContain("  FAIL     fails  at the end: /postgres running 2, seen running 1");
  const text = lines.join("\n");
  expect(text).toContain("replay holdfast run mixed/fails.yaml --seed 1 --check every");
  expect(text).toMatch(/why .*all that is wanted runs: 1 instance\n/);
  expect(text).toMatch(/events .* {2}task\.launched {2}\/postgres on a\n.*volume\.attached/);
  expect(lines.at(-6)).toBe("  ok       holds");
  expect(lines.at(-5)).toBe("1 ok, 1 failed, 1 wrong (2 without a golden file) in");
  expect(lines.at(-4)).toBe("details above; holdfast test mixed --filter bad shows only the first of them");
  // What is wrong cannot be played: the last lines are of the first that was.
  expect(lines.at(-3)).toBe("replay          holdfast run mixed/fails.yaml --seed 1 --check every");
});

test("golden files: written, agreed with, changed, allowed, accepted", () => {
  const golden = join(place.folder, "good/b.golden.json");
  const updated = place.run(["test", "good", "--update"]);
  expect(updated.status).toBe(0);
  expect(updated.stdout).toMatch(
    /^ {2}new {6}a .*\n {2}new {6}b .*\n {2}new {6}c .*\n3 ok, 3 golden files written in/,
  );
  const first = readFileSync(golden, "utf8");
  expect(place.run(["test", "good"]).stdout).toMatch(/\n3 ok in [\d.]+ m?s\n$/);
  // Nothing is written where nothing has changed.
  expect(place.run(["test", "good", "--update", "--quiet"])).toMatchObject({ status: 0, stdout: "" });

  place.write("good/b.yaml", small("actions:\n  - { at: 2m, do: task.kill, app: /postgres }\n"));
  const changed = place.run(["test", "good"]);
  expect(changed.status).toBe(1);
  expect(changed.stdout).toMatch(
    /^ {2}CHANGED {2}b .*\n {6}first difference at 2m: api\.answered \/postgres/m,
  );
  expect(changed.stdout).toContain("task.killed 1, was 0");
  expect(changed.stdout).toMatch(/\n2 ok, 1 changed in/);
  expect(readFileSync(golden, "utf8")).toBe(first);
  expect(place.run(["test", "good", "--allow-changes", "--quiet"]).status).toBe(0);
  const accepted = place.run(["test", "good", "--update", "--json"]);
  const { scenarios } = JSON.parse(accepted.stdout) as {
    scenarios: { outcome: string; golden: { first?: { now: { time_ms: number } } } }[];
  };
  expect(scenarios.map(({ outcome }) => outcome)).toEqual(["ok", "updated", "ok"]);
  expect(scenarios[1]?.golden.first?.now.time_ms).toBe(120_000);
  expect(place.run(["test", "good", "--quiet"])).toMatchObject({ status: 0, stdout: "" });

  writeFileSync(golden, "{");
  const unreadable = place.run(["test", "good/b.yaml"]);
  expect(unreadable.status).toBe(2);
  expect(unreadable.stdout).toContain("good/b.golden.json: is not valid JSON; --update writes it anew");
});

test("--twice plays each again in another process, and both agree", () => {
  const { status, stdout } = place.run(["test", "good/a.yaml", "good/c.yaml", "--twice", "--json"]);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ held: true, twice: true, totals: { ok: 2, differing: 0 } });
});

describe("what is played", () => {
  const names = (...args: readonly string[]): readonly string[] => {
    const { stdout } = place.run(["test", ...args, "--json"]);
    return (JSON.parse(stdout) as { scenarios: { name: string }[] }).scenarios.map(({ name }) => name);
  };

  test("shards are parts of the whole, and a filter looks at paths", () => {
    expect(names("good", "--shard", "1/2")).toEqual(["a", "c"]);
    expect(names("good", "--shard", "2/2")).toEqual(["b"]);
    expect(names("good", "--shard", "4/4")).toEqual([]);
    expect(names("good", "mixed", "--filter", "HOLD")).toEqual(["mixed/holds"]);
  });

  test("--set changes every scenario, and golden files are not compared then", () => {
    const { stdout, status } = place.run(["test", "good/a.yaml", "--set", "duration=1m", "--json"]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ scenarios: [{ golden: { is: "not-compared" } }] });
    const wrong = place.run(["test", "good/a.yaml", "--set", "agents.3.id=x"]);
    expect(wrong.status).toBe(2);
    expect(wrong.stdout).toContain("--set agents[3].id: agents: has one entry (0); there is no 3");
  });

  test("--fail-fast stops at the first that fails, and says what is left", () => {
    const { status, stdout, stderr } = place.run(["test", "mixed", "--fail-fast"]);
    expect(status).toBe(2);
    expect(stdout).not.toContain("holds");
    expect(stderr).toBe("stopped at the first failure; 2 not played\n");
  });

  test("--junit writes what was played, into a folder that is made for it", () => {
    expect(place.run(["test", "mixed", "--junit", "out/junit.xml", "--quiet"]).status).toBe(2);
    const xml = readFileSync(join(place.folder, "out/junit.xml"), "utf8");
    expect(xml.match(/<testcase /g)?.length).toBe(3);
    expect(xml).toContain('tests="3" failures="1" errors="1"');
  });
});

test.each([
  [["test", "nothing"], "nothing: no such file or folder"],
  [["test", "mixed/not-a-scenario.yaml"], "no scenario (YAML or JSON with duration: at the top)"],
  [["test", "good", "--filter", "zzz"], '--filter: no path of the 3 scenarios contains "zzz"'],
  [["test", "good", "--shard", "3/2"], '--shard: "3/2" is not one of several parts'],
  [["test", "good", "--junit", "good"], "--junit: good: cannot be written: it is a folder"],
  [["test", "good", "--junit", "good/a.yaml/x.xml"], "good/a.yaml is not a folder"],
  [["test", "good", "--jobs", "0"], '--jobs: "0" is not a whole number from 1 to 999999'],
  [
    ["test", "good", "--update", "--seed", "2"],
    "--update: a golden file holds the scenario as its file has it",
  ],
  [["test", "good", "--fail-first"], "--fail-first: no such option; did you mean --fail-fast?"],
])("wrong usage is told and nothing is played: %j", (args, message) => {
  const { status, stdout, stderr } = place.run(args);
  expect(status).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toContain(message);
});

test("SIGINT prints and keeps what is finished, and exits with 130", async () => {
  place.write("long/a.yaml", small());
  place.write("long/b-endless.yaml", endless);
  place.write("long/c.yaml", small());
  const args = ["test", "long", "--jobs", "2", "--update", "--junit", "long/junit.xml"];
  const child = new Running(place.folder, args);
  await child.says(/\n/);
  child.signal("SIGINT");
  expect(await child.exit).toBe(130);
  const { stdout, stderr } = child;
  expect(stdout).toMatch(/^ {2}new {6}a /);
  // The third may be finished by then, the second never is.
  expect(stdout).not.toContain("endless");
  expect(stderr).toMatch(/^interrupted; [12] of 3 scenarios played\n$/);
  expect(readFileSync(join(place.folder, "long/a.golden.json"), "utf8")).toContain('"scenario": "small"');
  expect(readFileSync(join(place.folder, "long/junit.xml"), "utf8")).toContain('<testcase name="a"');
});
