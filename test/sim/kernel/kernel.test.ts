/** The run loop: who comes first at one instant, what is refused, how an endless loop ends. */

import { describe, expect, test } from "vitest";
import { type EventKind, Kernel, LimitExceeded } from "../../../src/sim/kernel/kernel.ts";

/** A kernel whose events write their first argument down. */
function noting(): { kernel: Kernel; note: EventKind; seen: number[] } {
  const kernel = new Kernel();
  const seen: number[] = [];
  return { kernel, seen, note: kernel.kind("note", (a) => seen.push(a)) };
}

function playAll(kernel: Kernel): void {
  while (kernel.playInstant(Number.POSITIVE_INFINITY));
}

describe("the order of one instant", () => {
  test("timers fire in the order in which they were set", () => {
    const { kernel, note, seen } = noting();
    kernel.at(10, note, 1);
    kernel.at(5, note, 0);
    kernel.at(10, note, 2);
    kernel.after(10, note, 3);
    playAll(kernel);
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  test("what a scenario ranks comes before every timer, even one set earlier", () => {
    const { kernel, note, seen } = noting();
    kernel.at(10, note, 3);
    kernel.atRank(10, 2, note, 2);
    kernel.atRank(10, 1, note, 1);
    playAll(kernel);
    expect(seen).toEqual([1, 2, 3]);
  });

  test("a ranked event that is set at its own instant still comes before waiting timers", () => {
    const { kernel, note, seen } = noting();
    const ranks = kernel.kind("ranks", () => kernel.atRank(10, 7, note, 1));
    kernel.atRank(10, 0, ranks);
    kernel.at(10, note, 2);
    playAll(kernel);
    expect(seen).toEqual([1, 2]);
  });

  test("a timer set for the present instant fires in it, after those that wait", () => {
    const { kernel, note, seen } = noting();
    const sets = kernel.kind("sets", () => kernel.after(0, note, 2));
    kernel.at(10, sets);
    kernel.at(10, note, 1);
    expect(kernel.playInstant(10)).toBe(true);
    expect(seen).toEqual([1, 2]);
    expect(kernel.nowMs).toBe(10);
  });
});

describe("the clock", () => {
  test("stops where it is told to, events at that very instant included", () => {
    const { kernel, note, seen } = noting();
    for (const atMs of [1, 2, 3]) kernel.at(atMs, note, atMs);
    while (kernel.playInstant(2));
    expect(seen).toEqual([1, 2]);
    expect(kernel.nextAtMs()).toBe(3);
    expect(kernel.pending).toBe(1);
    expect(kernel.events).toBe(2);
  });

  test("a handler gets the arguments and the payload that were set", () => {
    const kernel = new Kernel();
    const calls: unknown[] = [];
    const kind = kernel.kind("all", (...args) => calls.push(args));
    kernel.at(1, kind, 2 ** 40, -1.5, { some: "thing" });
    playAll(kernel);
    expect(calls).toEqual([[2 ** 40, -1.5, { some: "thing" }]]);
  });

  test("a cancelled timer does not fire", () => {
    const { kernel, note, seen } = noting();
    const timer = kernel.at(1, note, 1);
    kernel.at(2, note, 2);
    expect(kernel.cancel(timer)).toBe(true);
    expect(kernel.cancel(timer)).toBe(false);
    playAll(kernel);
    expect(seen).toEqual([2]);
  });
});

describe("our own mistakes throw", () => {
  test("a timer for the past, or for no time at all", () => {
    const { kernel, note } = noting();
    kernel.at(10, note);
    playAll(kernel);
    expect(() => kernel.at(9, note)).toThrow("note set for 9 ms at 10 ms");
    expect(() => kernel.after(Number.NaN, note)).toThrow("note set for NaN ms");
    expect(() => kernel.atRank(9, 0, note)).toThrow("note set for 9 ms at 10 ms");
  });

  test("a rank below 0 or among the timers", () => {
    const { kernel, note } = noting();
    expect(() => kernel.atRank(0, -1, note)).toThrow("-1 is no rank");
    expect(() => kernel.atRank(0, 2 ** 32, note)).toThrow("4294967296 is no rank");
  });
});

describe("limits", () => {
  test("an endless loop at one instant is found, and the kinds that go round are named, busiest first", () => {
    const kernel = new Kernel({ eventsPerInstantMax: 1000, eventsMax: Number.POSITIVE_INFINITY });
    // Each round is one ping and two pongs.
    const ping: EventKind = kernel.kind("ping", () => {
      kernel.after(0, pong);
      kernel.after(0, pong, 1);
    });
    const pong: EventKind = kernel.kind("pong", (again) => {
      if (again === 1) kernel.after(0, ping);
    });
    const idle = kernel.kind("idle", () => undefined);
    kernel.at(500, ping);
    for (let i = 0; i < 900; i++) kernel.at(400, idle);
    let error: unknown;
    try {
      playAll(kernel);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(LimitExceeded);
    const { kinds, atMs, message } = error as LimitExceeded;
    expect(kinds).toEqual(["pong", "ping"]);
    expect(atMs).toBe(500);
    expect(message).toBe("endless loop at 500 ms: more than 1000 events at one instant, mostly pong, ping");
  });

  test("as many events as the limit allows, at each of many instants, are no loop", () => {
    const kernel = new Kernel({ eventsPerInstantMax: 10, eventsMax: 1000 });
    const idle = kernel.kind("idle", () => undefined);
    for (let i = 0; i < 1000; i++) kernel.at(Math.floor(i / 10), idle);
    playAll(kernel);
    expect(kernel.events).toBe(1000);
  });

  test("a run ends when it has played too many events in all", () => {
    const kernel = new Kernel({ eventsPerInstantMax: 10, eventsMax: 100 });
    const again: EventKind = kernel.kind("again", () => kernel.after(1, again));
    kernel.at(0, again);
    expect(() => playAll(kernel)).toThrow("more than 100 events");
    expect(kernel.nowMs).toBe(100);
  });
});
