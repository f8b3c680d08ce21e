/**
 * Sums over the registered agents, as the master knows them: what is reserved and used, by role and in all.
 *
 * Reserved is all that is reserved, used or not. Stranded is what is reserved and held by no launched task. Used, of a
 * role, is what tasks of the role's frameworks hold.
 */

import { isUnreserved, type Resources, unreservedRole } from "../../model/resources.ts";

/** Thousandths by scalar name. */
export type Sums = Map<string, number>;

export interface RoleSums {
  readonly reserved: Sums;
  readonly used: Sums;
  readonly stranded: Sums;
}

function add(sums: Sums, resources: Resources, sign: 1 | -1): void {
  for (const [name, milli] of resources.scalars()) sums.set(name, (sums.get(name) ?? 0) + sign * milli);
}

export class Capacity {
  readonly #roles = new Map<string, RoleSums>();
  /** Not reserved by anyone, used or not. */
  readonly unreserved: Sums = new Map();
  readonly total: Sums = new Map();

  /** The sums of a role; zeros for one never seen. */
  role(name: string): RoleSums {
    let sums = this.#roles.get(name);
    if (sums === undefined) {
      sums = { reserved: new Map(), used: new Map(), stranded: new Map() };
      this.#roles.set(name, sums);
    }
    return sums;
  }

  /** An agent's resources come into the sums or, with -1, leave them; an operation does both. */
  addTotal(resources: Resources, sign: 1 | -1): void {
    add(this.total, resources, sign);
    add(this.unreserved, resources.filter(isUnreserved), sign);
    for (const role of rolesIn(resources)) {
      const part = resources.reserved(role);
      add(this.role(role).reserved, part, sign);
      add(this.role(role).stranded, part, sign);
    }
  }

  /** A task of a framework of `role` takes resources or, with -1, gives them back. */
  addUsed(role: string, resources: Resources, sign: 1 | -1): void {
    add(this.role(role).used, resources, sign);
    for (const reserver of rolesIn(resources)) {
      add(this.role(reserver).stranded, resources.reserved(reserver), sign === 1 ? -1 : 1);
    }
  }
}

function rolesIn(resources: Resources): ReadonlySet<string> {
  const roles = new Set<string>();
  for (const entry of resources.entries) if (entry.kind.role !== unreservedRole) roles.add(entry.kind.role);
  return roles;
}
