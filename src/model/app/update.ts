/** Changing a stored app by a Marathon AppUpdate: what it says takes the place of what the app has (AppUpdate.scala:94-132). */

import { isEmptyContainer, readContainer } from "./container.ts";
import type { AppDefinition, AppParse } from "./definition.ts";
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
 * null change nothing, an empty container neither; no default is put in.
 */
export function updateApp(app: AppDefinition, update: Json, healthMax?: number): AppParse {
  const merged: Record<string, unknown> = { ...jsonOf(app) };
  for (const [older, newer] of olderNames) if (isGiven(update, older)) delete merged[newer];
  for (const [key, value] of Object.entries(update)) {
    if (key === "id" || !isGiven(update, key) || (key === "container" && isEmpty(value))) continue;
    merged[key] = value;
  }
  return parseWhole(merged, null, healthMax);
}

const isGiven = (update: Json, key: string): boolean => Object.hasOwn(update, key) && update[key] != null;

/** One that is wrong is left to be found wrong in the whole. */
function isEmpty(container: unknown): boolean {
  try {
    const problems = new Problems();
    const read = readContainer(container, [], problems);
    return !problems.any && read !== null && isEmptyContainer(read);
  } catch (error) {
    if (error instanceof IllegalArgument) return false;
    throw error;
  }
}
