/**
 * What a leader does that cannot load the stored tasks (bug B9): its task tracker starts again and again
 * (TaskTrackerActor.scala:100-102, TaskSerializer.scala:212-215), and whatever asks it times out. It is registered, and of no
 * use; nobody replaces it, for it does not step down.
 */

import type { Offer, ToFramework } from "../../model/messages.ts";
import type { Driver } from "./driver.ts";
import { appOfVolume } from "./ids.ts";
import { reservedFor } from "./matching/labels.ts";
import type { Task } from "./task.ts";

/** What calls are answered with; Marathon's own words name the actor that did not answer. */
export const notLoadedMessage = "Ask timed out: the task tracker cannot load its tasks";

/** The first task with a volume whose id cannot be parsed; null where there is none. */
export function unreadableTask(tasks: Iterable<Task>): Task | null {
  for (const task of tasks) {
    if (task.reservation?.volumeIds.some((id) => appOfVolume(id, false) === null) === true) return task;
  }
  return null;
}

/** Registers, declines offers, and acknowledges nothing. */
export function receiveUnloaded(
  message: Exclude<ToFramework, { type: "ERROR" }>,
  driver: Driver,
  declineMs: number,
): void {
  if (message.type === "REGISTERED" || message.type === "REREGISTERED")
    driver.registered(message.frameworkId);
  if (message.type !== "OFFERS") return;
  // The reconciler asks for tasks only where a label of its own is in the offer; where it does, matching fails, and the
  // offer is declined with Mesos' default filter (OfferMatcherReconciler.scala:55-59, OfferProcessorImpl.scala:58-66).
  for (const offer of message.idle?.all() ?? message.offers)
    driver.decline(offer, isLabelled(offer) ? null : declineMs);
}

function isLabelled({ frameworkId, resources }: Offer): boolean {
  return resources.entries.some(({ kind }) => reservedFor(frameworkId, kind) !== null);
}
