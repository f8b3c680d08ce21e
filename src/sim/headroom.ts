/** How many more instances of each app would fit on what is free at the end of a run, each app for itself. */

import type { AppDefinition } from "../model/app/definition.ts";
import { type Resources, unreservedRole } from "../model/resources.ts";
import { byCodeUnit } from "../model/units.ts";
import type { MarathonApi } from "./cluster/framework.ts";
import { Fit, type Place } from "./headroom-fit.ts";
import type { Headroom, Need } from "./result.ts";
import type { World } from "./world.ts";

/** What one more instance needs, its volumes included. */
export function needsOf(app: AppDefinition): readonly Need[] {
  const volumes = app.persistentVolumes.reduce((sum, volume) => sum + volume.sizeMilli, 0);
  const ports = app.portMappings?.length || app.portDefinitions.length;
  return [
    { name: "cpus", milli: app.cpusMilli },
    { name: "mem", milli: app.memMilli },
    { name: "disk", milli: app.diskMilli + volumes },
    { name: "ports", milli: ports * 1000 },
  ].filter(({ milli }) => milli > 0);
}

/** How much of a resource there is, in the measure of needs. */
export const freeOf = (free: Resources, name: string): number =>
  name === "ports" ? free.count("ports") * 1000 : free.milli(name);

/** What a new instance may take: of those roles, what no operation has reserved and no volume holds. */
export function usableOf(free: Resources, roles: ReadonlySet<string>): Resources {
  return free.filter(
    ({ kind }) => kind.reservation === null && kind.persistenceId === null && roles.has(kind.role),
  );
}

/**
 * The roles whose resources may become a new instance: those that the app accepts. What is reserved for a resident task
 * is unreserved before (TaskOpFactoryImpl.scala:111-128).
 */
function rolesOfNew(marathon: MarathonApi, app: AppDefinition): ReadonlySet<string> {
  const roles = marathon.acceptedRoles(app);
  return app.residency === null ? roles : new Set([unreservedRole].filter((role) => roles.has(role)));
}

const placeOf = (agent: string, free: Resources): Place => ({ agent, free: (name) => freeOf(free, name) });

/**
 * Counts instances that fit into what is unused and of roles that the app accepts, agent by agent; constraints other
 * than UNIQUE on the hostname are not looked at. `why` names what the next one lacks.
 */
export function headroomOf(world: World): readonly Headroom[] {
  const unused = [...world.master.agents]
    .map(({ info, free }) => ({ agent: info.agent, resources: free }))
    .sort((a, b) => byCodeUnit(a.agent, b.agent));
  const placesByRoles = new Map<string, readonly Place[]>();
  const fits = new Map<string, Fit>();
  const rows: Headroom[] = [];
  for (const marathon of world.marathons.values()) {
    for (const id of marathon.appIds()) {
      const app = marathon.definitionOf(id);
      if (app === null) continue;
      const needs = needsOf(app);
      const unique = marathon.uniqueFields(id).includes("hostname");
      const roles = rolesOfNew(marathon, app);
      const rolesKey = JSON.stringify([...roles].sort(byCodeUnit));
      let places = placesByRoles.get(rolesKey);
      if (places === undefined) {
        places = unused.map(({ agent, resources }) => placeOf(agent, usableOf(resources, roles)));
        placesByRoles.set(rolesKey, places);
      }
      const key = JSON.stringify([needs, rolesKey, unique]);
      let fit = fits.get(key);
      if (fit === undefined) {
        fit = new Fit(places, needs, unique);
        fits.set(key, fit);
      }
      const taken = unique ? marathon.appView(id).agents : [];
      rows.push({ framework: marathon.name, app: id, ...fit.without(taken), needs, unique });
    }
  }
  return rows;
}
