/** Plain tables for the terminal: a heading, columns under their names, no lines. */

import Table from "cli-table3";
import type { Colours } from "./colour.ts";

const noLines = Object.fromEntries(
  [
    "top",
    "top-mid",
    "top-left",
    "top-right",
    "bottom",
    "bottom-mid",
    "bottom-left",
    "bottom-right",
    "left",
    "left-mid",
    "mid",
    "mid-mid",
    "right",
    "right-mid",
    "middle",
  ].map((part) => [part, ""]),
);

/** A table as text; where there are no rows, `none` stands in its place. */
export function table(
  colours: Colours,
  title: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  if (rows.length === 0) return `${colours.bold(title)}  none`;
  const made = new Table({
    head: columns.map((column) => colours.dim(column)),
    chars: noLines,
    style: { head: [], border: [], "padding-left": 2, "padding-right": 0 },
  });
  made.push(...rows.map((row) => [...row]));
  const lines = made.toString().split("\n");
  return [colours.bold(title), ...lines.map((line) => line.trimEnd())].join("\n");
}
