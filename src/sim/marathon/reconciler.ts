/** Destroys and unreserves what is labelled as this Marathon's and belongs to no task or app that it knows
 * (OfferMatcherReconciler.scala:39-72). It has no token, no maximum and no backoff. */

import type { Offer } from "../../model/messages.ts";
import { type Entry, type Reservation, Resources } from "../../model/resources.ts";
import { appOfTask } from "./ids.ts";
import { holderIn, reservedFor } from "./matching/labels.ts";
import { unreserveAndDestroy } from "./matching/operations.ts";
import type { Quirks } from "./quirks.ts";
import type { TaskOp } from "./task-op.ts";
import type { Tracker } from "./tracker.ts";

const none: readonly TaskOp[] = [];

/**
 * One operation per spurious task id among the offer's labels, in the order of the offer; none where all are known.
 * Null where a label names no task at all: Marathon fails on it (Task.scala:286-296).
 */
export function reconcileOffer(offer: Offer, tracker: Tracker, quirks: Quirks): readonly TaskOp[] | null {
  let groups: Map<string, Entry[]> | null = null;
  let last: Reservation | null = null;
  let taskId: string | null = null;
  for (const entry of offer.resources.entries) {
    const { reservation } = entry.kind;
    // Entries of one reservation mostly stand side by side.
    if (reservation !== last) taskId = spuriousTask(offer.frameworkId, entry, tracker);
    last = reservation;
    if (taskId === null) continue;
    groups ??= new Map();
    const group = groups.get(taskId);
    if (group === undefined) groups.set(taskId, [entry]);
    else group.push(entry);
  }
  if (groups === null) return none;
  const ops: TaskOp[] = [];
  for (const [taskId, entries] of groups) {
    // Whose task it is, Marathon reads from its id; that says the same of a task that it knows.
    const app = tracker.task(taskId)?.app ?? appOfTask(taskId);
    if (app === null) return null;
    const resources = Resources.of(...entries);
    ops.push({
      kind: "unreserve",
      stateOp: { type: "ForceExpunge", taskId, why: "unclaimed" },
      operations: unreserveAndDestroy(resources, { app, task: taskId }, !quirks.has("B2")),
      consumes: resources,
      info: null,
      reservation: null,
    });
  }
  return ops;
}

/** The task of whose reservation the entry is, where Marathon does not know it, or not its app; else null. */
function spuriousTask(frameworkId: string, { kind }: Entry, tracker: Tracker): string | null {
  const taskId = reservedFor(frameworkId, kind);
  if (taskId === null) return null;
  const known = holderIn(frameworkId, kind) ?? tracker.held(taskId);
  return known !== null && known.record.app !== null ? null : taskId;
}
