/** Which waiting task an offer's persistent volumes belong to (PersistentVolumeMatcher.scala:9-31). */

import { type Entry, Resources } from "../../../model/resources.ts";

export interface VolumeMatch<Task> {
  readonly task: Task;
  readonly volumes: Resources;
}

/**
 * The first of the waiting tasks, in the order given, all of whose volumes are in the offer, and these volumes;
 * null where there is none. Only persistence ids are compared, neither labels nor role; a task without volumes
 * fits any offer.
 */
export function matchVolumes<Task extends { readonly volumeIds: readonly string[] }>(
  offer: Resources,
  waiting: Iterable<Task>,
): VolumeMatch<Task> | null {
  const offered = new Map<string, Entry>();
  for (const entry of offer.entries) {
    if (entry.kind.persistenceId !== null) offered.set(entry.kind.persistenceId, entry);
  }
  for (const task of waiting) {
    if (!task.volumeIds.every((id) => offered.has(id))) continue;
    const volumes = task.volumeIds.flatMap((id) => offered.get(id) ?? []);
    return { task, volumes: Resources.of(...volumes) };
  }
  return null;
}
