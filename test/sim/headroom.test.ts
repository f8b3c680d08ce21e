/** How many more instances fit: as many as a Marathon that is asked for more launches. */

import { expect, test } from "vitest";
import { headroomOf } from "../../src/sim/headroom.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import type { Json } from "../support/random/common.ts";
import { scenarioOf } from "../support/random-scenario.ts";

const residency = { taskLostBehavior: "WAIT_FOREVER" };
const volumes = [{ containerPath: "data", mode: "RW", persistent: { size: 100 } }];
const app = (id: string, more: Json = {}): Json => ({
  id,
  cmd: "serve",
  cpus: 1,
  mem: 100,
  instances: 0,
  ...more,
});

const apps = {
  "any role": app("/web"),
  "unreserved only": app("/web", { acceptedResourceRoles: ["*"] }),
  // Its port is of no role that it accepts.
  "its own role only": app("/web", { acceptedResourceRoles: ["marathon"] }),
  "its own role only, and no port": app("/web", { acceptedResourceRoles: ["marathon"], portDefinitions: [] }),
  resident: app("/web", { residency, container: { type: "MESOS", volumes } }),
};

// Of a's 4 cpus one is ops's and one Marathon's own; b has 2. Stateless apps use both kinds, as the default of
// accepted roles has it (MarathonConf.scala, defaultAcceptedResourceRolesSet), resident ones reserve what is unreserved
// (TaskOpFactoryImpl.scala:111-128).
test.each([
  ["any role", 5, "2 agents lack for one more: cpus on 2"],
  ["unreserved only", 4, "2 agents lack for one more: cpus on 2"],
  ["its own role only", 0, "2 agents lack for one more: cpus on 1, ports on 1"],
  ["its own role only, and no port", 1, "2 agents lack for one more: cpus on 2"],
  ["resident", 4, "2 agents lack for one more: cpus on 2"],
] as const)("static reservations of the Marathon's role are for who accepts it: %s", (which, fits, why) => {
  const simulation = new Simulation(
    scenarioOf({
      name: "headroom",
      duration: "10m",
      agents: [
        {
          id: "a",
          resources: { cpus: 4, mem: 4096, disk: 1000 },
          reserved: { ops: { cpus: 1, mem: 96 }, marathon: { cpus: 1, mem: 1000 } },
        },
        { id: "b", resources: { cpus: 2, mem: 4096, disk: 1000 } },
      ],
      apps: [apps[which]],
      actions: [{ at: "1m", do: "app.scale", app: "/web", instances: 9 }],
    }),
    { hash: null, keepOffers: false, check: "off" },
  );
  simulation.runTo(59_000);
  expect(headroomOf(simulation)[0]).toMatchObject({ more: fits, why });
  simulation.runTo(600_000);
  expect(simulation.marathon(null).appView("/web").running).toBe(fits);
  expect(headroomOf(simulation)[0]?.more).toBe(0);
});

// Three agents with 4 cpus, instances of 3 that are on different ones: whoever runs one has no room for the next. An app with two
// has one agent left, on which the other one's instance is.
test("of apps that may be on an agent once, each leaves out the agents that it has", () => {
  const unique = (id: string, instances: number) =>
    app(id, { cpus: 3, instances, constraints: [["hostname", "UNIQUE"]] });
  const agents = ["a", "b", "c"].map((id) => ({ id, resources: { cpus: 4, mem: 4096, disk: 1000 } }));
  const simulation = new Simulation(
    scenarioOf({ name: "headroom", duration: "1m", agents, apps: [unique("/two", 2), unique("/one", 1)] }),
    { hash: null, keepOffers: false, check: "off" },
  );
  simulation.runTo(60_000);
  const [one, two] = headroomOf(simulation);
  expect(one).toMatchObject({ app: "/one", more: 0, why: "2 agents lack for one more: cpus on 2" });
  expect(two).toMatchObject({ app: "/two", more: 0, why: "1 agent lacks for one more: cpus on 1" });
});
