/** The fields of an operator's calls about one agent's resources, and the requests that they stand for. */

import * as z from "zod";
import { kindOf, Resources, scalar } from "../../model/resources.ts";
import { byCodeUnit } from "../../model/units.ts";
import type { LeftBy, ReserveRequest, VolumesRequest } from "../cluster/operator-api.ts";
import { amounts, appId, framework, name, role, sizeMilli } from "../fields.ts";
import { agentSelector } from "../selector-fields.ts";
import type { World } from "../world.ts";
import { always, keysOf, noneOf, strict, wrongKey } from "../wrong-input.ts";

const labels = z.record(z.string(), z.string()).optional().describe("Of the reservation; default none");
const principal = name.optional().describe("The caller's and the reservation's; default none");
const volume = strict({ id: z.string().min(1), size: sizeMilli, path: z.string().min(1) });

export const reserveFields = z.lazy(() =>
  strict({ agent: agentSelector, role, principal, resources: amounts, labels }),
);
export const volumesFields = z.lazy(() =>
  strict({ agent: agentSelector, role, principal, volumes: z.array(volume).min(1), labels }),
);

const app = appId.optional().describe("All that its tasks have there, in place of role and amounts");

/** Either the app whose tasks left it, or all those keys, some of which may be left out. */
const appOr = (needed: readonly string[], allowed: readonly string[]): z.core.$ZodCheck<unknown> =>
  always((payload) => {
    const given = keysOf(payload.value);
    if (!given.includes("app")) {
      if (given.includes("framework")) wrongKey(payload, "framework", "goes with app");
      for (const key of needed)
        if (!given.includes(key))
          noneOf(payload, [key], `${key} is missing (or app, in place of all others)`);
      return;
    }
    for (const key of [...needed, ...allowed])
      if (given.includes(key)) wrongKey(payload, key, "cannot stand beside app, whose reservations say it");
  });

export const unreserveFields = z.lazy(() =>
  strict({
    agent: agentSelector,
    app,
    framework,
    role: role.optional(),
    principal,
    resources: amounts.optional(),
    labels,
  }).check(appOr(["role", "resources"], ["principal", "labels"])),
);
export const destroyFields = z.lazy(() =>
  strict({
    agent: agentSelector,
    app,
    framework,
    role: role.optional(),
    principal,
    volumes: z.array(volume).min(1).optional(),
    labels,
  }).check(appOr(["role", "volumes"], ["principal", "labels"])),
);

/** For each agent that is meant what is left of the app there; null where no app is named. */
export function leftBy(
  world: Pick<World, "selectAgents" | "marathon">,
  fields: Pick<z.output<typeof unreserveFields>, "agent" | "app" | "framework">,
  purpose: string,
): readonly LeftBy[] | null {
  const { agent: selector, app } = fields;
  if (app === undefined) return null;
  const framework = world.marathon(fields.framework ?? null).name;
  return world.selectAgents(selector, purpose).map(({ name: agent }) => ({ agent, app, framework }));
}

/** Unreserved amounts, in Mesos' usual order. */
export function resourcesOf(given: z.output<typeof amounts>): Resources {
  const names = ["cpus", "mem", "disk"] as const;
  return Resources.of(...names.map((key) => scalar(kindOf(key), given[key] ?? 0)));
}

type Common = Omit<ReserveRequest, "agent" | "resources">;

/** Throws where the role is missing: a checked action without an app has one. */
function commonOf(given: Pick<z.output<typeof unreserveFields>, "role" | "principal" | "labels">): Common {
  if (given.role === undefined) throw new Error("an operator's call about no role");
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
  fields: z.output<typeof unreserveFields>,
  purpose: string,
): readonly ReserveRequest[] {
  const resources = resourcesOf(fields.resources ?? {});
  return world
    .selectAgents(fields.agent, purpose)
    .map(({ name: agent }) => ({ agent, ...commonOf(fields), resources }));
}

/** One call for each agent that is meant. */
export function volumesRequests(
  world: Pick<World, "selectAgents">,
  fields: z.output<typeof destroyFields>,
  purpose: string,
): readonly VolumesRequest[] {
  const volumes = (fields.volumes ?? []).map(({ id, size, path }) => ({ id, sizeMilli: size, path }));
  return world
    .selectAgents(fields.agent, purpose)
    .map(({ name: agent }) => ({ agent, ...commonOf(fields), volumes }));
}
