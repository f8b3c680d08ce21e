/** The parts of an app definition that Marathon has and that are not simulated yet. */

import { type At, member } from "./json.ts";

export interface Unavailable {
  readonly at: At;
  /** As people call it. */
  readonly what: string;
}

/** Each part that would change what happens, if it is there and not empty; in a group, of all that is in it. */
export function unavailableIn(json: unknown): readonly Unavailable[] {
  const found: Unavailable[] = [];
  const ipAddress = member(json, "ipAddress");
  if (ipAddress !== undefined && ipAddress !== null)
    found.push({ at: ["ipAddress"], what: "an IP address per task" });
  for (const key of ["apps", "groups"]) {
    const inside = member(json, key);
    if (!Array.isArray(inside)) continue;
    inside.forEach((one, i) => {
      for (const { at, what } of unavailableIn(one)) found.push({ at: [key, i, ...at], what });
    });
  }
  return found;
}
