/** When an app definition that has its defaults is valid (AppDefinition.scala:539-644), in Marathon's words. */

import { checkHealthChecks, checkReadinessChecks } from "./checks.ts";
import { checkContainer, isEmptyContainer } from "./container.ts";
import type { PortDefinition, UpgradeStrategy } from "./definition.ts";
import type { Problems } from "./json.ts";
import { isValidId, segmentPattern } from "./path-id.ts";
import type { AppJson } from "./read.ts";
import { checkPortNames, checkPortProtocols, javaDouble, notNegative, notNegativeDouble } from "./rules.ts";

/** A definition with its defaults. */
export interface CompleteApp extends AppJson {
  readonly portDefinitions: readonly PortDefinition[];
  readonly upgradeStrategy: UpgradeStrategy;
}

/** How much of itself a resident app may ask to keep healthy during an upgrade; 1 from Marathon 1.3 on (bug B17). */
export const healthMaxOf11 = 0.5;

/** Notes every rule that the definition breaks. Urls of `storeUrls` are taken to exist. */
export function validate(app: CompleteApp, problems: Problems, healthMax = healthMaxOf11): void {
  if (!isValidId(app.id)) problems.add(["id"], `must fully match regular expression '${segmentPattern}'`);
  checkCapacities(app.upgradeStrategy, problems);
  if (app.container !== null) checkContainer(app.container, ["container"], problems);
  checkPortDefinitions(app.portDefinitions, problems);
  checkCommand(app, problems);
  checkHealthChecks(app.healthChecks, app, problems);
  notNegative(app.instances, ["instances"], problems);
  app.fetch.forEach(({ uri }, i) => {
    if (!isUri(uri)) problems.add(["fetch", i], "URI has invalid syntax.");
  });
  for (const key of ["mem", "cpus", "disk"] as const) notNegativeDouble(app[key], [key], problems);
  app.constraints.forEach(({ operator, value, regex, isWrong }, i) => {
    // Marathon takes any text here; what is no expression is played, and one that cannot be evaluated here is refused.
    if ((operator === "LIKE" || operator === "UNLIKE") && regex === undefined && isWrong === undefined) {
      problems.add(["constraints", i], `"${value}" is a regular expression that cannot be evaluated here`);
    }
  });
  checkResidency(app, problems, healthMax);
  checkLabels(app, problems);
  checkReadinessChecks(app.readinessChecks, app, problems);
}

function checkCapacities(strategy: UpgradeStrategy, problems: Problems): void {
  for (const key of ["minimumHealthCapacity", "maximumOverCapacity"] as const) {
    const value = strategy[key];
    if (value >= 0 && value <= 1) continue;
    problems.add(["upgradeStrategy", key], `got ${javaDouble(value)}, expected between 0.0 and 1.0`);
  }
}

/** PortDefinition.scala:13-30. */
function checkPortDefinitions(ports: readonly PortDefinition[], problems: Problems): void {
  const at = ["portDefinitions"];
  ports.forEach(({ port, protocol }, i) => {
    checkPortProtocols([protocol], [...at, i, "protocol"], problems);
    notNegative(port, [...at, i, "port"], problems);
  });
  checkPortNames(ports, at, problems);
  const fixed = ports.map(({ port }) => port).filter((port) => port !== 0);
  if (new Set(fixed).size < fixed.length) problems.add(at, "Ports must be unique.");
}

/** AppDefinition.scala:598-604. */
function checkCommand({ cmd, args, container }: CompleteApp, problems: Problems): void {
  const one = (cmd !== null) !== (args !== null);
  const image = cmd === null && args === null && container !== null && !isEmptyContainer(container);
  if (one || image) return;
  const rule = "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.";
  problems.add(cmd === null ? [] : ["args"], rule, { path: "/" });
}

/** As Java's URI takes it: no blanks, none of the signs that must be escaped, % only before two hex digits. */
function isUri(uri: string): boolean {
  return uri !== "" && /^(?:[^\s"<>\\^`{|}%\p{Cc}]|%[0-9a-fA-F]{2})*$/u.test(uri);
}

/** The limits of resident apps (UpgradeStrategy.scala:29-32), at `/upgradeStrategy` or below another path. */
export function checkResidentStrategy(
  strategy: UpgradeStrategy,
  problems: Problems,
  parent: string,
  healthMax: number,
): void {
  const at = ["upgradeStrategy"];
  const { minimumHealthCapacity: minimum, maximumOverCapacity: over } = strategy;
  const path = `${parent}/upgradeStrategy`;
  if (minimum > healthMax)
    problems.add(at, `got ${javaDouble(minimum)}, expected ${javaDouble(healthMax)} or less`, { path });
  if (over !== 0) problems.add(at, `got ${javaDouble(over)}, expected 0.0`, { path });
}

/** AppDefinition.scala:587-596, 633-636. */
function checkResidency(app: CompleteApp, problems: Problems, healthMax: number): void {
  const { residency, container, acceptedResourceRoles: roles } = app;
  const persistent = container?.volumes.some(({ size }) => size !== null) ?? false;
  if ((residency !== null) !== persistent) {
    const rule = "AppDefinition must contain persistent volumes and define residency";
    problems.add(persistent ? ["container", "volumes"] : ["residency"], rule, { path: "/" });
  }
  if (residency === null) return;
  if (roles !== null && (roles.length !== 1 || roles[0] !== "*")) {
    const rule = 'Resident apps may not define acceptedResourceRoles other than "*" (unreserved resources)';
    problems.add(["acceptedResourceRoles"], rule, { path: "/" });
  }
  checkResidentStrategy(app.upgradeStrategy, problems, "", healthMax);
}

/** What some labels ask of an app (AppDefinition.scala:606-636). */
function checkLabels({ labels, instances, upgradeStrategy }: CompleteApp, problems: Problems): void {
  const version = labels["DCOS_MIGRATION_API_VERSION"] ?? "";
  const complete =
    version === "v1" &&
    (labels["DCOS_PACKAGE_FRAMEWORK_NAME"] ?? "") !== "" &&
    (labels["DCOS_MIGRATION_API_PATH"] ?? "") !== "";
  if (version !== "" && !complete) {
    const needed = "DCOS_PACKAGE_FRAMEWORK_NAME and DCOS_MIGRATION_API_PATH must be defined";
    problems.add(["labels"], `${needed} when using DCOS_MIGRATION_API_VERSION`, { path: "/" });
  }
  if (labels["MARATHON_SINGLE_INSTANCE_APP"] !== "true") return;
  if (instances > 1)
    problems.add(["instances"], "Single instance app may only have one instance", { path: "/" });
  for (const value of [upgradeStrategy.minimumHealthCapacity, upgradeStrategy.maximumOverCapacity]) {
    if (value !== 0) problems.add(["upgradeStrategy"], `got ${javaDouble(value)}, expected 0.0`);
  }
}
