/** Starts of the built command beside those of Node itself, in turns. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Done } from "../work.ts";

export interface StartsInput {
  /** The built command. */
  readonly bin: string;
  readonly turns: number;
}

export function starts({ bin, turns }: StartsInput): Done {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-bench-"));
  const run = ["run", "scenarios/documentation/postgres.yaml", "--quiet", "--out", join(folder, "out")];
  const commands: Readonly<Record<string, readonly string[]>> = {
    node: ["-e", "0"],
    version: [bin, "--version"],
    validate: [bin, "validate", "scenarios/documentation/postgres.yaml"],
    run: [bin, ...run],
  };
  const measured: Record<string, number> = {};
  const failures: string[] = [];
  try {
    for (let turn = 0; turn < turns; turn++) {
      for (const [name, args] of Object.entries(commands)) {
        const started = process.hrtime.bigint();
        const { status } = spawnSync(process.execPath, args, { stdio: "ignore" });
        const seconds = Number(process.hrtime.bigint() - started) / 1e9;
        if (status !== 0) failures.push(`${name} ended with ${status}`);
        measured[name] = Math.min(measured[name] ?? Number.POSITIVE_INFINITY, seconds);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { measured, outcome: {}, failures: failures.slice(0, 3) };
}
