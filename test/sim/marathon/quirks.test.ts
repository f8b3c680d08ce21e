/** The table of the known bugs of 1.1 that can be mended; quirks/ has both behaviours of each. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { quirkIds, quirks, quirksOf11, quirksWithout } from "../../../src/sim/marathon/quirks.ts";

test("every one has words, a link and a place, and all are reproduced unless they are mended", () => {
  for (const { about, link, at, mended } of Object.values(quirks)) {
    expect(about).toMatch(/\.$/);
    expect(link).toMatch(/^https:\/\/github\.com\/d2iq-archive\/marathon\/(?:issues|pull)\/\d+$/);
    expect(at).toMatch(/^\w+\.scala:\d+/);
    expect(mended).toMatch(/^(?:\d\.\d+|never)/);
  }
  expect([...quirksOf11]).toEqual(quirkIds);
  expect([...quirksWithout(["B2", "B14"])]).toEqual(quirkIds.filter((id) => id !== "B2" && id !== "B14"));
  expect([...quirksWithout(quirkIds)]).toEqual([]);
});

test("every one has a test that says where Marathon decides it", () => {
  const folder = join(import.meta.dirname, "quirks");
  const titles = readdirSync(folder)
    .flatMap((file) => [...readFileSync(join(folder, file), "utf8").matchAll(/^test\("(.*)", /gm)])
    .map(([, title]) => title ?? "");
  for (const [id, { at }] of Object.entries(quirks)) {
    const place = at.split(",")[0] ?? "";
    expect(
      titles.some((title) => title.startsWith(`${id} `) && title.includes(place)),
      `${id} ${place}`,
    ).toBe(true);
  }
});
