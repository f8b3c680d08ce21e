/** A logarithmic axis of time: where times lie on it, and which of them are named. */

import { exp, ln } from "../../sim/kernel/elementary.ts";

const s = 1000;
const m = 60 * s;
const h = 60 * m;
const d = 24 * h;

const round: readonly (readonly [label: string, ms: number])[] = [
  ["1ms", 1],
  ["10ms", 10],
  ["100ms", 100],
  ["1s", s],
  ["10s", 10 * s],
  ["1m", m],
  ["10m", 10 * m],
  ["1h", h],
  ["6h", 6 * h],
  ["1d", d],
  ["7d", 7 * d],
  ["30d", 30 * d],
  ["100d", 100 * d],
  ["1y", 365 * d],
  ["5y", 5 * 365 * d],
  ["20y", 20 * 365 * d],
  ["100y", 100 * 365 * d],
];

export interface Axis {
  /** From 0 to 1. */
  at(ms: number): number;
  /** The time at a place from 0 to 1. */
  msAt(at: number): number;
  readonly ticks: readonly { readonly label: string; readonly at: number }[];
}

/** From the shortest time to the longest. */
export function timeAxis(times: readonly number[]): Axis {
  let fromMs = times.reduce((least, ms) => Math.min(least, ms), Number.POSITIVE_INFINITY);
  let toMs = times.reduce((most, ms) => Math.max(most, ms), 0);
  if (!(fromMs < toMs)) [fromMs, toMs] = [Math.max(1, toMs / 2), Math.max(2, toMs * 2)];
  const span = ln(toMs / fromMs);
  const at = (ms: number): number => ln(ms / fromMs) / span;
  const msAt = (place: number): number => fromMs * exp(place * span);
  const ticks = round
    .filter(([, ms]) => ms >= fromMs && ms <= toMs)
    .map(([label, ms]) => ({ label, at: at(ms) }));
  return { at, msAt, ticks };
}
