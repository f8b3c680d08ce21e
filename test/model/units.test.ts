/** Units: texts of durations and sizes, rounding to thousandths, the order of ids, timestamps. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  amountOf,
  byCodeUnit,
  formatDuration,
  milliFrom,
  parseDuration,
  parseMib,
  timestampOf,
} from "../../src/model/units.ts";

describe("durations", () => {
  test.each([
    ["250ms", 250],
    ["20s", 20_000],
    ["5m", 300_000],
    ["2h", 7_200_000],
    ["30d", 2_592_000_000],
    ["1h30m", 5_400_000],
    ["0s", 0],
    ["0.5s", 500],
    ["1.5h", 5_400_000],
    ["1d2h3m4s5ms", 93_784_005],
  ])("%s is %d ms", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    "",
    "5",
    "s",
    "5 s",
    "-5s",
    "+5s",
    "5S",
    "1e3s",
    "5sec",
    "1h 30m",
    ".5s",
    "5.s",
    "NaN",
    "Infinity",
  ])("%j is no duration", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test("half a millisecond is no duration, for time is whole milliseconds", () => {
    expect(parseDuration("0.5ms")).toBeUndefined();
    expect(parseDuration("1.0005s")).toBeUndefined();
  });

  test("what is beyond 2^53 - 1 ms is no duration", () => {
    expect(parseDuration("9007199254740991ms")).toBe(Number.MAX_SAFE_INTEGER);
    expect(parseDuration("9007199254740993ms")).toBeUndefined();
  });

  test("a duration is written largest unit first and without empty units", () => {
    expect(formatDuration(0)).toBe("0s");
    expect(formatDuration(201_000)).toBe("3m21s");
    expect(formatDuration(86_400_001)).toBe("1d1ms");
    expect(formatDuration(-1500)).toBe("-1s500ms");
  });

  test("what is written parses back to the same", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms);
      }),
    );
  });
});

describe("sizes", () => {
  test.each([
    ["512MiB", 512],
    ["8GiB", 8192],
    ["1TiB", 1_048_576],
    ["512KiB", 0.5],
    ["1.5 GiB", 1536],
    ["1GB", 1_000_000_000 / 1_048_576],
  ])("%s is %d MiB", (text, mib) => {
    expect(parseMib(text)).toBe(mib);
  });

  test.each(["512", "MiB", "-1GiB", "8gib", "8G", "1e3MiB"])("%j is no size", (text) => {
    expect(parseMib(text)).toBeUndefined();
  });
});

describe("thousandths", () => {
  // values.cpp:46-123 rounds with llround: half away from zero.
  test.each([
    [1.5011, 1501],
    [1.5014, 1501],
    [1.5015, 1502],
    [0.0005, 1],
    [0.0004, 0],
    [-1.5015, -1502],
    [-0.0004, 0],
    [0.1 + 0.2, 300],
  ])("%d is %d thousandths", (amount, milli) => {
    // A negative amount that rounds to nothing is -0, which counts as 0 everywhere.
    expect(milliFrom(amount) === milli).toBe(true);
  });

  test("an amount of thousandths comes back unchanged", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (milli) => {
        expect(milliFrom(amountOf(milli)) === milli).toBe(true);
      }),
    );
  });
});

test("ids are ordered by code unit: a-10 before a-2, capitals first, umlauts last", () => {
  expect(["ä", "a-2", "a-10", "b", "B", "a"].sort(byCodeUnit)).toEqual(["B", "a", "a-10", "a-2", "b", "ä"]);
  expect(byCodeUnit("x", "x")).toBe(0);
});

describe("timestamps", () => {
  test("a run starts at the epoch", () => {
    expect(timestampOf(0)).toBe("1970-01-01T00:00:00.000Z");
  });

  test("are those of the Gregorian calendar, leap days and centuries included", () => {
    // Up to the end of the year 9999, where the four digits end.
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (ms) => {
        expect(timestampOf(ms)).toBe(new Date(ms).toISOString());
      }),
      { examples: [[951_782_400_000], [4_107_542_400_000], [13_569_465_600_000]] },
    );
  });
});
