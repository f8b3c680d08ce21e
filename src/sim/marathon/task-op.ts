/** What Marathon wants to do with an offer for one task, and who in Marathon answers offers. */

import type { Offer } from "../../model/messages.ts";
import type { Operation } from "../../model/operations.ts";
import type { Resources } from "../../model/resources.ts";
import type { TaskInfo } from "../../model/tasks.ts";
import type { TaskReservation } from "./matching/labels.ts";
import type { Need } from "./matching/need.ts";
import type { StateOp } from "./transitions.ts";

/** Operations for one task: stored as `stateOp` first, then sent (TaskOp.scala:15-120). */
export interface TaskOp {
  readonly kind: "launch" | "reserve" | "unreserve";
  readonly stateOp: StateOp;
  readonly operations: readonly Operation[];
  /** What it takes from the offer; the next matcher sees the rest. */
  readonly consumes: Resources;
  /** What is launched. */
  readonly info: TaskInfo | null;
  /** What is made. */
  readonly reservation: TaskReservation | null;
}

/** Where a matcher that is registered stands: it may take any offer, or only those with volumes that it waits for. */
export type Standing = "open" | "pinned" | null;

/** One app's launcher as the matcher manager sees it. */
export interface OfferMatcher {
  /** The manager's alone; null while it is not registered. */
  standing: Standing;
  /** How many had become open before it did, the last time. */
  coming: number;
  /** The manager's too: the state in which it may have begun to answer in another way. */
  loosened: number;
  readonly appId: string;
  /** For ordering matchers by chance, apart from all other apps. */
  readonly salt: number;
  /** Resident apps come first in offers with their volumes (AppTaskLauncherActor.scala:423-426). */
  readonly precedes: boolean;
  /** It can only launch on volumes that it waits for, and reserves nothing now. */
  readonly pinned: boolean;
  /** It has something to launch, and no backoff is in the way; else it would find nothing in any offer. */
  readonly mayLaunch: boolean;
  /** Beside what is reserved for its tasks; where an offer has less, it would find nothing in it. */
  readonly need: Need;
  /** One operation for the rest of an offer, or null; "failed" where it raised an error and is gone. */
  match(offer: Offer): TaskOp | "failed" | null;
}
