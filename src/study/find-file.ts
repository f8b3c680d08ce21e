/** The `find` part of a study: a path, the values that may be tried, and the target; whether it can be met at all. */

import { durationHint, formatDuration, milliFrom, parseDuration, parseMib } from "../model/units.ts";
import type { Check } from "../scenario/check.ts";
import type { Path } from "../scenario/located.ts";
import { parseSettingPath, type Setting } from "../scenario/setting.ts";
import { isNot } from "../sim/wrong-input.ts";
import { seedIsNoAxis } from "./axes.ts";
import { canBeMet, verdictOf } from "./conditions.ts";
import { type Measures, rangeText } from "./measures.ts";
import { boundsOf } from "./metrics.ts";
import { settingOf } from "./paths.ts";
import type { StudyFile } from "./schema.ts";
import { shareOf } from "./statistics/proportion.ts";
import { confidenceOfLook, looksOf } from "./statistics/stopping.ts";
import {
  type AxisValue,
  type Condition,
  type Find,
  type Grid,
  type Replications,
  sizeOfGrid,
  valueOfGrid,
} from "./study.ts";

/** What could be read of a search. */
export interface ReadFind {
  /** Null after an issue. */
  readonly find: Find | null;
  readonly path: string;
  /** Of its least and its greatest value, also where something else of the search is wrong: they show where the path leads. */
  readonly ends: readonly Setting[];
}

/** Null where the study has none. */
export function readFind(
  check: Check,
  file: StudyFile,
  measures: Measures,
  replications: Replications,
): ReadFind | null {
  const { find } = file;
  if (find === undefined) return null;
  const wanted: Find["wanted"] = find.smallest === undefined ? "largest" : "smallest";
  const path = find[wanted] ?? "";
  const steps = parseSettingPath(path);
  if (steps === undefined)
    check.wrong(["find", wanted], isNot(path, "a path into a scenario (such as agents.0.count)"));
  else if (steps.join() === "seed") check.wrong(["find", wanted], seedIsNoAxis);
  const grid = readGrid(check, find);
  const target = readTarget(check, find.where, measures, replications, file.confidence);
  if (steps === undefined) return { find: null, path, ends: [] };
  const place = check.placeOf(["find", wanted]);
  const settingFor = (value: unknown): Setting => {
    const setting = settingOf(path, value, place);
    if (setting === undefined) throw new Error(`${path} was a path`);
    return setting;
  };
  if (grid === null) return { find: null, path, ends: find.between.map(settingFor) };
  const valueAt = (index: number): AxisValue => {
    const number = valueOfGrid(grid, index);
    const value =
      grid.unit === "duration" ? formatDuration(number) : grid.unit === "size" ? formatSize(number) : number;
    return { label: String(value), setting: settingFor(value) };
  };
  const ends = [...new Set([0, sizeOfGrid(grid) - 1])].map((index) => valueAt(index).setting);
  const whole = target === null ? null : { wanted, path, steps, grid, ...target, settingOf: valueAt };
  return { find: whole, path, ends };
}

type FindPart = NonNullable<StudyFile["find"]>;

interface Bound {
  readonly unit: Grid["unit"];
  /** In thousandths. */
  readonly value: number;
}

const perStep: Readonly<Record<Grid["unit"], string>> = {
  number: "numbers that are not whole, step says how far the values are apart (such as 0.5)",
  size: "sizes, step says how far the values are apart (such as 4GiB)",
  duration: "durations, step says how far the values are apart (such as 1h)",
};

function readGrid(check: Check, { between, step }: FindPart): Grid | null {
  const low = readBound(check, between[0], ["find", "between", 0]);
  const high = readBound(check, between[1], ["find", "between", 1]);
  const each = step === undefined ? null : readBound(check, step, ["find", "step"]);
  if (low === undefined || high === undefined || each === undefined) return null;
  if (low.unit !== high.unit || (each !== null && each.unit !== low.unit)) {
    check.wrong(["find", "between"], `mixes ${kindsOf([low, high, ...(each === null ? [] : [each])])}`);
    return null;
  }
  if (each === null && (low.unit !== "number" || !isWhole(low) || !isWhole(high))) {
    check.wrong(["find", "between"], `between ${perStep[low.unit]}`);
    return null;
  }
  if (each !== null && each.value <= 0) {
    check.wrong(["find", "step"], "is too small (more than 0)");
    return null;
  }
  if (high.value < low.value) {
    check.wrong(["find", "between"], "the second value is less than the first: the range is empty");
    return null;
  }
  return { low: low.value, high: high.value, step: each?.value ?? 1000, unit: low.unit };
}

function readBound(check: Check, given: number | string | undefined, at: Path): Bound | undefined {
  if (typeof given === "number") {
    const value = Math.round(given * 1000);
    if (given >= 0 && Number.isSafeInteger(value) && value / 1000 === given) return { unit: "number", value };
    check.wrong(at, isNot(given, "a number from 0 up, of three decimals at most"));
    return undefined;
  }
  const ms = given === undefined ? undefined : parseDuration(given);
  if (ms !== undefined) return { unit: "duration", value: ms * 1000 };
  const mib = given === undefined ? undefined : parseMib(given);
  if (mib !== undefined) return { unit: "size", value: milliFrom(mib) };
  check.wrong(at, isNot(given, `a number, a size (such as 8GiB) or a duration (${durationHint})`));
  return undefined;
}

/** As files write it, of MiB. */
const formatSize = (mib: number): string => (mib % 1024 === 0 ? `${mib / 1024}GiB` : `${mib}MiB`);

const isWhole = ({ value }: Bound): boolean => value % 1000 === 0;

function kindsOf(bounds: readonly Bound[]): string {
  return [...new Set(bounds.map(({ unit }) => `${unit}s`))].join(" and ");
}

type Target = Pick<Find, "measure" | "target">;

function readTarget(
  check: Check,
  where: FindPart["where"],
  measures: Measures,
  replications: Replications,
  confidence: number,
): Target | null {
  const at: Path = ["find", "where"];
  const is = measures.condition(where.is, where.metric, [...at, "is"]);
  const share = where.share === undefined ? null : measures.share(where.share, [...at, "share"]);
  const index = measures.mention(where.metric, (share === null ? null : is) ?? null, [...at, "metric"]);
  if (is === undefined || share === undefined || index === null) return null;
  const measure = measures.all[index];
  if (measure === undefined) return null;
  const { least, most } = boundsOf(measure.path);
  if (share !== null) {
    const possible = canBeMet(is, least, most);
    if (!possible)
      check.wrong([...at, "is"], `can never be met: ${measure.metric} is ${rangeText(least, most)}`);
    const ok = possible && shareCanBeShown(check, share, replications, confidence, [...at, "share"]);
    return ok ? { measure: index, target: share } : null;
  }
  // The mean of a condition is a share.
  const isShare = measure.condition !== null;
  const [low, high] = isShare ? [0, 1] : [least, most];
  if (!isOrdered(check, is, [...at, "is"])) return null;
  if (isShare && !shareCanBeShown(check, is, replications, confidence, [...at, "is"])) return null;
  if (!isShare && replications.max < 2) {
    check.wrong([...at, "is"], "can never be decided by 1 run: the interval of a mean takes at least 2");
    return null;
  }
  if (!canBeMet(is, low, high)) {
    check.wrong([...at, "is"], `can never be met: ${measure.name} is ${rangeText(low, high)}`);
    return null;
  }
  return { measure: index, target: is };
}

/** No interval ever shows that a mean is exactly something. */
function isOrdered(check: Check, { op }: Condition, at: Path): boolean {
  if (op !== "==" && op !== "!=") return true;
  check.wrong(at, "can never be decided: give a mean a bound, with >=, >, <= or <");
  return false;
}

/** Wrong where even the best runs that can be had would not show it. */
function shareCanBeShown(
  check: Check,
  share: Condition,
  { min, max }: Replications,
  confidence: number,
  at: Path,
): boolean {
  if (!isOrdered(check, share, at)) return false;
  if (!canBeMet(share, 0, 1)) {
    check.wrong(at, "can never be met: a share is always from 0 to 1");
    return false;
  }
  const atLeast = share.op === ">" || share.op === ">=";
  const each = confidenceOfLook(confidence, looksOf(min, max).length);
  const shows = (runs: number): boolean => {
    const { low, high } = shareOf(atLeast ? runs : 0, runs, each);
    return verdictOf(share, low, high) === "meets";
  };
  if (shows(max)) return true;
  const needed = leastRuns(max, shows);
  const enough = needed === null ? "" : `; that takes at least ${needed} runs`;
  const best = atLeast ? "all of them meet it" : "none of them does";
  check.wrong(
    at,
    `can never be shown by ${max} runs with ${confidence * 100} % confidence, even if ${best}${enough}`,
  );
  return false;
}

/** The least number of runs above `tooFew` that shows it; null where no reasonable number does. */
function leastRuns(tooFew: number, shows: (runs: number) => boolean): number | null {
  let below = tooFew;
  let above = 2 * tooFew;
  for (; !shows(above); above *= 2) {
    if (above > 1e9) return null;
    below = above;
  }
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (shows(middle)) above = middle;
    else below = middle;
  }
  return above;
}
