/** How files are written: each says first what it knows, stays short, and keeps to the strict language. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { nodesOf, placeOf, sourcesUnder, top } from "./sources.ts";

const own = sourcesUnder("src");
const all = [...own, ...sourcesUnder("test"), ...sourcesUnder("scripts")];

/** The files that may use the non-null `!` on typed arrays: the one list is Biome's. */
function hotFiles(): readonly string[] {
  const biome = JSON.parse(readFileSync(join(top, "biome.json"), "utf8")) as {
    overrides: { includes: string[]; linter: { rules: { style?: { noNonNullAssertion?: string } } } }[];
  };
  return biome.overrides
    .filter((override) => override.linter.rules.style?.noNonNullAssertion === "off")
    .flatMap((override) => override.includes);
}

test("every source says in its first sentence what it knows", () => {
  expect(all.length).toBeGreaterThan(80);
  const silent = all.filter(({ text }) => !/^(#!.*\n)?\/\*\*\s+(\* )?\S[\s\S]*?\*\//.test(text));
  expect(silent.map(({ path }) => path)).toEqual([]);
});

/** Tables, which are as long as what they list. */
const tables = new Set(["src/model/events.ts", "src/sim/explain/codes.ts"]);

test("no source but a table is longer than 400 lines", () => {
  const long = own.filter(({ path, text }) => !tables.has(path) && text.split("\n").length > 401);
  expect(long.map(({ path }) => path)).toEqual([]);
});

test("nothing is of type any", () => {
  const found = all.flatMap((source) =>
    [...nodesOf(source.tree)]
      .filter((node) => node.kind === ts.SyntaxKind.AnyKeyword)
      .map((node) => placeOf(source, node)),
  );
  expect(found).toEqual([]);
});

test("only hot files use the non-null !, and each says that it is hot", () => {
  const hot = hotFiles();
  expect(hot.length).toBeGreaterThan(0);
  const users = all.filter((source) => [...nodesOf(source.tree)].some(ts.isNonNullExpression));
  expect(users.map(({ path }) => path)).toEqual([...hot].sort());
  expect(
    users.filter(({ text }) => !/^\/\*\*[\s\S]*?\bHot:[\s\S]*?\*\//.test(text)).map(({ path }) => path),
  ).toEqual([]);
});

test("nothing silences the compiler, and nothing is left to do", () => {
  const marks = new RegExp(["@ts-ig" + "nore", "@ts-no" + "check", "TO" + "DO", "FIX" + "ME"].join("|"));
  const found = all.filter(({ text }) => marks.test(text));
  expect(found.map(({ path }) => path)).toEqual([]);
});

test("no test is skipped for good or alone", () => {
  const found = all.filter(({ text }) => /\b(?:test|it|describe)\.(?:skip|only|todo)\(/.test(text));
  expect(found.map(({ path }) => path)).toEqual([]);
});
