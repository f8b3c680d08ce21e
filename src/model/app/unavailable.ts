/** The parts of an app definition that Marathon has and that are not simulated yet. */

import { type At, member } from "./json.ts";

export interface Unavailable {
  readonly at: At;
  /** As people call it. */
  readonly what: string;
}

const lists = {
  healthChecks: "health checks",
  readinessChecks: "readiness checks",
  dependencies: "dependencies between apps",
  apps: "group definitions",
  groups: "group definitions",
} as const;

/** Each part that would change what happens, if it is there and not empty. */
export function unavailableIn(json: unknown): readonly Unavailable[] {
  const found: Unavailable[] = [];
  for (const [key, what] of Object.entries(lists)) {
    const value = member(json, key);
    if (Array.isArray(value) && value.length > 0) found.push({ at: [key], what });
  }
  const ipAddress = member(json, "ipAddress");
  if (ipAddress !== undefined && ipAddress !== null)
    found.push({ at: ["ipAddress"], what: "an IP address per task" });
  return found;
}
