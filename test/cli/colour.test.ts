/** The contract's rule of colour: off with NO_COLOR; else FORCE_COLOR; else a terminal without CI. */

import { expect, test } from "vitest";
import { coloursFor, wantsColour } from "../../src/cli/colour.ts";

test.each([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: "1" }, true, false],
  [{ NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
  [{ NO_COLOR: "" }, true, true],
  [{ FORCE_COLOR: "1" }, false, true],
  [{ FORCE_COLOR: "3", CI: "true" }, false, true],
  [{ FORCE_COLOR: "0" }, false, false],
  [{ FORCE_COLOR: "false" }, false, false],
  // Literally: 0 and false do not force, and then the terminal decides.
  [{ FORCE_COLOR: "0" }, true, true],
  [{ FORCE_COLOR: "false", CI: "true" }, true, false],
  [{ CI: "true" }, true, false],
  [{ CI: "true" }, false, false],
])("with %j on a terminal (%s) colour is %s", (environment, isTerminal, wanted) => {
  expect(wantsColour(environment, isTerminal)).toBe(wanted);
});

test("colours are escape codes where they are wanted, and nothing where not", () => {
  expect(coloursFor({ FORCE_COLOR: "1" }, false).red("x")).toBe("\u001b[31mx\u001b[39m");
  expect(coloursFor({}, false).red("x")).toBe("x");
});
