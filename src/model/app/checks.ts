/** The health checks and readiness checks of an app definition: how Marathon reads them, when they are valid, and how they
 * are written back (HealthCheck.scala:11-148, ReadinessCheck.scala:12-55, Formats.scala:490-562). */

import { byCodeUnit } from "../units.ts";
import type {
  HealthCheck,
  HealthProtocol,
  PortDefinition,
  PortMapping,
  ReadinessCheck,
} from "./definition.ts";
import {
  boolean,
  canonicalJson,
  Fields,
  int,
  list,
  long,
  type Problems,
  type Read,
  text,
  word,
} from "./json.ts";

/** In the order of Marathon's protocol buffer (marathon.proto). */
const protocols: readonly HealthProtocol[] = ["HTTP", "TCP", "COMMAND", "HTTPS"];

const readCommand: Read<string> = (json, at, problems) =>
  new Fields(json, at, problems).required("value", text);

/** Formats.scala:493-508. */
export const readHealthCheck: Read<HealthCheck> = (json, at, problems) => {
  const fields = new Fields(json, at, problems);
  return {
    path: fields.optional("path", text),
    protocol:
      fields.optional(
        "protocol",
        word(protocols, (value) => `${value} is not a valid protocol`),
      ) ?? "HTTP",
    portIndex: fields.optional("portIndex", int),
    command: fields.optional("command", readCommand),
    gracePeriodMs: (fields.optional("gracePeriodSeconds", long) ?? 300) * 1000,
    intervalMs: (fields.optional("intervalSeconds", long) ?? 60) * 1000,
    timeoutMs: (fields.optional("timeoutSeconds", long) ?? 20) * 1000,
    maxConsecutiveFailures: fields.optional("maxConsecutiveFailures", int) ?? 3,
    ignoreHttp1xx: fields.optional("ignoreHttp1xx", boolean) ?? false,
    port: fields.optional("port", int),
  };
};

const readReadinessProtocol: Read<"HTTP" | "HTTPS"> = (json, at, problems) => {
  if (json === "HTTP" || json === "HTTPS") return json;
  problems.add(at, "Choose one of HTTP, HTTPS");
  return null;
};

/** Formats.scala:515-528. */
export const readReadinessCheck: Read<ReadinessCheck> = (json, at, problems) => {
  const fields = new Fields(json, at, problems);
  return {
    name: fields.optional("name", text) ?? "readinessCheck",
    protocol: fields.optional("protocol", readReadinessProtocol) ?? "HTTP",
    path: fields.optional("path", text) ?? "/",
    portName: fields.optional("portName", text) ?? "http-api",
    intervalMs: (fields.optional("intervalSeconds", long) ?? 30) * 1000,
    timeoutMs: (fields.optional("timeoutSeconds", long) ?? 10) * 1000,
    httpStatusCodesForReady: [
      ...new Set(fields.optional("httpStatusCodesForReady", list(int)) ?? [200]),
    ].sort((a, b) => a - b),
    preserveLastResponse: fields.optional("preserveLastResponse", boolean) ?? false,
  };
};

/** What the checks need of the app that they stand in. */
export interface Ports {
  readonly portDefinitions: readonly PortDefinition[];
  readonly container: {
    readonly docker: {
      readonly network: string | null;
      readonly portMappings: readonly PortMapping[] | null;
    } | null;
  } | null;
}

/** Mappings count with a bridge only (AppDefinition.scala:263-277). */
function portsOf({ portDefinitions, container }: Ports): readonly { readonly name: string | null }[] {
  const docker = container?.docker ?? null;
  return (docker?.network === "BRIDGE" ? docker.portMappings : null) ?? portDefinitions;
}

/**
 * A check that names no port is of the first one: where the app has ports, and in an update always, as Marathon has it
 * (Formats.scala:734-754).
 */
export function withPortIndex(
  checks: readonly HealthCheck[],
  app: Ports,
  isUpdate: boolean,
): readonly HealthCheck[] {
  const mappings = app.container?.docker?.portMappings ?? [];
  const makesSense = isUpdate || app.portDefinitions.length > 0 || mappings.length > 0;
  return checks.map((check) => {
    const needed = check.port === null && check.portIndex === null && check.protocol !== "COMMAND";
    return makesSense && needed ? { ...check, portIndex: 0 } : check;
  });
}

/** The one rule that Marathon 1.1.1 holds them to: which combinations of members make sense it does not look at
 * (AppDefinition.scala:549, 565-570, 638-644). */
export function checkHealthChecks(checks: readonly HealthCheck[], app: Ports, problems: Problems): void {
  const count = portsOf(app).length;
  checks.forEach(({ protocol, portIndex }, i) => {
    const valid = portIndex === null ? count === 1 : portIndex >= 0 && portIndex < count;
    if (protocol === "COMMAND" || valid) return;
    problems.add(
      ["healthChecks", i],
      "Health check port indices must address an element of the ports array or container port mappings.",
    );
  });
}

/** AppDefinition.scala:628-631, ReadinessCheck.scala:43-53. */
export function checkReadinessChecks(
  checks: readonly ReadinessCheck[],
  app: Ports,
  problems: Problems,
): void {
  if (checks.length > 1) {
    const path = "/readinessChecks.size";
    problems.add(["readinessChecks"], `got ${checks.length}, expected 1 or less`, { path });
  }
  const names = portsOf(app).flatMap(({ name }) => name ?? []);
  checks.forEach((check, i) => {
    const at = ["readinessChecks", i];
    for (const key of ["name", "path", "portName"] as const)
      if (check[key] === "") problems.add([...at, key], "must not be empty");
    if (!names.includes(check.portName)) {
      const hint = names.length > 0 ? names.join(", ") : "no port of the app has a name";
      problems.add([...at, "portName"], `is not one of (${names.join(",")})`, { hint });
    }
    const [timeout, interval] = [check.timeoutMs / 1000, check.intervalMs / 1000];
    const path = `/readinessChecks(${i})/timeout/toSeconds`;
    const timeoutAt = [...at, "timeoutSeconds"];
    if (timeout >= interval)
      problems.add(timeoutAt, `got ${timeout}, expected less than ${interval}`, { path });
    if (timeout <= 0) problems.add(timeoutAt, `got ${timeout}, expected more than 0`, { path });
    if (check.httpStatusCodesForReady.length === 0)
      problems.add([...at, "httpStatusCodesForReady"], "must not be empty");
  });
}

/** Taken by Marathon 1.1.1, and yet not what was meant. */
export function warnOfHealthChecks(checks: readonly HealthCheck[], warnings: Problems): void {
  const commands = checks.filter(({ protocol }) => protocol === "COMMAND").length;
  checks.forEach(({ protocol, command, intervalMs }, i) => {
    const at = ["healthChecks", i];
    if (protocol === "COMMAND" && command === null) {
      const what = "Marathon takes a COMMAND check without a command, and fails at each launch";
      warnings.add([...at, "command"], what);
    }
    if (intervalMs <= 0) warnings.add([...at, "intervalSeconds"], "Marathon checks again and again");
  });
  if (commands > 1) warnings.add(["healthChecks"], "Mesos runs the first COMMAND check only");
}

/** They are a set: each once, in the order in which they were first given. */
export function distinctChecks(checks: readonly HealthCheck[]): readonly HealthCheck[] {
  return [...new Map(checks.map((check) => [canonicalJson(check), check])).values()];
}

/** As Marathon's API writes one. */
export function healthCheckJson(check: HealthCheck): Readonly<Record<string, unknown>> {
  const { path, protocol, portIndex, port, command, maxConsecutiveFailures, ignoreHttp1xx } = check;
  return {
    ...(path === null ? {} : { path }),
    protocol,
    ...(portIndex === null ? {} : { portIndex }),
    ...(command === null ? {} : { command: { value: command } }),
    gracePeriodSeconds: check.gracePeriodMs / 1000,
    intervalSeconds: check.intervalMs / 1000,
    timeoutSeconds: check.timeoutMs / 1000,
    maxConsecutiveFailures,
    ignoreHttp1xx,
    ...(port === null ? {} : { port }),
  };
}

/** As Marathon's API writes one. */
export function readinessCheckJson(check: ReadinessCheck): Readonly<Record<string, unknown>> {
  const { intervalMs, timeoutMs, ...same } = check;
  return { ...same, intervalSeconds: intervalMs / 1000, timeoutSeconds: timeoutMs / 1000 };
}

/** Texts that are equal for equal sets of checks. */
export function healthChecksText(checks: readonly HealthCheck[]): readonly string[] {
  return checks.map((check) => canonicalJson(check)).sort(byCodeUnit);
}
