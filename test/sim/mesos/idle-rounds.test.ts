/** How many rounds of offers begin up to an instant, against playing them. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { type Rounds, type RoundTimes, roundsUpTo } from "../../../src/sim/mesos/idle-rounds.ts";

/** A filter is over, the next tick makes the offer, it comes back, and a filter hides it again. */
function played(lastMs: number, untilMs: number, lifeMs: number, times: RoundTimes): Rounds {
  let [count, until] = [0, untilMs];
  for (;;) {
    let tickMs = times.originMs;
    while (tickMs < until) tickMs += times.intervalMs;
    if (tickMs > lastMs) return { count, untilMs: until };
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
      const [untilMs, lastMs] = [each.originMs + Math.min(a, b), each.originMs + Math.max(a, b)];
      const lifeMs = each.intervalMs + longerMs;
      expect(roundsUpTo(lastMs, untilMs, lifeMs, each)).toEqual(played(lastMs, untilMs, lifeMs, each));
    }),
  );
});
