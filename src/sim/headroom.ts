/** How many more instances of each app would fit on what is free at the end of a run, each app for itself. */

import type { AppDefinition } from "../model/app/definition.ts";
import type { Resources } from "../model/resources.ts";
import { byCodeUnit } from "../model/units.ts";
import type { Headroom } from "./result.ts";
import type { World } from "./world.ts";

/** Of one resource, in thousandths; ports count as thousands. */
export interface Need {
  readonly name: string;
  readonly milli: number;
}

interface Place {
  readonly agent: string;
  readonly free: Resources;
}

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

/**
 * Counts instances that fit into what is unreserved and unused, agent by agent; constraints other than UNIQUE on the
 * hostname are not looked at. `why` names what the next one lacks.
 */
export function headroomOf(world: World): readonly Headroom[] {
  const places: Place[] = [...world.master.agents]
    .map((record) => ({ agent: record.info.agent, free: record.total.minus(record.used).unreserved() }))
    .sort((a, b) => byCodeUnit(a.agent, b.agent));
  const found = new Map<string, { more: number; why: string }>();
  const rows: Headroom[] = [];
  for (const marathon of world.marathons.values()) {
    for (const id of marathon.appIds()) {
      const app = marathon.definitionOf(id);
      if (app === null) continue;
      const needs = needsOf(app);
      const unique = marathon.uniqueFields(id).includes("hostname");
      const taken = unique ? new Set(marathon.appView(id).agents) : new Set<string>();
      const key = `${JSON.stringify(needs)}${unique ? id : ""}`;
      let fit = found.get(key);
      if (fit === undefined) {
        fit = fitInto(
          places.filter(({ agent }) => !taken.has(agent)),
          needs,
          unique,
        );
        found.set(key, fit);
      }
      rows.push({ framework: marathon.name, app: id, ...fit });
    }
  }
  return rows;
}

function fitInto(
  places: readonly Place[],
  needs: readonly Need[],
  once: boolean,
): { more: number; why: string } {
  let more = 0;
  const shortOf = new Map<string, number>();
  for (const { free } of places) {
    let here = once ? 1 : Number.MAX_SAFE_INTEGER;
    let short = "";
    for (const { name, milli } of needs) {
      const fits = Math.floor(freeOf(free, name) / milli);
      if (fits >= here) continue;
      here = fits;
      short = name;
    }
    if (here === Number.MAX_SAFE_INTEGER) return { more: Number.MAX_SAFE_INTEGER, why: "it needs nothing" };
    more += here;
    if (short !== "") shortOf.set(short, (shortOf.get(short) ?? 0) + 1);
  }
  if (places.length === 0) return { more, why: once ? "every agent has one" : "no agent is registered" };
  const why = [...shortOf]
    .sort((a, b) => b[1] - a[1] || byCodeUnit(a[0], b[0]))
    .map(([name, n]) => `${name} on ${n}`);
  const agents = places.length === 1 ? "1 agent" : `${places.length} agents`;
  return {
    more,
    why: why.length === 0 ? "one on each agent" : `${agents} lack for one more: ${why.join(", ")}`,
  };
}
