/** The `set` and `vary` parts of a study: paths into the scenario with their values. */

import type { Check } from "../scenario/check.ts";
import { isRecord } from "../scenario/check.ts";
import { parseSettingPath, type Setting } from "../scenario/setting.ts";
import { labelOf, settingOf } from "./paths.ts";
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

function readAxis(
  check: Check,
  path: string,
  values: readonly unknown[] | Readonly<Record<string, unknown>>,
): Axis | null {
  const at = ["vary", path];
  const listed = Array.isArray(values);
  const given: readonly (readonly [string | number, string, unknown])[] = listed
    ? values.map((value, i) => [i, labelOf(value), value] as const)
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
