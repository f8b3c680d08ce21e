/** The labels by which Marathon knows its reservations again (TaskLabels.scala). */

import type { Offer } from "../../../model/messages.ts";
import type { Kind, Label, Reservation } from "../../../model/resources.ts";
import type { Held } from "../app-tasks.ts";

const frameworkIdLabel = "marathon_framework_id";
const taskIdLabel = "marathon_task_id";

/** The labels of a task's reservation. */
export function labelsOf(frameworkId: string, taskId: string): readonly Label[] {
  return [
    { key: frameworkIdLabel, value: frameworkId },
    { key: taskIdLabel, value: taskId },
  ];
}

/**
 * A reservation as Marathon makes it, known again by what it is, not only by its labels. Those of others, and what an operator
 * has labelled like it, are plain.
 */
export class TaskReservation implements Reservation {
  readonly principal?: string;
  readonly labels: readonly Label[];
  readonly #frameworkId: string;
  readonly #taskId: string;
  #holder: Held | null = null;

  constructor(frameworkId: string, taskId: string, principal: string | null) {
    if (principal !== null) this.principal = principal;
    this.labels = labelsOf(frameworkId, taskId);
    this.#frameworkId = frameworkId;
    this.#taskId = taskId;
  }

  /** The task, once it is stored. */
  heldBy(held: Held): void {
    this.#holder = held;
  }

  /** Whose it is, where a framework of that id has made it. */
  taskOf(frameworkId: string): string | null {
    return frameworkId === this.#frameworkId ? this.#taskId : null;
  }

  /** The task, where a framework of that id has made it and knows it. */
  holderIn(frameworkId: string): Held | null {
    const held = this.#holder;
    return held !== null && held.task !== null && frameworkId === this.#frameworkId ? held : null;
  }
}

/** The task that a reservation is for, where the framework knows it and the reservation itself tells: to be searched for if not. */
export function holderIn(frameworkId: string, { reservation }: Kind): Held | null {
  return reservation instanceof TaskReservation ? reservation.holderIn(frameworkId) : null;
}

/** The task that holds that volume, in the same way. */
export function volumeHolderIn(frameworkId: string, kind: Kind, volumeId: string): Held | null {
  const held = holderIn(frameworkId, kind);
  return held?.task?.reservation?.volumeIds.includes(volumeId) === true ? held : null;
}

/**
 * The task whose volumes the offer brings, and beside them nothing that is reserved but for that task, where the framework knows it
 * and the reservation itself tells; null in any other case.
 */
export function soleHolder({ frameworkId, resources }: Offer): Held | null {
  let reservation: Reservation | null = null;
  let held: Held | null = null;
  let volumeIds: readonly string[] = [];
  let hasVolume = false;
  for (const { kind } of resources.entries) {
    if (kind.reservation !== reservation) {
      if (kind.reservation === null) continue;
      if (reservation !== null) return null;
      reservation = kind.reservation;
      held = holderIn(frameworkId, kind);
      if (held === null) return null;
      volumeIds = held.task?.reservation?.volumeIds ?? [];
    }
    if (kind.persistenceId === null) continue;
    if (!volumeIds.includes(kind.persistenceId)) return null;
    hasVolume = true;
  }
  return hasVolume ? held : null;
}

/** A label's value; of a key that is there twice, the last one's, as in a map made of the list. */
function labelValue(labels: readonly Label[], key: string): string | undefined {
  for (let i = labels.length - 1; i >= 0; i--) if (labels[i]?.key === key) return labels[i]?.value;
  return undefined;
}

/** Whether the kind's reservation has all of these labels, and maybe others (ResourceMatcher.scala:50-60). */
export function carriesLabels(kind: Kind, required: readonly Label[]): boolean {
  const labels = kind.reservation?.labels ?? [];
  for (const { key, value } of required) if (labelValue(labels, key) !== value) return false;
  return true;
}

/** Whether a Marathon has reserved it for a task, whichever Marathon. */
export function isLabelled(kind: Kind): boolean {
  const labels = kind.reservation?.labels ?? [];
  return labels.some(({ key }) => key === frameworkIdLabel || key === taskIdLabel);
}

/**
 * The task for which this framework reserved resources of the kind; null where nobody did or another framework,
 * one of an earlier framework id included (TaskLabels.scala:18-25).
 */
export function reservedFor(frameworkId: string, kind: Kind): string | null {
  const { reservation } = kind;
  if (reservation instanceof TaskReservation) return reservation.taskOf(frameworkId);
  const labels = reservation?.labels;
  if (labels === undefined || labelValue(labels, frameworkIdLabel) !== frameworkId) return null;
  return labelValue(labels, taskIdLabel) ?? null;
}
