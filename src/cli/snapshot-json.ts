/** A snapshot as data, with the names that all outputs have: of several words by underscores, a task's id as `task`. */

import type { WorldSnapshot } from "../sim/snapshot.ts";

const renamed: Readonly<Record<string, string>> = { taskId: "task" };

/** Of what Marathon shows of itself; no key of it is a name that a user has chosen. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      renamed[key] ?? key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      plain(inner),
    ]),
  );
}

export function snapshotJson(snapshot: WorldSnapshot): unknown {
  return { ...snapshot, marathons: snapshot.marathons.map(plain) };
}
