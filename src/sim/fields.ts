/**
 * The building blocks of the schemas of a scenario's parts: durations, amounts, names, counts. Each checks what is
 * written and gives what the simulation reads: ms, thousandths.
 */

import * as z from "zod";
import { canonicalId } from "../model/app/path-id.ts";
import { parseRanges, type Ranges } from "../model/ranges.ts";
import {
  durationHint,
  formatDuration,
  milliFrom,
  parseDuration,
  parseMib,
  sizeHint,
} from "../model/units.ts";
import { always, expected, isNot, keysOf, strict, wrongKey } from "./wrong-input.ts";

/** The longest time that a scenario may name: a hundred years. */
const longestMs = 36_500 * 86_400_000;
const durationPattern = /^(\d+(\.\d+)?(ms|s|m|h|d))+$/;
const aDuration = `a duration (${durationHint})`;

/** Adds a message about the whole value and gives a stand-in that nobody reads. */
function refuse<T>(context: z.RefinementCtx, message: string, standIn: T): T {
  context.issues.push({ code: "custom", message, input: context.value });
  return standIn;
}

function checkedMs(text: string, context: z.RefinementCtx): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms <= longestMs) return ms;
  if (!durationPattern.test(text)) return refuse(context, isNot(text, aDuration), 0);
  const tooLong = ms !== undefined || /\d{9}/.test(text);
  const problem = tooLong
    ? `is too long (at most ${formatDuration(longestMs)})`
    : "is no whole number of milliseconds";
  return refuse(context, `${JSON.stringify(text)} ${problem}`, 0);
}

/** Milliseconds. */
export const duration = z
  .string({ error: expected(aDuration) })
  .transform(checkedMs)
  .meta({
    id: "Duration",
    description: `A span of time or an instant of the run, ${durationHint}`,
    pattern: durationPattern.source,
    examples: ["20s"],
  });

/** Milliseconds, at least one. */
export const positiveDuration = z
  .string({ error: expected(aDuration) })
  .transform((text, context) => {
    const before = context.issues.length;
    const ms = checkedMs(text, context);
    if (ms > 0 || context.issues.length > before) return ms;
    return refuse(context, `${JSON.stringify(text)} is too short (more than 0s)`, 1);
  })
  .meta({
    id: "PositiveDuration",
    description: `A span of time longer than 0s, ${durationHint}`,
    pattern: durationPattern.source,
    examples: ["10m"],
  });

/** So that sums over a cluster stay exact. */
const largestAmount = 1_000_000_000;
const aSize = `an amount of ${sizeHint}`;

/** Thousandths of a scalar that is not mem or disk. */
export const scalarMilli = z
  .number({ error: expected("a number") })
  .min(0)
  .max(largestAmount)
  .transform(milliFrom)
  .meta({ id: "Amount", description: "A scalar resource; three decimals count" });

/** Thousandths of MiB. */
export const sizeMilli = z
  .union([z.number(), z.string()], { error: expected(aSize) })
  .transform((value, context) => {
    const mib = typeof value === "number" ? value : parseMib(value);
    if (mib === undefined) return refuse(context, isNot(value, aSize), 0);
    if (mib < 0) return refuse(context, `${value} is too small (at least 0)`, 0);
    if (mib > largestAmount)
      return refuse(context, `${value} is too large (at most ${largestAmount} MiB)`, 0);
    return milliFrom(mib);
  })
  .meta({ id: "Size", description: `Memory or disk: ${sizeHint}`, examples: [512, "8GiB"] });

const somePorts = 'ranges of ports (such as "31000-32000" or "31000-31005,31007")';

/** Ranges of ports. */
export const ports = z
  .string({ error: expected(somePorts) })
  .transform((text, context): Ranges => {
    const ranges = parseRanges(text);
    if (ranges === undefined) return refuse(context, isNot(text, somePorts), []);
    if ((ranges.at(-1) ?? 0) > 65_535)
      return refuse(context, `${JSON.stringify(text)} has ports above 65535`, []);
    return ranges;
  })
  .meta({ id: "Ports", description: "Ranges of ports, both ends included", examples: ["31000-32000"] });

/** Names that people take for those of Mesos. */
const mistaken: ReadonlyMap<string, string> = new Map([
  ["memory", "mem"],
  ["ram", "mem"],
  ["mems", "mem"],
  ["storage", "disk"],
  ["cores", "cpus"],
]);
const resourceNames = ["cpus", "mem", "disk", "ports", "gpus"];

/** Whether two names differ by one letter: one more, one less, or another one. */
function oneLetterApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let same = 0;
  while (same < Math.min(a.length, b.length) && a[same] === b[same]) same++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - same && a.at(-1 - end) === b.at(-1 - end)) end++;
  return Math.max(a.length, b.length) - same - end <= 1;
}

/** A further scalar may have any name but one that is nearly that of a resource which the simulation knows. */
export const noNearMiss = always((payload) => {
  for (const key of keysOf(payload.value)) {
    if (resourceNames.includes(key)) continue;
    const lower = key.toLowerCase();
    const meant =
      mistaken.get(lower) ?? resourceNames.find((name) => name === lower || oneLetterApart(name, lower));
    if (meant !== undefined) wrongKey(payload, key, `unknown resource; did you mean ${meant}?`);
    else if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(key))
      wrongKey(payload, key, "not a name of a resource (letters, digits, _ and -)");
  }
});

/** `{ cpus, mem, disk }`, each optional. */
export const amounts = strict({
  cpus: scalarMilli.optional(),
  mem: sizeMilli.optional(),
  disk: sizeMilli.optional(),
}).meta({ id: "Amounts" });

/** A name in outputs and on the command line. */
export const name = z
  .string({ error: expected("a name") })
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, {
    error: ({ input }) => isNot(input, "a name (letters, digits, -, _ and .)"),
  })
  .max(200)
  .meta({ id: "Name" });

/** A role, as Mesos allows them (roles.cpp @ 0.28.3). */
export const role = z
  .string({ error: expected("the name of a role") })
  .min(1)
  .max(200)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Mesos forbids these very characters.
  .regex(/^(?!\.\.?$)(?!-)[^\x09-\x0d\x20\x7f/]+$/, {
    error: ({ input }) =>
      isNot(input, "the name of a role (no space or slash in it, no - before it, not . or ..)"),
  })
  .meta({ id: "Role", description: "A role of Mesos; * is the one of what nobody has reserved" });

/** An app's id, with its leading slash. */
export const appId = z
  .string({ error: expected("an app's id (such as /postgres)") })
  .min(1)
  .transform((id) => canonicalId(id))
  .meta({ id: "AppId", description: "The id of an app, such as /postgres or /group/app" });

export const flag = z.boolean({ error: expected("true or false") });

/** A whole number within bounds, both included. */
export function counted(least: number, most = 1_000_000): z.ZodNumber {
  return z
    .number({ error: expected("a whole number") })
    .int()
    .min(least)
    .max(most);
}

/** A count of things, perhaps none. */
export const count = counted(0);

/** A JSON object whose content is somebody else's matter. */
export const object = z.record(z.string(), z.unknown(), { error: expected("a map") });

/** The Marathon to call; without it the first. */
export const framework = name
  .optional()
  .meta({ description: "The Marathon that is meant; default the first" });
