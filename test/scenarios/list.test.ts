/** scenarios/README.md names every scenario, and none that does not exist. */

import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { filesOf, folders } from "./play.ts";

const list = readFileSync(join(import.meta.dirname, "../../scenarios/README.md"), "utf8");
/** What stands in the last cell of a table's row, between backquotes. */
const named = list
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| `"))
  .flatMap((line) =>
    [...(line.split("|").at(-2) ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ""),
  );

test("every scenario is in the list, and every name in it is a scenario", () => {
  const scenarios = folders.flatMap((folder) => filesOf(folder)).map((file) => basename(file, ".yaml"));
  expect(scenarios.length).toBeGreaterThan(40);
  expect([...new Set(named)].sort()).toEqual([...scenarios].sort());
});

test("every folder is in the list", () => {
  for (const folder of [...folders, "apps"]) expect(list).toContain(`\`${folder}/\``);
});

test("every scenario of the gallery has a golden file, which npm test compares", () => {
  const without = folders
    .flatMap((folder) => filesOf(folder))
    .filter(
      (file) =>
        !existsSync(join(import.meta.dirname, "../../scenarios", file.replace(/yaml$/, "golden.json"))),
    );
  expect(without).toEqual([]);
});
