/** The levels of capacity over time: of each resource of the cluster, a role or an agent, whenever one changed. */

import { byCodeUnit } from "../model/units.ts";
import { type Amounts, addTo, byResource, type Sum } from "./amounts.ts";
import type { Level } from "./book.ts";
import { Capacity } from "./capacity.ts";
import { instantsOf, type Offered, OpenOffers } from "./capacity-instants.ts";
import type { FinishedRun } from "./finished-run.ts";
import { rolesOf } from "./projection.ts";

export interface CapacityStep {
  readonly atMs: number;
  readonly scope: "cluster" | "role" | "agent";
  /** Of the role or the agent; "" for the cluster. */
  readonly id: string;
  readonly resource: string;
  readonly level: Level;
  /** What outstanding offers hold, in thousandths; null where offers were not kept. */
  readonly offered: number | null;
}

/**
 * An instant's steps show its end: cluster, then roles, then agents by code unit, each with its resources in the order
 * cpus, mem, disk, gpus, ports, others. Ports are counted one by one. A change of what is offered alone makes no step.
 */
export function* capacitySteps(run: FinishedRun): Generator<CapacityStep> {
  const capacity = new Capacity(rolesOf(run.scenario));
  const offered = run.recorder.offers === null ? null : new OfferedByScope();
  const written = new Written();
  const offers = new OpenOffers((each, by) => offered?.add(each, by));
  for (const atMs of instantsOf(run, capacity, offers)) yield* changedSteps(atMs, capacity, offered, written);
}

function* changedSteps(
  atMs: number,
  capacity: Capacity,
  offered: OfferedByScope | null,
  written: Written,
): Generator<CapacityStep> {
  const changes = capacity.takeChanges();
  const resources = written.inOrder(capacity.total);
  function* steps(
    scope: CapacityStep["scope"],
    id: string,
    levelOf: (resource: string) => Level,
  ): Generator<CapacityStep> {
    const before = written.of(scope, id);
    for (const resource of resources) {
      const level = levelOf(resource);
      if (sameLevel(level, before.get(resource))) continue;
      before.set(resource, level);
      const offers = offered === null ? null : (offered.of(scope, id).get(resource) ?? 0);
      yield { atMs, scope, id, resource, level, offered: offers };
    }
  }
  if (changes.cluster) yield* steps("cluster", "", (resource) => capacity.ofCluster(resource));
  // What is unreserved is part of every role's total.
  const roles = changes.cluster ? [...capacity.roles.keys()] : [...changes.roles];
  for (const role of roles.sort(byCodeUnit))
    yield* steps("role", role, (resource) => capacity.ofRole(role, resource));
  for (const agent of [...changes.agents].sort(byCodeUnit)) {
    yield* steps("agent", agent, (resource) => capacity.ofAgent(agent, resource));
  }
}

function sameLevel(a: Level, b: Level | undefined): boolean {
  return (
    b !== undefined &&
    a.total === b.total &&
    a.unreserved === b.unreserved &&
    a.reserved === b.reserved &&
    a.used === b.used &&
    a.stranded === b.stranded
  );
}

/** The levels that were told last. */
class Written {
  readonly #scopes = {
    cluster: new Map<string, Map<string, Level>>(),
    role: new Map<string, Map<string, Level>>(),
    agent: new Map<string, Map<string, Level>>(),
  };
  #resources: readonly string[] = [];

  /** By resource. */
  of(scope: CapacityStep["scope"], id: string): Map<string, Level> {
    let levels = this.#scopes[scope].get(id);
    if (levels === undefined) {
      levels = new Map();
      this.#scopes[scope].set(id, levels);
    }
    return levels;
  }

  /** Resources as outputs order them; there are never fewer than there were. */
  inOrder(totals: Amounts): readonly string[] {
    if (totals.size !== this.#resources.length) this.#resources = [...totals.keys()].sort(byResource);
    return this.#resources;
  }
}

/** What outstanding offers hold, by scope. */
class OfferedByScope {
  readonly #sums = new Map<string, Sum>();

  add({ agent, role, amounts }: Offered, by: 1 | -1): void {
    for (const key of ["cluster\u0000", `role\u0000${role}`, `agent\u0000${agent}`])
      addTo(this.#sum(key), amounts, by);
  }

  of(scope: string, id: string): Amounts {
    return this.#sum(`${scope}\u0000${id}`);
  }

  #sum(key: string): Sum {
    let sum = this.#sums.get(key);
    if (sum === undefined) {
      sum = new Map();
      this.#sums.set(key, sum);
    }
    return sum;
  }
}
