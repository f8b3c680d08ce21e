/** The members of an app definition that have a form of their own, as Marathon's API reads them. */

import { javaRegex } from "../java-regex.ts";
import { isWrongInJava } from "../java-regex-syntax.ts";
import type {
  Constraint,
  ConstraintOperator,
  PortDefinition,
  Residency,
  UpgradeStrategy,
} from "./definition.ts";
import { boolean, double, Fields, IllegalArgument, int, list, long, type Read, text, texts } from "./json.ts";

export interface Fetch {
  readonly uri: string;
  readonly extract: boolean;
  readonly executable: boolean;
  readonly cache: boolean;
}

/** `//cmd`, a path, or nothing. */
const executorForm = /^(?:\/\/cmd|\/?[^/]+(?:\/[^/]+)*|)$/;

export const readExecutor: Read<string> = (json, at, problems) => {
  const value = text(json, at, problems);
  if (value === null || executorForm.test(value)) return value;
  problems.add(at, "error.pattern");
  return null;
};

/** In the order of Marathon's protocol buffer (marathon.proto:13-25), in which its message names them. */
const operators: readonly ConstraintOperator[] = ["UNIQUE", "LIKE", "CLUSTER", "GROUP_BY", "UNLIKE"];

/** Formats.scala:583-601. */
export const readConstraint: Read<Constraint> = (json, at, problems) => {
  if (
    !Array.isArray(json) ||
    json.length < 2 ||
    json.length > 3 ||
    json.some((part) => typeof part !== "string")
  ) {
    problems.add(
      at,
      "Constraint definition must be an array of strings in format: <key>, <operator>[, value]",
    );
    return null;
  }
  const [field, name, value = null] = json as [string, string, string?];
  const operator = operators.find((candidate) => candidate === name);
  if (operator === undefined) {
    problems.add(at, `Constraint operator must be one of the following: [${operators.join(", ")}]`);
    return null;
  }
  const isLike = operator === "LIKE" || operator === "UNLIKE";
  if (isLike && isWrongInJava(value ?? "")) return Object.freeze({ field, operator, value, isWrong: true });
  const regex = isLike ? javaRegex(value ?? "") : null;
  return Object.freeze({ field, operator, value, ...(regex === null ? {} : { regex }) });
};

const readPortDefinition: Read<PortDefinition> = (json, at, problems) => {
  const fields = new Fields(json, at, problems);
  const labels = fields.optional("labels", texts) ?? {};
  return {
    port: fields.optional("port", int) ?? 0,
    protocol: fields.optional("protocol", text) ?? "tcp",
    name: fields.optional("name", text),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
  };
};

/** Formats.scala:109-114: 0 may be there many times. */
const readPorts: Read<readonly number[]> = (json, at, problems) => {
  const ports = list(int)(json, at, problems);
  const fixed = ports?.filter((port) => port !== 0) ?? [];
  if (new Set(fixed).size < fixed.length) problems.add(at, "Ports must be unique.");
  return ports;
};

/** A member that is missing is 1.0, resident or not (Formats.scala:575-581). */
export const readUpgradeStrategy: Read<UpgradeStrategy> = (json, at, problems) => {
  const fields = new Fields(json, at, problems);
  return {
    minimumHealthCapacity: fields.optional("minimumHealthCapacity", double) ?? 1,
    maximumOverCapacity: fields.optional("maximumOverCapacity", double) ?? 1,
  };
};

const behaviours: readonly Residency["taskLostBehavior"][] = ["WAIT_FOREVER", "RELAUNCH_AFTER_TIMEOUT"];
const behaviourEnum = "mesosphere.marathon.Protos.ResidencyDefinition.TaskLostBehavior";

export const defaultResidency: Residency = {
  taskLostBehavior: "WAIT_FOREVER",
  relaunchEscalationTimeoutSeconds: 3600,
};

/** An unknown behaviour makes the enum's look-up throw (Formats.scala:760-774). */
export const readResidency: Read<Residency> = (json, at, problems) => {
  const fields = new Fields(json, at, problems);
  const name = fields.optional("taskLostBehavior", text);
  const behaviour = behaviours.find((candidate) => candidate === name);
  if (name !== null && behaviour === undefined) {
    throw new IllegalArgument([...at, "taskLostBehavior"], `No enum constant ${behaviourEnum}.${name}`);
  }
  const timeout = fields.optional("relaunchEscalationTimeoutSeconds", long);
  return {
    taskLostBehavior: behaviour ?? defaultResidency.taskLostBehavior,
    relaunchEscalationTimeoutSeconds: timeout ?? defaultResidency.relaunchEscalationTimeoutSeconds,
  };
};

/** Formats.scala:108 (nonEmpty): a set. */
export const readRoles: Read<readonly string[]> = (json, at, problems) => {
  const roles = list(text)(json, at, problems);
  if (roles?.length === 0 && Array.isArray(json) && json.length === 0)
    problems.add(at, "set must not be empty");
  return roles === null ? null : [...new Set(roles)];
};

const readFetch: Read<Fetch> = (json, at, problems) => {
  const fields = new Fields(json, at, problems);
  return {
    uri: fields.required("uri", text) ?? "",
    extract: fields.optional("extract", boolean) ?? true,
    executable: fields.optional("executable", boolean) ?? false,
    cache: fields.optional("cache", boolean) ?? false,
  };
};

const archive = /\.(?:tgz|tar\.gz|tbz2|tar\.bz2|txz|tar\.xz|zip)$/;

/** `uris` is the older form of `fetch`, and only one may be used (Formats.scala:684-686, 703-707). */
export function readFetches(fields: Fields, call: "POST" | "PUT"): readonly Fetch[] {
  const uris = fields.optional("uris", list(text));
  const fetch = fields.optional("fetch", list(readFetch));
  const both = uris !== null && fetch !== null;
  if (both && (call === "PUT" || (uris.length > 0 && fetch.length > 0))) {
    fields.problems.add(fields.at, "You cannot specify both uris and fetch fields");
  }
  if (fetch !== null && (fetch.length > 0 || call === "PUT")) return fetch;
  return (uris ?? []).map((uri) => ({
    uri,
    extract: call === "PUT" || archive.test(uri),
    executable: false,
    cache: false,
  }));
}

export interface Ports {
  readonly ports: readonly number[] | null;
  readonly portDefinitions: readonly PortDefinition[] | null;
}

/** `ports` is the older form of `portDefinitions`; both must then say the same (Formats.scala:692-695). */
export function readBothPorts(fields: Fields): Ports {
  const ports = fields.optional("ports", readPorts);
  const portDefinitions = fields.optional("portDefinitions", list(readPortDefinition));
  const same =
    ports?.length === portDefinitions?.length &&
    ports?.every((port, i) => port === portDefinitions?.[i]?.port);
  if (ports !== null && portDefinitions !== null && same !== true) {
    fields.problems.add(fields.at, "You cannot specify both ports and port definitions");
  }
  return { ports, portDefinitions };
}
