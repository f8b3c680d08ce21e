/** An app definition back as JSON: what an update changes, and what two versions of an app are compared by. */

import { healthCheckJson, readinessCheckJson } from "./checks.ts";
import type { AppDefinition } from "./definition.ts";

type Json = Readonly<Record<string, unknown>>;

/** An app as Marathon's API takes one, every member written out. Amounts are cores and MiB. */
export function jsonOf(app: AppDefinition): Json {
  const { container, ...rest } = JSON.parse(app.rest) as Record<string, Json | null>;
  const docker = container?.["docker"] as Json | null | undefined;
  const portMappings = app.portMappings ?? undefined;
  return {
    ...rest,
    id: app.id,
    instances: app.instances,
    cpus: app.cpusMilli / 1000,
    mem: app.memMilli / 1000,
    disk: app.diskMilli / 1000,
    constraints: app.constraints.map(({ field, operator, value }) =>
      value === null ? [field, operator] : [field, operator, value],
    ),
    container: docker == null ? container : { ...container, docker: { ...docker, portMappings } },
    portDefinitions: app.portDefinitions,
    requirePorts: app.requirePorts,
    backoffSeconds: app.backoffMs / 1000,
    backoffFactor: app.backoffFactor,
    maxLaunchDelaySeconds: app.maxLaunchDelayMs / 1000,
    upgradeStrategy: app.upgradeStrategy,
    labels: app.labels,
    healthChecks: app.healthChecks.map(healthCheckJson),
    readinessChecks: app.readinessChecks.map(readinessCheckJson),
    dependencies: app.dependencies,
    acceptedResourceRoles: app.acceptedResourceRoles,
    residency: app.residency,
  };
}
