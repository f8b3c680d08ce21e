/** Attributes as Mesos reads them (values.cpp:584-668 @ 0.28.3). */

import { expect, test } from "vitest";
import { parseAttribute } from "../../src/model/attributes.ts";

test.each([
  ["r1", { type: "text", text: "r1" }],
  ["us east", { type: "text", text: "useast" }],
  ["1.2.3", { type: "text", text: "1.2.3" }],
  ["0x1f", { type: "text", text: "0x1f" }],
  ["1e", { type: "text", text: "1e" }],
  ["true", { type: "text", text: "true" }],
  ["m3(large)", { type: "text", text: "m3(large)" }],
  ["1", { type: "scalar", value: 1 }],
  ["007", { type: "scalar", value: 7 }],
  ["-1.5e+2", { type: "scalar", value: -150 }],
  [".5", { type: "scalar", value: 0.5 }],
  ["1 000", { type: "scalar", value: 1000 }],
  ["-inf", { type: "scalar", value: Number.NEGATIVE_INFINITY }],
  ["NaN", { type: "scalar", value: Number.NaN }],
  ["[1-3,4-5]", { type: "ranges", ranges: [1, 5] }],
])("%s", (text, value) => {
  expect(parseAttribute(text)).toEqual(value);
});

test.each(["", " ", "{a,b}", "a[1]", "a}", "[1-2", "[1-]", "[a-b]", ")("])(
  "an agent does not start with %j",
  (text) => {
    expect(parseAttribute(text)).toBeNull();
  },
);
