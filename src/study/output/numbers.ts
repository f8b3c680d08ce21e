/**
 * Numbers as a study writes them: for files with ten significant digits, for people with as many as mean something, and
 * times as durations.
 */

import { formatDuration } from "../../model/units.ts";

/** The digits beyond are those in which machines may differ. */
const digits = 10;

/** Whether people read values as numbers, or, of milliseconds, as durations. */
export type Form = "number" | "time";

/** What durations are rounded to. */
const timeSteps = [1, 10, 100, 1000, 10_000, 60_000, 600_000, 3_600_000, 86_400_000];

/** Empty where there is none. */
export function cell(value: number | null): number | "" {
  return value === null || !Number.isFinite(value) ? "" : plain(value);
}

/** As `cell`, for JSON. */
export function plain(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(digits));
}

/** For people: to the second digit of the half-width, or as exactly as a metric is where there is none. */
export function readable(value: number | null, halfWidth: number | null, form: Form): string {
  if (value === null) return "-";
  if (form === "time") return timeText(value, halfWidth);
  if (halfWidth !== null && halfWidth > 0) return value.toFixed(decimalsFor(halfWidth));
  // Of an availability the last digits are those that count: 0.999998 is not 1.
  return String(Math.abs(value) >= 1e6 ? Math.round(value) : Number(value.toFixed(6)));
}

function decimalsFor(halfWidth: number): number {
  return Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(halfWidth))));
}

/** As exactly as it is where all runs are alike, else about as exactly as a number would be. */
function timeText(ms: number, halfWidth: number | null): string {
  if (halfWidth === 0) return formatDuration(Math.round(ms));
  const finest = (halfWidth ?? Math.abs(ms) / 10) / 10;
  const step = timeSteps.findLast((one) => one <= finest) ?? 1;
  return formatDuration(Math.round(ms / step) * step);
}

/** `0.9712 +- 0.0031`, `1h48m +- 17m`, or the value alone where its interval is open or has no width. */
export function withInterval(
  mean: number | null,
  low: number | null,
  high: number | null,
  form: Form,
): string {
  if (mean === null) return "-";
  if (low === null || high === null) return `${readable(mean, null, form)} +- ?`;
  const half = (high - low) / 2;
  if (half === 0) return readable(mean, 0, form);
  const middle = (low + high) / 2;
  const [value, width] = [readable(mean, half, form), readable(half, half, form)];
  // An interval that is not around the value is shown as it is.
  if (Math.abs(middle - mean) > half / 100)
    return `${value} (${readable(low, half, form)} to ${readable(high, half, form)})`;
  return `${value} +- ${width}`;
}
