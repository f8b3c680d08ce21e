/** How long values were held: the same sums as a map would have, for any numbers. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { HeldTimes } from "../../src/report/held-times.ts";

test("each value once, in order, with the sum of its times", () => {
  const value = fc.oneof(
    fc.nat(40),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.constantFrom(2 ** 32, 2 ** 33, 0.5),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(value, fc.integer({ min: 1, max: 1000 })), { maxLength: 300 }), (held) => {
      const times = new HeldTimes();
      const sums = new Map<number, number>();
      for (const [number, ms] of held) {
        times.add(number, ms);
        sums.set(number, (sums.get(number) ?? 0) + ms);
      }
      expect(times.sorted()).toEqual([...sums].sort(([a], [b]) => a - b));
    }),
    { seed: 1, numRuns: 200 },
  );
});
