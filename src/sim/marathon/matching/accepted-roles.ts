/** Whose resources an app may use: its own acceptedResourceRoles, else the flag's, else all that Marathon is offered. */

import type { AppDefinition } from "../../../model/app/definition.ts";
import { unreservedRole } from "../../../model/resources.ts";
import type { MarathonFlags } from "../../scenario.ts";

/** Of apps that name none (MarathonConf.scala:139-151). */
export function defaultRolesOf(flags: MarathonFlags, role: string): ReadonlySet<string> {
  return new Set(flags.default_accepted_resource_roles ?? [unreservedRole, role]);
}

/** Of an app of that definition; null: of one that is gone, those of apps that name none. */
export function acceptedRolesOf(
  definition: AppDefinition | null,
  defaults: ReadonlySet<string>,
): ReadonlySet<string> {
  const roles = definition?.acceptedResourceRoles ?? null;
  return roles === null ? defaults : new Set(roles);
}
