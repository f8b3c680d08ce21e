/** What makes two amounts of resources the same stuff to Mesos 0.28.3: name, role, reservation with its labels, volume. */

import { scalarNumber } from "./scalar-sums.ts";
import { textHash } from "./text-hash.ts";

/** The role of what nobody has reserved. */
export const unreservedRole = "*";

export interface Label {
  readonly key: string;
  readonly value: string;
}

/** How a resource was reserved dynamically; absent members differ from empty ones (resources.cpp:54-75). */
export interface Reservation {
  readonly principal?: string;
  readonly labels?: readonly Label[];
}

/** What makes two amounts the same stuff: name, role, dynamic reservation and persistence id. */
export interface Kind {
  readonly name: string;
  readonly role: string;
  readonly reservation: Reservation | null;
  /** Of a persistent volume; null for plain disk and all else. */
  readonly persistenceId: string | null;
  /** Equal for kinds of one role and reservation. */
  readonly group: string;
  /** A persistence id is unique per agent and role (master/validation.cpp:217-238 @ 0.28.3); null for all but volumes. */
  readonly volumeKey: string | null;
  /** Of name, group and persistence id: kinds are compared far more often than made, and most differ. */
  readonly hash: number;
  /** Some label stands twice in the reservation: the group does not decide. */
  readonly repeated: boolean;
  /** Of the name, in sums of scalars. */
  readonly number: number;
}

/** What kinds of one role and reservation share. */
interface Group {
  readonly role: string;
  readonly text: string;
  readonly hash: number;
  readonly repeated: boolean;
}

/** Of reservations, which are values that many kinds share, the group that was asked for last. */
const groups = new WeakMap<Reservation, Group>();

function groupOf(role: string, reservation: Reservation | null): Group {
  const known = reservation === null ? undefined : groups.get(reservation);
  if (known?.role === role) return known;
  const text = `${role}\u0000${reservation === null ? "" : textOf(reservation)}`;
  const group = { role, text, hash: textHash(text), repeated: hasRepeatedLabel(reservation) };
  if (reservation !== null) groups.set(reservation, group);
  return group;
}

function textOf(reservation: Reservation): string {
  const labels = reservation.labels?.map((label) => `${label.key}\u0001${label.value}`).sort();
  return JSON.stringify([reservation.principal ?? null, labels ?? null]);
}

/** Kinds that nobody has reserved, by name: nearly all that are compared, and then the same. */
const unreservedKinds = new Map<string, Kind>();

/** A kind of resource: unreserved (`*`), static (a role and no reservation) or dynamic (both). */
export function kindOf(
  name: string,
  role: string = unreservedRole,
  reservation: Reservation | null = null,
  persistenceId: string | null = null,
): Kind {
  const isPlain = role === unreservedRole && reservation === null && persistenceId === null;
  const known = isPlain ? unreservedKinds.get(name) : undefined;
  if (known !== undefined) return known;
  const { text, hash: before, repeated } = groupOf(role, reservation);
  const hash = textHash(persistenceId ?? "", textHash(name, before));
  const volumeKey = persistenceId === null ? null : `${role}\u0000${persistenceId}`;
  const number = scalarNumber(name);
  const kind = { name, role, reservation, persistenceId, group: text, volumeKey, hash, repeated, number };
  if (isPlain) unreservedKinds.set(name, kind);
  return kind;
}

function hasRepeatedLabel(reservation: Reservation | null): boolean {
  const labels = reservation?.labels ?? [];
  if (labels.length < 2) return false;
  return new Set(labels.map((label) => `${label.key}\u0001${label.value}`)).size < labels.length;
}

/**
 * Whether two reservations are the same to Mesos: principals equal, labels of the same number with each one of
 * the left found in the right, so that {a,a,b} equals {a,b,b} (common/type_utils.cpp:261-288).
 */
export function sameReservation(left: Reservation | null, right: Reservation | null): boolean {
  if (left === right) return true;
  if (left === null || right === null) return false;
  if (left.principal !== right.principal) return false;
  if (left.labels === undefined || right.labels === undefined) return left.labels === right.labels;
  const found = right.labels;
  return (
    left.labels.length === found.length &&
    left.labels.every((label) =>
      found.some((other) => other.key === label.key && other.value === label.value),
    )
  );
}

/** Whether two kinds are the same stuff. */
export function sameKind(left: Kind, right: Kind): boolean {
  if (left === right) return true;
  if (left.hash !== right.hash && !left.repeated) return false;
  if (left.name !== right.name || left.persistenceId !== right.persistenceId) return false;
  if (left.group === right.group) return true;
  return left.repeated && left.role === right.role && sameReservation(left.reservation, right.reservation);
}
