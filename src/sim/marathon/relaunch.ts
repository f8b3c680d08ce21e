/**
 * A launch on a reservation that is like the one before it. What a task gives back when it ends comes again in an offer, and
 * mostly nothing else that is reserved: the very same entries. Where they are the same, the app too, and nothing in the match
 * could have been otherwise, what was matched then is what would be matched now.
 */

import type { AppDefinition } from "../../model/app/definition.ts";
import type { Offer } from "../../model/messages.ts";
import type { Resources } from "../../model/resources.ts";
import type { TaskFields } from "../../model/tasks.ts";
import type { Held } from "./app-tasks.ts";
import type { App } from "./apps.ts";
import { holderIn } from "./matching/labels.ts";

export interface Relaunch {
  readonly app: App;
  /** Its resources are all that is reserved for the task: entries of the offer as they were. */
  readonly launch: TaskFields;
}

/**
 * Whether an offer that brings the same entries could not be matched in another way: it holds nothing reserved but what is
 * launched, all of one reservation, nobody else counts, and no ports could change places.
 */
export function isRepeatable(
  offer: Offer,
  { constraints }: AppDefinition,
  { entries }: Resources,
  hostPorts: readonly number[],
): boolean {
  if (constraints.length > 0 || hostPorts.length > 1) return false;
  const reservation = entries[0]?.kind.reservation ?? null;
  if (reservation === null) return false;
  let reserved = 0;
  for (const entry of offer.resources.entries) {
    if (entry.kind.reservation === null) continue;
    if (entry.kind.reservation !== reservation || !entries.includes(entry)) return false;
    reserved++;
  }
  return reserved === entries.length;
}

/** The task of the app that the offer brings all that it had at its last launch, and no other reservation; null where none. */
export function returning({ resources, frameworkId }: Offer, app: App): Held | null {
  let held: Held | null = null;
  let reserved = 0;
  for (const entry of resources.entries) {
    if (entry.kind.reservation === null) continue;
    held ??= holderIn(frameworkId, entry.kind);
    if (held?.relaunch?.app !== app || !held.relaunch.launch.resources.entries.includes(entry)) return null;
    reserved++;
  }
  return held?.relaunch?.launch.resources.entries.length === reserved ? held : null;
}
