/**
 * The operations of a scripted ACCEPT: amounts become resources of the offer, as it is after the operations before.
 * What the offer cannot carry is asked for all the same, and fails in the master.
 */

import { applyOperation, type Operation } from "../../model/operations.ts";
import {
  type Entry,
  isDynamic,
  isVolume,
  type Kind,
  kindOf,
  type Reservation,
  Resources,
  sameReservation,
  scalar,
  volume,
} from "../../model/resources.ts";
import type { TaskInfo } from "../../model/tasks.ts";
import { type Demand, Pool } from "./pool.ts";
import type { Labels, Step } from "./script-rule.ts";

/** What a script needs of its framework. */
export interface Actor {
  readonly role: string;
  readonly principal: string | null;
  /** A new task on these resources. */
  task(resources: Resources, step: Extract<Step, { type: "LAUNCH" }>): TaskInfo;
  /** Volumes that it created, by id: how it asks for one that an offer does not hold. */
  readonly created: Map<string, Entry>;
}

/** The operations of some steps on an offer, in order. */
export function operationsOf(steps: readonly Step[], offered: Resources, actor: Actor): readonly Operation[] {
  let working = offered;
  return steps.map((step) => {
    const operation = operationOf(step, working, actor);
    if (operation.type === "LAUNCH") {
      for (const { resources } of operation.tasks)
        if (working.contains(resources)) working = working.minus(resources);
    } else {
      const applied = applyOperation(working, operation);
      if (applied.ok) working = applied.resources;
    }
    return operation;
  });
}

function operationOf(step: Step, working: Resources, actor: Actor): Operation {
  switch (step.type) {
    case "RESERVE": {
      const reservation = reservationOf(actor.principal, step.labels);
      const entries = step.demand.map(([name, milli]) =>
        scalar(kindOf(name, actor.role, reservation), milli),
      );
      return { type: "RESERVE", resources: Resources.of(...entries) };
    }
    case "UNRESERVE":
      return { type: "UNRESERVE", resources: reservedPart(step.demand, step.labels, working, actor) };
    case "CREATE": {
      const kind = diskFor(step.sizeMilli, step.labels, working, actor);
      const entry = volume(kindOf("disk", kind.role, kind.reservation, step.id), step.sizeMilli, step.path);
      actor.created.set(step.id, entry);
      return { type: "CREATE", volumes: Resources.of(entry) };
    }
    case "DESTROY":
      return { type: "DESTROY", volumes: Resources.of(volumeNamed(step.id, working, actor)) };
    case "LAUNCH": {
      if (step.demand === "all") return { type: "LAUNCH", tasks: [actor.task(working, step)] };
      const volumes = step.volumes.map((id) => volumeNamed(id, working, actor));
      const resources = new Pool(working).take(step.demand).plus(Resources.of(...volumes));
      return { type: "LAUNCH", tasks: [actor.task(resources, step)] };
    }
  }
}

/** Unset is not empty: both members are absent where there is nothing (resources.cpp:54-75 @ 0.28.3). */
function reservationOf(principal: string | null, labels: Labels): Reservation {
  return { ...(principal === null ? {} : { principal }), ...(labels === null ? {} : { labels }) };
}

/** Whether an entry is of the role's dynamic reservation with exactly these labels, whoever made it. */
function isOf(entry: Entry, role: string, labels: Labels): boolean {
  const { reservation } = entry.kind;
  if (entry.kind.role !== role || reservation === null || isVolume(entry)) return false;
  const { principal = null } = reservation;
  return sameReservation(reservation, reservationOf(principal, labels));
}

/** Reserved amounts, by the principals that the offer names; by its own for what the offer does not hold. */
function reservedPart(demand: Demand, labels: Labels, working: Resources, actor: Actor): Resources {
  const entries: Entry[] = [];
  for (const [name, milli] of demand) {
    let missing = milli;
    for (const entry of working.entries) {
      if (entry.kind.name !== name || missing === 0 || !isOf(entry, actor.role, labels)) continue;
      const some = Math.min(entry.milli, missing);
      missing -= some;
      entries.push(scalar(entry.kind, some));
    }
    entries.push(scalar(kindOf(name, actor.role, reservationOf(actor.principal, labels)), missing));
  }
  return Resources.of(...entries);
}

/** The reserved disk that a volume of that size fits on; without labels any of the role, static or dynamic. */
function diskFor(sizeMilli: number, labels: Labels, working: Resources, { role, principal }: Actor): Kind {
  const disks = working.entries.filter((entry) => {
    if (entry.kind.name !== "disk" || isVolume(entry)) return false;
    return labels === null ? entry.kind.role === role : isDynamic(entry) && isOf(entry, role, labels);
  });
  const chosen = disks.find(({ milli }) => milli >= sizeMilli) ?? disks[0];
  return chosen?.kind ?? kindOf("disk", role, reservationOf(principal, labels));
}

/** One MiB stands for a volume that nobody knows: there is no such volume, whatever its size. */
function volumeNamed(id: string, working: Resources, { role, created }: Actor): Entry {
  return (
    working.entries.find(({ kind }) => kind.persistenceId === id) ??
    created.get(id) ??
    volume(kindOf("disk", role, null, id), 1000, id)
  );
}
