/** Small scenarios for `explain`, as a file would say them, and what it makes of them at an instant. */

import { parseDuration } from "../../../src/model/units.ts";
import { type Diagnosis, diagnose } from "../../../src/sim/explain/diagnose.ts";
import { Simulation } from "../../../src/sim/simulation.ts";
import type { Json } from "../../support/random/common.ts";
import { scenarioOf } from "../../support/random-scenario.ts";

export interface Told extends Json {
  readonly duration?: string;
}

/** One agent of 4 cpus, 4 GiB and 10 GiB disk, unless the scenario says otherwise. */
const agents = [{ id: "a-1", resources: { cpus: 4, mem: "4GiB", disk: "10GiB" } }];

/** Plays the scenario up to that time. */
export function played(told: Told, at: string): Simulation {
  const scenario = scenarioOf({
    name: "told",
    duration: "1h",
    mesos: { agent_order: "sorted" },
    agents,
    ...told,
  });
  const simulation = new Simulation(scenario, {
    hash: null,
    keepOffers: false,
    check: "off",
    logOffers: true,
  });
  simulation.runTo(parseDuration(at) ?? Number.NaN);
  return simulation;
}

export function explained(told: Told, at: string, app = "/db"): Diagnosis {
  const world = played(told, at);
  const having = [...world.marathons.values()].find((marathon) => marathon.definitionOf(app) !== null);
  return diagnose(world, having ?? world.marathon(null), app);
}

/** An app with one volume of 100 MiB. */
export function resident(more: Json = {}): Json {
  return {
    id: "/db",
    cmd: "run",
    cpus: 1,
    mem: 512,
    instances: 1,
    backoffSeconds: 1,
    container: {
      type: "MESOS",
      volumes: [{ containerPath: "data", mode: "RW", persistent: { size: 100 } }],
    },
    residency: {},
    upgradeStrategy: { minimumHealthCapacity: 0, maximumOverCapacity: 0 },
    ...more,
  };
}

export function stateless(more: Json = {}): Json {
  return { id: "/db", cmd: "run", cpus: 1, mem: 512, instances: 1, backoffSeconds: 1, ...more };
}

export const marathon = (more: Json = {}): Json => ({
  name: "marathon",
  kind: "marathon",
  role: "marathon",
  ...more,
});
