/** The members of an app definition as Marathon's API reads them, defaults not yet injected (Formats.scala:603-720). */

import { readHealthCheck, readReadinessCheck } from "./checks.ts";
import { type Container, readContainer } from "./container.ts";
import type { Constraint, HealthCheck, ReadinessCheck, Residency, UpgradeStrategy } from "./definition.ts";
import {
  anything,
  boolean,
  double,
  Fields,
  IllegalArgument,
  int,
  list,
  long,
  nonEmptyText,
  type Problems,
  text,
  texts,
} from "./json.ts";
import {
  type Fetch,
  type Ports,
  readBothPorts,
  readConstraint,
  readExecutor,
  readFetches,
  readResidency,
  readRoles,
  readUpgradeStrategy,
} from "./members.ts";

export interface AppJson extends Ports {
  readonly id: string;
  readonly cmd: string | null;
  readonly args: readonly string[] | null;
  readonly user: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly instances: number;
  readonly cpus: number;
  readonly mem: number;
  readonly disk: number;
  readonly executor: string;
  readonly constraints: readonly Constraint[];
  readonly storeUrls: readonly string[];
  readonly requirePorts: boolean;
  readonly backoffSeconds: number;
  readonly backoffFactor: number;
  readonly maxLaunchDelaySeconds: number;
  readonly container: Container | null;
  readonly fetch: readonly Fetch[];
  readonly upgradeStrategy: UpgradeStrategy | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly acceptedResourceRoles: readonly string[] | null;
  readonly residency: Residency | null;
  readonly healthChecks: readonly HealthCheck[];
  readonly readinessChecks: readonly ReadinessCheck[];
  readonly dependencies: readonly string[];
  /** Not looked into: what a simulation cannot play yet is refused before (unavailable.ts). */
  readonly ipAddress: unknown;
}

/**
 * Reads all members, the wrong ones with their problems. Throws IllegalArgument where Marathon's reader does.
 * Marathon names the problems of the members from `uris` on only when all others are right; here all are named.
 */
export function readApp(json: unknown, call: "POST" | "PUT", problems: Problems): AppJson {
  const fields = new Fields(json, [], problems);
  const version = fields.optional("version", text);
  if (version !== null && !/^\d{4}-\d\d-\d\d(?:T|$)/.test(version)) {
    throw new IllegalArgument(["version"], `Invalid format: "${version}"`);
  }
  if (version !== null && call === "PUT") {
    const rule = "The 'version' field may only be combined with the 'id' field.";
    throw new IllegalArgument(["version"], `requirement failed: ${rule}`);
  }
  return {
    id: fields.required("id", nonEmptyText) ?? "",
    cmd: fields.optional("cmd", nonEmptyText),
    args: fields.optional("args", list(text)),
    user: fields.optional("user", text),
    env: fields.optional("env", texts) ?? {},
    instances: fields.optional("instances", int) ?? 1,
    cpus: fields.optional("cpus", double) ?? 1,
    mem: fields.optional("mem", double) ?? 128,
    disk: fields.optional("disk", double) ?? 0,
    executor: fields.optional("executor", readExecutor) ?? "",
    constraints: fields.optional("constraints", list(readConstraint)) ?? [],
    storeUrls: fields.optional("storeUrls", list(text)) ?? [],
    requirePorts: fields.optional("requirePorts", boolean) ?? false,
    backoffSeconds: fields.optional("backoffSeconds", long) ?? 1,
    backoffFactor: fields.optional("backoffFactor", double) ?? 1.15,
    maxLaunchDelaySeconds: fields.optional("maxLaunchDelaySeconds", long) ?? 3600,
    container: fields.optional("container", readContainer),
    healthChecks: fields.optional("healthChecks", list(readHealthCheck)) ?? [],
    fetch: readFetches(fields, call),
    dependencies: fields.optional("dependencies", list(nonEmptyText)) ?? [],
    ...readBothPorts(fields),
    upgradeStrategy: fields.optional("upgradeStrategy", readUpgradeStrategy),
    labels: fields.optional("labels", texts) ?? {},
    acceptedResourceRoles: fields.optional("acceptedResourceRoles", readRoles),
    ipAddress: fields.optional("ipAddress", anything),
    residency: fields.optional("residency", readResidency),
    readinessChecks: fields.optional("readinessChecks", list(readReadinessCheck)) ?? [],
  };
}
