/** From JSON to a change of a group, its ids made absolute, or to the answer with which Marathon 1.1 refuses it
 * (GroupUpdate.scala, Formats.scala:336-343, GroupsResource.scala:130-160). */

import type { AppDefinition, AppRefusal, AppRefusalDetail } from "../app/definition.ts";
import {
  type At,
  double,
  Fields,
  list,
  nonEmptyText,
  Problems,
  pathText,
  type Read,
  text,
} from "../app/json.ts";
import { parseApp } from "../app/parse.ts";
import { canonicalId, isValidId, parentOf, segmentPattern } from "../app/path-id.ts";
import { below } from "./rules.ts";

/** What an update says of a group and of those in it; null where it says nothing. */
export interface GroupUpdate {
  readonly id: string;
  readonly apps: readonly AppDefinition[] | null;
  readonly groups: readonly GroupUpdate[] | null;
  readonly dependencies: readonly string[] | null;
  /** Instead of all others: every app gets its instances times this. */
  readonly scaleBy: number | null;
  /** Instead of all others: the group as it was in that version. */
  readonly version: string | null;
}

/** A group whose id is not below the group that it stands in. */
export interface Misplaced {
  readonly at: At;
  readonly parent: string;
  readonly error: string;
}

export type GroupParse =
  | {
      readonly ok: true;
      readonly update: GroupUpdate;
      /** Marathon finds these only once it has made the groups. */
      readonly misplaced: readonly Misplaced[];
      readonly warnings: readonly AppRefusalDetail[];
    }
  | { readonly ok: false; readonly refusal: AppRefusal };

/** Whether a definition is one of a group: apps have none of these members. */
export function isGroupJson(json: Readonly<Record<string, unknown>>): boolean {
  return ["apps", "groups", "scaleBy"].some((key) => Object.hasOwn(json, key));
}

/** What was found on the way through the groups. */
class Found {
  readonly shape = new Problems();
  readonly rules = new Problems();
  /** Details of the apps, by the kind of their refusal. */
  readonly shapes: AppRefusalDetail[] = [];
  readonly broken: AppRefusalDetail[] = [];
  readonly warnings: AppRefusalDetail[] = [];
  readonly misplaced: Misplaced[] = [];
  /** What Marathon's reader throws on, or its update: that alone is the answer. */
  thrown: AppRefusal | null = null;
  /** Of resident apps; undefined: as in 1.1. */
  readonly healthMax: number | undefined;

  constructor(healthMax: number | undefined) {
    this.healthMax = healthMax;
  }

  throws(message: string, at: At): void {
    this.thrown ??= { status: 422, message, details: [{ path: pathText(at), at, errors: [message] }] };
  }

  refusal(): AppRefusal | null {
    if (this.thrown !== null) return this.thrown;
    const shape = [...this.shape.details(), ...this.shapes];
    if (shape.length > 0) return { status: 400, message: "Invalid JSON", details: shape };
    const broken = [...this.rules.details(), ...this.broken];
    return broken.length > 0 ? { status: 422, message: "Object is not valid", details: broken } : null;
  }
}

/**
 * Reads the body of a POST or PUT on the group `base`, which its `id` counts from, and which is meant where it has none.
 * Of apps or groups of one id the first counts, as in Marathon's sets.
 */
export function parseGroup(json: unknown, base: string, healthMax?: number): GroupParse {
  const found = new Found(healthMax);
  const update = readGroup(json, [], base, found);
  const refusal = found.refusal();
  if (refusal !== null) return { ok: false, refusal };
  return { ok: true, update, misplaced: found.misplaced, warnings: found.warnings };
}

const given: Read<unknown> = (json) => json;

function readGroup(json: unknown, at: At, base: string, found: Found): GroupUpdate {
  const fields = new Fields(json, at, found.shape);
  const ownId = fields.optional("id", nonEmptyText);
  const id = ownId === null ? base : canonicalId(ownId, base);
  if (ownId !== null) checkId(ownId, [...at, "id"], found.rules);
  const version = fields.optional("version", text);
  if (version !== null && !/^\d{4}-\d\d-\d\d(?:T|$)/.test(version)) {
    found.throws(`Invalid format: "${version}"`, [...at, "version"]);
  }
  const update = {
    id,
    apps: fields.optional("apps", list(readApp(id, found))),
    groups: fields.optional("groups", list(readInner(id, found))),
    dependencies:
      fields.optional("dependencies", list(nonEmptyText))?.map((one) => canonicalId(one, id)) ?? null,
    scaleBy: fields.optional("scaleBy", double),
    version,
  };
  const members = ["id", "apps", "groups", "dependencies", "scaleBy", "version"];
  const count = members.filter((key) => fields.optional(key, given) !== null).length;
  for (const key of ["version", "scaleBy"] as const) {
    if (update[key] !== null && count > 1)
      found.rules.add([...at, key], "not allowed in conjunction with other properties.");
  }
  return update;
}

/** PathId.scala:118-143, on the id as it is written. */
function checkId(id: string, at: At, rules: Problems): void {
  const segments = id.split("/").filter((segment) => segment !== "");
  if (segments.length === 0) return;
  const parent = `/${segments.slice(0, -1).join("/")}`;
  if (id.startsWith("/") && parent !== "/" && parentOf(canonicalId(id)) !== parent)
    rules.add(at, `Identifier is not child of ${parent}. Hint: use relative paths.`);
  if (!isValidId(`/${segments.join("/")}`))
    rules.add(at, `must fully match regular expression '${segmentPattern}'`);
}

const readApp = (group: string, found: Found): Read<AppDefinition> => {
  const seen = new Set<string>();
  return (json, at) => {
    const parsed = parseApp(json, "POST", group, found.healthMax);
    const path = pathText(at);
    const placed = (detail: AppRefusalDetail): AppRefusalDetail => ({
      ...below(path, detail),
      at: [...at, ...detail.at],
    });
    if (parsed.ok) {
      found.warnings.push(...parsed.warnings.map(placed));
      return first(seen, parsed.app.id, at, found) ? parsed.app : null;
    }
    const { status, message, details } = parsed.refusal;
    if (status === 400) found.shapes.push(...details.map(placed));
    else if (message === "Object is not valid") found.broken.push(...details.map(placed));
    else found.throws(message, [...at, ...(details[0]?.at ?? [])]);
    return null;
  };
};

const readInner = (parent: string, found: Found): Read<GroupUpdate> => {
  const seen = new Set<string>();
  return (json, at) => {
    const group = readGroup(json, at, parent, found);
    if (group.id === parent) {
      found.throws("No group id was given!", at);
      return null;
    }
    if (parent !== "/" && parentOf(group.id) !== parent) {
      const error = `Identifier is not child of ${parent}. Hint: use relative paths.`;
      found.misplaced.push({ at: [...at, "id"], parent, error });
      return null;
    }
    return first(seen, group.id, at, found) ? group : null;
  };
};

function first(seen: Set<string>, id: string, at: At, found: Found): boolean {
  if (!seen.has(id)) {
    seen.add(id);
    return true;
  }
  found.warnings.push({
    path: pathText(at),
    at,
    errors: [`there is another ${id}, and Marathon takes the first`],
  });
  return false;
}
