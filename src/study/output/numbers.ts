/** Numbers as a study writes them: for files with ten significant digits, for people with as many as mean something. */

/** The digits beyond are those in which machines may differ. */
const digits = 10;

/** Empty where there is none. */
export function cell(value: number | null): number | "" {
  return value === null || !Number.isFinite(value) ? "" : plain(value);
}

/** As `cell`, for JSON. */
export function plain(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(digits));
}

/** For people: to the second digit of the half-width, or to four digits where there is none. */
export function readable(value: number | null, halfWidth: number | null): string {
  if (value === null) return "-";
  return value.toFixed(decimalsFor(value, halfWidth));
}

function decimalsFor(value: number, halfWidth: number | null): number {
  const scale = halfWidth === null || halfWidth === 0 ? Math.abs(value) / 100 : halfWidth;
  if (Number.isInteger(value) && (halfWidth ?? 0) === 0) return 0;
  if (scale === 0) return 0;
  return Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(scale))));
}

/** `0.9712 +- 0.0031`, or the value alone where its interval is open or has no width. */
export function withInterval(mean: number | null, low: number | null, high: number | null): string {
  if (mean === null) return "-";
  if (low === null || high === null) return `${readable(mean, null)} +- ?`;
  const half = (high - low) / 2;
  if (half === 0) return readable(mean, 0);
  const middle = (low + high) / 2;
  // An interval that is not around the value is shown as it is.
  if (Math.abs(middle - mean) > half / 100)
    return `${readable(mean, half)} (${readable(low, half)} to ${readable(high, half)})`;
  return `${readable(mean, half)} +- ${readable(half, half)}`;
}
