/** The cluster at an instant, as the page reads it from its data, is what `show` prints of the world. */

import { describe, expect, test } from "vitest";
import { CapacityAt } from "../../../src/report/page/capacity/capacity-at.ts";
import { type AppAt, Clusters } from "../../../src/report/page/data/cluster.ts";
import type { WorldSnapshot } from "../../../src/sim/snapshot.ts";
import { dataOf, modelOf, runOf, scenarioOf, simulationOf } from "./page-of.ts";

const scenarios = [
  "documentation/wipe-relaunches-elsewhere",
  "documentation/scale-up-reuses",
  "documentation/upgrade-takes-over",
  "documentation/partition-cuts-off-the-data",
  "failures/rack-loses-power",
  "failures/B18-public-agent-is-out-of-reach",
  "failures/disk-lost-waits-for-ever",
  "failures/quick-reboot-costs-a-relaunch",
  "failures/network-outage-loses-every-task",
  "failures/B5-wipe-does-not-kill",
  "mesos/greedy-takes-a-suspended-task",
  "mesos/two-marathons-one-role",
  "mesos/hoarder-starves-reservations",
  "timelines/failover-in-the-middle-of-a-reserve",
  "timelines/unhealthy-task-is-relaunched",
];

/** How many instants of each run are looked at, beside its end. */
const instants = 12;

const sorted = (texts: Iterable<string>): readonly string[] => [...texts].sort();
const scalar = (amounts: Readonly<Record<string, unknown>>, name: string): number => {
  const amount = amounts[name] ?? 0;
  return typeof amount === "number" ? amount : 0;
};

/** What of `show` the page has, as lines: from the world. */
function linesOfWorld(world: WorldSnapshot, agents: ReadonlySet<string>): readonly string[] {
  const known = world.agents.filter(({ agent }) => agents.has(agent));
  const lines = known.flatMap((agent) => {
    const { agent: name } = agent;
    const amounts = ["cpus", "mem", "disk"].map(
      (resource) =>
        `${resource} ${scalar(agent.used, resource)} of ${scalar(agent.total, resource)}, free ${scalar(agent.free, resource)}`,
    );
    return [
      `agent ${name} ${agent.registered} ${agent.registered ? agent.slave_id : ""} ${amounts.join("; ")}`,
      ...agent.reservations.map(
        (each) =>
          `reservation ${each.reservation} ${name} ${each.role} ${each.used} ${sorted(each.resources.split(", "))}`,
      ),
      ...agent.volumes
        .filter((each) => each.exists)
        .map((each) => `volume ${each.volume} ${name} ${each.size} ${each.app} ${each.attached_to}`),
      ...agent.tasks
        .filter((each) => ["staging", "running", "killing"].includes(each.state))
        .map((each) => `task ${each.task} ${name} ${each.framework} TASK_${each.state.toUpperCase()}`),
      ...agent.processes.map((each) => `container ${each.task} ${name} ${each.framework} ${each.state}`),
    ];
  });
  const frameworks = world.frameworks.map(
    (each) => `framework ${each.framework} ${each.framework_id} ${each.role} ${each.active}`,
  );
  const deployments = world.marathons.flatMap((marathon) =>
    marathon.deployments.map((each) => `deployment ${each.id} step ${each.step} of ${each.steps}`),
  );
  const apps = world.marathons.flatMap((marathon) =>
    marathon.apps.map((each) =>
      appLine({ framework: marathon.name, app: each.id, wanted: each.instances, ...each }),
    ),
  );
  return sorted([...lines, ...frameworks, ...deployments, ...apps]);
}

type Counts = Pick<AppAt, "wanted" | "running" | "staging" | "suspended" | "reserving" | "queued" | "agents">;

function appLine(at: Counts & { readonly framework: string; readonly app: string }): string {
  const { framework, app, wanted, running, staging, suspended, reserving, queued, agents } = at;
  const counts = [wanted, running, staging, suspended, reserving, queued].join(" ");
  return `app ${framework} ${app} ${counts} ${sorted(agents)}`;
}

describe.each(scenarios)("%s", (path) => {
  test("the page shows what show prints", () => {
    const scenario = scenarioOf(`scenarios/${path}.yaml`);
    const model = modelOf(dataOf(runOf(scenario)));
    const clusters = new Clusters(model);
    const simulation = simulationOf(scenario);
    for (let i = 0; i <= instants; i++) {
      // Not only round times: events happen at those.
      const atMs =
        i === instants ? scenario.durationMs : Math.floor((scenario.durationMs * i) / instants) + 37 * i;
      simulation.runTo(atMs);
      const cluster = clusters.at(atMs);
      const capacity = new CapacityAt(model, atMs);
      // One that has never registered is nothing yet.
      const agents = cluster.agents.filter(({ state }) => state !== "not registered yet");
      const lines = agents.flatMap((agent) => {
        const { agent: name } = agent;
        const amounts = ["cpus", "mem", "disk"].map((resource) => {
          const { used, total, free } = capacity.ofAgent(name, resource);
          return `${resource} ${used / 1000} of ${total / 1000}, free ${free / 1000}`;
        });
        return [
          `agent ${name} ${agent.registered} ${agent.slaveId} ${amounts.join("; ")}`,
          ...agent.reservations.map(
            (each) =>
              `reservation ${each.reservation} ${name} ${each.role} ${each.used} ${sorted(each.resources.split(", "))}`,
          ),
          ...agent.volumes.map(
            (each) =>
              `volume ${each.volume} ${name} ${each.size} ${each.app || null} ${each.attachedTo || null}`,
          ),
          ...agent.tasks.map((each) => `task ${each.task} ${name} ${each.framework} ${each.state}`),
          ...agent.containers.map((each) => `container ${each.task} ${name} ${each.framework} ${each.state}`),
        ];
      });
      const frameworks = cluster.frameworks.map(
        (each) =>
          `framework ${each.framework} ${each.frameworkId} ${each.role} ${each.state === "registered"}`,
      );
      const deployments = cluster.deployments.map(
        (each) => `deployment ${each.id} ${each.step.split(":")[0]}`,
      );
      // While nobody leads, nothing says what Marathon sees.
      const leading = new Set(simulation.snapshot().marathons.map(({ name }) => name));
      const apps = cluster.apps.filter(({ framework }) => leading.has(framework)).map(appLine);
      expect(sorted([...lines, ...frameworks, ...deployments, ...apps]), `at ${atMs} ms`).toEqual(
        linesOfWorld(simulation.snapshot(), new Set(agents.map(({ agent }) => agent))),
      );
    }
  });
});
