/** Batches taken apart: what is missing of them, and how much of them makes a job. */

import { describe, expect, test } from "vitest";
import { type Batch, type Run, runsIn } from "../../../src/study/job.ts";
import { missingOf, Stock } from "../../../src/study/runners/queue/pieces.ts";

const batch = (key: string, from: number, to: number): Batch => ({
  key,
  combination: [],
  from,
  to,
  metrics: [["events"]],
});
const run = (replication: number): Run => ({ replication, seed: 1, values: [], events: 1, broken: null });
const stretches = (batches: readonly Batch[]): readonly string[] =>
  batches.map(({ key, from, to }) => `${key} ${from}-${to}`);

test("what is missing of a batch are the stretches between the runs that are there", () => {
  expect(stretches(missingOf(batch("a", 2, 9), []))).toEqual(["a 2-9"]);
  expect(stretches(missingOf(batch("a", 2, 9), [2, 5, 6].map(run)))).toEqual(["a 3-5", "a 7-9"]);
  expect(missingOf(batch("a", 2, 4), [2, 3].map(run))).toEqual([]);
});

describe("a stock", () => {
  const many = (key: string, count: number): readonly Batch[] =>
    Array.from({ length: count }, (_, i) => batch(key, i * 4, i * 4 + 4));

  test("hands out one batch while nothing is known of what a run costs", () => {
    const stock = new Stock();
    stock.add(many("a", 3));
    expect(stretches(stock.take(2))).toEqual(["a 0-4"]);
  });

  test("hands out ten seconds of work where there is plenty", () => {
    const stock = new Stock();
    stock.add(many("a", 1_000));
    stock.note("a", 10, 5_000);
    // 20 runs of 500 ms.
    expect(runsIn(stock.take(4))).toBe(20);
  });

  test("splits what is left so that all threads have two jobs, of no less than a second", () => {
    const stock = new Stock();
    stock.add(many("a", 6));
    stock.note("a", 1, 1_000);
    // 24 s for 4 threads: 3 s each.
    expect(stretches(stock.take(4))).toEqual(["a 0-3"]);
    // 21 s for 100 threads would be 0.1 s.
    expect(stretches(stock.take(100))).toEqual(["a 3-4"]);
  });

  test("hands out single runs where one is longer than a job should be", () => {
    const stock = new Stock();
    stock.add(many("a", 1));
    stock.note("a", 1, 60_000);
    expect([1, 2, 3, 4, 5].map(() => stretches(stock.take(1)))).toEqual([
      ["a 0-1"],
      ["a 1-2"],
      ["a 2-3"],
      ["a 3-4"],
      [],
    ]);
    expect(stock.isEmpty).toBe(true);
  });

  test("takes for what a combination costs what all do, until it has shown its own", () => {
    const stock = new Stock();
    stock.add([...many("a", 250), ...many("b", 250)]);
    stock.note("a", 100, 100_000);
    expect(runsIn(stock.take(1))).toBe(10);
    stock.note("a", 100, 1_900_000);
    expect(runsIn(stock.take(1))).toBe(1);
  });

  test("keeps jobs small, however quick runs are", () => {
    const stock = new Stock();
    stock.add(many("a", 10_000));
    stock.note("a", 1_000, 1);
    expect(runsIn(stock.take(1))).toBe(1_000);
  });

  test("hands out every run once", () => {
    const stock = new Stock();
    stock.add([...many("a", 9), ...many("b", 7)]);
    const seen: string[] = [];
    for (let width = 1; !stock.isEmpty; width++) {
      for (const { key, from, to } of stock.take(width))
        for (let replication = from; replication < to; replication++) seen.push(`${key}/${replication}`);
      stock.note(width % 2 === 0 ? "a" : "b", 3, 700);
    }
    expect(seen.length).toBe(64);
    expect(new Set(seen).size).toBe(64);
  });
});
