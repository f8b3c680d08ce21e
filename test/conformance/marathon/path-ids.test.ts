/** PathIdTest (v1.1.1), as far as an id's parts can be seen from outside. */

import { expect, test } from "vitest";
import { safePath } from "../../../src/model/app/definition.ts";
import { ancestorsOf, canonicalId, isValidId, notChildOf, parentOf } from "../../../src/model/app/path-id.ts";

test.each([
  ["PathIdTest.scala:12", "/a/b/c/d", "/", "/a/b/c/d"],
  ["PathIdTest.scala:12", "a/b/c/d", "/", "/a/b/c/d"],
  ["PathIdTest.scala:23", "", "/", "/"],
  ["PathIdTest.scala:119", "///", "/", "/"],
  ["PathIdTest.scala:42 relative", "b/c/d", "/a", "/a/b/c/d"],
  ["PathIdTest.scala:42 relative", "../c/d", "/a/b", "/a/c/d"],
  ["PathIdTest.scala:42 relative", "../../../d", "/a/b", "/d"],
  ["PathIdTest.scala:42 relative", "./c/./d", "/a/b", "/a/b/c/d"],
  ["PathIdTest.scala:53 absolute", "/a/b/./c/../d", "/x", "/a/b/d"],
  ["PathIdTest.scala:53 absolute", "/..", "/x", "/"],
])("%s: %s in %s is %s", (_, id, base, canonical) => {
  expect(canonicalId(id, base)).toBe(canonical);
});

test("PathIdTest.scala:131 all parents, the nearest first", () => {
  expect(ancestorsOf("/a/b/c")).toEqual(["/a/b", "/a", "/"]);
  expect(ancestorsOf("/")).toEqual([]);
  expect(parentOf("/a")).toBe("/");
  expect(parentOf("/")).toBe("/");
});

test("PathIdTest.scala:84 the path in ids of tasks", () => {
  expect(safePath("/a/b/c")).toBe("a_b_c");
});

test("PathId.scala:128-143 only what is directly below a group is its child; the root takes all", () => {
  expect(notChildOf("/g/x", "/g")).toBeNull();
  expect(notChildOf("x", "/g")).toBeNull();
  expect(notChildOf("/a/b/c", "/")).toBeNull();
  for (const id of ["/x", "/g/h/x", "../x", "."]) {
    expect(notChildOf(id, "/g")).toBe("Identifier is not child of /g. Hint: use relative paths.");
  }
});

test("PathId.scala:110-121 each part has the form of a host name", () => {
  expect(["/a", "/a-1/b.c", "/0"].map(isValidId)).toEqual([true, true, true]);
  expect(["/A", "/a_b", "/-a", "/a-", "/a b"].map(isValidId)).toEqual([false, false, false, false, false]);
});
