/** How far a study is: a bar on a terminal, a line now and then elsewhere, with the pace and the time that is left. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { StudyProgress } from "../../src/cli/study/progress.ts";
import { toldOn } from "./told.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What reaches stderr when 400 of 1000 runs, 100 of which were there before, are played after that much wall time. */
async function shown(isTerminal: boolean, quiet: boolean, wallMs: number): Promise<string> {
  const told = toldOn(isTerminal, 120);
  const progress = new StudyProgress(told.console, quiet);
  await progress.start(100);
  progress.round(1000);
  progress.played(300);
  told.at(wallMs);
  vi.advanceTimersByTime(1000);
  progress.stop();
  return told.text();
}

test("a bar on a terminal, from the runs of this call: 300 in 6 s are 50/s, 600 are left", async () => {
  expect(await shown(true, false, 6000)).toContain("400 of 1000 runs   50/s   ETA 12s");
});

test("a line every ten seconds elsewhere", async () => {
  expect(await shown(false, false, 12_000)).toBe("400 of 1000 runs, 25/s, ETA 24s\n");
  expect(await shown(false, false, 9000)).toBe("");
});

test("nothing with --quiet, or where all is over at once", async () => {
  expect(await shown(true, true, 60_000)).toBe("");
  expect(await shown(true, false, 200)).toBe("");
});
