/** The fields of an operator's calls about one agent's resources, and the requests that they stand for. */

import * as z from "zod";
import { kindOf, Resources, scalar } from "../../model/resources.ts";
import { byCodeUnit } from "../../model/units.ts";
import type { ReserveRequest, VolumesRequest } from "../cluster/operator-api.ts";
import { amounts, name, role, sizeMilli } from "../fields.ts";
import { agentSelector } from "../selector-fields.ts";
import type { World } from "../world.ts";
import { strict } from "../wrong-input.ts";

const labels = z.record(z.string(), z.string()).optional().describe("Of the reservation; default none");
const principal = name.optional().describe("The caller's and the reservation's; default none");
const volume = strict({ id: z.string().min(1), size: sizeMilli, path: z.string().min(1) });

export const reserveFields = z.lazy(() =>
  strict({ agent: agentSelector, role, principal, resources: amounts, labels }),
);
export const volumesFields = z.lazy(() =>
  strict({ agent: agentSelector, role, principal, volumes: z.array(volume).min(1), labels }),
);

/** Unreserved amounts, in Mesos' usual order. */
export function resourcesOf(given: z.output<typeof amounts>): Resources {
  const names = ["cpus", "mem", "disk"] as const;
  return Resources.of(...names.map((key) => scalar(kindOf(key), given[key] ?? 0)));
}

type Common = Omit<ReserveRequest, "agent" | "resources">;

function commonOf(given: Pick<z.output<typeof reserveFields>, "role" | "principal" | "labels">): Common {
  const written = given.labels === undefined ? null : Object.entries(given.labels);
  return {
    role: given.role,
    principal: given.principal ?? null,
    labels: written?.sort(([a], [b]) => byCodeUnit(a, b)).map(([key, value]) => ({ key, value })) ?? null,
  };
}

/** One call for each agent that is meant. */
export function reserveRequests(
  world: Pick<World, "selectAgents">,
  fields: z.output<typeof reserveFields>,
  purpose: string,
): readonly ReserveRequest[] {
  const resources = resourcesOf(fields.resources);
  return world
    .selectAgents(fields.agent, purpose)
    .map(({ name: agent }) => ({ agent, ...commonOf(fields), resources }));
}

/** One call for each agent that is meant. */
export function volumesRequests(
  world: Pick<World, "selectAgents">,
  fields: z.output<typeof volumesFields>,
  purpose: string,
): readonly VolumesRequest[] {
  const volumes = fields.volumes.map(({ id, size, path }) => ({ id, sizeMilli: size, path }));
  return world
    .selectAgents(fields.agent, purpose)
    .map(({ name: agent }) => ({ agent, ...commonOf(fields), volumes }));
}
