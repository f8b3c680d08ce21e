/**
 * What is kept in two places must agree: the master's sums with its agents, its tasks seen from either side,
 * the census with the hosts, a host's volumes with its containers.
 */

import { unreservedRole } from "../../model/resources.ts";
import type { ScalarSums } from "../../model/scalar-sums.ts";
import { isTerminal } from "../../model/tasks.ts";
import { Census } from "../cluster/census.ts";
import type { Agent } from "../mesos/agent.ts";
import { Capacity } from "../mesos/capacity.ts";
import type { Master } from "../mesos/master.ts";
import type { AgentRecord } from "../mesos/records.ts";
import { withCheckpointed } from "../mesos/validation.ts";
import type { World } from "../world.ts";
import { SeenHoldings } from "./holdings.ts";

/** What the master's agents come to, counted anew. */
interface Counted {
  readonly capacity: Capacity;
  readonly roles: ReadonlySet<string>;
}

const counts = ["alive", "volumes", "attached"] as const;
const sums = ["reserved", "used", "stranded"] as const;

/** What is wrong with what. */
type Report = (subject: string, text: string) => void;

export class Books {
  readonly #world: World;
  readonly #report: Report;
  /** What is the same as at the last check needs no other look, or comes to the same. */
  readonly #checkpointed = new SeenHoldings<Agent>();
  readonly #holdings = new SeenHoldings<Master>();
  #counted: Counted = { capacity: new Capacity(), roles: new Set() };

  constructor(world: World, report: Report) {
    this.#world = world;
    this.#report = report;
  }

  check(): void {
    const world = this.#world;
    if (this.#holdings.changed(world.master, holdingsOf(world.master))) this.#counted = count(world.master);
    checkCapacity(world, this.#counted, this.#report);
    for (const agent of world.master.agents) checkRecord(agent, this.#report);
    const counted = new Census();
    for (const agent of world.agents.values()) {
      checkHost(world, agent, counted, this.#report);
      this.#checkDisk(agent);
    }
    for (const marathon of world.marathons.values()) {
      for (const app of marathon.appIds()) {
        const kept = world.census.of(marathon.name, app);
        const found = counted.of(marathon.name, app);
        for (const what of counts) {
          if (kept[what] !== found[what])
            this.#report(app, `${kept[what]} ${what} are counted, ${found[what]} are there`);
        }
      }
    }
  }

  /** What is kept of those agents only, without the sums over all. */
  checkAgents(names: Iterable<string>): void {
    const { master, agents } = this.#world;
    for (const name of names) {
      const record = master.agentNamed(name);
      if (record !== null) checkRecord(record, this.#report);
      const agent = agents.get(name);
      if (agent === undefined) continue;
      checkHost(this.#world, agent, null, this.#report);
      this.#checkDisk(agent);
    }
  }

  /** What is written down fits on the host, or its agent could not register again. */
  #checkDisk(agent: Agent): void {
    const { name, spec, checkpointed } = agent;
    if (!this.#checkpointed.changed(agent, [checkpointed])) return;
    if (withCheckpointed(spec.resources, checkpointed) === null)
      this.#report(name, `${checkpointed} are checkpointed out of ${spec.resources}`);
  }
}

/** What makes up the master's sums, as the objects that say so. */
function holdingsOf({ agents }: Master): readonly object[] {
  const parts: object[] = [];
  for (const { total, tasks } of agents) {
    parts.push(total);
    for (const { state, info, framework } of tasks) if (!isTerminal(state)) parts.push(info, framework.info);
  }
  return parts;
}

function count({ agents }: Master): Counted {
  const capacity = new Capacity();
  const roles = new Set<string>();
  for (const { total, tasks } of agents) {
    capacity.addTotal(total, 1);
    for (const { kind } of total.entries) if (kind.role !== unreservedRole) roles.add(kind.role);
    for (const { state, framework, info } of tasks) {
      roles.add(framework.info.role);
      if (!isTerminal(state)) capacity.addUsed(framework.info.role, info.resources, 1);
    }
  }
  return { capacity, roles };
}

function checkCapacity({ master }: World, { capacity, roles }: Counted, report: Report): void {
  const compare = (subject: string, kept: ScalarSums, found: ScalarSums): void => {
    const compareOne = (name: string): void => {
      const is = kept.get(name);
      const should = found.get(name);
      if (is !== should) report(subject, `${is / 1000} ${name} are kept, ${should / 1000} are there`);
    };
    for (const [name] of kept) compareOne(name);
    for (const [name] of found) if (kept.get(name) === 0) compareOne(name);
  };
  compare("total", master.capacity.total, capacity.total);
  compare("unreserved", master.capacity.unreserved, capacity.unreserved);
  for (const role of roles) {
    const kept = master.capacity.role(role);
    const found = capacity.role(role);
    for (const what of sums) compare(`${what} of ${role}`, kept[what], found[what]);
  }
}

function checkRecord(agent: AgentRecord, report: Report): void {
  const name = agent.info.agent;
  let live = 0;
  for (const task of agent.tasks) {
    if (!isTerminal(task.state)) live++;
    if (task.framework.removed) report(name, `${task.info.taskId} is of a framework that was removed`);
    else if (task.framework.tasks.get(task.info.taskId) !== task)
      report(name, `${task.framework.info.name} does not have its task ${task.info.taskId}`);
  }
  if (live !== agent.liveTasks) report(name, `${agent.liveTasks} live tasks are counted, ${live} are there`);
  if (!agent.connected && agent.offers.length > 0) report(name, "it is disconnected, and offered");
  for (const { framework, offerId, isOutstanding } of agent.offers) {
    if (!framework.active || framework.removed) report(offerId, `${framework.info.name} is not active`);
    if (!isOutstanding) report(offerId, "it is not outstanding");
  }
}

/** A volume is attached to the one container that uses it. What is there is added to `counted`, if to anything. */
function checkHost(world: World, agent: Agent, counted: Census | null, report: Report): void {
  const { name } = agent;
  const processes = [...agent.processes];
  if (counted !== null)
    for (const { framework, task, state } of processes)
      if (state === "running") counted.add(framework, task.trace.app ?? null, "alive", 1);
  for (const { kind, exists, attachedTo } of agent.volumesOnDisk) {
    if (counted !== null && exists) {
      const owner = world.ledger.ofVolume(name, kind);
      counted.add(owner.framework, owner.app, "volumes", 1);
    }
    if (attachedTo === null) continue;
    counted?.add(attachedTo.framework, attachedTo.task.trace.app ?? null, "attached", 1);
    if (!processes.includes(attachedTo))
      report(name, `${attachedTo.task.taskId} is gone and has ${kind.persistenceId}`);
    if (!exists) report(name, `${attachedTo.task.taskId} has ${kind.persistenceId}, which does not exist`);
  }
}
