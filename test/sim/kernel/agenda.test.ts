/** The agenda, against a plain sorted list. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Agenda, noTimer, type Timer } from "../../../src/sim/kernel/agenda.ts";
import { mix32 } from "../../../src/sim/kernel/streams.ts";

interface Due {
  readonly atMs: number;
  /** A rank, or how many timers were set before it, above all ranks. */
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

  pop(): Omit<Due, "order"> | undefined {
    const due = this.#due.shift();
    if (due === undefined) return undefined;
    const { order: _, ...seen } = due;
    return seen;
  }

  cancel(order: number): boolean {
    const before = this.#due.length;
    this.#due = this.#due.filter((due) => due.order !== order);
    return this.#due.length < before;
  }

  nextAtMs(): number {
    return this.nextAtMsBut(new Set());
  }

  nextAtMsBut(kinds: ReadonlySet<number>): number {
    return this.#due.find(({ kind }) => !kinds.has(kind))?.atMs ?? Number.POSITIVE_INFINITY;
  }
}

/** The next entry of the agenda, or undefined. */
function popped(agenda: Agenda): Omit<Due, "order"> | undefined {
  if (!agenda.pop()) return undefined;
  const { atMs, kind, a, b, payload } = agenda;
  return { atMs, kind, a, b, payload };
}

/** Kinds that are not looked for: most of the seven that are set. */
const passedOver = new Set([0, 1, 2, 4, 6]);

/** Above all ranks. */
const firstTimer = 2 ** 32;

type Step =
  | { readonly push: number }
  | { readonly rank: number | "now" }
  | { readonly cancel: number }
  | { readonly soon: number }
  | "pop";

/**
 * Few instants that many share; instants that have the same place in a table of any power of two; and spread ones, far
 * beyond 32 bits. Spread instants are drawn from few, so that they are met again after others came in between.
 */
const instants = fc.oneof(
  fc.integer({ min: 0, max: 20 }),
  fc.integer({ min: 0, max: 12 }).map((n) => n * 2 ** 20),
  fc.integer({ min: 0, max: 40 }).map((n) => (n * 7_919_000_003) % 2 ** 44),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ push: instants }) },
  { weight: 1, arbitrary: fc.record({ rank: fc.oneof(instants, fc.constant("now" as const)) }) },
  { weight: 2, arbitrary: fc.record({ cancel: fc.nat(300) }) },
  // As most handlers do: something soon after the entry that just came.
  { weight: 2, arbitrary: fc.record({ soon: fc.nat(3) }) },
  { weight: 4, arbitrary: fc.constant<Step>("pop") },
);

/** Some long: by default arrays are of ten or so. */
const stepsOf = fc.array(step, { maxLength: 300, size: "max" });

/** Plays steps on both; each entry's payload is unlike all others. */
function play(steps: readonly Step[], look: boolean): void {
  const agenda = new Agenda();
  const list = new SortedList();
  const timers: { readonly timer: Timer; readonly order: number }[] = [];
  const set = (atMs: number, rank: number | null): void => {
    const count = timers.length;
    const order = rank ?? firstTimer + count;
    const [kind, a, b, payload] = [count % 7, count * 1.5, -count, { count }];
    const timer =
      rank === null
        ? agenda.push(atMs, kind, a, b, payload)
        : agenda.pushRanked(atMs, rank, kind, a, b, payload);
    timers.push({ timer, order });
    list.push({ atMs, order, kind, a, b, payload });
  };
  for (const one of steps) {
    if (one === "pop") expect(popped(agenda)).toEqual(list.pop());
    else if ("cancel" in one) {
      const meant = timers[one.cancel];
      expect(agenda.cancel(meant?.timer ?? noTimer)).toBe(meant !== undefined && list.cancel(meant.order));
    } else if ("soon" in one) set(agenda.atMs + one.soon, null);
    else if ("rank" in one) {
      // Whichever was set first may have the higher rank.
      const rank = (Math.imul(timers.length, 0x9e3779b1) >>> 8) * 256 + (timers.length % 256);
      set(one.rank === "now" ? agenda.atMs : one.rank, rank);
    } else set(one.push, null);
    if (!look) continue;
    // Asked so often that asking vitest each time would take longer than all else.
    if (agenda.pending !== list.size) expect(agenda.pending).toBe(list.size);
    if (agenda.nextAtMs() !== list.nextAtMs()) expect(agenda.nextAtMs()).toBe(list.nextAtMs());
    const wanted = list.nextAtMsBut(passedOver);
    if (agenda.nextAtMsBut(passedOver) !== wanted) expect(agenda.nextAtMsBut(passedOver)).toBe(wanted);
  }
  for (let due = list.pop(); due !== undefined; due = list.pop()) expect(popped(agenda)).toEqual(due);
  expect(agenda.pop()).toBe(false);
}

describe("the agenda", () => {
  test("pops as a sorted list does, whatever is set and cancelled in between", () => {
    fc.assert(fc.property(stepsOf, (steps) => play(steps, true)));
  });

  test("and where nobody looks at what comes next", () => {
    fc.assert(fc.property(stepsOf, (steps) => play(steps, false)));
  });

  test("entries of one instant come in the order in which they were set", () => {
    const agenda = new Agenda();
    for (let order = 0; order < 5000; order++) agenda.push(7, 0, order, 0, null);
    const seen: number[] = [];
    while (agenda.pop()) seen.push(agenda.a);
    expect(seen).toEqual(Array.from({ length: 5000 }, (_, i) => i));
  });

  test("grows beyond its first columns and keeps each payload with its entry", () => {
    const agenda = new Agenda();
    const size = 5000;
    for (let i = 0; i < size; i++) agenda.push((i * 7919) % size, i % 100, i, 0, `payload ${i}`);
    let before = -1;
    for (let i = 0; i < size; i++) {
      expect(agenda.pop()).toBe(true);
      expect(agenda.atMs).toBeGreaterThan(before);
      expect(agenda.payload).toBe(`payload ${agenda.a}`);
      before = agenda.atMs;
    }
  });
});

describe("tens of thousands that wait", () => {
  // Thousands must wait before any of them is put aside as far off; phases let them come near, and be set far off, again.
  const spreads: Readonly<Record<string, (noise: number) => number>> = {
    "all times apart": (noise) => noise % 50_000_000,
    "most of them soon, few far off": (noise) => (noise % 64 === 0 ? noise : noise % 5_000),
    "all at few instants": (noise) => (noise % 5) * 1_000_000,
    "at one far instant": (noise) => (noise % 3 === 0 ? 10_000_000 : noise % 1_000_000),
  };

  test.each(Object.keys(spreads))("come in order: %s", (name) => {
    const spread = spreads[name] ?? Number;
    const agenda = new Agenda();
    let waiting: { readonly atMs: number; readonly count: number; readonly timer: Timer }[] = [];
    let count = 0;
    for (let phase = 0; phase < 6; phase++) {
      for (let i = 0; i < 12_000; i++) {
        const atMs = agenda.atMs + spread(mix32(count, phase));
        waiting.push({ atMs, count, timer: agenda.push(atMs, 0, count, 0, null) });
        count++;
      }
      // Enough are cancelled that some phases sweep.
      const cancelled = waiting.filter((one) => mix32(one.count, 77 + phase) % 8 < phase);
      expect(cancelled.every(({ timer }) => agenda.cancel(timer))).toBe(true);
      const gone = new Set(cancelled);
      waiting = waiting.filter((one) => !gone.has(one));
      waiting.sort((x, y) => x.atMs - y.atMs || x.count - y.count);
      expect(agenda.pending).toBe(waiting.length);
      const due = waiting.splice(0, phase === 5 ? waiting.length : 7_000);
      const seen = due.map(() => (agenda.pop() ? agenda.a : -1));
      expect(seen.join(" ")).toBe(due.map((one) => one.count).join(" "));
    }
    expect(agenda.pop()).toBe(false);
  });
});

describe("ranks", () => {
  test("come before the timers of their instant, in their own order, whenever they are set", () => {
    const agenda = new Agenda();
    agenda.push(5, 0, 3, 0, null);
    agenda.pushRanked(5, 7, 0, 2, 0, null);
    agenda.push(5, 0, 4, 0, null);
    agenda.pushRanked(5, 1, 0, 1, 0, null);
    const seen: number[] = [];
    for (let i = 0; i < 3; i++) {
      agenda.pop();
      seen.push(agenda.a);
    }
    // While the timers of the instant are played already.
    agenda.pushRanked(5, 9, 0, 3.5, 0, null);
    while (agenda.pop()) seen.push(agenda.a);
    expect(seen).toEqual([1, 2, 3, 3.5, 4]);
  });
});

test("thousands of one instant, each in a chain of its own, come by rank among others", () => {
  const agenda = new Agenda();
  const due: { readonly atMs: number; readonly rank: number }[] = [];
  for (let i = 0; i < 5000; i++) {
    // Ranks in no order; every other one is at one of three instants, the rest mostly alone.
    const atMs = i % 2 === 0 ? 1000 * (mix32(i, 5) % 3) : mix32(i, 6) % 3000;
    const rank = (i * 7919) % 5000;
    agenda.pushRanked(atMs, rank, 0, rank, 0, null);
    due.push({ atMs, rank });
  }
  due.sort((x, y) => x.atMs - y.atMs || x.rank - y.rank);
  const seen = due.map(() => (agenda.pop() ? `${agenda.atMs}:${agenda.a}` : ""));
  expect(seen).toEqual(due.map(({ atMs, rank }) => `${atMs}:${rank}`));
});

describe("cancelling", () => {
  test("holds once: again, after it fired, or for no timer it says false", () => {
    const agenda = new Agenda();
    const first = agenda.push(1, 0, 0, 0, null);
    const second = agenda.push(2, 0, 1, 0, null);
    expect(agenda.cancel(first)).toBe(true);
    expect(agenda.cancel(first)).toBe(false);
    agenda.pop();
    expect(agenda.a).toBe(1);
    expect(agenda.cancel(second)).toBe(false);
    expect(agenda.cancel(noTimer)).toBe(false);
  });

  test("never hits a later entry that took the place of the one meant", () => {
    const agenda = new Agenda();
    const old = agenda.push(1, 0, 0, 0, null);
    agenda.pop();
    agenda.push(2, 0, 0, 0, "later");
    expect(agenda.cancel(old)).toBe(false);
    expect(agenda.pop()).toBe(true);
    expect(agenda.payload).toBe("later");
  });

  test("thousands sweeps the dead out, and the living still come in order", () => {
    const agenda = new Agenda();
    const timers: Timer[] = [];
    for (let i = 0; i < 10_000; i++) timers.push(agenda.push((i * 7919) % 101, 0, i, 0, null));
    const living = timers.map((_, i) => i).filter((i) => i % 10 === 0);
    for (const [i, timer] of timers.entries()) if (i % 10 !== 0) expect(agenda.cancel(timer)).toBe(true);
    expect(agenda.pending).toBe(living.length);
    // Places of swept entries are used again: a cancelled timer must stay void.
    const fresh = Array.from({ length: 100 }, () => agenda.push(200, 0, -1, 0, null));
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
        const timers = times.map((atMs, i) => agenda.push(atMs, 0, i, 0, null));
        for (const [order, timer] of timers.entries()) {
          if (Math.imul(seed ^ order, 0x85ebca6b) >>> 25 < (percent * 128) / 100) agenda.cancel(timer);
          else list.push({ atMs: times[order] ?? 0, order, kind: 0, a: order, b: 0, payload: null });
        }
        for (let due = list.pop(); due !== undefined; due = list.pop()) expect(popped(agenda)).toEqual(due);
        expect(agenda.pending).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  test("a cancelled entry no longer holds its payload's turn: the next time is that of the next living one", () => {
    const agenda = new Agenda();
    const timer = agenda.push(1, 0, 0, 0, null);
    agenda.push(5, 0, 0, 0, null);
    agenda.cancel(timer);
    expect(agenda.nextAtMs()).toBe(5);
  });
});

describe("the last timer of an instant", () => {
  test("is the one that was set last and still waits", () => {
    const agenda = new Agenda();
    const first = agenda.push(5, 1, 0, 0, "first");
    expect(agenda.isLast(first, 5)).toBe(true);
    agenda.push(6, 1, 0, 0, null);
    expect(agenda.isLast(first, 5)).toBe(true);
    const second = agenda.push(5, 1, 0, 0, "second");
    expect([agenda.isLast(first, 5), agenda.isLast(second, 5)]).toEqual([false, true]);
    expect([agenda.isLast(second, 6), agenda.isLast(noTimer, 5)]).toEqual([false, false]);
    agenda.setPayload(second, "another");
    agenda.pop();
    expect(agenda.payload).toBe("first");
    agenda.pop();
    expect([agenda.payload, agenda.isLast(second, 5)]).toEqual(["another", false]);
  });

  test("is none that was cancelled", () => {
    const agenda = new Agenda();
    const timer = agenda.push(5, 1, 0, 0, null);
    agenda.cancel(timer);
    expect(agenda.isLast(timer, 5)).toBe(false);
  });
});
