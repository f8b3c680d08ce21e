/** Units of time and amounts: milliseconds, thousandths of a resource, MiB; their text forms and back. */

const unitsMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** How a duration may be written, for messages to users. */
export const durationHint = "such as 250ms, 20s, 5m, 2h, 30d, 1h30m";

/** Milliseconds of a duration text (`1h30m`), or undefined where it is none or is no whole, safe number of ms. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    total += Number(amount) * (unitsMs[unit ?? ""] ?? Number.NaN);
  }
  const whole = Math.round(total);
  return Number.isSafeInteger(whole) && Math.abs(whole - total) < 1e-6 ? whole : undefined;
}

/** A duration as text that parses back: `1h30m`, `3m21s`, `250ms`, `0s`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return "0s";
  if (ms < 0) return `-${formatDuration(-ms)}`;
  let rest = ms;
  let text = "";
  for (const unit of ["d", "h", "m", "s", "ms"]) {
    const size = unitsMs[unit] ?? 1;
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}

const unitsMib: Readonly<Record<string, number>> = {
  KiB: 1 / 1024,
  MiB: 1,
  GiB: 1024,
  TiB: 1024 * 1024,
  KB: 1000 / 1_048_576,
  MB: 1_000_000 / 1_048_576,
  GB: 1_000_000_000 / 1_048_576,
  TB: 1_000_000_000_000 / 1_048_576,
};

/** How an amount of memory or disk may be written, for messages to users. */
export const sizeHint = "MiB as a number, or with a unit, such as 512MiB, 8GiB";

/** MiB of a size text with a unit (`8GiB`), or undefined where it is none. */
export function parseMib(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(KiB|MiB|GiB|TiB|KB|MB|GB|TB)$/.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) * (unitsMib[match[2] ?? ""] ?? Number.NaN);
}

/** Thousandths of an amount, rounded half away from zero, as Mesos compares scalars (values.cpp:46-123 @ 0.28.3). */
export function milliFrom(amount: number): number {
  const milli = Math.round(Math.abs(amount) * 1000);
  return amount < 0 ? -milli : milli;
}

/** The decimal amount of a number of thousandths: for the edge, never for arithmetic. */
export function amountOf(milli: number): number {
  return milli / 1000;
}

/** Order by code unit, the order of ids everywhere (a-10 before a-2). */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** An instant as the timestamp Marathon would print, the run starting at 1970-01-01T00:00:00.000Z. */
export function timestampOf(ms: number): string {
  const day = Math.floor(ms / 86_400_000);
  const inDay = ms - day * 86_400_000;
  // Days to a civil date, by the proleptic Gregorian calendar's 400-year cycle of 146,097 days.
  const z = day + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365,
  );
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const dayOfMonth = doy - Math.floor((153 * mp + 2) / 5) + 1;
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  const pad = (value: number, width: number): string => String(value).padStart(width, "0");
  const time = [
    Math.floor(inDay / 3_600_000),
    Math.floor(inDay / 60_000) % 60,
    Math.floor(inDay / 1000) % 60,
  ];
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(dayOfMonth, 2)}T${time.map((part) => pad(part, 2)).join(":")}.${pad(inDay % 1000, 3)}Z`;
}
