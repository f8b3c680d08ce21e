/** docs/known-failures.md has every failure, with its link, and what it names is there. */

import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { type QuirkId, quirkIds, quirks } from "../../src/sim/marathon/quirks.ts";
import { filesOf } from "./play.ts";

const top = join(import.meta.dirname, "../..");
const page = readFileSync(join(top, "docs/known-failures.md"), "utf8");

/** Texts of the entries by id: sections for B, rows of the last table for M. */
const sections = new Map(
  page
    .split(/^(?=##)/m)
    .flatMap((text) => [...text.matchAll(/^### (B\d+): /g)].map(([, id]) => [id ?? "", text] as const)),
);
const rows = new Map([...page.matchAll(/^\| (M\d+) .*$/gm)].map(([text, id]) => [id ?? "", text] as const));

const upTo = (letter: string, last: number): readonly string[] =>
  Array.from({ length: last }, (_, i) => `${letter}${i + 1}`);

const link = /\]\(https:\/\/github\.com\/(?:d2iq-archive\/marathon|dcos\/dcos)\/(?:issues|pull)\/\d+\)/;

test("every id has one entry, with a public link", () => {
  expect([...page.matchAll(/^### (B\d+): /gm)]).toHaveLength(47);
  expect([...sections.keys()].sort()).toEqual([...upTo("B", 47)].sort());
  expect([...rows.keys()]).toEqual(upTo("M", 17));
  for (const [id, text] of [...sections, ...rows]) expect(text, id).toMatch(link);
});

describe.each(quirkIds.map((id) => ({ id })))("$id", ({ id }: { readonly id: QuirkId }) => {
  const text = sections.get(id) ?? "";

  test("can be mended, and its entry has the link, the place and the switch", () => {
    const { link: address, at } = quirks[id];
    expect(text).toContain(`(${address})`);
    for (const place of at.split(", ")) expect(text).toContain(`\`${place}\``);
    expect(text).toContain(`\`fixes: [${id}]\``);
  });

  test("its entry names a scenario with the bug and one without", () => {
    expect(text).toMatch(/^- Here: `failures\//m);
    expect(text).toMatch(/^- Mended: .*`failures\/[\w-]+-fixed`/m);
  });
});

test("only what can be mended has a switch; the others say why not, or what shows that 1.1.1 has not got them", () => {
  for (const [id, text] of sections) {
    const mended = quirkIds.some((quirk) => quirk === id);
    expect(/^- Mended: /m.test(text), id).toBe(mended);
    expect(/^- (?:Mended|No switch|Shown not to happen|Not shown)\b/m.test(text), id).toBe(true);
    expect(text, id).toMatch(/^- Versions: /m);
  }
});

test("every scenario that it names is there, and every test", () => {
  const scenarios = [...page.matchAll(/`((?:failures|documentation|timelines|mesos)\/[\w-]+)`/g)];
  expect(scenarios.length).toBeGreaterThan(50);
  const files = scenarios.map(([, name]) => `scenarios/${name}.yaml`);
  const tests = [...page.matchAll(/`(test\/[\w/.-]+)`/g)].map(([, name]) => name ?? "");
  expect(tests.length).toBeGreaterThan(5);
  for (const file of [...files, ...tests]) expect(existsSync(join(top, file)), file).toBe(true);
});

test("what is shown by later-bugs.test.ts has a test with its id there", () => {
  const file = "test/sim/marathon/later-bugs.test.ts";
  const titles = [...readFileSync(join(top, file), "utf8").matchAll(/^test\("(.*)", /gm)].map(
    ([, title]) => title,
  );
  const tested = titles.flatMap((title) => title?.match(/\bB\d+\b/g) ?? []);
  const named = [...sections].filter(([, text]) => text.includes(file)).map(([id]) => id);
  expect(named.length).toBeGreaterThan(5);
  expect([...tested].sort()).toEqual([...named].sort());
});

test("every scenario of failures/ that has a number is in the entry of that number", () => {
  const numbered = filesOf("failures")
    .map((file) => basename(file, ".yaml"))
    .filter((name) => /^[BM]\d/.test(name));
  expect(numbered.length).toBeGreaterThan(20);
  for (const name of numbered) {
    const [id] = name.split("-");
    const entry = sections.get(id ?? "") ?? rows.get(id ?? "") ?? "";
    expect(entry, name).toContain(`\`failures/${name}\``);
  }
});
