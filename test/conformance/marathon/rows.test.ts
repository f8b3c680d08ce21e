/** Nothing that the simulated Marathon is held against is forgotten: it is played, or it is listed with a reason. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rows } from "./rows.ts";

const folder = import.meta.dirname;

/** What stands between quotes in the tests, where their titles are; comments are no tests. */
const texts = readdirSync(folder)
  .filter((file) => file.endsWith(".test.ts") && file !== "rows.test.ts")
  .flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"))
  .filter((line) => !/^\s*(?:\/\/|\/?\*)/.test(line))
  .flatMap((line) => line.match(/"[^"]*"/g) ?? []);

/** Each `File.scala:1` that a title names; `File.scala:1,:2` names two. */
const played = new Set(
  texts.flatMap((text) =>
    [...text.matchAll(/(\w+Test\.scala):([\d-]+)((?:,:[\d-]+)*)/g)].flatMap(([, file, first, others = ""]) =>
      [first, ...others.split(",:").slice(1)].map((line) => `${file}:${line}`),
    ),
  ),
);

/** Lines of the table: what is left out, and why. */
const leftOut = [
  ...readFileSync(join(folder, "not-applicable.md"), "utf8").matchAll(/^\| `([^`]+)` \| (.+) \|$/gm),
].map(([, original = "", why = ""]) => ({ original, why }));

test.each(rows.map(({ original, about }) => [original, about]))(
  "%s (%s) is played, or listed",
  (original) => {
    const reason = leftOut.find((row) => row.original === original)?.why ?? "";
    expect([original, played.has(original) || reason.length > 10]).toEqual([original, true]);
  },
);

test("no row stands there twice, and nothing is listed that is no row or is played", () => {
  const originals = rows.map(({ original }) => original);
  expect(new Set(originals).size).toBe(originals.length);
  expect(leftOut.filter(({ original }) => !originals.includes(original))).toEqual([]);
  expect(leftOut.filter(({ original }) => played.has(original))).toEqual([]);
  expect(leftOut.length).toBeGreaterThan(10);
});

test("a later version's test is played only where its title says so", () => {
  for (const { original, version } of rows) {
    if (version === null || !played.has(original)) continue;
    expect(texts.some((text) => text.includes(`${original} (${version})`))).toBe(true);
  }
});
