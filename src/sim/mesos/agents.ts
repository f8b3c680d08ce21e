/**
 * The master's side of an agent's life: registration, disconnection, removal, return. Follows master/master.cpp @
 * 0.28.3. Writing the registry takes no simulated time, but what follows it comes after all else of its instant.
 */

import type { AgentTask, ToMaster } from "../../model/messages.ts";
import { Resources } from "../../model/resources.ts";
import { isTerminal } from "../../model/tasks.ts";
import type { Network } from "../cluster/network.ts";
import type { Recorder } from "../cluster/recorder.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import type { AllocatorLike } from "./allocator-like.ts";
import type { Capacity } from "./capacity.ts";
import type { Offers } from "./offers.ts";
import type { Pings } from "./pings.ts";
import type { AgentRecord } from "./records.ts";
import type { Registry } from "./registry.ts";
import type { RemovalLimiter } from "./removal-limiter.ts";
import type { LostTask, Tasks } from "./tasks.ts";
import { checkpointedPart, withCheckpointed } from "./validation.ts";

/** What agents need of the master. */
export interface AgentsContext {
  readonly kernel: Kernel;
  readonly registry: Registry;
  readonly recorder: Recorder;
  readonly network: Network;
  readonly allocator: AllocatorLike;
  readonly capacity: Capacity;
  readonly pings: Pings;
  readonly tasks: Tasks;
  readonly offers: Offers;
  readonly limiter: RemovalLimiter;
  /** The flag registry_strict. */
  readonly strict: boolean;
}

/** Why an agent is removed, with Mesos' words for its tasks. */
export const removals = {
  "health-check-timed-out": "health check timed out",
  unregistered: "the slave unregistered",
  "same-address": "a new slave registered at the same address",
} as const;
export type Removal = keyof typeof removals;

type MessageOf<T extends ToMaster["type"]> = Extract<ToMaster, { type: T }>;

interface Removed {
  readonly agent: AgentRecord;
  readonly lost: readonly LostTask[];
}

export class Agents {
  readonly #context: AgentsContext;
  readonly #written: EventKind;
  /** Agents of the registry that have not come back since this master leads, by id, with their names. */
  readonly #recovered: Map<string, string>;

  constructor(context: AgentsContext, recovered: ReadonlyMap<string, string>) {
    this.#context = context;
    this.#recovered = new Map(recovered);
    this.#written = context.kernel.kind("mesos/agent removed from the registry", (_a, _b, payload) =>
      this.#removedFromRegistry(payload as Removed),
    );
  }

  /** The registry: ids of all admitted agents, with their names (master.cpp:1479-1527). */
  get admitted(): ReadonlyMap<string, string> {
    const admitted = new Map(this.#recovered);
    for (const { slaveId, info } of this.#context.registry.agents) admitted.set(slaveId, info.agent);
    return admitted;
  }

  get recovered(): ReadonlyMap<string, string> {
    return this.#recovered;
  }

  /** Whether some agent, or the one of that id, may still come back: reconciliation is silent then (master.hpp:1334-1345). */
  inTransition(slaveId: string | null): boolean {
    return slaveId === null ? this.#recovered.size > 0 : this.#recovered.has(slaveId);
  }

  /** A new agent gets a new id; what it has checkpointed counts from the start (master.cpp:4130-4281). */
  register({ info, total, checkpointed }: MessageOf<"REGISTER_AGENT">): void {
    const { registry, network } = this.#context;
    const before = registry.agentNamed(info.agent);
    if (before !== null && before.info.run === info.run && before.connected) {
      network.toAgent(info.agent, { type: "AGENT_REGISTERED", slaveId: before.slaveId });
      return;
    }
    // Another boot at the same address: its first packet resets the old connection.
    if (before !== null) this.remove(before, "same-address");
    const slaveId = registry.newSlaveId();
    this.#admit(slaveId, { info, total, checkpointed, tasks: [] }, "agent.registered");
    network.toAgent(info.agent, { type: "AGENT_REGISTERED", slaveId });
  }

  /**
   * A removed agent is told to shut down; a known one is reconciled, the master's view of its reservations wins; one
   * of the registry is admitted again, with all that it brings: tasks of a framework that was removed since, too, which
   * run on (master.cpp:4285-4566).
   */
  reregister(message: MessageOf<"REREGISTER_AGENT">): void {
    const { registry, network } = this.#context;
    const { slaveId, info } = message;
    if (registry.wasRemoved(slaveId)) {
      return this.#shutDown(info.agent, "Slave attempted to re-register after removal");
    }
    const agent = registry.agent(slaveId);
    if (agent !== null) return this.#reconcile(agent, message);
    if (this.#context.strict && !this.#recovered.has(slaveId)) {
      registry.refuseAgent(slaveId);
      return this.#shutDown(info.agent, `Slave attempted to re-register with unknown slave id ${slaveId}`);
    }
    this.#recovered.delete(slaveId);
    const admitted = this.#admit(slaveId, message, "agent.reregistered");
    network.toAgent(info.agent, { type: "AGENT_REREGISTERED", slaveId, missing: [] });
    this.#tellFrameworks(info.agent, message.tasks);
    this.#sendCheckpointed(admitted);
  }

  /** Its connection closed: no more offers, the old ones are rescinded; its tasks are left alone (master.cpp:1160-1207, 2582-2631). */
  exited(name: string): void {
    const { registry, allocator, offers, recorder } = this.#context;
    const agent = registry.agentNamed(name);
    if (agent === null || !agent.connected) return;
    agent.connected = false;
    recorder.add("agent.disconnected", { agent: name, slave_id: agent.slaveId, reason: "connection-closed" });
    allocator.deactivateAgent(agent.slaveId);
    for (const record of offers.ofAgent(agent)) offers.rescind(record, "agent-disconnected");
  }

  unregister({ slaveId }: MessageOf<"UNREGISTER_AGENT">): void {
    const agent = this.#context.registry.agent(slaveId);
    if (agent !== null) this.remove(agent, "unregistered");
  }

  /** A late word of a removed agent: it is told to shut down (master.cpp:4729-4744). */
  shutDownRemoved(name: string): void {
    this.#shutDown(name, "Status update from unknown slave");
  }

  /** Whoever of the registry has not come back in time asks for its removal (master.cpp:1530-1591). */
  giveUpRecovered(): void {
    for (const slaveId of this.#recovered.keys()) {
      // Coming back does not give the place up: the permit is used all the same.
      this.#context.limiter.request(`recovered ${slaveId}`, () => this.#giveUpOneRecovered(slaveId));
    }
  }

  /** Unless it came back meanwhile; non-strictly, nobody is told (master.cpp:1596-1644). */
  #giveUpOneRecovered(slaveId: string): void {
    const { recorder, network, registry, strict } = this.#context;
    const name = this.#recovered.get(slaveId);
    if (name === undefined) return;
    this.#recovered.delete(slaveId);
    recorder.add("agent.removed", { agent: name, slave_id: slaveId, reason: "reregister-timeout" });
    if (!strict) return;
    for (const { info } of registry.frameworks)
      network.toFramework(info.name, { type: "AGENT_LOST", slaveId });
  }

  /** No answer to pings for too long: it is told to shut down, and removed (master.cpp:4921-4941). */
  #giveUp(agent: AgentRecord): void {
    this.#shutDown(agent.info.agent, removals["health-check-timed-out"]);
    this.remove(agent, "health-check-timed-out");
  }

  /**
   * The allocator forgets it first, its tasks are lost, its offers rescinded; frameworks hear of it after the registry
   * was written (master.cpp:6197-6358).
   */
  remove(agent: AgentRecord, removal: Removal): void {
    const { kernel, registry, recorder, allocator, capacity, pings, tasks, offers } = this.#context;
    const name = agent.info.agent;
    pings.forget(name);
    this.#context.limiter.cancel(agent.slaveId);
    recorder.add("agent.removed", { agent: name, slave_id: agent.slaveId, reason: removal });
    allocator.removeAgent(agent.slaveId);
    const lost = tasks.loseAll(agent, `Slave ${name} removed: ${removals[removal]}`);
    for (const record of offers.ofAgent(agent)) offers.rescind(record, "agent-removed");
    capacity.addTotal(agent.total, -1);
    registry.removeAgent(agent);
    kernel.after(0, this.#written, 0, 0, { agent, lost } satisfies Removed);
  }

  #removedFromRegistry({ agent, lost }: Removed): void {
    const { registry, network, tasks } = this.#context;
    for (const task of lost) tasks.tellLost(task);
    for (const { info } of registry.frameworks) {
      network.toFramework(info.name, { type: "AGENT_LOST", slaveId: agent.slaveId });
    }
  }

  #admit(
    slaveId: string,
    {
      info,
      total,
      checkpointed,
      tasks,
    }: Pick<MessageOf<"REREGISTER_AGENT">, "info" | "total" | "checkpointed" | "tasks">,
    event: "agent.registered" | "agent.reregistered",
  ): AgentRecord {
    const { registry, recorder, allocator, capacity, pings, limiter } = this.#context;
    const all = withCheckpointed(total, checkpointed);
    if (all === null) throw new Error(`agent ${info.agent} has checkpointed resources that it does not have`);
    const agent = registry.addAgent(slaveId, info, total, all);
    capacity.addTotal(all, 1);
    recorder.add(event, {
      agent: info.agent,
      slave_id: slaveId,
      resources: all,
      reserved: reservedByRole(all),
    });
    pings.observe(
      info.agent,
      () => limiter.request(slaveId, () => this.#giveUp(agent)),
      () => limiter.cancel(slaveId),
    );
    const used = this.#adopt(agent, tasks);
    allocator.addAgent(slaveId, info.agent, all, used);
    return agent;
  }

  /** Tasks that a returning agent reports to a master that does not know them; what they use, by framework. */
  #adopt(agent: AgentRecord, reported: readonly AgentTask[]): ReadonlyMap<string, Resources> {
    const used = new Map<string, Resources>();
    for (const task of reported) {
      const framework = this.#context.registry.ofReportedTask(task.frameworkId, task.framework, task.role);
      this.#context.tasks.adopt(framework, agent, task);
      if (isTerminal(task.state)) continue;
      used.set(task.frameworkId, (used.get(task.frameworkId) ?? Resources.none).plus(task.info.resources));
    }
    return used;
  }

  /** What either side knows and the other does not is settled (master.cpp:5552-5699). */
  #reconcile(agent: AgentRecord, { info, tasks }: MessageOf<"REREGISTER_AGENT">): void {
    const { network, allocator, recorder } = this.#context;
    const known = tasks.map((task) => agent.tasks.find(task.frameworkId, task.info.taskId));
    const reported = new Set(known);
    const missing = [...agent.tasks]
      .filter((task) => !reported.has(task))
      .map(({ frameworkId, taskId }) => ({ frameworkId, taskId }));
    network.toAgent(info.agent, { type: "AGENT_REREGISTERED", slaveId: agent.slaveId, missing });
    for (const [i, { frameworkId, info: task, state }] of tasks.entries()) {
      if (isTerminal(state) || known[i]?.killAsked !== true) continue;
      network.toAgent(info.agent, { type: "KILL_TASK", frameworkId, taskId: task.taskId });
    }
    this.#shutDownCompleted(info.agent, tasks);
    agent.info = info;
    recorder.add("agent.reregistered", {
      agent: info.agent,
      slave_id: agent.slaveId,
      resources: agent.total,
      reserved: reservedByRole(agent.total),
    });
    if (!agent.connected) {
      agent.connected = true;
      allocator.activateAgent(agent.slaveId);
    }
    this.#tellFrameworks(info.agent, tasks);
    this.#sendCheckpointed(agent);
  }

  /** It hears where the subscribed frameworks of its tasks are, and sends once more what waits (master.cpp:4539-4554). */
  #tellFrameworks(name: string, tasks: readonly AgentTask[]): void {
    const { registry, network } = this.#context;
    for (const frameworkId of new Set(tasks.map((task) => task.frameworkId))) {
      if (registry.framework(frameworkId) !== null)
        network.toAgent(name, { type: "UPDATE_FRAMEWORK", frameworkId });
    }
  }

  /** Asked of agents that this master knows only (master.cpp:5552-5554, 5680-5698). */
  #shutDownCompleted(name: string, tasks: readonly AgentTask[]): void {
    const { registry, network } = this.#context;
    for (const frameworkId of new Set(tasks.map((task) => task.frameworkId))) {
      if (registry.isCompleted(frameworkId))
        network.toAgent(name, { type: "SHUTDOWN_FRAMEWORK", frameworkId });
    }
  }

  #sendCheckpointed(agent: AgentRecord): void {
    const resources = checkpointedPart(agent.total);
    this.#context.network.toAgent(agent.info.agent, { type: "CHECKPOINT_RESOURCES", resources });
  }

  #shutDown(name: string, message: string): void {
    this.#context.network.toAgent(name, { type: "SHUTDOWN", message });
  }
}

/** What an agent has reserved, statically or dynamically, as amounts by role; null where nothing is. */
function reservedByRole(total: Resources): Record<string, unknown> | null {
  const roles = [...new Set(total.entries.map((entry) => entry.kind.role))]
    .filter((role) => role !== "*")
    .sort();
  if (roles.length === 0) return null;
  return Object.fromEntries(roles.map((role) => [role, total.reserved(role).amounts()]));
}
