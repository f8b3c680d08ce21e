/** Known bugs of 1.1, reproduced or mended as the scenario says; each has its own tests where it decides something. */

import { expect, test } from "vitest";
import { quirkIds, quirks, quirksOf11, quirksWithout } from "../../../src/sim/marathon/quirks.ts";
import { residentApp } from "./rig.ts";
import { simulate } from "./simulate.ts";

test("every one has words and a link, and all are reproduced unless they are mended", () => {
  for (const { about, link } of Object.values(quirks)) {
    expect(about).toMatch(/\.$/);
    expect(link).toMatch(/^https:\/\/github\.com\/d2iq-archive\/marathon\/issues\/\d+$/);
  }
  expect([...quirksOf11]).toEqual(quirkIds);
  expect([...quirksWithout(["B2", "B14"])]).toEqual(["B5", "B9", "B28"]);
  expect([...quirksWithout(quirkIds)]).toEqual([]);
});

test("what the scenario has mended does not happen: two instances of a UNIQUE app on one agent (B14)", () => {
  const stacked = (fixes: readonly string[]) =>
    simulate({
      agents: ["a"],
      apps: [residentApp({ instances: 2, constraints: [["hostname", "UNIQUE"]] })],
      fixes,
      durationMs: 60_000,
      check: "every",
    });
  expect(stacked([]).run().violations).toMatchObject([{ invariant: "unique-holds", bug: "B14" }]);
  const mended = stacked(["B14"]);
  expect(mended.run().violations).toEqual([]);
  expect(mended.marathon(null).appView("/app")).toMatchObject({ running: 1, queued: 1 });
});
