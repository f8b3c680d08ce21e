/** Trails: the first event that differs is named, whatever differs, however long the run was. */

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { departureFrom, type Trail, trailOf, trailProblem } from "../../src/compare/trail.ts";
import { line } from "./runs.ts";

/** Events at 0 ms, 10 ms, ... that tell their number, so no two are alike. */
function events(count: number): string[] {
  return Array.from({ length: count }, (_, i) =>
    line(i * 10, "task.running", { agent: `a-${i % 3}`, app: "/db", n: i }),
  );
}

function departure(was: readonly string[], now: readonly string[]) {
  const trail = trailOf(was, was.length);
  return departureFrom(trail, was.length, now, now.length);
}

test("the same events never part", () => {
  for (const count of [0, 1, 2000, 2001, 2016, 2017, 40_000])
    expect(departure(events(count), events(count))).toBe(null);
});

describe("one event is another", () => {
  const was = events(30);
  const changed = (index: number, now: string) => departure(was, was.with(index, now));

  test("elsewhere, or of another type: what it was and what it is", () => {
    const now = line(120, "task.running", { agent: "a-9", app: "/db", n: 12 });
    expect(changed(12, now)).toEqual({
      is: "event",
      seq: 13,
      now: { atMs: 120, head: "task.running /db on a-9", line: now },
      was: { atMs: 120, head: "task.running /db on a-0" },
    });
  });

  test("at another time", () => {
    const now = line(125, "task.running", { agent: "a-0", app: "/db", n: 12 });
    expect(changed(12, now)).toMatchObject({ seq: 13, now: { atMs: 125 }, was: { atMs: 120 } });
  });

  test("in a detail that no head has", () => {
    const now = line(120, "task.running", { agent: "a-0", app: "/db", n: 13 });
    expect(changed(12, now)).toMatchObject({ seq: 13, now: { head: "task.running /db on a-0" } });
  });
});

test("fewer events, and more", () => {
  const all = events(30);
  expect(departure(all, all.slice(0, 20))).toMatchObject({
    seq: 21,
    now: null,
    was: { atMs: 200, head: "task.running /db on a-2" },
  });
  expect(departure(all.slice(0, 20), all)).toMatchObject({ seq: 21, now: { atMs: 200 }, was: null });
});

test("far from the start a block is named that holds the event", () => {
  const was = events(2100);
  // 2000 single events, then blocks of 16: index 2050 is in the fourth, events 2049 to 2064.
  const now = was.with(2050, line(20_500, "task.lost", { agent: "a-1", app: "/db" }));
  expect(departure(was, now)).toEqual({ is: "block", fromSeq: 2049, toSeq: 2064, fromMs: 20_480 });
  expect(departure(was, was.slice(0, 2099))).toMatchObject({ is: "block", fromSeq: 2097, toSeq: 2100 });
  expect(departure(was.slice(0, 2048), was)).toMatchObject({ is: "event", seq: 2049, was: null });
});

test("a trail stays small however long the run was", () => {
  const { events: single, blocks, block } = trailOf(events(200_000), 200_000);
  const entries = (lines: readonly string[]): number => lines.join(" ").split(" ").length;
  expect(entries(single)).toBe(2000);
  expect(entries(blocks)).toBeLessThanOrEqual(1000);
  // 198,000 events in at most 1000 blocks of a power of two.
  expect(block).toBe(256);
});

test("any first change of a run is found where it is", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2060 }), fc.nat(), fc.nat(2), (count, place, kind) => {
      const was = events(count);
      const index = place % count;
      const other = line(index * 10, "task.lost", { agent: "a-1", app: "/db" });
      const now =
        kind === 0
          ? was.with(index, other)
          : kind === 1
            ? was.toSpliced(index, 1)
            : was.toSpliced(index, 0, other);
      const found = departure(was, now);
      if (found === null) throw new Error("no difference was found");
      const [from, to] = found.is === "event" ? [found.seq, found.seq] : [found.fromSeq, found.toSeq];
      expect(from).toBeLessThanOrEqual(index + 1);
      expect(to).toBeGreaterThanOrEqual(index + 1);
    }),
    { numRuns: 60, seed: 20_160_401 },
  );
});

test("what is no trail is told, not thrown", () => {
  const trail = trailOf(events(3), 3);
  const with_ = (change: Partial<Trail>): string | null => trailProblem({ ...trail, ...change });
  expect(with_({})).toBe(null);
  expect(with_({ events: ["0+0"] })).toBe('"0+0" is no event of a trail');
  expect(with_({ heads: [] })).toContain("is no event of a trail");
  expect(with_({ blocks: ["x"] })).toBe('"x" is no block of a trail');
});
