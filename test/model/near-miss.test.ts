/** Which name is near enough to one that is not known to be offered in its place. */

import { describe, expect, it } from "vitest";
import { didYouMean, nearest } from "../../src/model/near-miss.ts";

const commands = ["run", "validate", "show", "study"];

describe("the nearest known name", () => {
  it.each([
    ["one letter too few", "rn", "run"],
    ["one too many", "runn", "run"],
    ["another one", "shaw", "show"],
    ["in capitals", "RUN", "run"],
    ["two neighbours swapped in a short name, which a plain count of edits holds for two", "rnu", "run"],
    ["two neighbours swapped at the end", "shwo", "show"],
    ["a third of a long name", "vldate", "validate"],
  ])("is found with %s", (_slip, written, meant) => {
    expect(nearest(written, commands)).toBe(meant);
  });

  it.each([
    ["two other letters in a short name", "rxy"],
    ["two letters swapped that are no neighbours", "nur"],
    ["as many other letters as half of it", "vxlxdxtx"],
  ])("is nobody with %s", (_slip, written) => {
    expect(nearest(written, commands)).toBeUndefined();
  });

  it("is none of one or two letters, which any such name is near to", () => {
    expect(nearest("ax", ["at", "by"])).toBeUndefined();
  });

  it("is asked for in words, or the alternative is told", () => {
    expect(didYouMean("rnu", commands, "; see --help")).toBe("; did you mean run?");
    expect(didYouMean("explode", commands, "; see --help")).toBe("; see --help");
  });
});
