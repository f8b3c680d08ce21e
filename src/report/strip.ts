/** The state of an app over time as one line of characters, a cell for each equal part of the run. */

import type { AppRecord } from "./app-states.ts";
import type { Palette } from "./palette.ts";

/** From what is to be noticed most to what is to be noticed least. */
const symbols = ["~", "-", ".", "=", "#", " "] as const;
export type Symbol = (typeof symbols)[number];

export const meanings: Readonly<Record<Symbol, string>> = {
  "#": "running",
  "=": "some running",
  ".": "suspended",
  "~": "reserving",
  "-": "staging or down",
  " ": "",
};

/** The order in which a legend names them. */
export const legendOrder: readonly Symbol[] = ["#", "=", ".", "~", "-"];

const roles: Readonly<Record<string, keyof Palette>> = {
  "#": "good",
  "=": "warn",
  "~": "warn",
  ".": "bad",
  "-": "bad",
};

/** A strip in colours: its characters tell all without them. */
export function paintedStrip(strip: string, palette: Palette): string {
  return strip.replaceAll(/(\S)\1*/g, (same, symbol: string) => palette[roles[symbol] ?? "dim"](same));
}

/** How an app stands: by what really runs, and where too little does, by what is being done about it. */
export function symbolOf(app: AppRecord): Symbol {
  const { phases, wanted, alive } = app;
  if (!app.exists) return " ";
  if (wanted === 0) return alive > 0 ? "#" : phases.suspended > 0 ? "." : " ";
  if (alive >= wanted) return "#";
  if (alive > 0) return "=";
  if (phases.reserving > 0) return "~";
  if (phases.staging > 0) return "-";
  return phases.suspended > 0 ? "." : "-";
}

/** The least share of a cell that a state must fill to be shown in it: two seconds are not a minute's state. */
const shareMin = 0.1;

export class Strip {
  readonly #cellMs: number;
  readonly #cells: Map<Symbol, number>[];
  #symbol: Symbol = " ";
  #sinceMs = 0;

  constructor(durationMs: number, cells: number) {
    this.#cellMs = Math.max(1, durationMs) / cells;
    this.#cells = Array.from({ length: cells }, () => new Map());
  }

  /** From `atMs` on, the state is this. */
  set(atMs: number, symbol: Symbol): void {
    if (symbol === this.#symbol) return;
    this.#fill(atMs);
    this.#symbol = symbol;
  }

  /** The line up to `endMs`: in each cell the most noticeable of the states that fill at least a tenth of it. */
  text(endMs: number): string {
    this.#fill(endMs);
    return this.#cells.map((cell) => this.#shown(cell)).join("");
  }

  #shown(cell: ReadonlyMap<Symbol, number>): Symbol {
    return symbols.find((symbol) => (cell.get(symbol) ?? 0) >= shareMin * this.#cellMs) ?? " ";
  }

  #fill(untilMs: number): void {
    const first = Math.floor(this.#sinceMs / this.#cellMs);
    for (let i = first; i < this.#cells.length && i * this.#cellMs < untilMs; i++) {
      const fromMs = Math.max(this.#sinceMs, i * this.#cellMs);
      const toMs = Math.min(untilMs, (i + 1) * this.#cellMs);
      const cell = this.#cells[i];
      if (toMs > fromMs) cell?.set(this.#symbol, (cell.get(this.#symbol) ?? 0) + toMs - fromMs);
    }
    this.#sinceMs = untilMs;
  }
}
