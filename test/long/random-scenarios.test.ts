/**
 * Very many random scenarios, shared out over processes; a progress line every minute.
 *
 * FC_SEED moves to other scenarios; RANDOM_SHARE plays another multiple of them, such as 0.1; RANDOM_ONLY plays them for
 * one property; RANDOM_FROM goes on from a seed; RANDOM_JOBS says how many processes there are.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { perSeed, seeded } from "../support/seed.ts";
import { Seeds } from "./seeds.ts";

const top = join(import.meta.dirname, "..", "..");
const { env } = process;
const share = Number(env["RANDOM_SHARE"] ?? 1);
const jobs = Number(env["RANDOM_JOBS"] ?? availableParallelism());
const minuteMs = 60_000;

const properties = [
  { what: "invariants", wanted: 100_000 },
  { what: "modes", wanted: 2_000 },
  { what: "idle", wanted: 2_000 },
  { what: "quiet", wanted: 2_000 },
  { what: "batches", wanted: 2_000 },
  { what: "rest", wanted: 2_000 },
  { what: "alone", wanted: 2_000 },
  { what: "overfull", wanted: 2_000 },
  { what: "explained", wanted: 2_000 },
  { what: "crowds", wanted: 1_000 },
].filter(({ what }) => what === (env["RANDOM_ONLY"] ?? what));

/** One process that plays seeds until there are none any more. */
async function work(what: string, seeds: Seeds): Promise<void> {
  const child: ChildProcess = spawn(
    join(top, "node_modules", ".bin", "tsx"),
    [join(import.meta.dirname, "random-worker.ts"), what],
    { cwd: top, stdio: ["pipe", "pipe", "inherit"] },
  );
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error("the worker has no pipes");
  const next = (): void => {
    const seed = seeds.next();
    if (seed === null) stdin.end();
    else stdin.write(`${seed}\n`);
  };
  createInterface({ input: stdout }).on("line", (line) => {
    seeds.heard(line);
    next();
  });
  next();
  const code = await new Promise((done) => child.on("close", done));
  if (code !== 0) seeds.heard(`a worker ended with ${String(code)}`);
}

test.each(properties)(
  "$what, in $wanted random scenarios",
  { timeout: 12 * 3_600_000 },
  async ({ what, wanted }) => {
    const base = seeded().seed * 1_000_000;
    const seeds = new Seeds(Number(env["RANDOM_FROM"] ?? base), base + Math.ceil((wanted * share) / perSeed));
    const startedMs = Date.now();
    const say = (): void => {
      const { played, left, least } = seeds;
      const minutes = Math.ceil((((Date.now() - startedMs) / Math.max(played, 1)) * left) / minuteMs);
      const rest =
        left === 0
          ? ""
          : `, ${left * perSeed} left, about ${minutes} min; RANDOM_ONLY=${what} RANDOM_FROM=${least} goes on from here`;
      process.stderr.write(`${what}: ${played * perSeed} random scenarios played${rest}\n`);
    };
    const progress = setInterval(say, minuteMs);
    await Promise.all(Array.from({ length: jobs }, () => work(what, seeds)));
    clearInterval(progress);
    say();
    expect(seeds.failures).toEqual([]);
    expect(seeds.left).toBe(0);
  },
);
