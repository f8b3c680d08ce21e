/** The schema of a distribution of durations, as a scenario writes it. */

import { z } from "zod";
import type { Distribution } from "../model/distributions.ts";
import { duration, positiveDuration } from "./fields.ts";
import { exactlyOne, expected, strict } from "./wrong-input.ts";

const kinds = ["exponential", "uniform", "normal", "lognormal", "weibull", "empirical"] as const;
const what = `a duration or a distribution (${kinds.map((kind) => `{ ${kind}: ... }`).join(", ")})`;

const shape = z
  .number({ error: expected("a number") })
  .positive()
  .max(1000);

const spread = z
  .number({ error: expected("a number") })
  .min(0)
  .max(100);

const uniform = strict({ min: duration, max: duration }).refine((span) => span.min <= span.max, {
  error: "min is above max",
  path: ["max"],
});

function distributionOf(value: number | z.output<typeof byKind>): Distribution {
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

/** The values of a file stand in its place before this is parsed: a schema reads no files. */
const empirical = z
  .union([z.array(duration).min(1), z.string()], {
    error: expected("a list of durations or a CSV file of them"),
  })
  .transform((values) => (typeof values === "string" ? [] : values));

const byKind = strict({
  exponential: strict({ mean: positiveDuration }).optional(),
  uniform: uniform.optional(),
  normal: strict({ mean: duration, sd: duration }).describe("Cut at 0").optional(),
  lognormal: strict({ median: positiveDuration, sigma: spread }).optional(),
  weibull: strict({ scale: positiveDuration, shape }).optional(),
  empirical: empirical.optional(),
})
  .check(exactlyOne(kinds))
  .meta({ minProperties: 1, maxProperties: 1 });

export const distribution = z
  .union([duration, byKind], { error: expected(what) })
  .transform(distributionOf)
  .meta({ id: "Distribution", description: what });
