/** From JSON to an app definition, or to the answer with which Marathon 1.1 refuses it. */

import { byCodeUnit, milliFrom } from "../units.ts";
import { distinctChecks, warnOfHealthChecks, withPortIndex } from "./checks.ts";
import { type Container, warnOfVolumes } from "./container.ts";
import type { AppDefinition, AppParse, Constraint, PortDefinition, UpgradeStrategy } from "./definition.ts";
import { type At, canonicalJson, IllegalArgument, Problems, pathText } from "./json.ts";
import { defaultResidency } from "./members.ts";
import { canonicalId, isValidId, notChildOf, parentOf, segmentPattern } from "./path-id.ts";
import { type AppJson, readApp } from "./read.ts";
import { type CompleteApp, healthMaxOf11, validate } from "./validate.ts";

/** What an app has that says nothing about ports: one, any (AppDefinition.scala:503). */
const onePort: readonly PortDefinition[] = [{ port: 0, protocol: "tcp", name: null }];

/** Of an app that is not resident (UpgradeStrategy.scala:16). */
const defaultStrategy: UpgradeStrategy = { minimumHealthCapacity: 1, maximumOverCapacity: 1 };

/**
 * Reads a definition as Marathon 1.1.1-dcos does when an app is created by that call; a PUT's id, which its URL
 * has, must stand in the JSON. In the body of a `group`, ids count from that group's. Unknown members are ignored
 * (unknown.ts), and what is not simulated yet is only kept (unavailable.ts). A wrong shape is answered with 400 "Invalid
 * JSON", a broken rule with 422 "Object is not valid", each with all details; what Marathon's reader throws on with 422
 * and that message (MarathonExceptionMapper.scala:42-97). `healthMax` is the most that a resident app may keep healthy.
 */
export function parseApp(
  json: unknown,
  call: "POST" | "PUT",
  group: string | null = null,
  healthMax = healthMaxOf11,
): AppParse {
  return parse(json, call, group, healthMax, (read) => withDefaults(read, call));
}

/** Reads a definition that has all of its members, as a PUT on an app, or on a `group`, makes one: no default is put in. */
export function parseWhole(
  json: Readonly<Record<string, unknown>>,
  group: string | null = null,
  healthMax = healthMaxOf11,
): AppParse {
  return parse(json, "PUT", group, healthMax, (read) => {
    const portDefinitions = portDefinitionsOf(read);
    return {
      ...read,
      upgradeStrategy: read.upgradeStrategy ?? defaultStrategy,
      portDefinitions,
      healthChecks: withPortIndex(read.healthChecks, { ...read, portDefinitions }, true),
    };
  });
}

function parse(
  json: unknown,
  call: "POST" | "PUT",
  group: string | null,
  healthMax: number,
  complete: (read: AppJson) => CompleteApp,
): AppParse {
  const shape = new Problems();
  let read: AppJson;
  try {
    read = readApp(json, call, shape);
  } catch (error) {
    if (!(error instanceof IllegalArgument)) throw error;
    const { at, message } = error;
    return {
      ok: false,
      refusal: { status: 422, message, details: [{ path: pathText(at), at, errors: [message] }] },
    };
  }
  const id = canonicalId(read.id, group ?? "/");
  // Marathon's own answer to the root's id has neither path nor error (Formats.scala:606).
  if (read.id !== "" && id === "/") shape.add(["id"], "the id may not be the root");
  if (call === "POST" && read.ipAddress !== null && hasPorts(read)) {
    shape.add([], "You cannot specify both an IP address and ports");
  }
  if (shape.any) {
    return { ok: false, refusal: { status: 400, message: "Invalid JSON", details: shape.details() } };
  }
  const needs = read.dependencies.map((one) => canonicalId(one, group ?? id));
  const app = complete({ ...read, id, dependencies: needs });
  const broken = new Problems();
  if (group !== null) checkChild(id, group, ["id"], broken);
  validate(app, broken, healthMax);
  // An app of a group may wait for any, one by itself in a group only for its neighbours (AppDefinition.scala:571-585).
  for (const [i, one] of group === null ? needs.entries() : [])
    checkNeed(one, parentOf(id), ["dependencies", i], broken);
  if (broken.any) {
    return { ok: false, refusal: { status: 422, message: "Object is not valid", details: broken.details() } };
  }
  const warnings = new Problems();
  if (app.container !== null) warnOfVolumes(app.container, ["container"], warnings);
  warnOfPorts(app, warnings);
  warnOfHealthChecks(app.healthChecks, warnings);
  app.constraints.forEach(({ value, isWrong }, i) => {
    const what = `Marathon takes "${value}" and fails at each launch: it is no regular expression (B42)`;
    if (isWrong === true) warnings.add(["constraints", i], what);
  });
  return { ok: true, app: definitionOf(app), warnings: warnings.details() };
}

function checkChild(id: string, parent: string, at: At, problems: Problems): void {
  const error = notChildOf(id, parent);
  if (error !== null) problems.add(at, error);
}

function checkNeed(id: string, parent: string, at: At, problems: Problems): void {
  checkChild(id, parent, at, problems);
  if (id !== "/" && !isValidId(id))
    problems.add(at, `must fully match regular expression '${segmentPattern}'`);
}

const hasPorts = ({ ports, portDefinitions }: AppJson): boolean =>
  (ports ?? []).length > 0 || (portDefinitions ?? []).length > 0;

/**
 * Residency follows from persistent volumes, and the strategy's default from residency or external volumes
 * (Formats.scala:655-665 @ 1.1.1-dcos, AppUpdate.scala:84-92).
 */
function withDefaults(read: AppJson, call: "POST" | "PUT"): CompleteApp {
  const volumes = read.container?.volumes ?? [];
  const persistent = volumes.some(({ size }) => size !== null);
  const residency = read.residency ?? (persistent ? defaultResidency : null);
  const portDefinitions = portDefinitionsOf(read);
  const pinned = residency !== null || volumes.some(({ provider }) => provider !== null);
  return {
    ...read,
    residency,
    upgradeStrategy:
      read.upgradeStrategy ??
      (pinned ? { minimumHealthCapacity: 0.5, maximumOverCapacity: 0 } : defaultStrategy),
    portDefinitions,
    healthChecks: withPortIndex(read.healthChecks, { ...read, portDefinitions }, call === "PUT"),
  };
}

function portDefinitionsOf({ ipAddress, ports, portDefinitions }: AppJson): readonly PortDefinition[] {
  if (ipAddress !== null) return [];
  return portDefinitions ?? ports?.map((port) => ({ port, protocol: "tcp", name: null })) ?? onePort;
}

/** Marathon knows no upper bound of a port, and no offer has one beyond it. */
function warnOfPorts(app: CompleteApp, warnings: Problems): void {
  const warn = (port: number, ...at: (string | number)[]): void => {
    if (port > 65_535) warnings.add(at, `no agent has a port ${port}`);
  };
  app.container?.docker?.portMappings?.forEach(({ hostPort }, i) => {
    warn(hostPort, "container", "docker", "portMappings", i, "hostPort");
  });
  if (!app.requirePorts) return;
  app.portDefinitions.forEach(({ port }, i) => {
    warn(port, "portDefinitions", i, "port");
  });
}

function definitionOf(app: CompleteApp): AppDefinition {
  const docker = app.container?.docker ?? null;
  const persistent = app.container?.volumes.filter(({ size }) => size !== null) ?? [];
  return deepFreeze({
    id: app.id,
    instances: app.instances,
    cpusMilli: milliFrom(app.cpus),
    memMilli: milliFrom(app.mem),
    diskMilli: milliFrom(app.disk),
    persistentVolumes: persistent.map(({ containerPath, size, mode }) => ({
      containerPath,
      sizeMilli: milliFrom(size ?? 0),
      mode,
    })),
    portMappings: docker?.portMappings ?? null,
    network: docker?.network ?? null,
    docker: app.container?.type === "DOCKER",
    portDefinitions: app.portDefinitions,
    requirePorts: app.requirePorts,
    constraints: distinct(app.constraints),
    acceptedResourceRoles: app.acceptedResourceRoles,
    residency: app.residency,
    upgradeStrategy: app.upgradeStrategy,
    backoffMs: app.backoffSeconds * 1000,
    backoffFactor: app.backoffFactor,
    maxLaunchDelayMs: app.maxLaunchDelaySeconds * 1000,
    labels: app.labels,
    healthChecks: distinctChecks(app.healthChecks),
    readinessChecks: app.readinessChecks,
    dependencies: [...new Set(app.dependencies)].sort(byCodeUnit),
    rest: restOf(app),
  });
}

/** They are a set: each once, in the order in which they were first given. */
function distinct(constraints: readonly Constraint[]): readonly Constraint[] {
  const byText = new Map(
    constraints.map((one) => [JSON.stringify([one.field, one.operator, one.value]), one]),
  );
  return [...byText.values()];
}

/** Under Marathon's own names, so that an update can read it back. */
function restOf(app: CompleteApp): string {
  const { cmd, args, user, env, executor, fetch, storeUrls } = app;
  const { ipAddress } = app;
  return canonicalJson({
    ...{
      cmd,
      args,
      user,
      env,
      executor,
      fetch,
      storeUrls,
      ipAddress,
    },
    container: app.container === null ? null : restOfContainer(app.container),
  });
}

/** All but the port mappings, whose service ports Marathon fills in. */
function restOfContainer({ type, volumes, docker }: Container): unknown {
  return {
    type,
    docker: docker === null ? null : { ...docker, portMappings: undefined },
    volumes: volumes.map(({ containerPath, hostPath, mode, size }) =>
      size === null ? { containerPath, hostPath, mode } : { containerPath, mode, persistent: { size } },
    ),
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || value instanceof RegExp || Object.isFrozen(value))
    return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
