/** Beats of a story: like ones of one time in one line, and a bounded number however long the story is. */

import { expect, test } from "vitest";
import { type Beat, Beats } from "../../src/report/beats.ts";

const beat = (atMs: number, kind: string): Beat => ({
  atMs,
  kind,
  agents: [],
  tasks: new Set(),
  count: 1,
  counted: {},
  tell: ({ kind: told, count }) => `${told} ${count}`,
});

/** Kinds in turn, two minutes apart: no two of them in one line. */
function long(beats: Beats, count: number): Beats {
  for (let i = 0; i < count; i++) beats.add(beat(i * 120_000, `kind-${i % 7}`));
  return beats;
}

test("like beats of one minute are one line", () => {
  const beats = new Beats();
  for (const atMs of [0, 1000, 59_000, 61_000]) beats.add(beat(atMs, "a"));
  expect(beats.lines(12)).toEqual(["0s       a 3", "1m1s     a 1"]);
});

test("where there are more lines than asked for, the first and the last are told, and how many are left out", () => {
  const lines = long(new Beats(), 100).lines(5);
  expect(lines.map((line) => line.trim())).toEqual([
    "0s       kind-0 1",
    "2m       kind-1 1",
    "... 96 more",
    expect.stringContaining("kind-0 1"),
    expect.stringContaining("kind-1 1"),
  ]);
});

test.each([150, 500, 5000])("%d lines are told in the same way where only 50 beats are kept", (count) => {
  expect(long(new Beats(50), count).lines(12)).toEqual(long(new Beats(), count).lines(12));
});
