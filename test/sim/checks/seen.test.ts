/** What of a list is new since the last look. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { renew } from "../../../src/sim/checks/seen.ts";

/** The list as it is kept, and what was told: items that came, and others that went. */
function renewed(before: readonly string[], now: readonly string[]) {
  const seen = [...before];
  const came: string[] = [];
  const went: string[] = [];
  const other = renew(seen, now, "owner", {
    came: (_owner, item) => void came.push(item),
    went: (_owner, item) => void went.push(item),
  });
  return { seen, came, went, other };
}

test("what stays in its order is not told", () => {
  expect(renewed(["a", "b", "c"], ["a", "c", "d"])).toEqual({
    seen: ["a", "c", "d"],
    came: ["d"],
    went: ["b"],
    other: true,
  });
  expect(renewed(["a", "b"], ["a", "b"])).toMatchObject({ came: [], went: [], other: false });
  expect(renewed([], [])).toMatchObject({ other: false });
});

test("whatever changes, what was there, without what went and with what came, is what there is", () => {
  const lists = fc.uniqueArray(fc.constantFrom(..."abcdefgh"));
  fc.assert(
    fc.property(lists, lists, (before, now) => {
      const { seen, came, went, other } = renewed(before, now);
      expect(seen).toEqual(now);
      const left = before.filter((item) => !went.includes(item));
      expect([...left, ...came].sort()).toEqual([...now].sort());
      expect(other).toBe(before.join("") !== now.join(""));
    }),
  );
});
