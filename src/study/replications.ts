/** The `replications` part of a study: how often each combination is played. */

import type { Check } from "../scenario/check.ts";
import type { Measures } from "./measures.ts";
import type { StudyFile } from "./schema.ts";
import type { Replications } from "./study.ts";

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
  if (changed !== null) return { min: changed, max: changed, until: null };
  return { min, max, until: index === null ? null : { measure: index, halfWidth: until.halfwidth } };
}
