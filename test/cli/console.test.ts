/** How wide lines are: what the terminal says, within bounds. */

import { expect, test } from "vitest";
import { Console } from "../../src/cli/console.ts";

test.each([
  ["a pipe", undefined, 100],
  // As in a container, or under expect.
  ["a terminal that does not know", 0, 100],
  ["a narrow one", 20, 50],
  ["one of 80 columns", 80, 80],
  ["a wide one", 300, 100],
])("%s", (_what, columns, width) => {
  const host = { ...process, stdout: Object.assign(Object.create(process.stdout), { columns }), env: {} };
  expect(new Console(host).width(100)).toBe(width);
});
