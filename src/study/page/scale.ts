/** Scales of charts: values to pixels, round ticks, and ticks as text. */

import { max, min, ticks } from "d3-array";
import { formatDuration } from "../../model/units.ts";
import type { Form } from "../output/numbers.ts";

export interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
  readonly label: (tick: number) => string;
}

/** What values are: numbers, whole ones between which there is nothing to point at, or milliseconds. */
export type Kind = Form | "whole";

/** What ticks of times are round in, by the least top of the scale that wants it. */
const timeUnits = [86_400_000, 3_600_000, 60_000, 1000];

/** A linear scale over all values, with a little room, from one pixel to another. */
export function linear(
  values: readonly number[],
  from: number,
  to: number,
  count: number,
  kind: Kind,
): Scale {
  const low = min(values) ?? 0;
  const high = max(values) ?? 1;
  const room = low === high ? Math.max(Math.abs(low) * 0.05, 0.5) : (high - low) * 0.06;
  // Below zero there is nothing to be seen of what is never negative.
  const bottom = low >= 0 ? Math.max(0, low - room) : low - room;
  const top = high + room;
  const at = (value: number): number => from + ((value - bottom) / (top - bottom)) * (to - from);
  if (kind === "time") {
    const unit = timeUnits.find((one) => top - bottom >= 3 * one) ?? 1;
    const chosen = ticks(bottom / unit, top / unit, count).map((tick) => Math.round(tick * unit));
    return { at, ticks: [...new Set(chosen)], label: formatDuration };
  }
  const chosen = ticks(bottom, top, count).filter((tick) => kind !== "whole" || Number.isInteger(tick));
  const step = Math.abs((chosen[1] ?? 1) - (chosen[0] ?? 0));
  const decimals = step > 0 && step < 1 ? Math.min(9, Math.ceil(-Math.log10(step) - 1e-9)) : 0;
  return { at, ticks: chosen, label: (tick) => short(tick, decimals) };
}

/** `1.2M` for what would take too much room. */
function short(value: number, decimals: number): string {
  const size = Math.abs(value);
  if (size >= 1e9) return `${Number((value / 1e9).toPrecision(3))}G`;
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  return value.toFixed(decimals);
}
