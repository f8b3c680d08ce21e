/** The search for the smallest cluster, with oracles whose answer is known. */

import { describe, expect, test } from "vitest";
import {
  type Answer,
  orderOf,
  searchAlong,
  sizesOf,
  type Trial,
} from "../../../src/study/compact/compaction.ts";

const ids = (n: number): readonly string[] => Array.from({ length: n }, (_, i) => `a-${i + 1}`);

const tooFew = { app: "/db", text: "too few" };

const when = (fits: boolean): Answer => ({ fits, short: fits ? null : tooFew });

/** Plays a search to its end; `asked` counts the questions. */
function searched(n: number, fits: (agents: number) => boolean): Trial & { asked: number } {
  let asked = 0;
  const steps = searchAlong(ids(n), 0, (agents) => {
    asked++;
    return when(fits(agents.length));
  });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return { ...step.value, asked };
  }
}

describe("the smallest beginning of an order", () => {
  test("is found wherever it is", () => {
    for (let n = 1; n <= 20; n++)
      for (let least = 1; least <= n; least++) {
        const { smallest, isUneven, short } = searched(n, (agents) => agents >= least);
        expect([n, smallest, isUneven, short]).toEqual([n, least, false, least === 1 ? null : tooFew]);
      }
  });

  test("takes as many questions as halving does, and three more", () => {
    // All, ten halvings of 1000, and the three sizes below; each at most once.
    const { asked, probes } = searched(1000, (agents) => agents >= 617);
    expect(asked).toBeLessThanOrEqual(1 + 10 + 3);
    expect(new Set(probes.map(({ agents }) => agents)).size).toBe(asked);
  });

  test("is not there where not even all agents do", () => {
    expect(searched(8, () => false)).toMatchObject({ smallest: null, short: tooFew, asked: 1 });
  });

  test("may lie below one that does not do, a little", () => {
    // 10 to 7 do, 6 and 5 do not, 4 does: halving asks 5, 7 and 6 and ends at 7; looking below finds 4.
    const { smallest, isUneven } = searched(10, (agents) => agents >= 7 || agents === 4);
    expect([smallest, isUneven]).toEqual([4, true]);
  });

  test("each question may be waited for", () => {
    const steps = searchAlong(ids(4), 0, () => when(true));
    let waits = 0;
    while (steps.next().done !== true) waits++;
    // All, two of four, one of two.
    expect(waits).toBe(3);
  });
});

describe("orders", () => {
  test("are permutations, each its own, and the same for the same seed", () => {
    const agents = ids(30);
    const orders = Array.from({ length: 11 }, (_, trial) => orderOf(agents, 7, trial));
    for (const order of orders) expect([...order].sort()).toEqual([...agents].sort());
    expect(new Set(orders.map((order) => order.join())).size).toBe(11);
    expect(orderOf(agents, 7, 3)).toEqual(orders[3]);
    expect(orderOf(agents, 8, 3)).not.toEqual(orders[3]);
  });

  test("put every agent first about as often", () => {
    // 600 orders of 6: 100 each, give or take four standard deviations of sqrt(600 * 1/6 * 5/6) = 9.1.
    const firsts = new Map<string, number>();
    for (let trial = 0; trial < 600; trial++) {
      const [first = ""] = orderOf(ids(6), 1, trial);
      firsts.set(first, (firsts.get(first) ?? 0) + 1);
    }
    for (const n of firsts.values()) expect(Math.abs(n - 100)).toBeLessThan(37);
  });
});

describe("the distribution", () => {
  const trial = (smallest: number | null): Trial => ({
    trial: 0,
    order: [],
    smallest,
    short: null,
    isUneven: false,
    probes: [],
  });

  test("is told by a size that was seen: of eleven the tenth", () => {
    const sizes = [7, 9, 8, 8, 7, 12, 8, 9, 8, 7, 10].map(trial);
    expect(sizesOf(sizes)).toEqual({
      p90: 10,
      median: 8,
      min: 7,
      max: 12,
      all: [7, 7, 7, 8, 8, 8, 8, 9, 9, 10, 12],
    });
    expect(sizesOf([trial(5)])).toMatchObject({ p90: 5, median: 5 });
  });

  test("is none where an order has no size", () => {
    expect(sizesOf([trial(5), trial(null)])).toBeNull();
    expect(sizesOf([])).toBeNull();
  });
});
