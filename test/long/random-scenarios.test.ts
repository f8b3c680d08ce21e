/**
 * Very many random scenarios, shared out over processes; a progress line every minute.
 *
 * FC_SEED moves to other scenarios; RANDOM_SHARE plays another multiple of them, such as 0.1.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { seeded } from "../support/seed.ts";

const top = join(import.meta.dirname, "..", "..");
const perSeed = 100;
const share = Number(process.env["RANDOM_SHARE"] ?? 1);
const minuteMs = 60_000;

/** Plays so many scenarios; what failed, and how many were played. */
async function playAll(
  what: string,
  wanted: number,
): Promise<{ readonly failures: readonly string[]; readonly played: number }> {
  const processes = availableParallelism();
  const firstSeed = seeded().seed * 1_000_000;
  const seeds = Math.ceil((wanted * share) / perSeed);
  const failures: string[] = [];
  let played = 0;
  const startedMs = Date.now();
  const progress = setInterval(() => {
    const leftMs = ((Date.now() - startedMs) / Math.max(played, 1)) * (seeds * perSeed - played);
    process.stderr.write(
      `${what}: ${played} of ${seeds * perSeed} random scenarios, ${Math.ceil(leftMs / minuteMs)} min left\n`,
    );
  }, minuteMs);
  const one = (i: number): Promise<void> => {
    const numbers = [firstSeed + i, processes, firstSeed + seeds].map(String);
    const child: ChildProcess = spawn(
      join(top, "node_modules", ".bin", "tsx"),
      [join(import.meta.dirname, "random-worker.ts"), what, ...numbers],
      { cwd: top, stdio: ["ignore", "pipe", "inherit"] },
    );
    if (child.stdout === null) throw new Error("the worker has no output");
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line === `played ${perSeed}`) played += perSeed;
      else failures.push(line);
    });
    return new Promise((done) => {
      child.on("close", (code) => {
        if (code !== 0) failures.push(`a worker ended with ${code}`);
        done();
      });
    });
  };
  await Promise.all(Array.from({ length: processes }, (_, i) => one(i)));
  clearInterval(progress);
  process.stderr.write(`${what}: ${played} random scenarios played\n`);
  return { failures, played };
}

test.each([
  ["invariants", 100_000],
  ["modes", 2_000],
  ["rest", 2_000],
])("%s, in %i random scenarios", { timeout: 4 * 3_600_000 }, async (what, wanted) => {
  const { failures, played } = await playAll(what, wanted);
  expect(failures).toEqual([]);
  expect(played).toBeGreaterThanOrEqual(wanted * share);
});
