/**
 * Sums over the registered agents, as the master knows them: what is reserved and used, by role and in all.
 *
 * Reserved is all that is reserved, used or not. Stranded is what is reserved and held by no launched task. Used, of a
 * role, is what tasks of the role's frameworks hold.
 */

import { isUnreserved, type Resources, unreservedRole } from "../../model/resources.ts";
import { ScalarSums } from "../../model/scalar-sums.ts";

export interface RoleSums {
  readonly reserved: ScalarSums;
  readonly used: ScalarSums;
  readonly stranded: ScalarSums;
}

export class Capacity {
  readonly #roles = new Map<string, RoleSums>();
  /** Not reserved by anyone, used or not. */
  readonly unreserved = new ScalarSums();
  readonly total = new ScalarSums();

  /** The sums of a role; zeros for one never seen. */
  role(name: string): RoleSums {
    let sums = this.#roles.get(name);
    if (sums === undefined) {
      sums = { reserved: new ScalarSums(), used: new ScalarSums(), stranded: new ScalarSums() };
      this.#roles.set(name, sums);
    }
    return sums;
  }

  /** An agent's resources come into the sums or, with -1, leave them; an operation does both. */
  addTotal(resources: Resources, sign: 1 | -1): void {
    this.total.add(resources, sign);
    this.unreserved.add(resources.filter(isUnreserved), sign);
    for (const role of rolesIn(resources)) {
      const part = resources.reserved(role);
      this.role(role).reserved.add(part, sign);
      this.role(role).stranded.add(part, sign);
    }
  }

  /** A task of a framework of `role` takes resources or, with -1, gives them back. */
  addUsed(role: string, resources: Resources, sign: 1 | -1): void {
    this.role(role).used.add(resources, sign);
    for (const reserver of rolesIn(resources)) {
      this.role(reserver).stranded.add(resources.reserved(reserver), sign === 1 ? -1 : 1);
    }
  }
}

const noRoles: readonly string[] = [];

/** Each once. */
function rolesIn(resources: Resources): readonly string[] {
  let roles = noRoles;
  for (const { kind } of resources.entries)
    if (kind.role !== unreservedRole && !roles.includes(kind.role)) roles = [...roles, kind.role];
  return roles;
}
