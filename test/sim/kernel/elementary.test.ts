/** ln, exp and pow give the same bits everywhere: those of a table of true values. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exp, ln, pow } from "../../../src/sim/kernel/elementary.ts";
import * as table from "./elementary-table.ts";

const view = new DataView(new ArrayBuffer(8));

function fromBits(hex: string): number {
  view.setBigUint64(0, BigInt(`0x${hex}`));
  return view.getFloat64(0);
}

function bitsOf(x: number): string {
  view.setFloat64(0, x);
  return view.getBigUint64(0).toString(16).padStart(16, "0");
}

const rows = (text: string): string[][] =>
  text
    .trim()
    .split("\n")
    .map((line) => line.split(" "));

/** How many doubles lie between two of one sign. */
function unitsApart(a: number, b: number): number {
  return Math.abs(Number(BigInt(`0x${bitsOf(a)}`) - BigInt(`0x${bitsOf(b)}`)));
}

describe("golden bits", () => {
  test("of ln", () => {
    const golden = rows(table.ln);
    expect(golden.length).toBeGreaterThan(70);
    for (const [x = "", value = ""] of golden) expect([x, bitsOf(ln(fromBits(x)))]).toEqual([x, value]);
  });

  test("of exp", () => {
    const golden = rows(table.exp);
    expect(golden.length).toBeGreaterThan(70);
    for (const [x = "", value = ""] of golden) expect([x, bitsOf(exp(fromBits(x)))]).toEqual([x, value]);
  });

  test("elsewhere they are off by one unit in the last place at most", () => {
    for (const [x = "", value = ""] of rows(table.nearly.ln)) {
      expect(unitsApart(ln(fromBits(x)), fromBits(value))).toBeLessThanOrEqual(1);
    }
    for (const [x = "", value = ""] of rows(table.nearly.exp)) {
      expect(unitsApart(exp(fromBits(x)), fromBits(value))).toBeLessThanOrEqual(1);
    }
  });

  test("of pow are those of exp(y ln x), good to 1e-13", () => {
    for (const [x = "", y = "", value = ""] of rows(table.pow)) {
      const result = pow(fromBits(x), fromBits(y));
      expect(bitsOf(result)).toBe(bitsOf(exp(fromBits(y) * ln(fromBits(x)))));
      expect(Math.abs(result / fromBits(value) - 1)).toBeLessThan(1e-13);
    }
  });
});

describe("at the edges", () => {
  test("ln of 0, of less, of infinity, of the least number", () => {
    expect(ln(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(ln(-1)).toBeNaN();
    expect(ln(Number.NaN)).toBeNaN();
    expect(ln(1)).toBe(0);
    expect(ln(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  });

  test("exp of 0, and where a double ends", () => {
    expect(exp(0)).toBe(1);
    expect(exp(710)).toBe(Number.POSITIVE_INFINITY);
    expect(exp(-746)).toBe(0);
    expect(exp(-745)).toBe(5e-324);
    expect(exp(Number.NaN)).toBeNaN();
    expect(exp(Number.NEGATIVE_INFINITY)).toBe(0);
  });

  test("pow at 0", () => {
    expect([pow(0, 2), pow(0, 0), pow(0, -1)]).toEqual([0, 1, Number.POSITIVE_INFINITY]);
  });
});

describe("they are the functions that they are named after", () => {
  const positive = fc.double({ min: 1e-300, max: 1e300, noNaN: true });

  test("ln undoes exp", () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(Math.abs(ln(exp(x)) - x)).toBeLessThan(1e-13 * Math.max(1, Math.abs(x)));
      }),
    );
  });

  test("neither ever falls where its argument rises", () => {
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(ln(low)).toBeLessThanOrEqual(ln(high));
        expect(exp(-high)).toBeLessThanOrEqual(exp(-low));
      }),
    );
  });
});
