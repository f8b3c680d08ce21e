/** What Java 8 takes for a regular expression: the right column is what its Pattern.compile does. */

import { expect, test } from "vitest";
import { isWrongInJava } from "../../src/model/java-regex-syntax.ts";

test.each([
  ["a repetition of nothing", ["*", "*.db", "+a", "?", "a|*", "(*)", "a**", "a*?*", "(?i)*"]],
  ["braces without a number", ["{a,b}", "{", "rack-{1", "a{,3}", "a{x}", "a{2"]],
  ["from more to fewer", ["a{3,1}", "[z-a]", "[5-1]"]],
  [
    "opened and not closed, or the other way round",
    ["(a", "a)", "[a", "[]", "[^]", "(a))", "\\p{L", "\\k<n"],
  ],
  ["an escape that is none", ["\\", "a\\", "\\y", "\\C", "[\\g]", "(?y)", "(?<1>a)", "\\ka"]],
])("%s: %j", (_what, patterns) => {
  expect(patterns.filter((pattern) => !isWrongInJava(pattern))).toEqual([]);
});

test.each([
  ["texts and signs", ["", "a", "host-1.example", "a}", "]", "-", ",", "&&"]],
  [
    "repetitions",
    ["a*", "a+?", "a?+", "a{2}", "a{2,}+", "a{1,3}?", "^*", "$*", "\\b*", "{2}", "a*{2}", "(a)*"],
  ],
  ["groups", ["(a|b)", "(?:a)", "(?=a)b", "(?<!a)b", "(?<n>a)", "(?i)a", "(?i:a)", "(?>a)", "()"]],
  ["classes", ["[a-z]", "[]a]", "[^]a]", "[a-]", "[-a]", "[a\\]]", "[*+?]", "[a-z&&[^b]]", "[a[b]]"]],
  ["escapes", ["\\.", "\\d+", "\\Q*[\\E", "\\Q(", "\\p{Lower}*", "\\x41", "\\-", "\\{"]],
])("%s are right: %j", (_what, patterns) => {
  expect(patterns.filter(isWrongInJava)).toEqual([]);
});
