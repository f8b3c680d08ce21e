/** The schemas of distributions, as a scenario writes them: of durations, and of other amounts. */

import * as z from "zod";
import type { Distribution } from "../model/distributions.ts";
import { duration, positiveDuration } from "./fields.ts";
import { exactlyOne, expected, strict } from "./wrong-input.ts";

const kinds = ["exponential", "uniform", "normal", "lognormal", "weibull", "empirical"] as const;
const forms = kinds.map((kind) => `{ ${kind}: ... }`).join(", ");
const what = `a duration or a distribution (${forms})`;

const shape = z
  .number({ error: expected("a number") })
  .positive()
  .max(1000);

const spread = z
  .number({ error: expected("a number") })
  .min(0)
  .max(100);

function distributionOf(value: number | z.output<ReturnType<typeof byKind>>): Distribution {
  if (typeof value === "number") return { kind: "constant", ms: value };
  const { exponential, uniform: span, normal, lognormal, weibull, empirical } = value;
  if (exponential !== undefined) return { kind: "exponential", meanMs: exponential.mean };
  if (span !== undefined) return { kind: "uniform", minMs: span.min, maxMs: span.max };
  if (normal !== undefined) return { kind: "normal", meanMs: normal.mean, sdMs: normal.sd };
  if (lognormal !== undefined)
    return { kind: "lognormal", medianMs: lognormal.median, sigma: lognormal.sigma };
  if (weibull !== undefined) return { kind: "weibull", scaleMs: weibull.scale, shape: weibull.shape };
  return { kind: "empirical", valuesMs: empirical ?? [] };
}

/** Of values, some of which must be more than nothing. */
function byKind(value: z.ZodType<number>, positive: z.ZodType<number>, values: z.ZodType<number[]>) {
  const uniform = strict({ min: value, max: value }).refine((span) => span.min <= span.max, {
    error: "min is above max",
    path: ["max"],
  });
  return strict({
    exponential: strict({ mean: positive }).optional(),
    uniform: uniform.optional(),
    normal: strict({ mean: value, sd: value }).describe("Cut at 0: what is drawn below it is 0").optional(),
    lognormal: strict({ median: positive, sigma: spread }).optional(),
    weibull: strict({ scale: positive, shape }).optional(),
    empirical: values.optional(),
  })
    .check(exactlyOne(kinds))
    .meta({ minProperties: 1, maxProperties: 1 });
}

/** The values of a file stand in its place before this is parsed: a schema reads no files. */
const durations = z
  .union([z.array(duration).min(1), z.string()], {
    error: expected("a list of durations or a CSV file of them"),
  })
  .transform((values) => (typeof values === "string" ? [] : values));

export const distribution = z
  .union([duration, byKind(duration, positiveDuration, durations)], { error: expected(what) })
  .transform(distributionOf)
  .meta({ id: "Distribution", description: what });

/**
 * Of other whole amounts than milliseconds, such as thousandths of a cpu: they stand in the distribution where the
 * milliseconds do.
 */
export function distributionOfAmounts(
  amount: z.ZodType<number>,
  id: string,
  noun: string,
): z.ZodType<Distribution> {
  const positive = amount.refine((value) => value > 0, { error: "must be more than 0" });
  const list = z.array(amount, { error: expected("a list of amounts") }).min(1);
  const either = `${noun} or a distribution of it (${forms})`;
  return z
    .union([amount, byKind(amount, positive, list)], { error: expected(either) })
    .transform(distributionOf)
    .meta({ id, description: either });
}

/** Whether what is drawn is ever more than nothing. */
export function everMoreThanZero(distribution: Distribution): boolean {
  switch (distribution.kind) {
    case "constant":
      return distribution.ms > 0;
    case "uniform":
      return distribution.maxMs > 0;
    case "normal":
      return distribution.meanMs > 0 || distribution.sdMs > 0;
    case "empirical":
      return distribution.valuesMs.some((ms) => ms > 0);
    default:
      return true;
  }
}
