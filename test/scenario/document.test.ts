/** Files as located documents: where values and keys are found, what is no document. */

import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nodeFiles } from "../../src/cli/files.ts";
import { isScenarioText, parseText } from "../../src/scenario/document.ts";
import { formatPath, type Located, type Path } from "../../src/scenario/located.ts";

const yaml = `name: x
agents:
  - id: a
    attributes: { rack: r1 }
  - &b
    id: b
more: *b
empty:
`;
const json = `{
  "name": "x",
  "agents": [
    { "id": "a", "attributes": { "rack": "r1" } }
  ]
}`;

function located(file: string, text: string): Located {
  const parsed = parseText(file, text);
  if (!parsed.ok) throw new Error(parsed.issues[0]?.message);
  return parsed.document;
}

test.each<[string, Path, string]>([
  ["a value", ["name"], "1:7"],
  ["a map in a list", ["agents", 0], "3:5"],
  ["a value within", ["agents", 0, "attributes", "rack"], "4:25"],
  ["what is missing, at its parent", ["agents", 0, "resources", "cpus"], "3:5"],
  ["what an alias stands for, at its anchor", ["more", "id"], "6:9"],
  ["a key without a value, behind it", ["empty"], "8:7"],
])("YAML: %s is found", (_what, path, place) => {
  const { line, column } = located("x.yaml", yaml).placeOf(path);
  expect(`${line}:${column}`).toBe(place);
});

test.each<[string, Path, string]>([
  ["a value", ["name"], "2:11"],
  ["a value within", ["agents", 0, "attributes", "rack"], "4:42"],
  ["what is missing, at its parent", ["agents", 0, "resources", "cpus"], "4:5"],
  ["what is missing at the top", ["duration"], "1:1"],
])("JSON: %s is found", (_what, path, place) => {
  const { line, column } = located("x.json", json).placeOf(path);
  expect(`${line}:${column}`).toBe(place);
});

test("a key is found where it stands", () => {
  expect(located("x.yaml", yaml).placeOfKey(["agents", 0, "attributes"], "rack")).toMatchObject({
    line: 4,
    column: 19,
  });
  expect(located("x.json", json).placeOfKey(["agents", 0, "attributes"], "rack")).toMatchObject({
    line: 4,
    column: 34,
  });
});

test("both give the same plain data", () => {
  expect(located("x.json", json).value).toEqual({
    name: "x",
    agents: [{ id: "a", attributes: { rack: "r1" } }],
  });
  expect(located("x.yaml", yaml).value).toMatchObject({ more: { id: "b" }, empty: null });
});

test("YAML is YAML 1.2: yes is a text, an octal needs 0o", () => {
  expect(located("x.yaml", "a: yes\nb: 010\nc: 0o10\nd: 2016-01-01\n").value).toEqual({
    a: "yes",
    b: 10,
    c: 8,
    d: "2016-01-01",
  });
});

test.each([
  ["x.json", "[".repeat(200_000)],
  ["x.yaml", "[".repeat(200_000)],
  ["x.json", `${"[".repeat(102)}${"]".repeat(102)}`],
  ["x.yaml", `${"[".repeat(150)}${"]".repeat(150)}`],
])("%s: what is nested too deeply is refused, not a crash", (file, text) => {
  const parsed = parseText(file, text);
  expect(parsed.ok ? [] : parsed.issues.map(({ message }) => message)).toEqual(
    expect.arrayContaining([expect.stringMatching(/nested/)]),
  );
});

test.each([
  ["x.json", '{ "__proto__": { "a": 1 } }'],
  ["x.yaml", "__proto__: { a: 1 }"],
])("%s: __proto__ is no key", (file, text) => {
  expect(parseText(file, text)).toMatchObject({
    ok: true,
    document: { value: {}, flaws: [{ path: "__proto__", message: "__proto__ cannot be a key" }] },
  });
});

test("paths are written as users write them", () => {
  expect(formatPath(["agents", 0, "resources", "cpus"])).toBe("agents[0].resources.cpus");
  expect(formatPath(["apps", "/my.app", "moved"])).toBe('apps["/my.app"].moved');
});

test.each([
  ["x.yaml", "name: x\nduration: 5m\n", true],
  ["x.yml", "duration: wrong\n", true],
  ["x.json", '{ "duration": "5m" }', true],
  ["x.yaml", "duration: 5m\nagents: [\n", true],
  ["x.yaml", "name: study\nscenario: x.yaml\n", false],
  ["app.json", '{ "id": "/x" }', false],
  ["x.txt", "duration: 5m\n", false],
  ["x.yaml", "- duration: 5m\n", false],
])("%s with %j: whether it is a scenario", (file, text, is) => {
  expect(isScenarioText(file, text)).toBe(is);
});

test("files are read as text, or a clause says why not", () => {
  const place = mkdtempSync(join(tmpdir(), "holdfast-files-"));
  const at = (name: string): string => join(place, name);
  try {
    writeFileSync(at("text"), "caf\u00e9\n");
    writeFileSync(at("empty"), "");
    writeFileSync(at("latin1"), Buffer.from([0x61, 0x0a, 0x62, 0xe9, 0x63]));
    symlinkSync(at("loop"), at("loop"));
    expect(nodeFiles.read(at("text"))).toEqual({ ok: true, text: "caf\u00e9\n" });
    expect(nodeFiles.read(at("empty"))).toEqual({ ok: false, why: "the file is empty" });
    expect(nodeFiles.read(at("latin1"))).toEqual({ ok: false, why: "is not UTF-8 text", line: 2, column: 2 });
    expect(nodeFiles.read(at("none"))).toEqual({ ok: false, why: "no such file" });
    expect(nodeFiles.read(at("text/none"))).toEqual({ ok: false, why: "no such file" });
    expect(nodeFiles.read(place)).toEqual({ ok: false, why: "is a directory, not a file" });
    expect(nodeFiles.read(at("loop"))).toEqual({ ok: false, why: "is a link to itself" });
  } finally {
    rmSync(place, { recursive: true });
  }
});

test("a path in a file is relative to that file", () => {
  expect(nodeFiles.resolve("scenarios/x.yaml", "apps/p.json")).toBe(join("scenarios", "apps", "p.json"));
  expect(nodeFiles.resolve("x.yaml", "/abs/p.json")).toBe("/abs/p.json");
});
