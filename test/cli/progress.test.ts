/** Progress is a bar on a terminal's stderr, after a moment, and nothing anywhere else. */

import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { Console, type Host } from "../../src/cli/console.ts";
import { Progress } from "../../src/cli/progress.ts";

/** What reaches stderr when a run of two simulated hours is half done after that much wall time. */
async function shown(isTerminal: boolean, quiet: boolean, wallMs: number): Promise<string> {
  const stderr = Object.assign(new PassThrough(), { isTTY: isTerminal, columns: 100 });
  let nowMs = 0;
  const host = {
    stdout: new PassThrough(),
    stderr,
    env: {},
    hrtime: { bigint: () => BigInt(nowMs) * 1_000_000n },
  } as unknown as Host;
  const progress = new Progress(new Console(host), quiet, "long-one", 7_200_000);
  nowMs = wallMs;
  await progress.update(3_600_000);
  progress.stop();
  return String(stderr.read() ?? "");
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
