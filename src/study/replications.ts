/** The `replications` part of a study: how often each combination is played. */

import type { Check } from "../scenario/check.ts";
import { amountIn } from "../scenario/predicates.ts";
import { isNot } from "../sim/wrong-input.ts";
import type { Measures } from "./measures.ts";
import { unitOf } from "./metrics.ts";
import type { StudyFile } from "./schema.ts";
import type { Measure, Replications } from "./study.ts";

/** `changed` is what the command line says instead. */
export function readReplications(
  check: Check,
  { replications, find }: StudyFile,
  measures: Measures,
  changed: number | null,
): Replications {
  if (typeof replications === "number") {
    const runs = changed ?? replications;
    return { min: runs, max: runs, until: null };
  }
  const { min, max, until } = replications;
  if (max < min) check.wrong(["replications", "max"], `${max} is less than min (${min}): the range is empty`);
  if (until === undefined) {
    if (find === undefined)
      check.wrong(["replications"], "until is missing: nothing says when to stop between min and max");
    return changed === null ? { min, max, until: null } : { min: changed, max: changed, until: null };
  }
  const index = measures.mention(until.metric, null, ["replications", "until", "metric"]);
  const halfWidth = halfWidthIn(check, until.halfwidth, index === null ? undefined : measures.all[index]);
  if (changed !== null) return { min: changed, max: changed, until: null };
  return { min, max, until: index === null || halfWidth === null ? null : { measure: index, halfWidth } };
}

/** In the unit of what it is about, where that is known; null after an issue. */
function halfWidthIn(check: Check, given: number | string, measure: Measure | undefined): number | null {
  if (measure === undefined && typeof given === "string") return null;
  // The mean of a condition is a share.
  const unit = measure === undefined || measure.condition !== null ? "share" : unitOf(measure.path);
  const at = ["replications", "until", "halfwidth"];
  const read = amountIn(unit ?? "count", given);
  if ("expected" in read) check.wrong(at, isNot(given, read.expected));
  else if (read.value > 0) return read.value;
  else check.wrong(at, `${given} is too small (more than 0)`);
  return null;
}
