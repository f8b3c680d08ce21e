/** Interned texts: one number each, found again however long ago they were used, and wherever they are kept. */

import { expect, test } from "vitest";
import { BlockStore } from "../../../src/sim/kernel/block-store.ts";
import { hashOfText, TextIndex } from "../../../src/sim/kernel/text-index.ts";
import { Texts } from "../../../src/sim/kernel/texts.ts";
import { ArraySpill } from "../../support/spills.ts";

/** UTF-8 of one to four bytes, a zero, halves of surrogate pairs, a byte order mark, nothing. */
const strange = ["", "\u0000", "a\u0000b", "ä", "日本", "😀", "\ud83d", "x\udc00y", "\ufeffbom", "plain"];

/** Interns 3,000 names, sealing now and then; returns the bytes that were sealed. */
function filled(texts: Texts): readonly number[] {
  const bytes: number[] = [];
  for (let i = 0; i < 3000; i++) {
    expect(texts.intern(`task-${i}`)).toBe(i);
    if (i % 70 === 0) texts.seal((sealed) => bytes.push(...sealed));
  }
  return bytes;
}

const spilled = (): BlockStore => new BlockStore({ memoryBytes: 0, openSpill: () => new ArraySpill() });

test.each([
  ["held", new BlockStore()],
  ["spilled", spilled()],
])("texts that are %s have one number, and are found again, newest and oldest", (_where, store) => {
  // Maps of 16 texts, so that nearly all go through the index.
  const texts = new Texts(store, 16);
  filled(texts);
  expect(texts.length).toBe(3000);
  for (const i of [2999, 0, 1500, 69, 70, 71, 2950]) {
    expect(texts.intern(`task-${i}`)).toBe(i);
    expect(texts.text(i)).toBe(`task-${i}`);
  }
  for (let i = 0; i < 3000; i++) expect(texts.text(i)).toBe(`task-${i}`);
  expect(texts.intern("new")).toBe(3000);
  expect(texts.text(3001)).toBe("");
});

test("any text comes back, before and after it is sealed", () => {
  const texts = new Texts(spilled(), 2);
  const numbers = strange.map((text) => texts.intern(text));
  expect(numbers.map((number) => texts.text(number))).toEqual(strange);
  texts.seal(() => undefined);
  expect(numbers.map((number) => texts.text(number))).toEqual(strange);
  expect(strange.map((text) => texts.intern(text))).toEqual(numbers);
});

test("sealing gives the texts since the last time, each with a zero byte after it, and one where there are none", () => {
  const texts = new Texts(new BlockStore());
  const sealed: string[] = [];
  const seal = (): void => texts.seal((bytes) => sealed.push(new TextDecoder().decode(bytes)));
  seal();
  for (const text of ["a", "b", "a"]) texts.intern(text);
  seal();
  texts.intern("ä");
  texts.intern("b");
  seal();
  expect(sealed).toEqual(["\u0000", "a\u0000b\u0000", "ä\u0000"]);
});

test("the index tells texts of one hash apart by asking, and counts each number once", () => {
  const index = new TextIndex();
  for (let number = 0; number < 5000; number++) for (let i = 0; i < 2; i++) index.add(number % 1000, number);
  expect(index.size).toBe(5000);
  for (let number = 0; number < 5000; number++)
    expect(index.find(number % 1000, (candidate) => candidate === number)).toBe(number);
  expect(index.find(7, () => false)).toBe(-1);
  expect(index.find(5000, () => true)).toBe(-1);
});

test("hashes of like texts differ", () => {
  const hashes = new Set(Array.from({ length: 10_000 }, (_, i) => hashOfText(`app.${i}`)));
  // Of 10,000 random hashes of 32 bits, 0.01 pairs are the same.
  expect(hashes.size).toBeGreaterThan(9_997);
});

test("a text that is asked for once has the number that it has for all, whoever asks first", () => {
  const texts = new Texts(spilled(), 4);
  const names = ["a", "b", "a", "c", "d", "e", "f", "b"];
  const numbers = names.map((name, i) => (i % 2 === 0 ? texts.internOnce(name) : texts.intern(name)));
  expect(numbers).toEqual([0, 1, 0, 2, 3, 4, 5, 1]);
  texts.seal(() => undefined);
  for (const [i, name] of names.entries()) {
    expect(texts.internOnce(name)).toBe(numbers[i]);
    expect(texts.intern(name)).toBe(numbers[i]);
  }
});

test("whether a text has a number is known, and asking gives it none", () => {
  const texts = new Texts(new BlockStore());
  expect([texts.has("a"), texts.length]).toEqual([false, 0]);
  expect([texts.internOnce("a"), texts.has("a"), texts.has("b")]).toEqual([0, true, false]);
  expect([texts.intern("b"), texts.internOnce("b"), texts.has("b"), texts.length]).toEqual([1, 1, true, 2]);
  texts.seal(() => undefined);
  expect([texts.has("a"), texts.has("c")]).toEqual([true, false]);
});
