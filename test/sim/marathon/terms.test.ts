/** The timers of a Marathon's leaders. */

import { expect, test } from "vitest";
import { Kernel } from "../../../src/sim/kernel/kernel.ts";
import { Terms } from "../../../src/sim/marathon/terms.ts";

function playAll(kernel: Kernel): void {
  while (kernel.playInstant(Number.MAX_SAFE_INTEGER));
}

test("what a leader has set is void once another one leads, or nobody does", () => {
  const kernel = new Kernel();
  const terms = new Terms(kernel);
  const told: string[] = [];
  const lead = (name: string): void => {
    const timers = terms.begin();
    const first = timers.kind("first", (payload) => told.push(`${name} first ${payload}`));
    const second = timers.kind("second", () => told.push(`${name} second at ${timers.nowMs}`));
    timers.at(10, first, "x");
    timers.after(20, second);
  };
  lead("one");
  lead("two");
  playAll(kernel);
  expect(told).toEqual(["two first x", "two second at 20"]);
  const third = terms.begin();
  third.after(
    5,
    third.kind("first", () => told.push("three")),
  );
  terms.end();
  playAll(kernel);
  expect(told).toHaveLength(2);
});

test("a timer can be taken back", () => {
  const kernel = new Kernel();
  const timers = new Terms(kernel).begin();
  const timer = timers.after(
    5,
    timers.kind("once", () => expect.unreachable()),
  );
  expect([timers.cancel(timer), timers.cancel(timer)]).toEqual([true, false]);
  playAll(kernel);
  expect(kernel.events).toBe(0);
});

test("the kernel has one kind of event for each name, however many leaders there are", () => {
  const kernel = new Kernel();
  const terms = new Terms(kernel);
  const kinds = [1, 2, 3].map(() => terms.begin().kind("tick", () => undefined).kind);
  expect(new Set(kinds).size).toBe(1);
});
