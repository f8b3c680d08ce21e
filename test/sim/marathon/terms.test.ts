/** The timers of a Marathon's leaders. */

import { expect, test } from "vitest";
import { Clockwork } from "../../../src/sim/kernel/clockwork.ts";
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

test("a periodic job whose term is over is turned no more", () => {
  const kernel = new Kernel();
  const terms = new Terms(kernel, new Clockwork(kernel, 1));
  const other = kernel.kind("other", () => undefined);
  const lead = (): void => {
    const timers = terms.begin();
    timers.beat("job", { everyMs: 100, play: () => expect.unreachable(), inVainMs: () => 0 }).set(100);
  };
  lead();
  lead();
  // The first job's timer fires in vain once. The second one is turned at 100 ms, and again at 1,000,000 ms.
  kernel.at(999_950, other);
  while (kernel.playInstant(1_500_000));
  expect(kernel.events).toBe(1 + 1 + 1 + 1);
});
