/** The `frameworks` part: who asks Mesos for resources; without it one Marathon. */

import type { z } from "zod";
import { didYouMean } from "../model/near-miss.ts";
import { behaviours } from "../sim/frameworks/index.ts";
import type { CommonEntry } from "../sim/frameworks/kind.ts";
import { frameworkKinds, marathonEntry } from "../sim/frameworks/kinds.ts";
import type { marathonFlags } from "../sim/frameworks/marathon-flags.ts";
import {
  type FrameworkSpec,
  type MarathonFlags,
  type MarathonSpec,
  marathonDefaults,
} from "../sim/scenario.ts";
import { isNot } from "../sim/wrong-input.ts";
import { type Check, isRecord } from "./check.ts";
import type { DurationFiles } from "./duration-files.ts";
import type { FileReader } from "./file-reader.ts";
import type { Known } from "./known.ts";
import type { Path } from "./located.ts";
import { readTable } from "./tables.ts";

const defaultFrameworks: readonly MarathonSpec[] = [
  {
    kind: "marathon",
    name: "marathon",
    role: "marathon",
    principal: "marathon",
    joinsMs: 0,
    flags: { ...marathonDefaults, mesos_authentication_principal: "marathon" },
  },
];

/** What entries need of the files that they name. */
export interface FrameworkFiles {
  readonly durations: DurationFiles;
  readonly files: FileReader;
}

export function readFrameworks(
  check: Check,
  known: Known,
  durationMs: number | undefined,
  files: FrameworkFiles,
): readonly FrameworkSpec[] {
  if (check.at(["frameworks"]) === undefined) {
    for (const { name, kind, role } of defaultFrameworks) remember(known, name, kind, role);
    return defaultFrameworks;
  }
  const frameworks: FrameworkSpec[] = [];
  for (const { value, path } of check.entries(["frameworks"], "frameworks")) {
    const spec = readNewFramework(check, known, value, path, files);
    if (spec === undefined) continue;
    if (durationMs !== undefined && spec.joinsMs > durationMs)
      check.wrong([...path, "joins"], "after the end of the run");
    frameworks.push(spec);
  }
  return frameworks;
}

/** One framework of a name that no other has, known from now on; undefined where its entry is wrong. */
export function readNewFramework(
  check: Check,
  known: Known,
  value: unknown,
  path: Path,
  files: FrameworkFiles,
): FrameworkSpec | undefined {
  const spec = readFramework(check, known, value, path, files);
  const { name, kind, role } = spec ?? rawNames(value);
  if (name === undefined) known.uncertain.add("frameworks").add("apps");
  else if (known.frameworks.has(name)) check.wrong([...path, "name"], `another framework is called ${name}`);
  else remember(known, name, spec?.kind ?? (kind === "marathon" ? kind : ""), role);
  if (spec === undefined) known.uncertain.add("roles");
  return spec;
}

function remember(known: Known, name: string, kind: string, role: string | undefined): void {
  known.frameworks.set(name, kind);
  if (kind === "marathon") known.marathons.push(name);
  if (role === undefined) known.uncertain.add("roles");
  else known.roles.add(role);
}

type GivenMarathon = z.output<ReturnType<typeof marathonEntry>>;

/** One framework, as under `frameworks`; undefined where its entry is wrong. */
function readFramework(
  check: Check,
  known: Known,
  value: unknown,
  path: Path,
  files: FrameworkFiles,
): FrameworkSpec | undefined {
  if (!isRecord(value)) {
    check.wrong(path, isNot(value, "a map (a framework)"));
    return undefined;
  }
  const kind = value["kind"];
  if (kind === "marathon") {
    const given = check.parse(marathonEntry(), path, value);
    return given === undefined ? undefined : marathonSpec(check, given, path);
  }
  const behaviour = typeof kind === "string" ? behaviours.get(kind) : undefined;
  if (behaviour === undefined) {
    const near = typeof kind === "string" ? didYouMean(kind, frameworkKinds) : "";
    check.wrong([...path, "kind"], `${isNot(kind, `one of ${frameworkKinds.join(", ")}`)}${near}`);
    return undefined;
  }
  const filled = files.durations.filledIn(check, value, path);
  const given = check.parse<CommonEntry>(behaviour.schema(), path, filled);
  if (given === undefined) return undefined;
  const fields = behaviour.fieldsOf(given as never, {
    table: (file, part) => readTable(check, files.files, file, [...path, ...part]),
    wrong: (part, message) => check.wrong([...path, ...part], message),
    agent: (id, part) => known.agentsMeant.push({ id, path: [...path, ...part] }),
  });
  const { name, role, principal, joins: joinsMs } = given;
  return { kind: behaviour.name, name, role, principal, joinsMs, fields };
}

function rawNames(value: unknown): {
  readonly name?: string;
  readonly kind?: string;
  readonly role?: string;
} {
  if (!isRecord(value)) return {};
  const text = (key: string): string | undefined => (typeof value[key] === "string" ? value[key] : undefined);
  const [name, kind, role] = [text("name"), text("kind"), text("role")];
  return {
    ...(name === undefined ? {} : { name }),
    ...(kind === undefined ? {} : { kind }),
    ...(role === undefined ? {} : { role }),
  };
}

function marathonSpec(check: Check, given: GivenMarathon, path: Path): MarathonSpec {
  const { name, role, principal, joins: joinsMs } = given;
  return {
    kind: "marathon",
    name,
    role,
    principal,
    joinsMs,
    flags: flagsOf(check, given.flags, given, [...path, "flags"]),
  };
}

/** All flags, the defaults written out (MarathonConf.scala @ 1.1.1). */
function flagsOf(
  check: Check,
  given: z.output<typeof marathonFlags>,
  { role, principal }: GivenMarathon,
  path: Path,
): MarathonFlags {
  const { killsPerBatch, killBatchDuration, default_accepted_resource_roles: accepted, ...same } = given;
  const roles = accepted?.split(",").map((one) => one.trim()) ?? null;
  for (const one of roles ?? []) {
    // MarathonConf.scala:152-161.
    if (one === "*" || one === role) continue;
    const message = `${JSON.stringify(one)} is a role for which this Marathon gets no offers (* or ${role})`;
    check.wrong([...path, "default_accepted_resource_roles"], message);
  }
  const flags = {
    ...marathonDefaults,
    mesos_authentication_principal: principal,
    ...(killsPerBatch === undefined ? {} : { kill_batch_size: killsPerBatch }),
    ...(killBatchDuration === undefined ? {} : { kill_batch_cycle: killBatchDuration }),
    ...Object.fromEntries(Object.entries(same).filter(([, value]) => value !== undefined)),
  };
  return { ...flags, default_accepted_resource_roles: roles };
}
