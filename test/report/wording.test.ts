/** Small pieces of English. */

import { expect, test } from "vitest";
import { amountsText, counted, cut, listed, percent, roughly, wrapped } from "../../src/report/wording.ts";

test("counts and lists", () => {
  expect([counted(1, "volume"), counted(0, "volume")]).toEqual(["1 volume", "0 volumes"]);
  expect(listed(["a", "b", "c", "d"])).toBe("a, b, c, d");
  expect(listed(["a", "b", "c", "d", "e"])).toBe("a, b, c and 2 more");
});

test("what is not all is never 100 %, what is not nothing may be 0 %", () => {
  expect([percent(1), percent(0.99999), percent(0.8666), percent(0.0004)]).toEqual([
    "100 %",
    "99.9 %",
    "86.6 %",
    "0 %",
  ]);
});

test("times from one second on have no milliseconds", () => {
  expect([roughly(999), roughly(1999), roughly(201_500)]).toEqual(["999ms", "1s", "3m21s"]);
});

test("amounts", () => {
  expect(amountsText({ cpus: 1, mem: 512, disk: 0, ports: 2 })).toBe("1 cpu, 512 MiB mem, 2 ports");
  expect(amountsText({ cpus: 0 })).toBe("nothing");
});

test("lines are broken at spaces and cut where they must be", () => {
  expect(wrapped("one two three", 7)).toEqual(["one two", "three"]);
  expect(wrapped("unbreakable", 4)).toEqual(["unbreakable"]);
  expect([cut("12345", 5), cut("123456", 5)]).toEqual(["12345", "12..."]);
});
