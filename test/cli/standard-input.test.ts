/** `-` among the operands is standard input, for every command that reads a scenario, a study or an app. */

import { afterAll, beforeAll, expect, test } from "vitest";
import { newPlace, type Place } from "./holdfast.ts";

const scenario = `name: from-a-pipe
duration: 5m
agents:
  - { id: a, resources: { cpus: 4, mem: 8GiB, disk: 10GiB } }
apps:
  - file: scenarios/apps/postgres.json
`;

let place: Place;
beforeAll(() => {
  place = newPlace();
});
afterAll(() => place.remove());

const given = (args: readonly string[], input: string) => place.run(args, { input });

test("a scenario, with the files that it names beside the current folder", () => {
  const piped = given(["run", "-", "--json", "--quiet", "--out", "piped"], scenario);
  place.write("named.yaml", scenario);
  const named = place.run(["run", "named.yaml", "--json", "--quiet", "--out", "named"]);
  const [first, second] = [piped, named].map(({ stdout }) => JSON.parse(stdout).runs[0]);
  expect(first).toMatchObject({ scenario: "from-a-pipe", replay: "holdfast run - --seed 1" });
  expect(first.digest).toBe(second.digest);
});

test("as JSON, which YAML includes", () => {
  const json = JSON.stringify({
    name: "j",
    duration: "1m",
    agents: [{ id: "a", resources: { cpus: 1, mem: 1 } }],
  });
  expect(given(["show", "-", "--at", "1m", "--json"], json)).toMatchObject({ status: 0, stderr: "" });
});

test("a mistake is told at its line", () => {
  expect(given(["run", "-"], `${scenario}zzz: 1\n`).stderr).toMatch(/^-:7:1: zzz: unknown key/);
  expect(given(["run", "-"], "").stderr).toMatch(/^-:1:1: the file is empty/);
});

test("read once, it is both sides of diff", () => {
  const { status, stdout } = given(["diff", "-", "--set-b", "agents.0.joins=1m"], scenario);
  expect(status).toBe(1);
  expect(stdout).toContain("--set agents.0.joins=1m");
});

test("a study and an app are told apart", () => {
  place.write("base.yaml", scenario);
  const study = "name: s\nscenario: base.yaml\nreplications: 2\nmeasure: [apps./postgres.availability]\n";
  expect(given(["study", "-", "--jobs", "1", "--quiet", "--out", "study"], study).status).toBe(0);
  for (const text of [study, scenario, '{ "id": "/x", "cmd": "serve" }'])
    expect(given(["validate", "-"], text)).toMatchObject({ status: 0, stdout: "ok -\n" });
});

test("a failure goes into a capsule, and comes out again", () => {
  const failing = `${scenario}expect: [{ agent: a, registered: false }]\n`;
  expect(given(["run", "-", "--capsule", "capsule.json"], failing).status).toBe(1);
  expect(place.run(["run", "capsule.json"]).stdout).toContain("the same as then");
});

test("it cannot be watched; a file of that name is named with its folder", () => {
  expect(given(["run", "-", "--watch"], scenario).stderr).toContain(
    "--watch: standard input cannot be read again",
  );
  place.write("minus.yaml", 'name: m\nduration: 1m\napps: [{ file: "-" }]\n');
  expect(given(["run", "minus.yaml"], '{ "id": "/x", "cmd": "serve" }').stderr).toContain(
    "./-: no such file",
  );
});
