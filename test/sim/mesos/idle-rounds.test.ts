/** How many rounds of offers have room before an instant, against playing them. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { type Rounds, type RoundTimes, roundsBefore } from "../../../src/sim/mesos/idle-rounds.ts";

/** A filter is over, the next tick makes the offer, it comes back, and a filter hides it again. */
function played(endMs: number, untilMs: number, lifeMs: number, times: RoundTimes): Rounds {
  let [count, until] = [0, untilMs];
  for (;;) {
    let tickMs = times.originMs;
    while (tickMs < until) tickMs += times.intervalMs;
    if (tickMs + times.outMs >= endMs) return { count, untilMs: until };
    until = tickMs + times.outMs + lifeMs;
    count++;
  }
}

test("as many as are played one after the other, and the filter of the last of them", () => {
  const times: fc.Arbitrary<RoundTimes> = fc.record({
    originMs: fc.integer({ min: 0, max: 50 }),
    intervalMs: fc.integer({ min: 1, max: 40 }),
    outMs: fc.integer({ min: 0, max: 90 }),
  });
  const longer = fc.integer({ min: 1, max: 200 });
  const instant = fc.integer({ min: 0, max: 3000 });
  fc.assert(
    fc.property(times, longer, instant, instant, (each, longerMs, a, b) => {
      const [untilMs, endMs] = [each.originMs + Math.min(a, b), each.originMs + Math.max(a, b)];
      const lifeMs = each.intervalMs + longerMs;
      expect(roundsBefore(endMs, untilMs, lifeMs, each)).toEqual(played(endMs, untilMs, lifeMs, each));
    }),
  );
});

test("none where a filter lives no longer than the interval: its end may come behind the tick of its instant", () => {
  const times = { originMs: 0, intervalMs: 1000, outMs: 0 };
  expect(roundsBefore(1_000_000, 1000, 1000, times)).toEqual({ count: 0, untilMs: 1000 });
});
