/** How full something is, as a line of characters: used, stranded, and the rest. */

import type { Palette } from "./palette.ts";

export const barLegend = "# used  . stranded";

/** Cells of each kind. What is not nothing has a cell, and the bar is full only where nothing is free. */
export function barCells(
  cells: number,
  total: number,
  used: number,
  stranded: number,
): { readonly used: number; readonly stranded: number } {
  if (total <= 0) return { used: 0, stranded: 0 };
  const share = (amount: number): number => Math.floor((Math.min(amount, total) / total) * cells);
  const most = used + stranded < total ? cells - 1 : cells;
  const least = stranded > 0 ? 1 : 0;
  const busy = used > 0 ? Math.max(1, Math.min(share(used), most - least)) : 0;
  const idle = stranded > 0 ? Math.max(1, Math.min(share(used + stranded), most) - busy) : 0;
  return { used: busy, stranded: idle };
}

export function barText(filled: ReturnType<typeof barCells>, cells: number, { good, warn }: Palette): string {
  const paint = (text: string, by: (text: string) => string): string => (text === "" ? "" : by(text));
  const rest = " ".repeat(Math.max(0, cells - filled.used - filled.stranded));
  return `|${paint("#".repeat(filled.used), good)}${paint(".".repeat(filled.stranded), warn)}${rest}|`;
}
