/** Capacity over time as counters of a trace. */

import { amountOf } from "../../model/units.ts";
import { type CapacityStep, capacitySteps } from "../capacity-steps.ts";
import type { FinishedRun } from "../finished-run.ts";
import { microseconds, type Timed } from "./trace-event.ts";
import { clusterPid, type Tracks } from "./tracks.ts";

/**
 * What is used, stranded and free of each resource; together that is the total. A role has nothing free of its own.
 * Ports are left out: a few of a thousand, and no task waits for them.
 */
export function* countersOf(run: FinishedRun, tracks: Tracks): Generator<Timed> {
  for (const step of capacitySteps(run)) {
    if (step.resource === "ports") continue;
    const pid = step.scope === "agent" ? tracks.pidOf(step.id, null) : clusterPid;
    yield { ph: "C", ts: microseconds(step.atMs), pid, name: nameOf(step), args: valuesOf(step) };
  }
}

function nameOf({ scope, id, resource }: CapacityStep): string {
  return scope === "role" ? `role ${id}: ${resource}` : resource;
}

function valuesOf({ scope, level }: CapacityStep): Record<string, number> {
  const { total, used, stranded } = level;
  const held = { used: amountOf(used), stranded: amountOf(stranded) };
  return scope === "role" ? held : { ...held, free: amountOf(total - used - stranded) };
}
