/** The closed form of pings says what a played observer says: each ping sent, answered or not, each timeout counted. */

import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { Kernel } from "../../../src/sim/kernel/kernel.ts";
import { type PingRules, Pings } from "../../../src/sim/mesos/pings.ts";

/** No scenario says anything about pings. */
const noRules = { watchRules: () => undefined, hasRuleFor: () => false, rulePing: () => 0 };

const intervalMs = 15_000;
const timeoutsMax = 5;
const totalMs = intervalMs * timeoutsMax;

/** When the link changes, in turns: the first time it breaks. */
interface Plan {
  readonly observedMs: number;
  readonly expectedMs: number;
  readonly changes: readonly number[];
}

type Row = readonly [atMs: number, what: string];

function computed({ observedMs, expectedMs, changes }: Plan, endMs: number): readonly Row[] {
  const kernel = new Kernel();
  const pings = new Pings(kernel, { intervalMs, timeoutsMax }, noRules);
  const rows: Row[] = [];
  const note = (what: string) => () => void rows.push([kernel.nowMs, what]);
  const act = kernel.kind("act", (_a, _b, what) => (what as () => void)());
  const at = (atMs: number, what: () => void): void => void kernel.at(atMs, act, 0, 0, what);
  at(observedMs, () => pings.observe("a", note("given up"), note("answered")));
  at(expectedMs, () => pings.expect("a", note("no pings")));
  for (const [i, atMs] of changes.entries()) at(atMs, () => pings.link("a", i % 2 === 1));
  while (kernel.playInstant(endMs));
  return rows;
}

/** The observer of master.cpp:135-231, and the agent's timer of slave.cpp:3517-3560, step by step. */
function played({ observedMs, expectedMs, changes }: Plan, endMs: number): readonly Row[] {
  const rows: Row[] = [];
  const wholeAt = (atMs: number): boolean => changes.filter((change) => change <= atMs).length % 2 === 0;
  let timeouts = 0;
  let pinged = false;
  let givenUp = false;
  let agentTimerMs = expectedMs + totalMs;
  let agentTold = false;
  const agentTimerUntil = (atMs: number): void => {
    if (agentTold || agentTimerMs > atMs) return;
    rows.push([agentTimerMs, "no pings"]);
    agentTold = true;
  };
  for (let pingMs = observedMs; pingMs <= endMs; pingMs += intervalMs) {
    agentTimerUntil(pingMs - 1);
    if (pinged) {
      timeouts++;
      if (timeouts >= timeoutsMax && !givenUp) {
        rows.push([pingMs, "given up"]);
        givenUp = true;
      }
    }
    pinged = true;
    if (!wholeAt(pingMs)) continue;
    timeouts = 0;
    pinged = false;
    if (givenUp) rows.push([pingMs, "answered"]);
    givenUp = false;
    if (pingMs <= expectedMs) continue;
    agentTimerMs = pingMs + totalMs;
    agentTold = false;
  }
  agentTimerUntil(endMs);
  return rows;
}

const byTime = (rows: readonly Row[]): readonly Row[] =>
  [...rows].sort(([a, what], [b, other]) => a - b || (what < other ? -1 : what > other ? 1 : 0));

/** Never at the instant of a ping: who comes first there is another matter. */
const plan: fc.Arbitrary<Plan> = fc
  .record({
    observedMs: fc.integer({ min: 0, max: 10 }).map((n) => n * 1000),
    expectsAfterMs: fc.integer({ min: 0, max: 40 }).map((n) => n * 1000),
    gaps: fc.array(
      fc.oneof(
        fc.integer({ min: 1, max: 20 }).map((n) => n * 1000),
        fc.integer({ min: 10, max: 200 }).map((n) => n * 1000),
      ),
      { maxLength: 14 },
    ),
  })
  .map(({ observedMs, expectsAfterMs, gaps }) => {
    let atMs = observedMs + 500;
    const changes = gaps.map((gap) => {
      atMs += gap;
      return atMs;
    });
    return { observedMs, expectedMs: observedMs + expectsAfterMs, changes };
  });

test("on whatever link, it says the same as playing each ping", () => {
  fc.assert(
    fc.property(plan, (planned) => {
      const endMs = (planned.changes.at(-1) ?? 0) + 4 * totalMs;
      // An agent that is not there yet when the link breaks is registered by nobody.
      fc.pre(planned.changes.every((change) => change > planned.expectedMs));
      expect(byTime(computed(planned, endMs))).toEqual(byTime(played(planned, endMs)));
    }),
    { numRuns: 2000 },
  );
});

describe("single cases", () => {
  const from = (...changes: readonly number[]): readonly Row[] =>
    computed({ observedMs: 0, expectedMs: 0, changes }, 1_000_000);

  test("given up 75 s after the first ping that is not answered; the agent misses pings 75 s after the last it got", () => {
    expect(from(1000)).toEqual([
      [75_000, "no pings"],
      [90_000, "given up"],
    ]);
  });

  test("a ping at the instant of the break is not answered, one at the instant of the mend is", () => {
    expect(from(15_000)).toEqual([
      [75_000, "no pings"],
      [90_000, "given up"],
    ]);
    expect(from(1000, 75_000)).toEqual([]);
  });

  test("a mend without a ping changes nothing", () => {
    expect(from(16_000, 20_000, 29_000)).toEqual([
      [90_000, "no pings"],
      [105_000, "given up"],
    ]);
  });

  test("a mend after the last ping that helps does not; the ping of that very instant is an answer", () => {
    expect(from(1000, 76_000)).toEqual([
      [75_000, "no pings"],
      [90_000, "given up"],
      [90_000, "answered"],
    ]);
  });

  test("an answer that was due does not come when the link breaks again before", () => {
    expect(from(1000, 91_000, 95_000)).toEqual([
      [75_000, "no pings"],
      [90_000, "given up"],
    ]);
  });
});

describe("who is told", () => {
  const setUp = () => {
    const kernel = new Kernel();
    const pings = new Pings(kernel, { intervalMs, timeoutsMax }, noRules);
    const rows: Row[] = [];
    const note = (what: string) => () => void rows.push([kernel.nowMs, what]);
    const runTo = (atMs: number): void => {
      while (kernel.playInstant(atMs));
      kernel.nowMs = atMs;
    };
    return { pings, rows, note, runTo };
  };

  test("nobody who does not ask, or asks no more", () => {
    const { pings, rows, note, runTo } = setUp();
    pings.observe("a", note("given up"), note("answered"));
    pings.expect("a", note("no pings"));
    pings.link("a", false);
    pings.forget("a");
    pings.ignore("a");
    runTo(500_000);
    expect(rows).toEqual([]);
  });

  test("an agent whose master pings no more, though the link is whole", () => {
    const { pings, rows, note, runTo } = setUp();
    pings.observe("a", note("given up"), note("answered"));
    pings.expect("a", note("no pings"));
    runTo(20_000);
    pings.forget("a");
    runTo(500_000);
    // The last ping came at 15 s.
    expect(rows).toEqual([[90_000, "no pings"]]);
  });

  test("nobody once a master has given up and forgotten the agent, whose link is mended then", () => {
    const { pings, rows, note, runTo } = setUp();
    pings.observe("a", note("given up"), note("answered"));
    runTo(1000);
    pings.link("a", false);
    runTo(90_000);
    pings.forget("a");
    pings.link("a", true);
    runTo(500_000);
    expect(rows).toEqual([[90_000, "given up"]]);
  });

  test("not an agent that is pinged again in time", () => {
    const { pings, rows, note, runTo } = setUp();
    pings.observe("a", note("given up"), note("answered"));
    pings.expect("a", note("no pings"));
    runTo(20_000);
    pings.forget("a");
    runTo(80_000);
    pings.observe("a", note("given up"), note("answered"));
    runTo(500_000);
    expect(rows).toEqual([]);
  });

  test("a master that begins to ping over a broken link: 75 s from its first ping", () => {
    const { pings, rows, note, runTo } = setUp();
    pings.link("a", false);
    runTo(7000);
    pings.observe("a", note("given up"), note("answered"));
    pings.expect("a", note("no pings"));
    runTo(500_000);
    expect(rows).toEqual([
      [82_000, "given up"],
      [82_000, "no pings"],
    ]);
  });

  test("each agent by itself", () => {
    const { pings, rows, note, runTo } = setUp();
    for (const name of ["a", "b"]) pings.observe(name, note(`${name} given up`), note(`${name} answered`));
    pings.link("b", false);
    runTo(500_000);
    expect(rows).toEqual([[75_000, "b given up"]]);
  });
});

test("a rule about other messages, or about one agent, lets the pings of the others be", () => {
  const kernel = new Kernel();
  const listeners: Parameters<PingRules["watchRules"]>[0][] = [];
  const hasRuleFor = vi.fn((_message: string, _agent: string) => false);
  const pings = new Pings(
    kernel,
    { intervalMs, timeoutsMax },
    { watchRules: (each) => void listeners.push(each), hasRuleFor, rulePing: () => 0 },
  );
  for (let i = 0; i < 100; i++)
    pings.observe(
      `a-${i}`,
      () => undefined,
      () => undefined,
    );
  const asked = (message: string, agent: string | null): number => {
    hasRuleFor.mockClear();
    for (const listener of listeners) listener({ message, agent });
    return new Set(hasRuleFor.mock.calls.map(([, name]) => name)).size;
  };
  expect(asked("status", null)).toBe(0);
  expect(asked("pong", "a-7")).toBe(1);
  expect(asked("ping", "nobody")).toBe(0);
  expect(asked("ping", null)).toBe(100);
});
