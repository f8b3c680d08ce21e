/** The `faults` part: random processes and recorded histories of things that go wrong. */

import { didYouMean } from "../model/near-miss.ts";
import type { Fault } from "../sim/faults/fault.ts";
import { faults } from "../sim/faults/index.ts";
import type { FaultSpec } from "../sim/scenario.ts";
import { doOf } from "./actions.ts";
import { type Check, isRecord } from "./check.ts";
import type { DurationFiles } from "./duration-files.ts";
import { faultEntry } from "./entry-schema.ts";
import type { FileReader } from "./file-reader.ts";
import { type Known, mentionAll } from "./known.ts";
import type { Path } from "./located.ts";
import { readTrace } from "./traces.ts";

/** What faults need of the files that they name. */
interface FaultFiles {
  readonly durations: DurationFiles;
  readonly files: FileReader;
}

export function readFaults(check: Check, known: Known, files: FaultFiles): readonly FaultSpec[] {
  const read: FaultSpec[] = [];
  for (const { value, path } of check.entries(["faults"], "faults")) {
    const name = doOf(check, value, path, faults, "fault");
    if (name === undefined || !isRecord(value)) continue;
    const fault = faults.get(name) as Fault;
    const fields = fieldsOf(check, fault, files.durations.filledIn(check, value, path), path);
    if (fields === undefined) continue;
    mentionAll(check, known, fields, path);
    const { agents, every, recovers, crews, per, together, trace } = fields;
    if (per !== undefined) mentionAttribute(check, known, per, [...path, "per"]);
    if (trace !== undefined) {
      const failures = readTrace(check, known, files.files, trace, [...path, "trace"]);
      read.push({ kind: "recorded", do: name, failures });
    } else if (every !== undefined) {
      read.push({
        kind: "random",
        do: name,
        agents: agents ?? { by: "all" },
        every,
        recovers: recovers ?? null,
        crews: crews ?? null,
        per: per ?? null,
        together: together ?? null,
      });
    }
  }
  return read;
}

/** The fault's own fields; undefined after an issue. */
function fieldsOf(check: Check, { name, about, fields }: Fault, value: unknown, path: Path) {
  const entry = check.parse(faultEntry(name, about, fields), path, value);
  return entry === undefined ? undefined : (entry as ReturnType<Fault["fields"]["parse"]>);
}

/** Wrong where no agent has an attribute of that name. */
function mentionAttribute(check: Check, known: Known, name: string, path: Path): void {
  if (known.uncertain.has("attributes")) return;
  const names = new Set([...known.attributes].map((text) => text.split("=")[0] ?? ""));
  if (names.has(name)) return;
  check.wrong(path, `no agent has an attribute ${name}${didYouMean(name, names)}`);
}
