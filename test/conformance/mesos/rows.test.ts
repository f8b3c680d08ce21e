/** Nothing that the simulated Mesos is held against is forgotten: it is played, or it is listed with a reason. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rows } from "./rows.ts";

const folder = import.meta.dirname;
const tests = readdirSync(folder)
  .filter((file) => file.endsWith(".test.ts") && file !== "rows.test.ts")
  .map((file) => readFileSync(join(folder, file), "utf8"))
  .join("\n");
const listed = readFileSync(join(folder, "not-applicable.md"), "utf8");

/** Lines of the table: what is left out, and why. */
const leftOut = [...listed.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, original = "", why = ""]) => ({
  original,
  why,
}));

/** A title begins with it, after a quote: no other name goes on from there. */
function isPlayed(original: string): boolean {
  const at = tests.indexOf(`"${original}`);
  if (at < 0) return false;
  return tests
    .split(`"${original}`)
    .slice(1)
    .some((rest) => !/^\w/.test(rest));
}

test.each(rows.map(({ area, original }) => [original, area]))("%s (%s) is played, or listed", (original) => {
  const played = isPlayed(original);
  const reason = leftOut.find((row) => row.original === original)?.why;
  expect([original, played || (reason ?? "").length > 10]).toEqual([original, true]);
});

test("no row stands there twice, and nothing is listed that is no row or is played", () => {
  const originals = rows.map(({ original }) => original);
  expect(new Set(originals).size).toBe(originals.length);
  expect(leftOut.filter(({ original }) => !originals.includes(original))).toEqual([]);
  expect(leftOut.filter(({ original }) => isPlayed(original))).toEqual([]);
  expect(leftOut.length).toBeGreaterThan(10);
});
