/** How times, shares and parameters of a fit are written for people. */

import { formatDuration } from "../../model/units.ts";
import type { Parameter } from "./estimate.ts";
import { longestMs, roundedMs, significant } from "./faults-block.ts";

/** A time to three digits. */
export const timeText = (ms: number): string =>
  ms > longestMs ? "over a hundred years" : formatDuration(roundedMs(ms));

/** A share from 0 to 1 in percent, to so many digits. */
export const percent = (share: number, digits = 2): string => `${significant(share * 100, digits)} %`;

/** `shape 0.421 (0.408 to 0.433)`. */
export function parameterText({ name, unit, value, low, high }: Parameter): string {
  const text = (of: number): string => (unit === "ms" ? timeText(of) : significant(of, 3));
  const interval = low === null || high === null ? "" : ` (${text(low)} to ${text(high)})`;
  return `${name} ${text(value)}${interval}`;
}

/** The cells of rows, each as wide as the widest of its column. `isText` says which columns begin at the left. */
export function inColumns(
  rows: readonly (readonly string[])[],
  isText: (column: number) => boolean,
): readonly (readonly string[])[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, { length }] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, length);
  return rows.map((row) =>
    row.map((text, i) => (isText(i) ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0))),
  );
}
