/** A cluster's state at an instant as readable tables. */

import type { Amounts } from "../model/resources.ts";
import { formatDuration } from "../model/units.ts";
import type { MarathonSnapshot } from "../sim/cluster/framework.ts";
import type { AgentSnapshot, WorldSnapshot } from "../sim/snapshot.ts";
import type { Colours } from "./colour.ts";
import { table } from "./table.ts";

const amountsText = (amounts: Amounts): string =>
  Object.entries(amounts)
    .map(([name, amount]) => `${name} ${amount}`)
    .join(", ");

const time = (ms: number | null): string => (ms === null ? "-" : formatDuration(ms));
const delay = (ms: number): string => (ms === 0 ? "-" : formatDuration(ms));

/** A resource may be called as what every object has (constructor). */
const amountOf = (amounts: Amounts, name: string): number | string =>
  Object.hasOwn(amounts, name) ? (amounts[name] ?? 0) : 0;

/** The names of all scalars, in order of first appearance. */
function scalarNames(agents: readonly AgentSnapshot[]): readonly string[] {
  const names = agents.flatMap((agent) =>
    Object.entries(agent.total).flatMap(([name, amount]) => (typeof amount === "number" ? [name] : [])),
  );
  return [...new Set(names)];
}

function stateOf({ registered, connected }: AgentSnapshot): string {
  if (!registered) return "not registered";
  return connected ? "registered" : "disconnected";
}

function agentTables(colours: Colours, agents: readonly AgentSnapshot[]): readonly string[] {
  const scalars = scalarNames(agents);
  const share = (agent: AgentSnapshot, name: string): string =>
    `${amountOf(agent.used, name)} of ${amountOf(agent.total, name)}`;
  const attributes = (agent: AgentSnapshot): string =>
    Object.entries(agent.attributes)
      .map(([name, value]) => `${name}=${value}`)
      .join(" ");
  return [
    table(
      colours,
      "agents",
      ["agent", "slave id", "state", ...scalars.map((name) => `${name} used`), "free", "attributes"],
      agents.map((agent) => [
        agent.agent,
        agent.slave_id ?? "-",
        stateOf(agent),
        ...scalars.map((name) => share(agent, name)),
        amountsText(agent.free) || "nothing",
        attributes(agent),
      ]),
    ),
    table(
      colours,
      "reservations",
      ["reservation", "agent", "role", "in use", "resources"],
      agents.flatMap((agent) =>
        agent.reservations.map((each) => [
          each.reservation,
          agent.agent,
          each.role,
          each.used ? "yes" : "no",
          each.resources,
        ]),
      ),
    ),
    table(
      colours,
      "volumes",
      ["volume", "agent", "MiB", "app", "state"],
      agents.flatMap((agent) =>
        agent.volumes.map((each) => [
          each.volume,
          agent.agent,
          String(each.size),
          each.app ?? "-",
          each.attached_to === null
            ? each.exists
              ? "detached"
              : "destroyed, data left on the disk"
            : `attached to ${each.attached_to}`,
        ]),
      ),
    ),
    table(
      colours,
      "tasks as the master knows them",
      ["task", "agent", "framework", "state"],
      agents.flatMap((agent) =>
        agent.tasks.map((each) => [
          each.task,
          agent.agent,
          each.framework,
          `TASK_${each.state.toUpperCase()}`,
        ]),
      ),
    ),
    table(
      colours,
      "containers on the hosts",
      ["task", "agent", "framework", "state"],
      agents.flatMap((agent) =>
        agent.processes.map((each) => [each.task, agent.agent, each.framework, each.state]),
      ),
    ),
  ];
}

function marathonTables(colours: Colours, marathon: MarathonSnapshot): readonly string[] {
  const title = (what: string): string => `${what} of ${marathon.name}`;
  return [
    table(
      colours,
      title("apps"),
      ["app", "wanted", "running", "staging", "suspended", "reserving", "queued", "deploying", "agents"],
      marathon.apps.map((app) => [
        app.id,
        ...[app.instances, app.running, app.staging, app.suspended, app.reserving, app.queued].map(String),
        app.deploying ? "yes" : "no",
        app.agents.join(" "),
      ]),
    ),
    table(
      colours,
      title("tasks"),
      ["task", "agent", "state", "staged", "started", "reservation until"],
      marathon.tasks.map((task) => [
        task.taskId,
        task.agent,
        task.health === null ? task.state : `${task.state}, ${task.health}`,
        time(task.stagedMs),
        time(task.startedMs),
        time(task.deadlineMs),
      ]),
    ),
    table(
      colours,
      title("launch queue"),
      ["app", "left", "in flight", "delay", "waits because"],
      marathon.queue.map((item) => [
        item.app,
        String(item.left),
        String(item.inFlight),
        delay(item.backoffMs),
        item.why ?? "-",
      ]),
    ),
    table(
      colours,
      title("deployments"),
      ["deployment", "step", "apps", "actions"],
      marathon.deployments.map((deployment) => [
        deployment.id,
        `${deployment.step} of ${deployment.steps}`,
        deployment.apps.join(" "),
        deployment.actions.join(", "),
      ]),
    ),
    `${colours.bold(marathon.name)}  ${marathon.launchTokens} launch tokens left, offers ${marathon.offersWanted ? "wanted" : "not wanted"}`,
  ];
}

/** The whole state as text. */
export function snapshotText(snapshot: WorldSnapshot, colours: Colours): string {
  return [
    `${colours.bold(snapshot.scenario)} at ${formatDuration(snapshot.time_ms)}`,
    ...agentTables(colours, snapshot.agents),
    table(
      colours,
      "offers",
      ["offer", "agent", "framework", "resources"],
      snapshot.offers.map((offer) => [offer.offer, offer.agent, offer.framework, offer.resources]),
    ),
    table(
      colours,
      "frameworks",
      ["framework", "framework id", "role", "state", "tasks"],
      snapshot.frameworks.map((each) => [
        each.framework,
        each.framework_id,
        each.role,
        each.active ? "active" : "not active",
        String(each.tasks),
      ]),
    ),
    ...snapshot.marathons.flatMap((marathon) => marathonTables(colours, marathon)),
  ].join("\n\n");
}
