/** Small pieces of English. */

import { expect, test } from "vitest";
import {
  amountsText,
  counted,
  cut,
  listed,
  percent,
  roughly,
  roughPercent,
  sizeText,
  wrapped,
} from "../../src/model/wording.ts";

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
  expect(amountsText({ cpus: 1, mem: 512, disk: 0, ports: 2 })).toBe("1 cpu, 512 MiB, 2 ports");
  expect(amountsText({ cpus: 2.5, mem: 1, disk: 100 })).toBe("2.5 cpus, 1 MiB, 100 MiB disk");
  expect(amountsText({ cpus: 0 })).toBe("nothing");
});

test("sizes have few digits, and are exact below ten GiB", () => {
  const sizes = [512, 10_239, 10_240, 40_960, 10_752, 20_971_520].map((mib) => sizeText(mib));
  expect(sizes).toEqual(["512 MiB", "10239 MiB", "10 GiB", "40 GiB", "10.5 GiB", "20 TiB"]);
});

test("rough shares are whole from ten percent on, and a little is not nothing", () => {
  expect([1, 0.999, 0.126, 0.0999, 0.0004, 0].map((share) => roughPercent(share))).toEqual([
    "100 %",
    "99 %",
    "12 %",
    "9.9 %",
    "under 0.1 %",
    "0 %",
  ]);
});

test("lines are broken at spaces and cut where they must be", () => {
  expect(wrapped("one two three", 7)).toEqual(["one two", "three"]);
  expect(wrapped("unbreakable", 4)).toEqual(["unbreakable"]);
  expect([cut("12345", 5), cut("123456", 5)]).toEqual(["12345", "12..."]);
});
