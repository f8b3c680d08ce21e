/** The queue keeps its order however it grows and shrinks. */

import { expect, test } from "vitest";
import { Fifo } from "../../src/report/fifo.ts";

test("first in, first out, over many more items than it ever holds", () => {
  const fifo = new Fifo<number>();
  const taken: (number | undefined)[] = [];
  for (let i = 0; i < 10_000; i++) {
    fifo.push(i);
    if (i >= 3) taken.push(fifo.shift());
  }
  expect(taken).toEqual(Array.from({ length: 9997 }, (_, i) => i));
  expect(fifo.length).toBe(3);
});

test("what is put back is the next to be taken, and trimming drops the newest", () => {
  const fifo = new Fifo<string>();
  fifo.push("a");
  fifo.push("b");
  fifo.push("c");
  expect(fifo.shift()).toBe("a");
  fifo.unshift("z");
  fifo.trim(2);
  expect([fifo.shift(), fifo.shift(), fifo.shift()]).toEqual(["z", "b", undefined]);
});

test("a trim to less than nothing empties it", () => {
  const fifo = new Fifo<number>();
  fifo.push(1);
  fifo.trim(-2);
  expect(fifo.length).toBe(0);
});
