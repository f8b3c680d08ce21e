/** The offer operations that Marathon sends for a task (OfferOperationFactory.scala, TaskOp.scala:15-94). */

import { type Operation, type Trace, withoutPersistence } from "../../../model/operations.ts";
import { isVolume, kindOf, Resources, volume } from "../../../model/resources.ts";
import type { TaskInfo } from "../../../model/tasks.ts";
import { TaskReservation } from "./labels.ts";

/** Who reserves: what a Marathon writes into each of its reservations. */
export interface Reserver {
  /** Null where --mesos_role is not set. */
  readonly role: string | null;
  /** Of --mesos_authentication_principal; null where it is not set. */
  readonly principal: string | null;
  readonly frameworkId: string;
}

/** A volume to create. */
export interface NewVolume {
  /** Its persistence id. */
  readonly id: string;
  readonly containerPath: string;
  readonly sizeMilli: number;
}

export type ReserveOperations =
  | {
      readonly ok: true;
      readonly operations: readonly Operation[];
      /** What it makes. */
      readonly reservation: TaskReservation;
    }
  | { readonly ok: false; readonly message: string };

/** Marathon's own words (OfferOperationFactory.scala:15-19). */
const noRole = "No role set. Set --mesos_role to enable using local volumes in Marathon.";

/**
 * RESERVE of what a match consumed, whatever its role was, and CREATE of the volumes on it, both for a task.
 * Refused without a role. Without a principal none is written, and Mesos may drop the RESERVE (B1).
 */
export function reserveAndCreate(
  reserver: Reserver,
  trace: Trace & { readonly task: string },
  consumed: Resources,
  volumes: readonly NewVolume[],
): ReserveOperations {
  const { role } = reserver;
  if (role === null) return { ok: false, message: noRole };
  const reservation = new TaskReservation(reserver.frameworkId, trace.task, reserver.principal);
  const created = volumes.map(({ id, containerPath, sizeMilli }) =>
    volume(kindOf("disk", role, reservation, id), sizeMilli, containerPath),
  );
  return {
    ok: true,
    reservation,
    operations: [
      { type: "RESERVE", resources: consumed.flatten(role, reservation), trace },
      { type: "CREATE", volumes: Resources.of(...created), trace },
    ],
  };
}

/** LAUNCH of one task; needs neither role nor principal. */
export function launch(task: TaskInfo): Operation {
  return { type: "LAUNCH", tasks: [task] };
}

/** What a task of a resident app is launched on: the match on its reservation, and its volumes. */
export function launchResources(consumed: Resources, volumes: Resources): Resources {
  return consumed.plus(volumes);
}

/**
 * DESTROY of the volumes and UNRESERVE of everything, that which they stood on included. Without a volume there
 * is no operation at all, so a reservation whose CREATE failed is never freed: Marathon's known fault B2
 * (TaskOp.scala:79), unless it is `fixed`.
 */
export function unreserveAndDestroy(resources: Resources, trace: Trace, fixed = false): readonly Operation[] {
  const volumes = resources.volumes();
  const plain = resources.filter((entry) => !isVolume(entry));
  const destroy: Operation = { type: "DESTROY", volumes, trace };
  const unreserve: Operation = {
    type: "UNRESERVE",
    resources: plain.plus(withoutPersistence(volumes)),
    trace,
  };
  if (!volumes.isEmpty) return [destroy, unreserve];
  return fixed && !plain.isEmpty ? [unreserve] : [];
}
