/** Outages: times with fewer alive than had been reached. */

import { expect, test } from "vitest";
import { Outages } from "../../src/report/outages.ts";

function told(...steps: readonly (readonly [atMs: number, wanted: number, alive: number])[]): Outages {
  const outages = new Outages();
  for (const [atMs, wanted, alive] of steps) outages.set(atMs, wanted, alive);
  outages.finish(1000);
  return outages;
}

test("the time until the app is complete is no outage", () => {
  expect(told([0, 2, 0], [10, 2, 1], [20, 2, 2])).toMatchObject({ count: 0, totalMs: 0, completeAtMs: 20 });
});

test("an outage lasts until all that had been reached are alive again, or the run ends", () => {
  const outages = told([0, 2, 2], [100, 2, 1], [150, 2, 0], [300, 2, 2], [900, 2, 1]);
  expect(outages).toMatchObject({ count: 2, totalMs: 300 });
});

test("a scale up is no outage, one instance less than before it is", () => {
  expect(told([0, 3, 3], [100, 5, 3], [200, 5, 4], [300, 5, 5])).toMatchObject({ count: 0, totalMs: 0 });
  expect(told([0, 3, 3], [100, 5, 3], [200, 5, 2], [300, 5, 3])).toMatchObject({ count: 1, totalMs: 100 });
});

test("a scale down ends an outage; an app that never was complete has none", () => {
  expect(told([0, 2, 2], [100, 2, 1], [150, 1, 1])).toMatchObject({ count: 1, totalMs: 50 });
  expect(told([0, 2, 1])).toMatchObject({ count: 0, completeAtMs: null });
});

test("an app of which nothing is wanted is not complete", () => {
  expect(told([0, 0, 0]).completeAtMs).toBe(null);
});
