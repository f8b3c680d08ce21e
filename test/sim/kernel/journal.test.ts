/** The journal: what is written is read back, and the digest is that of the rows alone. */

import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { BlockStore } from "../../../src/sim/kernel/block-store.ts";
import { type Hash, Journal, type RowType } from "../../../src/sim/kernel/journal.ts";
import { ArraySpill } from "../../support/spills.ts";

const types: readonly RowType[] = [
  { name: "bare", fields: [] },
  {
    name: "full",
    fields: [
      { name: "who", kind: "text" },
      { name: "what", kind: "json" },
      { name: "count", kind: "number" },
      { name: "flag", kind: "flag" },
    ],
  },
];

function sha256(): Hash {
  const hash = createHash("sha256");
  return { update: (bytes) => hash.update(bytes), digest: () => hash.digest("hex") };
}

/** One row of the test: type 1 with cells, or type 0 where `who` is null. */
interface Line {
  readonly atMs: number;
  readonly who: string | null;
  readonly count: number;
}

function write(journal: Journal, { atMs, who, count }: Line): void {
  if (who === null) {
    journal.begin(atMs, 0);
    return;
  }
  journal.begin(atMs, 1);
  journal.put(journal.intern(who));
  journal.put(journal.intern(`{"n":${count % 10}}`));
  journal.put(count);
  journal.put(count % 2);
}

/** Lines of which every third has no cells, so that cells and rows outgrow their columns at different rows. */
function linesOf(n: number): Line[] {
  return Array.from({ length: n }, (_, i) => ({
    atMs: Math.floor(i / 3),
    who: i % 3 === 0 ? null : `agent-${i % 50}`,
    count: i,
  }));
}

function journalOf(lines: readonly Line[], hash: Hash | null = sha256()): Journal {
  const journal = new Journal(types, hash);
  for (const line of lines) write(journal, line);
  return journal;
}

describe("rows", () => {
  test("are read back as they were written, beyond every growth of the columns", () => {
    const lines = linesOf(20_000);
    const journal = journalOf(lines, null);
    expect(journal.length).toBe(lines.length);
    for (const [index, { atMs, who, count }] of lines.entries()) {
      const cells = who === null ? [] : [who, `{"n":${count % 10}}`, count, count % 2 === 1];
      expect(journal.row(index)).toEqual({ index, atMs, type: who === null ? 0 : 1, cells });
    }
  });

  test("are the same wherever they are kept, read forwards, backwards and while more are written", () => {
    const lines = linesOf(20_000);
    const held = journalOf(lines);
    const spill = new ArraySpill();
    const spilled = new Journal(types, sha256(), new BlockStore({ memoryBytes: 0, openSpill: () => spill }));
    for (const [i, line] of lines.entries()) {
      write(spilled, line);
      // Now and then one from long ago.
      if (i % 1000 === 0) expect(spilled.row(i >> 1)).toEqual(held.row(i >> 1));
    }
    // Four of the five blocks are full: 4 * 4096 = 16,384 rows.
    expect(spill.length).toBeGreaterThan(4 * 4096);
    for (let i = 0; i < lines.length; i++) expect(spilled.row(i)).toEqual(held.row(i));
    for (let i = lines.length - 1; i >= 0; i -= 7) expect(spilled.row(i)).toEqual(held.row(i));
    expect(spilled.digest()).toBe(held.digest());
  });

  test("of one type are found in the blocks that have some, and no other block is read", () => {
    // Blocks of 4,096 rows: only bare ones in the first and third, one full in the second, one in the open one.
    const full = new Set([5_000, 12_300]);
    const spill = new ArraySpill();
    const journal = new Journal(types, null, new BlockStore({ memoryBytes: 0, openSpill: () => spill }));
    for (let i = 0; i < 12_400; i++) {
      write(journal, { atMs: i, who: full.has(i) ? "a" : null, count: i });
      if (i === 5_100) expect([...journal.rowsOf(1)]).toEqual([5_000]);
    }
    expect(spill.reads).toBe(0);
    expect([...journal.rowsOf(1)]).toEqual([5_000, 12_300]);
    expect(spill.reads).toBe(1);
    expect([...journal.rowsOf(0)]).toHaveLength(12_398);
    expect([...journal.rowsOf(-1)]).toEqual([]);
  });

  test("stay as they were read, whatever is written later", () => {
    const lines = linesOf(9000);
    const journal = new Journal(types, null);
    for (const line of lines.slice(0, 5000)) write(journal, line);
    const block = journal.blockOf(4500);
    const before = block.cells.slice(0, block.cellCount);
    for (const line of lines.slice(5000)) write(journal, line);
    expect(block.cells.slice(0, before.length)).toEqual(before);
    expect(block.at[4500 - 4096]).toBe(lines[4500]?.atMs);
  });

  test("a cell of which the event says nothing is null, whatever its kind", () => {
    const journal = new Journal(types, null);
    journal.begin(5, 1);
    for (let i = 0; i < 4; i++) journal.put(Number.NaN);
    expect(journal.row(0).cells).toEqual([null, null, null, null]);
  });

  test("a text has one number, given when it is first used", () => {
    const journal = new Journal(types, null);
    expect([journal.intern("a"), journal.intern("b"), journal.intern("a")]).toEqual([0, 1, 0]);
  });
});

/** The digest as it is defined: for each 4,096 rows the new texts, the times, the types, the cells. */
function reference(lines: readonly Line[]): string {
  const hash = createHash("sha256");
  const known = new Set<string>();
  for (let from = 0; from === 0 || from < lines.length; from += 4096) {
    const part = lines.slice(from, from + 4096);
    const texts: string[] = [];
    const cells: number[] = [];
    const number = (text: string): number => {
      if (!known.has(text)) texts.push(text);
      known.add(text);
      return [...known].indexOf(text);
    };
    for (const { who, count } of part) {
      if (who !== null) cells.push(number(who), number(`{"n":${count % 10}}`), count, count % 2);
    }
    hash.update(`${texts.join("\u0000")}\u0000`);
    hash.update(new Uint8Array(Float64Array.from(part, ({ atMs }) => atMs).buffer));
    hash.update(Uint8Array.from(part, ({ who }) => (who === null ? 0 : 1)));
    hash.update(new Uint8Array(Float64Array.from(cells).buffer));
  }
  return hash.digest("hex");
}

describe("the digest", () => {
  test.each([0, 1, 4095, 4096, 4097, 8192, 8193, 20_000])(
    "of %d rows is SHA-256 over their cells and texts",
    (n) => {
      const lines = linesOf(n);
      expect(journalOf(lines).digest()).toBe(reference(lines));
    },
  );

  test("does not move when rows are read or texts asked for again in between", () => {
    const lines = linesOf(9000);
    const plain = journalOf(lines).digest();
    const journal = new Journal(types, sha256());
    for (const [i, line] of lines.entries()) {
      write(journal, line);
      journal.row(Math.floor(i / 2));
      journal.atMs(i);
      if (line.who !== null) journal.intern(line.who);
    }
    expect(journal.digest()).toBe(plain);
    expect(journal.digest()).toBe(plain);
  });

  test.each([0, 4094, 4095, 4096, 4097, 8191, 8192, 8999])("sees a change of row %d", (changed) => {
    const lines = linesOf(9000);
    const plain = journalOf(lines).digest();
    const later = lines.map((line, i) => (i === changed ? { ...line, atMs: line.atMs + 1 } : line));
    const other = lines.map((line, i) =>
      i === changed ? { ...line, who: line.who === null ? "new" : null } : line,
    );
    expect(journalOf(later).digest()).not.toBe(plain);
    expect(journalOf(other).digest()).not.toBe(plain);
  });

  test("sees a text that differs where its number does not", () => {
    const one = journalOf([{ atMs: 0, who: "a", count: 1 }]).digest();
    expect(journalOf([{ atMs: 0, who: "b", count: 1 }]).digest()).not.toBe(one);
  });

  test("tells nothing from zero and from the first text", () => {
    const digestOf = (cell: number): string => {
      const journal = new Journal(types, sha256());
      journal.begin(0, 1);
      for (let i = 0; i < 4; i++) journal.put(cell);
      return journal.digest();
    };
    expect(digestOf(Number.NaN)).not.toBe(digestOf(0));
  });

  test("is not there where the journal was made without a hash", () => {
    expect(() => new Journal(types, null).digest()).toThrow("this journal keeps no digest");
  });
});
