/** Blocks of rows: any rows come back from their bytes, and usual rows take few of them. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { RowBlock, RowCodec } from "../../../src/sim/kernel/row-block.ts";

/** Three types, of which the last two share a field. */
const fields = [[], [0, 1, 2, 3], [1]];

interface Line {
  readonly atMs: number;
  readonly type: number;
  readonly cells: readonly number[];
}

function blockOf(lines: readonly Line[]): RowBlock {
  const block = new RowBlock(lines.length, 1);
  for (const { atMs, type, cells } of lines) {
    block.begin(atMs, type);
    for (const cell of cells) block.put(cell);
  }
  return block;
}

const linesOf = (block: RowBlock): Line[] =>
  Array.from({ length: block.rows }, (_, row) => {
    const type = block.type[row] ?? 0;
    const start = block.start[row] ?? 0;
    return {
      atMs: block.at[row] ?? 0,
      type,
      cells: [...block.cells.slice(start, start + (fields[type]?.length ?? 0))],
    };
  });

/** Zeros have no sign here. */
const cell = fc
  .oneof(
    fc.nat(),
    fc.maxSafeNat(),
    fc.double(),
    fc.constantFrom(Number.NaN, 124, 125, 126, 2 ** 31, 2 ** 32, 2 ** 53, -1, 0.5, Number.POSITIVE_INFINITY),
  )
  .map((value) => (value === 0 ? 0 : value));

const line = fc
  .tuple(
    cell.map((atMs) => (Number.isNaN(atMs) ? 0 : atMs)),
    fc.nat(2),
    fc.array(cell, { minLength: 4, maxLength: 4 }),
  )
  .map(([atMs, type, cells]): Line => ({ atMs, type, cells: cells.slice(0, fields[type]?.length ?? 0) }));

test("any rows are read back as they were written", () => {
  const codec = new RowCodec(fields);
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
      expect(linesOf(codec.decode(codec.encode(blockOf(lines))))).toEqual(lines);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("what a block says does not depend on the block before it", () => {
  const codec = new RowCodec(fields);
  const [first, second] = [
    [7, 8, 9, 10],
    [7, 8, 9, 11],
  ].map((cells) => codec.encode(blockOf([{ atMs: 5, type: 1, cells }])));
  if (first === undefined || second === undefined) throw new Error("two blocks were encoded");
  expect(linesOf(codec.decode(second))).toEqual([{ atMs: 5, type: 1, cells: [7, 8, 9, 11] }]);
  expect(linesOf(codec.decode(first))).toEqual([{ atMs: 5, type: 1, cells: [7, 8, 9, 10] }]);
});

test("a cell like the last one of its field, a small number, a time soon after: one byte each", () => {
  const cells = [1_000_000, 3, Number.NaN, 124];
  const rows = (count: number): number =>
    new RowCodec(fields).encode(
      blockOf(Array.from({ length: count }, (_, i) => ({ atMs: i * 100, type: 1, cells }))),
    ).length;
  // Type, time and four cells.
  expect(rows(101) - rows(100)).toBe(6);
});

test("a row with other cells than its type says is a mistake of the writer", () => {
  expect(() => new RowCodec(fields).encode(blockOf([{ atMs: 0, type: 2, cells: [1, 2] }]))).toThrow(
    "a row has other cells than its type says",
  );
});
