/** Changing a stored app by a Marathon AppUpdate: what it says takes the place of what the app has (AppUpdate.scala:94-132). */

import { checkContainer, readContainer } from "./container.ts";
import type { AppDefinition, AppParse, AppRefusal } from "./definition.ts";
import { jsonOf } from "./definition-json.ts";
import { IllegalArgument, Problems } from "./json.ts";
import { parseWhole } from "./parse.ts";

type Json = Readonly<Record<string, unknown>>;

/** Older names of members: where an update has the one, the app's other one is gone. */
const olderNames = [
  ["uris", "fetch"],
  ["ports", "portDefinitions"],
] as const;

/**
 * The app after the update, or Marathon's answer to one that is wrong or makes the app so. Members that are absent or
 * null change nothing; no default is put in. A container is checked by itself before the app is (AppUpdate.scala:148): an empty
 * one is none that the app could keep, but one of DOCKER without a `docker`.
 */
export function updateApp(app: AppDefinition, update: Json, healthMax?: number): AppParse {
  const refusal = isGiven(update, "container") ? containerRefusal(update["container"]) : null;
  if (refusal !== null) return { ok: false, refusal };
  const merged: Record<string, unknown> = { ...jsonOf(app) };
  for (const [older, newer] of olderNames) if (isGiven(update, older)) delete merged[newer];
  for (const [key, value] of Object.entries(update))
    if (key !== "id" && isGiven(update, key)) merged[key] = value;
  return parseWhole(merged, null, healthMax);
}

const isGiven = (update: Json, key: string): boolean => Object.hasOwn(update, key) && update[key] != null;

/** Null for one that cannot be read, too: that is found in the whole. */
function containerRefusal(json: unknown): AppRefusal | null {
  try {
    const [shape, broken] = [new Problems(), new Problems()];
    const container = readContainer(json, ["container"], shape);
    if (shape.any || container === null) return null;
    checkContainer(container, ["container"], broken);
    return broken.any ? { status: 422, message: "Object is not valid", details: broken.details() } : null;
  } catch (error) {
    if (error instanceof IllegalArgument) return null;
    throw error;
  }
}
