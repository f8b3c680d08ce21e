/** Progress is a bar on a terminal's stderr, after a moment, and nothing anywhere else. */

import { expect, test } from "vitest";
import { Progress } from "../../src/cli/progress.ts";
import { toldOn } from "./told.ts";

/** What reaches stderr when a run of two simulated hours is half done after that much wall time. */
async function shown(isTerminal: boolean, quiet: boolean, wallMs: number): Promise<string> {
  const told = toldOn(isTerminal, 100);
  const progress = new Progress(told.console, quiet, "long-one", 7_200_000);
  told.at(wallMs);
  await progress.update(3_600_000);
  progress.stop();
  return told.text();
}

test("a bar on a terminal says how far simulated time is", async () => {
  expect(await shown(true, false, 2000)).toContain("long-one [################----------------] 1h of 2h");
});

test.each([
  ["in a pipe", false, false, 2000],
  ["with --quiet", true, true, 2000],
  ["for a run that is over at once", true, false, 100],
])("nothing %s", async (_where, isTerminal, quiet, wallMs) => {
  expect(await shown(isTerminal, quiet, wallMs)).toBe("");
});
