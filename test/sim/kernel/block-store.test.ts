/** Blocks: what was put in comes out, wherever it was kept, and memory holds no more than it may. */

import { expect, test } from "vitest";
import { BlockStore } from "../../../src/sim/kernel/block-store.ts";
import { ArraySpill } from "../../support/spills.ts";

const bytesOf = (...bytes: readonly number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes);

test("without a limit everything is held", () => {
  const store = new BlockStore();
  const blocks = [bytesOf(1, 2, 3), bytesOf(), bytesOf(4)];
  const numbers = blocks.map((block) => store.add(block));
  expect(numbers.map((number) => store.get(number))).toEqual(blocks);
  expect([store.heldBytes, store.spilledBytes]).toEqual([4, 0]);
});

test("what does not fit goes to the spill, which is opened only then", () => {
  const spill = new ArraySpill();
  let opened = 0;
  const openSpill = () => {
    opened++;
    return spill;
  };
  const store = new BlockStore({ memoryBytes: 5, openSpill });
  const blocks = [bytesOf(1, 2, 3), bytesOf(4, 5), bytesOf(6), bytesOf(7, 8, 9, 10), bytesOf(11)];
  const numbers = [blocks[0], blocks[1]].map((block) => store.add(block ?? bytesOf()));
  expect([opened, store.heldBytes, store.spilledBytes]).toEqual([0, 5, 0]);
  for (const block of blocks.slice(2)) numbers.push(store.add(block));
  expect([opened, store.heldBytes, store.spilledBytes, spill.length]).toEqual([1, 5, 6, 6]);
  expect(numbers.toReversed().map((number) => store.get(number))).toEqual(blocks.toReversed());
});

test("a block that there is not is a mistake of the caller", () => {
  expect(() => new BlockStore().get(0)).toThrow("there is no block 0");
});
