/** Numbers have at most six decimals, everywhere. */

import { expect, test } from "vitest";
import { rounded, withRoundedNumbers } from "../../src/report/rounding.ts";

test("six decimals, half away from zero", () => {
  expect([2 / 3, -2 / 3, 0.1 + 0.2, 86_400_000].map(rounded)).toEqual([0.666667, -0.666667, 0.3, 86_400_000]);
});

test("every number of a value is rounded, the rest stays, in its order", () => {
  const value = { b: [1 / 3, null], a: { text: "0.3333333", deep: 1 / 6 } };
  expect(JSON.stringify(withRoundedNumbers(value))).toBe(
    '{"b":[0.333333,null],"a":{"text":"0.3333333","deep":0.166667}}',
  );
});
