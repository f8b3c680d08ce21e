/** A scope's resource over time, as steps: how it stands from each change on. */

import type { Model } from "../data/model.ts";
import { amountsAt, type Level, type Scope, Tally } from "./level.ts";

/** Parallel arrays; the first step is at 0. */
export interface Series {
  readonly atMs: Float64Array;
  readonly levels: Readonly<Record<keyof Level, Float64Array>>;
}

const names = ["total", "unreserved", "reserved", "used", "stranded", "offered", "free"] as const;

export function seriesOf(model: Model, scope: Scope, resource: string): Series {
  const place = model.head.resources.indexOf(resource);
  const tally = new Tally(scope);
  const held = new Float64Array(model.slots.kind.length);
  const slots = Array.from(held, (_, slot) => model.slot(slot));
  const times: number[] = [0];
  const columns = names.map(() => [0]);
  let last = tally.level;
  const write = (atMs: number): void => {
    const level = tally.level;
    if (names.every((name) => level[name] === last[name])) return;
    last = level;
    const again = times.at(-1) === atMs;
    if (again) times.pop();
    times.push(atMs);
    columns.forEach((column, i) => {
      if (again) column.pop();
      column.push(level[names[i] ?? "total"]);
    });
  };
  const { at, slot } = model.levels;
  for (let row = 0; row < at.length; row++) {
    const which = slot[row] ?? 0;
    const value = place < 0 ? 0 : (model.amounts[amountsAt(model, row) + place] ?? 0);
    const by = value - (held[which] ?? 0);
    const about = slots[which];
    if (by !== 0 && about !== undefined) {
      held[which] = value;
      tally.add(about.kind, about.agent, about.role, by);
    }
    if (at[row + 1] !== at[row]) write(at[row] ?? 0);
  }
  const arrays = columns.map((column) => Float64Array.from(column));
  const levels = Object.fromEntries(names.map((name, i) => [name, arrays[i]]));
  return { atMs: Float64Array.from(times), levels: levels as unknown as Series["levels"] };
}

/** The step that holds at an instant. */
export function stepAt({ atMs }: Series, at: number): number {
  let low = 0;
  let high = atMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((atMs[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/**
 * The series between two instants, for so many columns of a chart: as it is where it has few steps there, else its
 * time-weighted mean in each column. Times are those from which on a value holds; the last one is `toMs`.
 */
export function shown(
  series: Series,
  fromMs: number,
  toMs: number,
  columns: number,
): { readonly atMs: Float64Array; readonly values: (name: keyof Level) => Float64Array } {
  const first = stepAt(series, fromMs);
  const last = stepAt(series, toMs);
  if (last - first <= columns * 2) {
    const count = last - first + 1;
    const atMs = new Float64Array(count + 1);
    for (let i = 0; i < count; i++) atMs[i] = Math.max(fromMs, series.atMs[first + i] ?? 0);
    atMs[count] = toMs;
    return {
      atMs,
      values: (name) =>
        Float64Array.from(atMs, (_, i) => series.levels[name][first + Math.min(i, count - 1)] ?? 0),
    };
  }
  const width = (toMs - fromMs) / columns;
  const atMs = Float64Array.from({ length: columns + 1 }, (_, i) => fromMs + i * width);
  return { atMs, values: (name) => meansOf(series, series.levels[name], atMs) };
}

/** The mean between each instant and the next; the last one repeats the mean before it. */
function meansOf(series: Series, values: Float64Array, edges: Float64Array): Float64Array {
  const means = new Float64Array(edges.length);
  let step = stepAt(series, edges[0] ?? 0);
  for (let i = 0; i + 1 < edges.length; i++) {
    const toMs = edges[i + 1] ?? 0;
    let atMs = edges[i] ?? 0;
    const width = toMs - atMs;
    let sum = 0;
    while (atMs < toMs) {
      const next = Math.min(toMs, series.atMs[step + 1] ?? Number.POSITIVE_INFINITY);
      sum += (values[step] ?? 0) * (next - atMs);
      atMs = next;
      if ((series.atMs[step + 1] ?? Number.POSITIVE_INFINITY) <= atMs) step++;
    }
    means[i] = width > 0 ? sum / width : 0;
  }
  means[edges.length - 1] = means[edges.length - 2] ?? 0;
  return means;
}
