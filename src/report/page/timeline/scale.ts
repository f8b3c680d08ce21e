/** From instants to pixels and back, and the ticks of the axis at round durations. */

import { scaleLinear } from "d3-scale";

export interface TimeScale {
  readonly x: (ms: number) => number;
  readonly ms: (x: number) => number;
}

/** Maps the stretch in view onto the pixels from `left` to `right`. */
export function timeScale(fromMs: number, toMs: number, left: number, right: number): TimeScale {
  const scale = scaleLinear([fromMs, toMs], [left, right]);
  return { x: (ms) => scale(ms), ms: (x) => scale.invert(x) };
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Steps that people count time in. */
const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 365, 730, 1825, 3650].map((n) => n * day),
];

/** Round instants in a stretch, about `count` of them, and the step between them. */
export function ticksOf(
  fromMs: number,
  toMs: number,
  count: number,
): { readonly stepMs: number; readonly ticks: readonly number[] } {
  const wanted = (toMs - fromMs) / Math.max(1, count);
  const stepMs = steps.find((step) => step >= wanted) ?? Math.ceil(wanted / (3650 * day)) * 3650 * day;
  const ticks: number[] = [];
  for (let tick = Math.ceil(fromMs / stepMs) * stepMs; tick <= toMs; tick += stepMs) ticks.push(tick);
  return { stepMs, ticks };
}
