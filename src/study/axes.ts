/** The `set` and `vary` parts of a study: paths into the scenario with their values. */

import type { Check } from "../scenario/check.ts";
import { isRecord } from "../scenario/check.ts";
import { everyEntry, parseSettingPath, type Setting } from "../scenario/setting.ts";
import { labelsOf, settingOf } from "./paths.ts";
import type { StudyFile } from "./schema.ts";
import type { Axis, AxisValue } from "./study.ts";

/** More than anybody would look at. */
const combinationsMax = 100_000;
/** Of what makes the replications differ: combinations that share runs cannot be compared run by run. */
export const seedIsNoAxis =
  "replication r has the scenario's seed plus r: replications says how many, and set: { seed: N } with which it begins";

const pathForm =
  "no path into a scenario (such as agents.0.count or frameworks.0.flags.task_reservation_timeout)";

export function readFixed(check: Check, file: StudyFile): readonly Setting[] {
  return Object.entries(file.set).flatMap(([path, value]) => {
    const setting = settingOf(path, value, check.document.placeOfKey(["set"], path));
    if (setting === undefined) check.wrongKey(["set"], path, pathForm);
    return setting ?? [];
  });
}

/** The axes in the order of the file; one that is wrong is left out, after its issues. */
export function readAxes(check: Check, file: StudyFile): readonly Axis[] {
  const axes: Axis[] = [];
  for (const [path, values] of Object.entries(file.vary)) {
    const axis = readAxis(check, path, values);
    if (axis !== null) axes.push(axis);
  }
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count > combinationsMax)
    check.wrong(["vary"], `makes ${count} combinations, which are too many (at most ${combinationsMax})`);
  return axes;
}

/**
 * Tells of what would change nothing in any run: a path that another one replaces, since settings are made in the order of
 * the command line, then of the file, and what a search tries comes last.
 */
export function refuseReplaced(
  check: Check,
  axes: readonly Axis[],
  searched: string | null,
  given: readonly Setting[],
): void {
  const stepsOf = (path: string): readonly string[] => parseSettingPath(path) ?? [];
  axes.forEach(({ path }, i) => {
    const later = axes.slice(i + 1).find((one) => isWithin(stepsOf(path), stepsOf(one.path)));
    if (later !== undefined)
      check.wrongKey(
        ["vary"],
        later.path,
        isWithin(stepsOf(later.path), stepsOf(path))
          ? `is ${path}, which varies already`
          : `replaces ${path}, which varies before it and would change nothing: let ${later.path} come first`,
      );
    if (searched !== null && searched !== path && isWithin(stepsOf(path), stepsOf(searched)))
      check.wrongKey(["vary"], path, `${searched}, of find, replaces it: it would change nothing`);
  });
  for (const { option, text, steps } of given) {
    const axis = axes.find(({ path }) => isWithin(steps, stepsOf(path)));
    if (axis === undefined) continue;
    const message = `the study varies ${axis.path}: this would change nothing`;
    check.issues.push({ file: `${option} ${text}`, line: 0, column: 0, path: "", message });
  }
}

/** Whether a path is another one, or leads on from there. */
const isWithin = (steps: readonly string[], above: readonly string[]): boolean =>
  above.length > 0 &&
  above.every((step, i) => step === steps[i] || (step === everyEntry && i < steps.length));

function readAxis(
  check: Check,
  path: string,
  values: readonly unknown[] | Readonly<Record<string, unknown>>,
): Axis | null {
  const at = ["vary", path];
  const listed = Array.isArray(values);
  const given: readonly (readonly [string | number, string, unknown])[] = listed
    ? labelsOf(values).map((label, i) => [i, label, values[i]] as const)
    : Object.entries(isRecord(values) ? values : {}).map(([label, value]) => [label, label, value] as const);
  if (given.length === 0) {
    check.wrong(at, "holds no value: there is nothing to play (leave the path out, or give it values)");
    return null;
  }
  if (parseSettingPath(path)?.join() === "seed") {
    check.wrongKey(["vary"], path, seedIsNoAxis);
    return null;
  }
  const read: AxisValue[] = [];
  const owners = new Map<string, string>();
  for (const [step, label, value] of given) {
    const place = listed ? check.placeOf([...at, step]) : check.document.placeOfKey(at, String(step));
    const setting = settingOf(path, value, place);
    if (setting === undefined) {
      check.wrongKey(["vary"], path, pathForm);
      return null;
    }
    const owner = owners.get(setting.text);
    if (owner !== undefined) check.wrong([...at, step], `${label} is there twice: it would be played twice`);
    owners.set(setting.text, label);
    read.push({ label, setting });
  }
  return { path, values: read };
}
