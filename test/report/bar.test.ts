/** How full something is, as a line of characters. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { barCells, barText } from "../../src/report/bar.ts";
import { plainPalette } from "../../src/report/palette.ts";

const bar = (total: number, used: number, stranded: number): string =>
  barText(barCells(12, total, used, stranded), 12, plainPalette);

test("a cell is a twelfth, what is there has a cell, and only what is full looks full", () => {
  expect(bar(12, 0, 0)).toBe("|            |");
  expect(bar(12, 3, 2)).toBe("|###..       |");
  expect(bar(12_000, 1, 1)).toBe("|#.          |");
  expect(bar(12, 11.9, 0)).toBe("|########### |");
  expect(bar(12, 11, 0.5)).toBe("|##########. |");
  expect(bar(12, 12, 0)).toBe("|############|");
  expect(bar(12, 11.5, 0.5)).toBe("|###########.|");
  // Tasks of an agent that is gone, say.
  expect(bar(12, 30, 0)).toBe("|############|");
  expect(bar(0, 0, 0)).toBe("|            |");
});

test("whatever the amounts, the bar has its width and says whether something is free", () => {
  const amount = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(
    fc.property(amount, amount, amount, (used, stranded, free) => {
      const total = used + stranded + free;
      const text = bar(total, used, stranded);
      expect(text).toMatch(/^\|#*\.* *\|$/);
      expect(text).toHaveLength(14);
      expect(text.includes("#")).toBe(used > 0);
      expect(text.includes(".")).toBe(stranded > 0);
      expect(text.includes(" ")).toBe(free > 0 || total === 0);
    }),
  );
});
