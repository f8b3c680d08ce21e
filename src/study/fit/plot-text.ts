/** Data and fitted law on the terminal: the share of times that last longer, over time on a logarithmic axis. */

import { type Axis, timeAxis } from "./axis.ts";
import { type CurvePoint, survivalOf } from "./curve.ts";
import type { TimesFit } from "./fit.ts";

export const plotSize = { columns: 66, rows: 11 };

/** Symbols: the data, the law, both in one cell. */
export const symbols = { data: "o", law: ".", both: "@" };

/** Lines, left-aligned, without a title; none where no curve can be drawn. */
export function plotLines({ curve, chosen, sample }: TimesFit): readonly string[] {
  if (curve.length === 0) return [];
  const axis = timeAxis(curve.map(({ ms }) => ms));
  const { columns, rows } = plotSize;
  const law = survivalOf(chosen.law, sample.takenRate);
  const cells = Array.from({ length: rows }, () => Array.from({ length: columns }, () => " "));
  for (let x = 0; x < columns; x++) {
    const ms = axis.msAt(x / (columns - 1));
    put(cells, x, law(ms), symbols.law);
    put(cells, x, survivalAt(curve, ms), symbols.data);
  }
  const lines = cells.map((row, y) => {
    const share = 100 - (y * 100) / (rows - 1);
    const label = y % 2 === 0 ? `${share} %`.padStart(6) : " ".repeat(6);
    return `${label} |${row.join("")}`.trimEnd();
  });
  return [...lines, `${" ".repeat(6)} +${"-".repeat(columns)}`, `${" ".repeat(8)}${tickLine(axis, columns)}`];
}

function put(cells: string[][], x: number, survival: number, symbol: string): void {
  const y = Math.round((1 - survival) * (cells.length - 1));
  const row = cells[y];
  if (row === undefined) return;
  row[x] = row[x] === symbols.law && symbol === symbols.data ? symbols.both : symbol;
}

/** The share that lasts longer than t; `curve` has its steps in order. */
export function survivalAt(curve: readonly CurvePoint[], ms: number): number {
  let [low, high] = [0, curve.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((curve[middle]?.ms ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 1 : (curve[low - 1]?.survival ?? 1);
}

function tickLine({ ticks }: Axis, columns: number): string {
  let line = "";
  for (const { label, at } of ticks) {
    const start = Math.max(0, Math.round(at * (columns - 1)) - (label.length >> 1));
    if (start < line.length + (line === "" ? 0 : 1)) continue;
    line = line.padEnd(start) + label;
  }
  return line;
}
