/**
 * What is kept in two places must agree: the master's sums with its agents, its offers and tasks seen from either side,
 * the census with the hosts, a host's volumes with its containers.
 */

import { type Resources, unreservedRole } from "../../model/resources.ts";
import { isTerminal } from "../../model/tasks.ts";
import { Census } from "../cluster/census.ts";
import type { Agent } from "../mesos/agent.ts";
import { Capacity, type Sums } from "../mesos/capacity.ts";
import type { AgentRecord } from "../mesos/records.ts";
import { withCheckpointed } from "../mesos/validation.ts";
import type { World } from "../world.ts";

/** What is wrong with what. */
type Report = (subject: string, text: string) => void;

export class Books {
  readonly #world: World;
  readonly #report: Report;
  /** Of each host, the checkpointed set that was right at the last check: it needs no other look while it is the same. */
  readonly #fitting = new WeakMap<Agent, Resources>();

  constructor(world: World, report: Report) {
    this.#world = world;
    this.#report = report;
  }

  check(): void {
    const world = this.#world;
    checkCapacity(world, this.#report);
    for (const agent of world.master.agents) checkRecord(agent, this.#report);
    const counted = new Census();
    for (const agent of world.agents.values()) {
      checkHost(world, agent, counted, this.#report);
      this.#checkDisk(agent);
    }
    for (const marathon of world.marathons.values()) {
      for (const app of marathon.appIds()) {
        for (const what of ["alive", "volumes", "attached"] as const) {
          const [kept, found] = [world.census, counted].map((census) => census.of(marathon.name, app)[what]);
          if (kept !== found) this.#report(app, `${kept} ${what} are counted, ${found} are there`);
        }
      }
    }
  }

  /** What is written down fits on the host, or its agent could not register again. */
  #checkDisk(agent: Agent): void {
    const { name, spec, checkpointed } = agent;
    if (this.#fitting.get(agent) === checkpointed) return;
    this.#fitting.set(agent, checkpointed);
    if (withCheckpointed(spec.resources, checkpointed) === null)
      this.#report(name, `${checkpointed} are checkpointed out of ${spec.resources}`);
  }
}

function checkCapacity({ master }: World, report: Report): void {
  const counted = new Capacity();
  const roles = new Set<string>();
  for (const agent of master.agents) {
    counted.addTotal(agent.total, 1);
    for (const { kind } of agent.total.entries) if (kind.role !== unreservedRole) roles.add(kind.role);
    for (const { state, framework, info } of agent.tasks.values()) {
      roles.add(framework.info.role);
      if (!isTerminal(state)) counted.addUsed(framework.info.role, info.resources, 1);
    }
  }
  const compare = (subject: string, kept: Sums, found: Sums): void => {
    for (const name of new Set([...kept.keys(), ...found.keys()])) {
      const [is, should] = [kept.get(name) ?? 0, found.get(name) ?? 0];
      if (is !== should) report(subject, `${is / 1000} ${name} are kept, ${should / 1000} are there`);
    }
  };
  compare("total", master.capacity.total, counted.total);
  compare("unreserved", master.capacity.unreserved, counted.unreserved);
  for (const role of roles) {
    for (const what of ["reserved", "used", "stranded"] as const) {
      compare(`${what} of ${role}`, master.capacity.role(role)[what], counted.role(role)[what]);
    }
  }
}

function checkRecord(agent: AgentRecord, report: Report): void {
  const name = agent.info.agent;
  let live = 0;
  for (const task of agent.tasks.values()) {
    if (!isTerminal(task.state)) live++;
    if (task.framework.removed) report(name, `${task.info.taskId} is of a framework that was removed`);
    else if (task.framework.tasks.get(task.info.taskId) !== task)
      report(name, `${task.framework.info.name} does not have its task ${task.info.taskId}`);
  }
  if (live !== agent.liveTasks) report(name, `${agent.liveTasks} live tasks are counted, ${live} are there`);
  if (!agent.connected && agent.offers.size > 0) report(name, "it is disconnected, and offered");
  for (const { framework, offer } of agent.offers) {
    if (!framework.active || framework.removed) report(offer.offerId, `${framework.info.name} is not active`);
    if (![...framework.offers].some((one) => one.offer === offer))
      report(offer.offerId, `${framework.info.name} does not have it`);
  }
}

/** A volume is attached to the one container that uses it. */
function checkHost(world: World, agent: Agent, counted: Census, report: Report): void {
  const { name } = agent;
  const processes = new Set(agent.processes);
  for (const { framework, task, state } of processes) {
    if (state === "running") counted.add(framework, task.trace.app ?? null, "alive", 1);
  }
  for (const { kind, key, exists, attachedTo } of agent.volumesOnDisk) {
    const owner = world.ledger.ofVolume(name, kind);
    if (exists) counted.add(owner.framework, owner.app, "volumes", 1);
    if (attachedTo === null) continue;
    counted.add(attachedTo.framework, attachedTo.task.trace.app ?? null, "attached", 1);
    if (!processes.has(attachedTo)) report(name, `${attachedTo.task.taskId} is gone and has ${key}`);
    if (!exists) report(name, `${attachedTo.task.taskId} has ${key}, which does not exist`);
  }
}
