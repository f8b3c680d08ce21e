/** What expectations see of apps, agents and roles: plain values, read from the world as it is. */

import type { ScalarSums } from "../model/scalar-sums.ts";
import type { MarathonApi } from "./cluster/framework.ts";
import type { Quantities } from "./mesos/sorter.ts";
import type { World } from "./world.ts";

/** A value at a path: a number, a text, a flag, a set, or undefined where there is no such path. */
export type Seen = number | string | boolean | readonly string[] | undefined;

const amount = (sums: Quantities | ScalarSums, name: string | undefined): number =>
  (sums.get(name ?? "") ?? 0) / 1000;

/** The Marathon that has the app: the named one, else the first that knows it, else the first. */
export function marathonOf(world: World, app: string, framework: string | null): MarathonApi {
  if (framework !== null) return world.marathon(framework);
  for (const marathon of world.marathons.values()) {
    if (marathon.answersOn(app).length > 0) return marathon;
  }
  return world.marathon(null);
}

/** As its Marathon sees it, and as it is on the hosts. */
export function appValue(world: World, marathon: MarathonApi, app: string, [name]: readonly string[]): Seen {
  const census = world.census.of(marathon.name, app);
  switch (name) {
    case "alive":
    case "volumes":
    case "attached":
      return census[name];
    case "detached":
      return census.volumes - census.attached;
    case "healthy":
    case "unhealthy":
      return marathon.healthOf(app)[name];
    case "backoff":
      return marathon.dueView(app).backoffMs;
    case "deploying":
    case "queued":
      return marathon.dueView(app)[name];
    case "instances":
    case "running":
    case "killing":
    case "staging":
    case "suspended":
    case "reserving":
    case "agents":
    case "version":
      return marathon.appView(app)[name];
    default:
      return undefined;
  }
}

/** As the master knows it; processes, volumes and data as they are on the host. */
export function agentValue(world: World, id: string, [name, resource]: readonly string[]): Seen {
  const record = world.master.agentNamed(id);
  const agent = world.agents.get(id);
  switch (name) {
    case "registered":
      return record !== null;
    case "tasks":
      return record === null ? 0 : record.liveTasks;
    case "reserved":
      return amount(
        record?.total.filter((entry) => entry.kind.role !== "*").scalars() ?? new Map(),
        resource,
      );
    case "used":
      return amount(record?.used.scalars() ?? new Map(), resource);
    case "free": {
      if (record === null) return 0;
      const idle = record.free;
      return amount(idle.unreserved().scalars(), resource);
    }
    case "processes":
      return agent?.processCount ?? 0;
    case "volumes":
      return [...(agent?.volumesOnDisk ?? [])].filter((volume) => volume.exists).length;
    case "data":
      return (agent?.dataMilli ?? 0) / 1000;
    default:
      return undefined;
  }
}

/** Sums over the registered agents, as the master knows them. */
export function roleValue(world: World, role: string, [name, resource]: readonly string[]): Seen {
  const { capacity } = world.master;
  switch (name) {
    case "reserved":
    case "used":
    case "stranded":
      return amount(capacity.role(role)[name], resource);
    case "unreserved":
      return amount(capacity.unreserved, resource);
    default:
      return undefined;
  }
}
