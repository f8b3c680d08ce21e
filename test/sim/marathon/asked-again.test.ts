/** What was asked for last is what the map holds now. */

import { expect, test } from "vitest";
import { AskedAgain } from "../../../src/sim/marathon/asked-again.ts";

test("an answer follows each change, of the key that was asked for last and of others", () => {
  const map = new AskedAgain<number>();
  expect(map.get("a")).toBeUndefined();
  map.set("a", 1);
  expect([map.get("a"), map.get("a")]).toEqual([1, 1]);
  map.set("b", 2).set("a", 3);
  expect([map.get("b"), map.get("a")]).toEqual([2, 3]);
  expect([map.delete("a"), map.get("a"), map.delete("a")]).toEqual([true, undefined, false]);
  expect([map.get("b"), map.delete("c"), map.get("b")]).toEqual([2, false, 2]);
  map.clear();
  expect([map.get("b"), map.size]).toEqual([undefined, 0]);
});
