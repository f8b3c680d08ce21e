/** Java's regular expressions, matched against whole texts. */

import { expect, test } from "vitest";
import { javaRegex } from "../../src/model/java-regex.ts";

test.each([
  ["host-[12]", ["host-1", "host-2"], ["host-3", "my-host-1", "host-12"]],
  ["a|b", ["a", "b"], ["ab", "xa", "bx"]],
  ["(?i)Rack\\d+", ["rack1", "RACK22"], ["rack", "rack1a"]],
  ["\\Qa.b[\\E.*", ["a.b[", "a.b[x"], ["axb["]],
  ["\\Qa+b", ["a+b"], ["aab"]],
  ["\\p{Upper}\\P{Digit}", ["Ab", "Z-"], ["ab", "A1"]],
  ["[\\p{Lower}\\d]+", ["a1"], ["A1"]],
  ["\\Aa\\z", ["a"], ["a\n"]],
  ["[]a]", ["]", "a"], ["b"]],
  ["[^]a]", ["b"], ["]", "a"]],
  ["a\\++", ["a+", "a++"], ["a"]],
  ["(?<n>.)\\k<n>", ["aa"], ["ab"]],
  ["", [""], ["a"]],
  ["10\\.0\\.(?!9)\\d", ["10.0.1"], ["10.0.9", "10x0.1"]],
])("%s matches %j and not %j", (pattern, matching, others) => {
  const regex = javaRegex(pattern);
  expect(matching.filter((text) => regex?.test(text) !== true)).toEqual([]);
  expect(others.filter((text) => regex?.test(text) !== false)).toEqual([]);
});

test.each([
  "*a",
  "(a",
  "[a",
  "a**",
  "a++",
  "(?>a)b",
  "[a&&[b]]",
  "[a[b]]",
  "\\y",
  "\\p{Nothing}",
  "a\\",
  "(?x)a",
  "b{2}+",
])("%s is wrong or not evaluated", (pattern) => {
  expect(javaRegex(pattern)).toBeNull();
});

test("an expression has no state between matches", () => {
  const regex = javaRegex("a+");
  expect([1, 2, 3].map(() => regex?.test("aa"))).toEqual([true, true, true]);
});
