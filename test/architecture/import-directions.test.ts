/** Imports point one way: each room of docs/architecture.md imports only what its row allows. */

import { posix } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { importsOf, sourcesUnder } from "./sources.ts";

const shared = ["src/sim/cluster/", "src/sim/kernel/", "src/model/", "src/sim/scenario.ts"];
/** What the schemas of fields are made of. */
const schemaParts = ["src/sim/distribution.ts", "src/sim/fields.ts", "src/sim/wrong-input.ts"];
const allOfSim = ["src/sim/", "src/model/"];

/** Which paths a room may import, itself aside; the first room that a file is in counts. */
const rooms: readonly (readonly [room: string, allowed: readonly string[]])[] = [
  ["src/model/", []],
  ["src/sim/kernel/", ["src/model/distributions.ts", "src/model/text-hash.ts"]],
  // The words of a scenario: plain types, which know only expectations and the model.
  ["src/sim/scenario.ts", ["src/sim/checks/expectation.ts", "src/model/"]],
  ["src/sim/cluster/", ["src/sim/kernel/", "src/model/", "src/sim/scenario.ts"]],
  ["src/sim/mesos/", shared],
  ["src/sim/marathon/", shared],
  ["src/sim/frameworks/", [...shared, ...schemaParts]],
  ["src/sim/", allOfSim],
  ["src/scenario/", allOfSim],
  // What runs in the browser: it knows the words of the page's data, and plain arithmetic.
  [
    "src/report/page/",
    ["src/report/html/page-data.ts", "src/sim/headroom-fit.ts", "src/model/units.ts", "src/model/wording.ts"],
  ],
  ["src/report/", ["src/scenario/", ...allOfSim]],
  ["src/compare/", ["src/report/", "src/scenario/", ...allOfSim]],
  ["src/study/", ["src/compare/", "src/report/", "src/scenario/", ...allOfSim]],
  ["src/cli/", ["src/", "package.json"]],
];

/** Who may not even share a room's neighbours: they exchange messages only. */
const strangers: readonly (readonly [string, string])[] = [
  ["src/sim/mesos/", "src/sim/marathon/"],
  ["src/sim/marathon/", "src/sim/mesos/"],
  ["src/sim/checks/", "src/scenario/"],
];

const sources = sourcesUnder("src");

function localImports(path: string, specifiers: readonly string[]): readonly string[] {
  return specifiers
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => posix.join(posix.dirname(path), specifier));
}

describe("the check itself", () => {
  test("sees the sources and their imports", () => {
    expect(sources.length).toBeGreaterThan(60);
    const imports = sources.flatMap((source) => localImports(source.path, importsOf(source)));
    expect(imports.length).toBeGreaterThan(150);
    const known = new Set([...sources.map((source) => source.path), "package.json"]);
    expect(imports.filter((path) => !known.has(path) && !path.endsWith(".d.ts"))).toEqual([]);
  });

  test("finds every kind of import", () => {
    const text = `import a from "./a.ts"; export * from "./b.ts"; type C = import("./c.ts").C; await import("./d.ts");`;
    const tree = ts.createSourceFile("x.ts", text, ts.ScriptTarget.ES2023, true);
    expect(importsOf({ path: "x.ts", text, tree })).toEqual(["./a.ts", "./b.ts", "./c.ts", "./d.ts"]);
  });
});

test("every source is in a room", () => {
  expect(
    sources.filter(({ path }) => !rooms.some(([room]) => path.startsWith(room))).map(({ path }) => path),
  ).toEqual([]);
});

test("no room looks where its row does not allow", () => {
  const upward = sources.flatMap((source) => {
    const row = rooms.find(([room]) => source.path.startsWith(room));
    const allowed = row === undefined ? [] : [row[0], ...row[1]];
    return localImports(source.path, importsOf(source))
      .filter((path) => !allowed.some((start) => path.startsWith(start)))
      .map((path) => `${source.path} -> ${path}`);
  });
  expect(upward).toEqual([]);
});

test("mesos and marathon know each other by messages only", () => {
  const meetings = sources.flatMap((source) =>
    localImports(source.path, importsOf(source))
      .filter((path) => strangers.some(([from, to]) => source.path.startsWith(from) && path.startsWith(to)))
      .map((path) => `${source.path} -> ${path}`),
  );
  expect(meetings).toEqual([]);
});
