/** How numbers are rounded before anybody reads or compares them. */

/** At most six decimals, half away from zero; whole numbers are left as they are. */
export function rounded(value: number): number {
  if (Number.isInteger(value) || !Number.isFinite(value)) return value;
  const scaled = Math.round(Math.abs(value) * 1_000_000) / 1_000_000;
  return value < 0 ? -scaled : scaled;
}

/** A plain value with every number in it rounded. */
export function withRoundedNumbers<T>(value: T): T {
  return round(value) as T;
}

function round(value: unknown): unknown {
  if (typeof value === "number") return rounded(value);
  if (Array.isArray(value)) return value.map(round);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, round(member)]));
}
