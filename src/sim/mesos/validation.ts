/** Checks of offer operations before they are applied: master/validation.cpp:653-801 @ 0.28.3, with its order. */

import { type Operation, withoutPersistence } from "../../model/operations.ts";
import { type Entry, isDynamic, isVolume, Resources, unreservedRole } from "../../model/resources.ts";

export type ReservationRefusal =
  | "role-is-star"
  | "not-reserved"
  | "not-dynamically-reserved"
  | "is-a-volume"
  | "principal-mismatch"
  | "role-mismatch"
  | "insufficient-resources";

export type VolumeRefusal =
  | "not-a-volume"
  | "not-reserved"
  | "bad-persistence-id"
  | "duplicate-persistence-id"
  | "unknown-volume"
  | "insufficient-resources";

/** Who asks: a framework, or an operator whose role is not compared. */
export interface Caller {
  readonly principal: string | null;
  /** Null: any role. */
  readonly role: string | null;
}

/** What names no role is not reserved, even with a reservation: the pair is invalid (resources.cpp:711-715). */
function refuseNotDynamic(entry: Entry): ReservationRefusal | null {
  if (entry.kind.role === unreservedRole) return "not-reserved";
  return isDynamic(entry) ? null : "not-dynamically-reserved";
}

/** A RESERVE must name the caller's own principal, or none if it has none; and its role, since 0.28.3 (MESOS-6142). */
export function refuseReserve(resources: Resources, caller: Caller): ReservationRefusal | null {
  if (caller.role === unreservedRole) return "role-is-star";
  for (const entry of resources.entries) {
    const refusal = refuseNotDynamic(entry);
    if (refusal !== null) return refusal;
    if ((entry.kind.reservation?.principal ?? null) !== caller.principal) return "principal-mismatch";
    if (caller.role !== null && entry.kind.role !== caller.role) return "role-mismatch";
    if (isVolume(entry)) return "is-a-volume";
  }
  return null;
}

/** Neither principal nor role is compared (validation.cpp:718-747). */
export function refuseUnreserve(resources: Resources): ReservationRefusal | null {
  for (const entry of resources.entries) {
    const refusal = refuseNotDynamic(entry);
    if (refusal !== null) return refusal;
    if (isVolume(entry)) return "is-a-volume";
  }
  return null;
}

const slash = "/".charCodeAt(0);
const backslash = "\\".charCodeAt(0);

/** A control character, a slash or a backslash (validation.cpp:47-50). */
export function hasInvalidCharacter(id: string): boolean {
  for (let i = 0; i < id.length; i++) {
    const code = id.charCodeAt(i);
    if (code < 0x20 || code === 0x7f || code === slash || code === backslash) return true;
  }
  return false;
}

function refuseVolumes(volumes: Resources): VolumeRefusal | null {
  for (const entry of volumes.entries) {
    if (!isVolume(entry)) return "not-a-volume";
    if (entry.kind.role === unreservedRole) return "not-reserved";
    if (hasInvalidCharacter(entry.kind.persistenceId ?? "")) return "bad-persistence-id";
  }
  return null;
}

/** The id must be new on the agent for its role, and used once in the operation (validation.cpp:217-238). */
export function refuseCreate(volumes: Resources, checkpointed: Resources): VolumeRefusal | null {
  const refusal = refuseVolumes(volumes);
  if (refusal !== null) return refusal;
  const seen = new Set<string>();
  for (const { kind } of [...checkpointed.volumes().entries, ...volumes.entries]) {
    const id = `${kind.role}\u0000${kind.persistenceId}`;
    if (seen.has(id)) return "duplicate-persistence-id";
    seen.add(id);
  }
  return null;
}

/** The very volume, size included, must be among the agent's (validation.cpp:775-794). */
export function refuseDestroy(volumes: Resources, checkpointed: Resources): VolumeRefusal | null {
  return refuseVolumes(volumes) ?? (checkpointed.contains(volumes) ? null : "unknown-volume");
}

/** Why an operation other than LAUNCH is not even tried, or null. */
export function refuseOperation(
  operation: Exclude<Operation, { type: "LAUNCH" }>,
  caller: Caller,
  checkpointed: Resources,
): ReservationRefusal | VolumeRefusal | null {
  switch (operation.type) {
    case "RESERVE":
      return refuseReserve(operation.resources, caller);
    case "UNRESERVE":
      return refuseUnreserve(operation.resources);
    case "CREATE":
      return refuseCreate(operation.volumes, checkpointed);
    case "DESTROY":
      return refuseDestroy(operation.volumes, checkpointed);
  }
}

/** What an agent keeps across restarts: dynamic reservations and volumes (master.hpp:289-296 @ 0.28.3). */
export function checkpointedPart(total: Resources): Resources {
  return total.filter((entry) => isDynamic(entry) || isVolume(entry));
}

/**
 * The flag resources with a checkpointed set applied (common/resources_utils.cpp:42-82 @ 0.28.3), or null where they
 * do not hold what it stands on.
 */
export function withCheckpointed(flags: Resources, checkpointed: Resources): Resources | null {
  let total = flags;
  for (const entry of checkpointed.entries) {
    const one = Resources.of(entry);
    const disk = withoutPersistence(one);
    const plain = isDynamic(entry) ? disk.flatten() : disk;
    if (!total.contains(plain)) return null;
    total = total.minus(plain).plus(one);
  }
  return total;
}
