/** Offer operations: what a framework or an operator does to resources, and how it changes them. */

import { isDynamic, isUnreserved, isVolume, kindOf, Resources } from "./resources.ts";
import type { TaskInfo } from "./tasks.ts";

/** Whose doing an operation is, by the framework's own names; carried for the journal, never looked at by Mesos. */
export interface Trace {
  readonly app?: string;
  readonly task?: string;
}

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
  return volumes.map((entry) => ({
    ...entry,
    kind: kindOf(entry.kind.name, entry.kind.role, entry.kind.reservation),
    containerPath: null,
  }));
}

/**
 * The resources after one operation, entry by entry, or why not; quantities never change (Resources::apply,
 * common/resources.cpp:960-1119 @ 0.28.3). LAUNCH changes nothing here.
 */
export function applyOperation(resources: Resources, operation: Operation): Applied {
  let result = resources;
  const swap = (out: Resources, into: Resources): boolean => {
    if (!result.contains(out)) return false;
    result = result.minus(out).plus(into);
    return true;
  };
  switch (operation.type) {
    case "LAUNCH":
      break;
    case "RESERVE":
    case "UNRESERVE":
      for (const entry of operation.resources.entries) {
        if (isUnreserved(entry)) return refused("not-reserved");
        if (!isDynamic(entry)) return refused("not-dynamically-reserved");
        const reserved = Resources.of(entry);
        const free = reserved.flatten();
        const done = operation.type === "RESERVE" ? swap(free, reserved) : swap(reserved, free);
        if (!done) return refused("insufficient-resources");
      }
      break;
    case "CREATE":
    case "DESTROY":
      for (const entry of operation.volumes.entries) {
        if (!isVolume(entry)) return refused("not-a-volume");
        const volume = Resources.of(entry);
        const disk = withoutPersistence(volume);
        const done = operation.type === "CREATE" ? swap(disk, volume) : swap(volume, disk);
        if (!done) return refused("insufficient-resources");
      }
      break;
  }
  return { ok: true, resources: result };
}
