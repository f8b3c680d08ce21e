/** Ranges, against plain sets of numbers. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  containsRanges,
  formatRanges,
  minusRanges,
  normalised,
  nthOfRanges,
  parseRanges,
  type Ranges,
  rangesOf,
  sizeOfRanges,
  unionRanges,
} from "../../src/model/ranges.ts";

const numbers = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 25 });

function membersOf(ranges: Ranges): number[] {
  const members: number[] = [];
  for (let i = 0; i + 1 < ranges.length; i += 2) {
    for (let n = ranges[i] ?? 0; n <= (ranges[i + 1] ?? -1); n++) members.push(n);
  }
  return members;
}

const sorted = (set: Iterable<number>): number[] => [...set].sort((a, b) => a - b);

/** Sorted, begin <= end, and at least one number missing between two ranges. */
function isNormal(ranges: Ranges): boolean {
  return ranges.every(
    (bound, i) => i === 0 || (i % 2 === 1 ? bound >= (ranges[i - 1] ?? 0) : bound > (ranges[i - 1] ?? 0) + 1),
  );
}

describe("ranges behave as sets", () => {
  test("a set of numbers becomes ranges with just these members", () => {
    fc.assert(
      fc.property(numbers, (list) => {
        const ranges = rangesOf(list);
        expect(isNormal(ranges)).toBe(true);
        expect(membersOf(ranges)).toEqual(sorted(new Set(list)));
        expect(sizeOfRanges(ranges)).toBe(new Set(list).size);
      }),
    );
  });

  test("union, difference and containment are those of sets", () => {
    fc.assert(
      fc.property(numbers, numbers, (left, right) => {
        const a = rangesOf(left);
        const b = rangesOf(right);
        const inRight = new Set(right);
        const union = unionRanges(a, b);
        const rest = minusRanges(a, b);
        expect(isNormal(union)).toBe(true);
        expect(isNormal(rest)).toBe(true);
        expect(membersOf(union)).toEqual(sorted(new Set([...left, ...right])));
        expect(membersOf(rest)).toEqual(sorted(new Set(left.filter((n) => !inRight.has(n)))));
        expect(containsRanges(b, a)).toBe(left.every((n) => inRight.has(n)));
      }),
    );
  });

  test("the n-th number counts through all ranges in ascending order", () => {
    fc.assert(
      fc.property(numbers, (list) => {
        const ranges = rangesOf(list);
        const members = membersOf(ranges);
        for (const [n, member] of members.entries()) expect(nthOfRanges(ranges, n)).toBe(member);
        expect(nthOfRanges(ranges, members.length)).toBeUndefined();
      }),
    );
  });
});

describe("the text of ranges", () => {
  test("parses with and without brackets, spaces and single numbers", () => {
    expect(parseRanges("31000-32000,33000")).toEqual([31000, 32000, 33000, 33000]);
    expect(parseRanges("[31000-31005, 31007]")).toEqual([31000, 31005, 31007, 31007]);
  });

  test("joins what overlaps or touches", () => {
    expect(parseRanges("5-7,1-3,4-4,6-9")).toEqual([1, 9]);
  });

  test("ranges that contain each other leave the outer one", () => {
    expect(normalised([1, 10, 3, 4])).toEqual([1, 10]);
  });

  test.each(["", "a", "3-", "-3", "5-3", "1-2-3", "1;2", "12345678901"])("%j is none", (text) => {
    expect(parseRanges(text)).toBeUndefined();
  });

  test("is read back to the same", () => {
    fc.assert(
      fc.property(
        numbers.filter((list) => list.length > 0),
        (list) => {
          const ranges = rangesOf(list);
          expect(parseRanges(formatRanges(ranges))).toEqual(ranges);
        },
      ),
    );
  });
});
