/** Plain tables for the terminal: a heading, columns under their names, no lines. */

import stringWidth from "string-width";
import type { Colours } from "./colour.ts";

/** Left of each column. */
const gap = "  ";

/** A table as text; where there are no rows, `none` stands in its place. */
export function table(
  colours: Colours,
  title: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  if (rows.length === 0) return `${colours.bold(title)}  none`;
  const widths = columns.map((column) => stringWidth(column));
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, stringWidth(cell));
  // Colours take no room, so that cells are as wide as they are without.
  const line = (cells: readonly string[], colour: (text: string) => string = (text) => text): string =>
    cells
      .map((cell, i) => gap + colour(cell) + " ".repeat((widths[i] ?? 0) - stringWidth(cell)))
      .join("")
      .trimEnd();
  return [colours.bold(title), line(columns, colours.dim), ...rows.map((row) => line(row))].join("\n");
}
