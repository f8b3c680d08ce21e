/** The `frameworks` part: who asks Mesos for resources; without it one Marathon. */

import type { z } from "zod";
import { didYouMean } from "../model/near-miss.ts";
import { availableKinds, frameworkFields, frameworkKinds } from "../sim/frameworks/kinds.ts";
import type { marathonFlags } from "../sim/frameworks/marathon-flags.ts";
import {
  type FrameworkSpec,
  type MarathonFlags,
  type MarathonSpec,
  marathonDefaults,
} from "../sim/scenario.ts";
import { isNot } from "../sim/wrong-input.ts";
import { type Check, isRecord } from "./check.ts";
import type { Known } from "./known.ts";
import type { Path } from "./located.ts";

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

export function readFrameworks(
  check: Check,
  known: Known,
  durationMs: number | undefined,
): readonly FrameworkSpec[] {
  if (check.at(["frameworks"]) === undefined) {
    for (const { name, kind, role } of defaultFrameworks) remember(known, name, kind, role);
    return defaultFrameworks;
  }
  const frameworks: FrameworkSpec[] = [];
  for (const { value, path } of check.entries(["frameworks"], "frameworks")) {
    const given = parseFramework(check, path, value);
    const { name, kind, role } = given ?? rawNames(value);
    if (name === undefined) known.uncertain.add("frameworks").add("apps");
    else if (known.frameworks.has(name))
      check.wrong([...path, "name"], `another framework is called ${name}`);
    else remember(known, name, kind ?? "", role);
    if (given === undefined) {
      known.uncertain.add("roles");
      continue;
    }
    if (durationMs !== undefined && given.joins > durationMs)
      check.wrong([...path, "joins"], "after the end of the run");
    if (given.kind === "marathon") frameworks.push(marathonSpec(check, given, path));
  }
  return frameworks;
}

function remember(known: Known, name: string, kind: string, role: string | undefined): void {
  known.frameworks.set(name, kind);
  if (kind === "marathon") known.marathons.push(name);
  if (role === undefined) known.uncertain.add("roles");
  else known.roles.add(role);
}

interface Given {
  readonly name: string;
  readonly kind: string;
  readonly role: string;
  readonly joins: number;
}
type GivenMarathon = z.output<ReturnType<(typeof frameworkFields)["marathon"]>>;

/** An entry of any kind; those that cannot be played are refused, after a check of all their fields. */
export function parseFramework(
  check: Check,
  path: Path,
  value: unknown,
): GivenMarathon | (Given & { readonly kind: "other" }) | undefined {
  if (!isRecord(value)) {
    check.wrong(path, isNot(value, "a map (a framework)"));
    return undefined;
  }
  const kind = value["kind"];
  const known = frameworkKinds.find((one) => one === kind);
  if (known === undefined) {
    const near = typeof kind === "string" ? didYouMean(kind, frameworkKinds) : "";
    check.wrong([...path, "kind"], `${isNot(kind, `one of ${frameworkKinds.join(", ")}`)}${near}`);
    return undefined;
  }
  if (!availableKinds.includes(known))
    check.wrong([...path, "kind"], `a framework of kind ${known} is not available yet`);
  if (known === "marathon") return check.parse(frameworkFields.marathon(), path, value);
  const given = check.parse<Given>(frameworkFields[known](), path, value);
  return given === undefined
    ? undefined
    : { name: given.name, role: given.role, joins: given.joins, kind: "other" };
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
