/** Distributions as values. */

import { expect, test } from "vitest";
import { constant } from "../../src/model/distributions.ts";

test("a constant is the distribution of one value", () => {
  expect(constant(250)).toEqual({ kind: "constant", ms: 250 });
});
