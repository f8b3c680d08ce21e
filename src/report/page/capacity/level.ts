/** Sums over slots: what the cluster, a role or an agent has of one resource, and what becomes of it. */

import type { SlotKind } from "../../html/page-data.ts";
import type { Model } from "../data/model.ts";

/** Of which part of the cluster. */
export type Scope =
  | { readonly kind: "cluster" }
  | { readonly kind: "role"; readonly role: string }
  | { readonly kind: "agent"; readonly agent: string };

/** One resource of one scope, in thousandths; ports count as thousands. As in capacity.csv, and `free`. */
export interface Level {
  readonly total: number;
  readonly unreserved: number;
  readonly reserved: number;
  readonly used: number;
  /** Reserved and held by no launched task. */
  readonly stranded: number;
  /** What outstanding offers hold; 0 where offers were not kept. */
  readonly offered: number;
  /** Neither reserved nor used. */
  readonly free: number;
}

export type Sums = Record<SlotKind, number>;

const empty = (): Sums => ({ total: 0, reserved: 0, used: 0, usedReserved: 0, offered: 0 });

/** Adds up what slots hold: all together, and those of the scope. */
export class Tally {
  readonly #scope: Scope;
  readonly all = empty();
  readonly own = empty();

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Takes in a change of a slot. */
  add(kind: SlotKind, agent: string, role: string, by: number): void {
    this.all[kind] += by;
    if (this.#isOwn(agent, role)) this.own[kind] += by;
  }

  get level(): Level {
    const { all, own } = this;
    const isRole = this.#scope.kind === "role";
    // What is in nobody's reservation is part of every role's total.
    const free = isRole ? freeOf(all) : freeOf(own);
    const unreserved = isRole ? all.total - all.reserved : own.total - own.reserved;
    return {
      total: unreserved + own.reserved,
      unreserved,
      reserved: own.reserved,
      used: own.used,
      stranded: own.reserved - own.usedReserved,
      offered: own.offered,
      free,
    };
  }

  #isOwn(agent: string, role: string): boolean {
    switch (this.#scope.kind) {
      case "cluster":
        return true;
      case "role":
        return role === this.#scope.role;
      case "agent":
        return agent === this.#scope.agent;
    }
  }
}

const freeOf = (sums: Sums): number => sums.total - sums.reserved - (sums.used - sums.usedReserved);

/** Where the amounts of a row of levels begin. */
export const amountsAt = (model: Model, row: number): number =>
  (model.levels.amounts[row] ?? 0) * model.head.resources.length;

/** The names of all agents and roles that slots are of, in order. */
export function scopesOf(model: Model): {
  readonly agents: readonly string[];
  readonly roles: readonly string[];
} {
  const agents = new Set<string>();
  const roles = new Set(Object.keys(model.head.summary.metrics.roles));
  for (let place = 0; place < model.slots.kind.length; place++) {
    const { kind, agent, role } = model.slot(place);
    agents.add(agent);
    if (kind !== "total") roles.add(role);
  }
  const sorted = (names: Iterable<string>): string[] =>
    [...names].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return { agents: sorted(agents), roles: sorted(roles) };
}
