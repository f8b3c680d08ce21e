/** Changing a stored app by a Marathon AppUpdate: what it says takes the place of what the app has (AppUpdate.scala:94-132). */

import type { AppDefinition, AppParse } from "./definition.ts";
import { jsonOf } from "./definition-json.ts";
import { parseWhole } from "./parse.ts";

type Json = Readonly<Record<string, unknown>>;

/** Older names of members: where an update has the one, the app's other one is gone. */
const olderNames = [
  ["uris", "fetch"],
  ["ports", "portDefinitions"],
] as const;

/** What AppUpdate's own validator looks at, before the app is made of it (AppUpdate.scala:141-154). */
const checkedFirst: readonly string[] = [
  ...["upgradeStrategy", "fetch", "portDefinitions", "container"],
  ...["mem", "cpus", "instances", "disk"],
];

/**
 * The app after the update, or Marathon's answer to one that is wrong or makes the app so. Members that are absent or
 * null change nothing; no default is put in. An empty container takes none away: it is one of DOCKER without a `docker`.
 */
export function updateApp(app: AppDefinition, update: Json, healthMax?: number): AppParse {
  const merged: Record<string, unknown> = { ...jsonOf(app) };
  for (const [older, newer] of olderNames) if (isGiven(update, older)) delete merged[newer];
  for (const [key, value] of Object.entries(update))
    if (key !== "id" && isGiven(update, key)) merged[key] = value;
  return ofUpdate(update, parseWhole(merged, null, healthMax));
}

/** Where an update is wrong by itself, Marathon says so, and looks at nothing else of the app that it makes. */
export function ofUpdate(update: Json, parse: AppParse): AppParse {
  if (parse.ok) return parse;
  const given = checkedFirst.filter((key) => isGiven(update, key) || hasOlder(update, key));
  const own = parse.refusal.details.filter(({ path }) => given.some((key) => isOwn(path, key)));
  return own.length === 0 ? parse : { ok: false, refusal: { ...parse.refusal, details: own } };
}

/** A strategy as a whole is looked at for the sake of the app's residency. */
function isOwn(path: string, key: string): boolean {
  if (path === `/${key}`) return key !== "upgradeStrategy";
  return path.startsWith(`/${key}/`) || path.startsWith(`/${key}(`);
}

const hasOlder = (update: Json, key: string): boolean =>
  olderNames.some(([older, newer]) => newer === key && isGiven(update, older));

const isGiven = (update: Json, key: string): boolean => Object.hasOwn(update, key) && update[key] != null;
