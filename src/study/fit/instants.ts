/** Instants as histories of failures write them: dates of the calendar, or durations since the start of a run. */

import { formatDuration, parseDuration, timestampOf } from "../../model/units.ts";

/** Whose instants: ms since 1970 in UTC, or ms since the start. */
export type Clock = "calendar" | "run";

export const instantHint = "a time (such as 2005-06-21T10:54Z, 2005-06-21 10:54:30, 2005-06-21 or 12d4h)";

const isoPattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?$/i;

/** Milliseconds and whose; a date without an offset is UTC's. Undefined where the text is no time. */
export function parseInstant(text: string): { readonly ms: number; readonly clock: Clock } | undefined {
  const since = parseDuration(text);
  if (since !== undefined) return { ms: since, clock: "run" };
  const match = isoPattern.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const fraction = Math.floor(Number(`0.${match[7] ?? "0"}`) * 1000);
  const ms = Date.UTC(year, month - 1, day, hour, minute, second, fraction);
  const read = new Date(ms);
  // The 31st of April would be taken for the 1st of May.
  const exists =
    read.getUTCMonth() === month - 1 && read.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  const offsetMs = offsetOf(match[8] ?? "Z");
  return exists && offsetMs !== undefined ? { ms: ms - offsetMs, clock: "calendar" } : undefined;
}

function offsetOf(text: string): number | undefined {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(text);
  if (match === null) return 0;
  const [hours, minutes] = [Number(match[2]), Number(match[3])];
  if (hours > 23 || minutes > 59) return undefined;
  return (hours * 60 + minutes) * (match[1] === "-" ? -60_000 : 60_000);
}

/** An instant to the minute, as text that parses back to it; durations to the millisecond. */
export function formatInstant(ms: number, clock: Clock): string {
  if (clock === "run") return formatDuration(ms);
  const text = timestampOf(ms);
  return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : `${text.slice(0, 16)}Z`;
}

const units = [86_400_000, 3_600_000, 60_000, 1000, 1];

/** The coarsest unit of which all instants are multiples: how exactly they were written down. Ms. */
export function resolutionOf(instantsMs: readonly number[]): number {
  return units.find((unit) => instantsMs.every((ms) => ms % unit === 0)) ?? 1;
}
