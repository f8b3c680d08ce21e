/** Offer operations: what a framework or an operator does to resources, and how it changes them. */

import type { Name } from "./names.ts";
import { type Entry, isDynamic, isUnreserved, isVolume, kindOf, type Resources } from "./resources.ts";
import type { TaskInfo } from "./tasks.ts";

/** Whose doing an operation is, by the framework's own names; carried for the journal, never looked at by Mesos. */
export interface Trace {
  readonly app?: string;
  readonly task?: string;
  /** Of that task, where the framework has one for rows. */
  readonly name?: Name;
}

/** Of a task that has no app: it has its own id anyway. */
export const noTrace: Trace = {};

export type Operation =
  | { readonly type: "RESERVE"; readonly resources: Resources; readonly trace?: Trace }
  | { readonly type: "UNRESERVE"; readonly resources: Resources; readonly trace?: Trace }
  | { readonly type: "CREATE"; readonly volumes: Resources; readonly trace?: Trace }
  | { readonly type: "DESTROY"; readonly volumes: Resources; readonly trace?: Trace }
  | { readonly type: "LAUNCH"; readonly tasks: readonly TaskInfo[] };

export type OperationType = Operation["type"];

/** Why an operation cannot be applied to some resources. */
export type ApplyRefusal =
  | "not-reserved"
  | "not-dynamically-reserved"
  | "not-a-volume"
  | "insufficient-resources";

export type Applied =
  | { readonly ok: true; readonly resources: Resources }
  | { readonly ok: false; readonly reason: ApplyRefusal };

const refused = (reason: ApplyRefusal): Applied => ({ ok: false, reason });

/** The plain disk that volumes stand on, of the same role and reservation. */
export function withoutPersistence(volumes: Resources): Resources {
  return volumes.map(plainDisk);
}

/**
 * The resources after one operation, entry by entry, or why not; quantities never change (Resources::apply,
 * common/resources.cpp:960-1119 @ 0.28.3). LAUNCH changes nothing here.
 */
export function applyOperation(resources: Resources, operation: Operation): Applied {
  if (operation.type === "LAUNCH") return { ok: true, resources };
  const { plain, special, unfit } = sidesOf(operation);
  const makes = operation.type === "RESERVE" || operation.type === "CREATE";
  const swapped = makes ? resources.swapped(plain, special) : resources.swapped(special, plain);
  if (swapped === null) return refused("insufficient-resources");
  return unfit === null ? { ok: true, resources: swapped } : refused(unfit);
}

/** What an operation changes into each other, entry by entry. */
interface Sides {
  /** What is reserved, or volumes: up to the first entry that is no such thing. */
  readonly special: readonly Entry[];
  /** The same as it would be without. */
  readonly plain: readonly Entry[];
  /** Why that first one does not fit. */
  readonly unfit: ApplyRefusal | null;
}

/** Each operation is applied to several collections in a row. */
let sidesAskedLast: { readonly operation: Operation; readonly sides: Sides } | null = null;

function sidesOf(operation: Exclude<Operation, { type: "LAUNCH" }>): Sides {
  if (sidesAskedLast?.operation === operation) return sidesAskedLast.sides;
  const reserves = operation.type === "RESERVE" || operation.type === "UNRESERVE";
  const { entries } = reserves ? operation.resources : operation.volumes;
  const refusalOf = reserves ? notReservation : notVolume;
  const end = entries.findIndex((entry) => refusalOf(entry) !== null);
  const unfit = end < 0 ? null : refusalOf(entries[end] as Entry);
  const special = end < 0 ? entries : entries.slice(0, end);
  const plain = special.map(reserves ? unreservedEntry : plainDisk);
  const sides = { special, plain, unfit };
  sidesAskedLast = { operation, sides };
  return sides;
}

function notReservation(entry: Entry): ApplyRefusal | null {
  if (isUnreserved(entry)) return "not-reserved";
  return isDynamic(entry) ? null : "not-dynamically-reserved";
}

const notVolume = (entry: Entry): ApplyRefusal | null => (isVolume(entry) ? null : "not-a-volume");

const unreservedEntry = ({ kind, milli, ranges, containerPath }: Entry): Entry => ({
  kind: kindOf(kind.name, undefined, null, kind.persistenceId),
  milli,
  ranges,
  containerPath,
});

const plainDisk = ({ kind, milli, ranges }: Entry): Entry => ({
  kind: kindOf(kind.name, kind.role, kind.reservation),
  milli,
  ranges,
  containerPath: null,
});
