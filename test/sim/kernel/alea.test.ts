/** The generator is the known one: bit for bit what seedrandom's alea makes of the same seed. */

import fc from "fast-check";
import alea from "seedrandom/lib/alea.js";
import { describe, expect, test } from "vitest";
import { Alea } from "../../../src/sim/kernel/alea.ts";

test("its first number for the seed golden begins with the known 32 bits", () => {
  // Of Johannes Baagøe's Alea; streams use 53 bits, of which these are the upper 32.
  const known = 0.2551099988631904;
  expect(Math.floor(new Alea("golden").uniform() * 2 ** 32)).toBe(known * 2 ** 32);
});

describe("the library and we draw the same", () => {
  /** Where the first draws of a seed differ; null where none does. */
  function difference(seed: string, draws: number): string | null {
    const library = alea(seed);
    const own = new Alea(seed);
    for (let i = 0; i < draws; i++) {
      const [theirs, ours] = [library.double(), own.uniform()];
      if (theirs !== ours) return `draw ${i} of ${JSON.stringify(seed)}: ${theirs} and ${ours}`;
    }
    return null;
  }

  test("for seeds as runs have them", () => {
    for (let seed = 0; seed < 2000; seed++) {
      expect(difference(`${seed}/task.staging/marathon/db-${seed % 7}`, 20)).toBeNull();
    }
  });

  test("for any text", () => {
    expect(difference("", 20)).toBeNull();
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (seed) => {
        expect(difference(seed, 20)).toBeNull();
      }),
    );
  });

  test("for a long while", () => {
    expect(difference("long", 1_000_000)).toBeNull();
  });

  test("whole numbers too", () => {
    const library = alea("below");
    const own = new Alea("below");
    for (let n = 1; n < 1000; n++) expect(own.below(n)).toBe(Math.floor(library.double() * n));
  });
});
