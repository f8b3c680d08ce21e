/** The defects that `npm run test:defects` plants still apply, and the table of what finds them is about them. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { defects, edited } from "./defects.ts";

const top = join(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(join(top, file), "utf8");

describe("each defect applies to the sources as they are", () => {
  test.each(defects)("$name", ({ edits }) => {
    expect(edits.length).toBeGreaterThan(0);
    const texts = new Map<string, string>();
    for (const edit of edits) texts.set(edit.file, edited(texts.get(edit.file) ?? read(edit.file), edit));
    for (const [file, text] of texts) expect(text, file).not.toBe(read(file));
  });
});

test("an edit whose text is gone, or stands in two places, is refused and names its file", () => {
  const edit = { file: "src/a.ts", find: "b > c", put: "b >= c" };
  expect(edited("if (b > c) d();", edit)).toBe("if (b >= c) d();");
  expect(() => edited("if (b < c) d();", edit)).toThrow("src/a.ts: a planted defect does not apply");
  expect(() => edited("b > c || b > c", edit)).toThrow("more than once");
});

test("the table in docs/reliability.md has a line for each defect, and no other", () => {
  const [, section = ""] = read("docs/reliability.md").split("## Planted defects");
  const [table = ""] = section.split("\n## ");
  const named = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
  expect(named).toEqual(defects.map(({ name }) => name));
});

test("there are the twelve that were asked for", () => {
  expect(new Set(defects.map(({ name }) => name)).size).toBe(12);
});
