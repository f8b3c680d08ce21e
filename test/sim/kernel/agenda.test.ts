/** The agenda, against a plain sorted list. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Agenda, noTimer, type Timer } from "../../../src/sim/kernel/agenda.ts";

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly payload: unknown;
}

/** What the agenda should do, kept as a list that is searched each time. */
class SortedList {
  #due: Due[] = [];

  get size(): number {
    return this.#due.length;
  }

  push(due: Due): void {
    this.#due.push(due);
    this.#due.sort((x, y) => x.atMs - y.atMs || x.order - y.order);
  }

  pop(): Due | undefined {
    return this.#due.shift();
  }

  cancel(order: number): boolean {
    const before = this.#due.length;
    this.#due = this.#due.filter((due) => due.order !== order);
    return this.#due.length < before;
  }

  nextAtMs(): number {
    return this.#due[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }
}

/** The next entry of the agenda, or undefined. */
function popped(agenda: Agenda): Due | undefined {
  if (!agenda.pop()) return undefined;
  const { atMs, order, kind, a, b, payload } = agenda;
  return { atMs, order, kind, a, b, payload };
}

type Step = { readonly push: number } | { readonly cancel: number } | "pop";

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ push: fc.integer({ min: 0, max: 20 }) }) },
  { weight: 2, arbitrary: fc.record({ cancel: fc.nat(200) }) },
  { weight: 3, arbitrary: fc.constant<Step>("pop") },
);

describe("the agenda", () => {
  test("pops as a sorted list does, whatever is pushed and cancelled in between", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const agenda = new Agenda();
        const list = new SortedList();
        const timers: Timer[] = [];
        for (const one of steps) {
          if (one === "pop") expect(popped(agenda)).toEqual(list.pop());
          else if ("cancel" in one) {
            const timer = timers[one.cancel];
            expect(agenda.cancel(timer ?? noTimer)).toBe(timer !== undefined && list.cancel(one.cancel));
          } else {
            const order = timers.length;
            const due = {
              atMs: one.push,
              order,
              kind: order % 7,
              a: order * 1.5,
              b: -order,
              payload: { order },
            };
            timers.push(agenda.push(due.atMs, order, due.kind, due.a, due.b, due.payload));
            list.push(due);
          }
          expect(agenda.pending).toBe(list.size);
          expect(agenda.nextAtMs()).toBe(list.nextAtMs());
        }
        for (let due = list.pop(); due !== undefined; due = list.pop()) expect(popped(agenda)).toEqual(due);
        expect(agenda.pop()).toBe(false);
      }),
    );
  });

  test("entries of one instant come in the order in which they were set", () => {
    const agenda = new Agenda();
    for (let order = 0; order < 5000; order++) agenda.push(7, order, 0, order, 0, null);
    const seen: number[] = [];
    while (agenda.pop()) seen.push(agenda.a);
    expect(seen).toEqual(Array.from({ length: 5000 }, (_, i) => i));
  });

  test("grows beyond its first columns and keeps each payload with its entry", () => {
    const agenda = new Agenda();
    const size = 5000;
    for (let i = 0; i < size; i++) agenda.push((i * 7919) % size, i, i % 100, i, 0, `payload ${i}`);
    let before = -1;
    for (let i = 0; i < size; i++) {
      expect(agenda.pop()).toBe(true);
      expect(agenda.atMs).toBeGreaterThan(before);
      expect(agenda.payload).toBe(`payload ${agenda.a}`);
      before = agenda.atMs;
    }
  });
});

describe("cancelling", () => {
  test("holds once: again, after it fired, or for no timer it says false", () => {
    const agenda = new Agenda();
    const first = agenda.push(1, 0, 0, 0, 0, null);
    const second = agenda.push(2, 1, 0, 0, 0, null);
    expect(agenda.cancel(first)).toBe(true);
    expect(agenda.cancel(first)).toBe(false);
    agenda.pop();
    expect(agenda.order).toBe(1);
    expect(agenda.cancel(second)).toBe(false);
    expect(agenda.cancel(noTimer)).toBe(false);
  });

  test("never hits a later entry that took the place of the one meant", () => {
    const agenda = new Agenda();
    const old = agenda.push(1, 0, 0, 0, 0, null);
    agenda.pop();
    agenda.push(2, 1, 0, 0, 0, "later");
    expect(agenda.cancel(old)).toBe(false);
    expect(agenda.pop()).toBe(true);
    expect(agenda.payload).toBe("later");
  });

  test("thousands sweeps the dead out, and the living still come in order", () => {
    const agenda = new Agenda();
    const timers: Timer[] = [];
    for (let i = 0; i < 10_000; i++) timers.push(agenda.push((i * 7919) % 101, i, 0, i, 0, null));
    const living = timers.map((_, i) => i).filter((i) => i % 10 === 0);
    for (const [i, timer] of timers.entries()) if (i % 10 !== 0) expect(agenda.cancel(timer)).toBe(true);
    expect(agenda.pending).toBe(living.length);
    // Places of swept entries are used again: a cancelled timer must stay void.
    const fresh = Array.from({ length: 100 }, (_, i) => agenda.push(200, 10_000 + i, 0, -1, 0, null));
    for (const [i, timer] of timers.entries()) if (i % 10 !== 0) expect(agenda.cancel(timer)).toBe(false);
    const expected = living.sort((x, y) => ((x * 7919) % 101) - ((y * 7919) % 101) || x - y);
    const seen: number[] = [];
    while (agenda.pop()) seen.push(agenda.a);
    expect(seen).toEqual([...expected, ...fresh.map(() => -1)]);
  });

  test("any part of thousands leaves the others in order", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 55, max: 95 }), (seed, percent) => {
        const agenda = new Agenda();
        const list = new SortedList();
        const times = Array.from({ length: 2500 }, (_, i) => Math.imul(seed + i, 0x9e3779b1) >>> 12);
        const timers = times.map((atMs, order) => agenda.push(atMs, order, 0, 0, 0, null));
        for (const [order, timer] of timers.entries()) {
          if (Math.imul(seed ^ order, 0x85ebca6b) >>> 25 < (percent * 128) / 100) agenda.cancel(timer);
          else list.push({ atMs: times[order] ?? 0, order, kind: 0, a: 0, b: 0, payload: null });
        }
        for (let due = list.pop(); due !== undefined; due = list.pop()) expect(popped(agenda)).toEqual(due);
        expect(agenda.pending).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  test("a cancelled entry no longer holds its payload's turn: the next time is that of the next living one", () => {
    const agenda = new Agenda();
    const timer = agenda.push(1, 0, 0, 0, 0, null);
    agenda.push(5, 1, 0, 0, 0, null);
    agenda.cancel(timer);
    expect(agenda.nextAtMs()).toBe(5);
  });
});
