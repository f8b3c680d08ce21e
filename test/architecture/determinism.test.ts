/** What could differ from machine to machine has no place in the model, the simulation and the reading of scenarios. */

import ts from "typescript";
import { expect, test } from "vitest";
import { importsOf, nodesOf, placeOf, type Source, sourcesUnder } from "./sources.ts";

/** Globals that read the clock, chance, the machine or the locale. */
const bannedNames = new Set([
  "Date",
  "performance",
  "process",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "Intl",
  "globalThis",
  "crypto",
  "require",
]);

/** Methods whose result depends on the locale. */
const bannedMethods = new Set(["localeCompare", "toLocaleString", "toLocaleLowerCase", "toLocaleUpperCase"]);

/** Functions of Math that the language leaves to the engine; random variates use kernel/elementary.ts. */
const bannedMath = new Set(
  "random acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 hypot log log10 log1p log2 pow sin sinh tan tanh".split(
    " ",
  ),
);

function isMember(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  return (
    (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodDeclaration(parent)) &&
    parent.name === node
  );
}

/** Names that the file itself gives to something, so that they are no globals there. */
function ownNames(source: Source): ReadonlySet<string> {
  const names = [...nodesOf(source.tree)].flatMap((node) =>
    (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)) &&
    ts.isIdentifier(node.name)
      ? [node.name.text]
      : [],
  );
  return new Set(names);
}

function strayNames(source: Source): readonly string[] {
  const found: string[] = [];
  const own = ownNames(source);
  for (const node of nodesOf(source.tree)) {
    if (ts.isIdentifier(node) && bannedNames.has(node.text) && !own.has(node.text) && !isMember(node)) {
      found.push(`${placeOf(source, node)} ${node.text}`);
    }
    if (!ts.isPropertyAccessExpression(node)) continue;
    const onMath = ts.isIdentifier(node.expression) && node.expression.text === "Math";
    if (bannedMethods.has(node.name.text) || (onMath && bannedMath.has(node.name.text))) {
      found.push(`${placeOf(source, node)} ${node.getText()}`);
    }
  }
  return found;
}

const pure = [...sourcesUnder("src/model"), ...sourcesUnder("src/sim")];

test("model and sim use no clock, no chance of the engine, no locale", () => {
  expect(pure.length).toBeGreaterThan(40);
  expect(pure.flatMap(strayNames)).toEqual([]);
});

test("model, sim and scenario import nothing of Node's", () => {
  const sources = [...pure, ...sourcesUnder("src/scenario")];
  const found = sources.flatMap((source) =>
    importsOf(source)
      .filter((specifier) => specifier.startsWith("node:"))
      .map((specifier) => `${source.path} -> ${specifier}`),
  );
  expect(found).toEqual([]);
});

test("model and sim import only packages that compute: schemas of fields, distances of words", () => {
  const packages = pure
    .flatMap((source) => importsOf(source).filter((specifier) => !specifier.startsWith(".")))
    .map((specifier) => specifier.split("/")[0]);
  expect([...new Set(packages)].sort()).toEqual(["fastest-levenshtein", "zod"]);
});

test("the check finds what it looks for", () => {
  const text = `const a = Date.now(); const b = Math.random(); "x".localeCompare("y"); const c = { Date: 1 }; c.Date; (process) => process.x;`;
  const tree = ts.createSourceFile("x.ts", text, ts.ScriptTarget.ES2023, true);
  expect(strayNames({ path: "x.ts", text, tree })).toEqual([
    "x.ts:1 Date",
    "x.ts:1 Math.random",
    'x.ts:1 "x".localeCompare',
  ]);
});
