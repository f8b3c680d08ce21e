/** What people read of a measure: as many digits as mean something, and times as durations. */

import { expect, test } from "vitest";
import { readable, withInterval } from "../../../src/study/output/numbers.ts";

const hour = 3_600_000;

test.each([
  // To the second digit of the half-width, in a unit of clocks.
  [6_457_828, 992_989, "1h48m +- 17m"],
  [710_741, 93_721, "11m51s +- 1m34s"],
  [43_215, 20, "43s215ms +- 20ms"],
  [-130_478, 560_186, "-2m10s +- 9m20s"],
  [20.4 * hour, 15 * hour, "20h +- 15h"],
  [0, 0, "0s"],
  // All runs alike: exactly.
  [59_005, 0, "59s5ms"],
])("%d ms +- %d is %s", (mean, half, told) => {
  expect(withInterval(mean, mean - half, mean + half, "time")).toBe(told);
});

test("an interval that is not around a time, one that is open, and a time by itself", () => {
  expect(withInterval(60_000, 30_000, 120_000, "time")).toBe("1m (30s to 2m)");
  expect(withInterval(6_169_226, null, null, "time")).toBe("1h43m +- ?");
  expect(readable(13_978_998, null, "time")).toBe("3h53m");
  expect(readable(null, 5, "time")).toBe("-");
});

test("without a half-width all digits that a metric has: of an availability the last ones count", () => {
  expect(withInterval(0.999998, 0.999998, 0.999998, "number")).toBe("0.999998");
  expect(withInterval(0.9731014, null, null, "number")).toBe("0.973101 +- ?");
  expect(readable(3.5, null, "number")).toBe("3.5");
  expect(readable(12_345_678.9, null, "number")).toBe("12345679");
});

test("numbers are no durations", () => {
  expect(withInterval(0.97123, 0.96813, 0.97433, "number")).toBe("0.9712 +- 0.0031");
  expect(withInterval(6_457_828, 5_464_839, 7_450_817, "number")).toBe("6457828 +- 992989");
});
