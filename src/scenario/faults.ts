/** The `faults` part: random processes. All are checked, and none can be played yet. */

import { type Fault, faults } from "../sim/faults/index.ts";
import { doOf } from "./actions.ts";
import { type Check, isRecord } from "./check.ts";
import { faultEntry } from "./entry-schema.ts";
import { type Known, mentionAll } from "./known.ts";

export function checkFaults(check: Check, known: Known): void {
  for (const { value, path } of check.entries(["faults"], "faults")) {
    const name = doOf(check, value, path, faults, "fault");
    if (name === undefined || !isRecord(value)) continue;
    const { about, fields, available } = faults.get(name) as Fault;
    if (!available) check.wrong([...path, "do"], `the fault ${name} is not available yet`);
    const entry = check.parse(faultEntry(name, about, fields), path, value);
    if (entry !== undefined) mentionAll(check, known, entry, path);
  }
}
