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
  for (const task of waiting) {
    const volumes = volumesOf(offer.entries, task.volumeIds);
    if (volumes !== null) return { task, volumes: Resources.of(...volumes) };
  }
  return null;
}

/** The entries of these persistence ids; null where one is missing. */
function volumesOf(entries: readonly Entry[], ids: readonly string[]): readonly Entry[] | null {
  const volumes: Entry[] = [];
  for (const id of ids) {
    // Of several the last one, as in a map made of them.
    const volume = entries.findLast(({ kind }) => kind.persistenceId === id);
    if (volume === undefined) return null;
    volumes.push(volume);
  }
  return volumes;
}
