/** Columns are as wide as the widest of their cells on a terminal, where some characters take two places and colours none. */

import { expect, test } from "vitest";
import { coloursOf } from "../../src/cli/colour.ts";
import { table } from "../../src/cli/table.ts";

const plain = coloursOf(false);

test("columns stand under each other, whatever is in their cells", () => {
  // The two characters of Kyoto take four places.
  const rows = [
    ["/db", "1"],
    ["京都", "10"],
    ["x", ""],
  ];
  expect(table(plain, "apps", ["app", "n"], rows)).toBe(
    ["apps", "  app   n", "  /db   1", "  京都  10", "  x"].join("\n"),
  );
});

test("a table without rows says so", () => {
  expect(table(plain, "apps", ["app"], [])).toBe("apps  none");
});
