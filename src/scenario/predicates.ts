/** Predicates of expectations: a value, or a comparison with one, as schemas. */

import * as z from "zod";
import type { FieldKind } from "../model/events.ts";
import { durationHint, parseDuration, parseMib } from "../model/units.ts";
import type { Comparison, Predicate } from "../sim/checks/expectation.ts";
import { always, expected, isNot, keysOf, noneOf, strict, wrongKey } from "../sim/wrong-input.ts";
import type { MetricUnit } from "./metric-path.ts";

/** What a predicate wants, and how the file writes it. */
export class Wanted {
  readonly op: Comparison;
  readonly value: Predicate["value"];
  readonly text: string;

  constructor(op: Comparison, value: Predicate["value"], text: string) {
    this.op = op;
    this.value = value;
    this.text = text;
  }
}

const comparison = /^\s*(==|!=|>=|<=|>|<)?\s*(.*?)\s*$/s;

/** A comparison with what `read` makes of the text behind the sign. */
function compared(text: string, read: (rest: string) => Predicate["value"] | undefined): Wanted | undefined {
  const [, sign = "==", rest = ""] = comparison.exec(text) ?? [];
  const value = read(rest);
  return value === undefined ? undefined : new Wanted(sign as Comparison, value, text.trim());
}

function predicate(
  what: string,
  plain: z.ZodType<number | string>,
  read: (rest: string) => Predicate["value"] | undefined,
) {
  return z.union([plain, z.string()], { error: expected(what) }).transform((value, context): Wanted => {
    const wanted = typeof value === "number" ? new Wanted("==", value, String(value)) : compared(value, read);
    if (wanted !== undefined) return wanted;
    context.issues.push({ code: "custom", message: isNot(value, what), input: value });
    return new Wanted("==", 0, "");
  });
}

const readNumber = (rest: string): number | undefined =>
  /^-?\d+(\.\d+)?(e-?\d+)?$/i.test(rest) ? Number(rest) : undefined;
const orCompared = (what: string, example: string): string =>
  `${what}, or a comparison with one (such as ${JSON.stringify(example)})`;

/** A number: 1, ">= 2", "!= 3". */
export const numberPredicate = predicate(orCompared("a number", ">= 2"), z.number(), readNumber).meta({
  id: "NumberPredicate",
  description: 'A number, or a comparison: ">= 2", "< 5", "!= 0"',
});

const sizePredicate = predicate(
  orCompared("an amount of MiB", ">= 8GiB"),
  z.number(),
  (rest) => readNumber(rest) ?? parseMib(rest),
).meta({
  id: "SizePredicate",
  description: 'MiB, or a comparison: 512, ">= 8GiB"',
});

/** Milliseconds. */
export const durationPredicate = predicate(
  orCompared(`a duration (${durationHint})`, "<= 20s"),
  z.string(),
  parseDuration,
).meta({
  id: "DurationPredicate",
});

/** Any text or number; both compare by value. */
export const textPredicate = predicate(orCompared("a text", "!= a-1"), z.number(), (rest) => rest).meta({
  id: "TextPredicate",
});

/** Any metric: a number or a text, before it is known which metric it is about. */
export const metricPredicate = predicate(
  orCompared("a number or a text", ">= 0.999"),
  z.number(),
  (rest) => readNumber(rest) ?? rest,
).meta({
  id: "MetricPredicate",
  description:
    'A number, or a comparison: 0, ">= 0.999"; shares also in %, times as durations, mem and disk as sizes',
});

/** Milliseconds. */
const msPredicate = predicate(
  orCompared("a time (ms, or a duration)", "> 20s"),
  z.number(),
  (rest) => readNumber(rest) ?? parseDuration(rest),
);

const sharePredicate = predicate(
  orCompared("a share (from 0 to 1, or in %)", ">= 99.9 %"),
  z.number(),
  (rest) => readNumber(rest) ?? readPercent(rest),
);

function readPercent(rest: string): number | undefined {
  const number = /^(\d+(?:\.\d+)?)\s*%$/.exec(rest)?.[1];
  // As it would be written: 99.9 / 100 may be another number than 0.999.
  return number === undefined ? undefined : Number(`${number}e-2`);
}

/** Of a metric that is measured in `unit`. */
export function metricPredicateIn(unit: MetricUnit): z.ZodType<Wanted> {
  if (unit === "text") return metricPredicate;
  if (unit === "ms") return msPredicate;
  if (unit === "mib") return sizePredicate;
  return unit === "share" ? sharePredicate : numberPredicate;
}

const amountForms: Readonly<Record<MetricUnit, string>> = {
  count: "a number",
  amount: "a number",
  text: "a number",
  share: "a share (such as 0.001 or 0.1 %)",
  ms: "a time (ms, or a duration such as 30s)",
  mib: "a size (MiB, or such as 8GiB)",
};

/** An amount of what is measured in `unit`, with no comparison; what it should be, where it is none. */
export function amountIn(
  unit: MetricUnit,
  given: number | string,
): { readonly value: number } | { readonly expected: string } {
  if (typeof given === "number") return { value: given };
  const read = /^[!=<>]/.test(given) ? undefined : metricPredicateIn(unit).safeParse(given).data?.value;
  return typeof read === "number" ? { value: read } : { expected: amountForms[unit] };
}

const aFlag = "true or false";

function readFlag(rest: string): boolean | undefined {
  if (rest === "true") return true;
  return rest === "false" ? false : undefined;
}

/** true, false, or that with a sign that says equal or not: "!= true". */
export const flagPredicate = z
  .union([z.boolean(), z.string()], { error: expected(aFlag) })
  .transform((value, context): Wanted => {
    if (typeof value === "boolean") return new Wanted("==", value, String(value));
    const wanted = compared(value, readFlag);
    if (wanted !== undefined && (wanted.op === "==" || wanted.op === "!=")) return wanted;
    context.issues.push({ code: "custom", message: isNot(value, aFlag), input: value });
    return new Wanted("==", false, "");
  })
  .meta({ id: "FlagPredicate", description: 'true, false, or a comparison: "!= true"' });

const agentIds = "agents (a list of ids, or a comparison with one)";

/** A set of agents. */
export const agentsPredicate = z
  .union([z.array(z.string({ error: expected("an agent's id") })), z.string()], { error: expected(agentIds) })
  .transform((value, context): Wanted => {
    if (typeof value !== "string") return new Wanted("==", value, `[${value.join(", ")}]`);
    const wanted = compared(value, (rest) => (rest === "" ? undefined : [rest]));
    if (wanted !== undefined && (wanted.op === "==" || wanted.op === "!=")) return wanted;
    context.issues.push({ code: "custom", message: isNot(value, agentIds), input: value });
    return new Wanted("==", [], "");
  })
  .meta({ id: "AgentsPredicate", description: agentIds });

/** `{ cpus, mem, disk }` or some of them, and further scalars by name. */
export const amountsPredicate = z
  .object(
    {
      cpus: numberPredicate.optional(),
      mem: sizePredicate.optional(),
      disk: sizePredicate.optional(),
      gpus: numberPredicate.optional(),
    },
    { error: expected("a map of amounts (such as { cpus: 1, mem: 512 })") },
  )
  .catchall(numberPredicate)
  .check(
    always((payload) => {
      const { value } = payload;
      if (keysOf(value).includes("ports")) wrongKey(payload, "ports", "ports cannot be compared");
      if (keysOf(value).length === 0)
        noneOf(payload, [], "nothing is expected; give amounts (such as { cpus: 1, mem: 512 })");
    }),
  )
  .meta({ id: "AmountsPredicate", minProperties: 1 });

export const dataPredicate = strict({ disk: sizePredicate });

/** The predicates that the parsed fields hold, in the order of the file. */
export function predicatesOf(
  parsed: Readonly<Record<string, unknown>>,
  order: readonly string[],
  above: readonly string[] = [],
): readonly Predicate[] {
  return order.flatMap((key): readonly Predicate[] => {
    const inner = parsed[key];
    const path = [...above, key];
    if (inner instanceof Wanted)
      return [{ path, op: inner.op, value: inner.value, text: `${path.join(" ")} ${inner.text}` }];
    if (typeof inner !== "object" || inner === null) return [];
    return predicatesOf(inner as Readonly<Record<string, unknown>>, Object.keys(inner), path);
  });
}

/** Of a field of an event: numbers, times (also as durations), flags, words. */
export function wherePredicate(kind: FieldKind | undefined): z.ZodType<Wanted> {
  switch (kind) {
    case "count":
      return numberPredicate;
    case "flag":
      return flagPredicate;
    case "ms":
      return msPredicate;
    default:
      return textPredicate;
  }
}
