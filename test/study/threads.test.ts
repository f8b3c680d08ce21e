/** Threads play the same as this process does, and a thread that dies fails what it played and nothing else. */

import { expect, test } from "vitest";
import type { Base, Batch, BatchResult } from "../../src/study/job.ts";
import { Player } from "../../src/study/play.ts";
import { Threads } from "../../src/study/runners/threads.ts";
import { baseOf, load } from "./studies.ts";

const study = load("name: s\nscenario: x.yaml\nset: { duration: 10m }\nmeasure: [events]\n");
const metrics = [["apps", "/db", "availability"], ["events"]];
const batches = [0, 2, 4].map(
  (from): Batch => ({ key: "k", combination: ["agents.0.count=2"], from, to: from + 2, metrics }),
);

async function playedBy(base: Base, width: number): Promise<readonly BatchResult[]> {
  const threads = new Threads(base, width);
  const results: BatchResult[] = [];
  try {
    for await (const result of threads.play(batches, new AbortController().signal)) results.push(result);
  } finally {
    await threads.end();
  }
  return results.sort((a, b) => a.batch.from - b.batch.from);
}

test("two threads play what one process plays", async () => {
  const base = baseOf(study);
  const player = new Player(base);
  expect(await playedBy(base, 2)).toEqual(batches.map((batch) => player.play(batch)));
});

test("a thread that cannot start fails its batches, with the reason", async () => {
  // The thread reads its files first: without a list of them it throws.
  const base = { ...baseOf(study), files: null } as unknown as Base;
  const results = await playedBy(base, 1);
  expect(results.map(({ runs, failure }) => [runs.length, failure?.is])).toEqual(
    batches.map(() => [0, "defect"]),
  );
  expect(results[0]?.failure?.text).toMatch(/^the thread that played it died: /);
});
