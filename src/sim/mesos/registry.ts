/** Who the master knows: agents and frameworks, by Mesos' id and by the scenario's name; and who it knew. */

import type { AgentInfo, FrameworkInfo } from "../../model/messages.ts";
import type { Resources } from "../../model/resources.ts";
import type { Network } from "../cluster/network.ts";
import { type Endpoint, Port } from "../cluster/port.ts";
import type { Recorder } from "../cluster/recorder.ts";
import { AgentRecord, FrameworkRecord } from "./records.ts";

/** How many removed frameworks the master remembers (master/constants.cpp:38 @ 0.28.3). */
const completedFrameworksMax = 50;

/** Where it gets the names and ports of its records from. */
export interface RegistryDeps {
  readonly recorder: Recorder;
  readonly network: Network;
}

export class Registry {
  readonly #masterId: string;
  readonly #recorder: Recorder;
  readonly #network: Network;
  readonly #agents = new Map<string, AgentRecord>();
  readonly #agentsByName = new Map<string, AgentRecord>();
  /** Their names by id; null for one that was never seen. */
  readonly #removedAgents = new Map<string, string | null>();
  readonly #frameworks = new Map<string, FrameworkRecord>();
  readonly #frameworksByName = new Map<string, FrameworkRecord>();
  readonly #completed = new Set<string>();
  #agentsEver = 0;
  #known = 0;
  #frameworksEver = 0;

  constructor(masterId: string, { recorder, network }: RegistryDeps) {
    this.#masterId = masterId;
    this.#recorder = recorder;
    this.#network = network;
  }

  /** In order of registration. */
  get agents(): Iterable<AgentRecord> {
    return this.#agents.values();
  }

  /** Those that are subscribed, active or not, in order of registration. */
  get frameworks(): Iterable<FrameworkRecord> {
    return [...this.#frameworks.values()].filter((framework) => framework.known);
  }

  agent(slaveId: string): AgentRecord | null {
    return this.#agents.get(slaveId) ?? null;
  }

  /** The scenario's id of an agent that is registered, or was removed by this master; null for others. */
  agentName(slaveId: string): string | null {
    return this.agent(slaveId)?.info.agent ?? this.#removedAgents.get(slaveId) ?? null;
  }

  agentNamed(name: string): AgentRecord | null {
    return this.#agentsByName.get(name) ?? null;
  }

  /** The registered agent at that end of the network, or null. */
  agentAt(end: Endpoint): AgentRecord | null {
    if (!(end instanceof Port)) return this.agentNamed(end.name);
    const { party } = end;
    return party instanceof AgentRecord && party.registry === this ? party : null;
  }

  /** Whether an agent of that id was removed by this master. */
  wasRemoved(slaveId: string): boolean {
    return this.#removedAgents.has(slaveId);
  }

  /** The subscribed framework of that id, or null. */
  framework(frameworkId: string): FrameworkRecord | null {
    const framework = this.#frameworks.get(frameworkId);
    return framework?.known === true ? framework : null;
  }

  frameworkNamed(name: string): FrameworkRecord | null {
    return this.#frameworksByName.get(name) ?? null;
  }

  /** The framework that speaks at that end of the network, or null. */
  frameworkAt(end: Endpoint): FrameworkRecord | null {
    if (!(end instanceof Port)) return this.frameworkNamed(end.name);
    const { party } = end;
    return party instanceof FrameworkRecord && party.registry === this ? party : null;
  }

  /** Whether a framework of that id was removed by this master, and not too long ago. */
  isCompleted(frameworkId: string): boolean {
    return this.#completed.has(frameworkId);
  }

  /** A new agent's id: `<masterId>-S<n>`. */
  newSlaveId(): string {
    return `${this.#masterId}-S${this.#agentsEver++}`;
  }

  addAgent(slaveId: string, info: AgentInfo, flags: Resources, total: Resources): AgentRecord {
    const name = this.#recorder.nameOf(info.agent);
    const port = this.#network.portOf({ kind: "agent", name: info.agent });
    const agent = new AgentRecord(this, slaveId, this.#known++, info, name, port, flags, total);
    port.party = agent;
    this.#agents.set(slaveId, agent);
    this.#agentsByName.set(info.agent, agent);
    return agent;
  }

  /** An agent of that id is not admitted any more. */
  refuseAgent(slaveId: string): void {
    this.#removedAgents.set(slaveId, null);
  }

  removeAgent(agent: AgentRecord): void {
    agent.removed = true;
    this.#agents.delete(agent.slaveId);
    if (this.#agentsByName.get(agent.info.agent) === agent) this.#agentsByName.delete(agent.info.agent);
    if (agent.port.party === agent) agent.port.party = null;
    this.#removedAgents.set(agent.slaveId, agent.info.agent);
  }

  /** The framework, which is known, speaks under its name from now on. */
  nameMeans(framework: FrameworkRecord): void {
    this.#frameworksByName.set(framework.info.name, framework);
    framework.port.party = framework;
  }

  /** Under a new id, `<masterId>-<nnnn>`, or the one it brings. */
  addFramework(info: FrameworkInfo): FrameworkRecord {
    const frameworkId =
      info.frameworkId ?? `${this.#masterId}-${String(this.#frameworksEver++).padStart(4, "0")}`;
    const framework = this.#recordOf(frameworkId, info);
    // An agent that reported its tasks before knew its name and role only.
    framework.info = { ...info, frameworkId };
    framework.known = true;
    framework.active = true;
    this.nameMeans(framework);
    return framework;
  }

  /** The framework of a task that an agent reports, subscribed or not. */
  ofReportedTask(frameworkId: string, name: string, role: string): FrameworkRecord {
    return this.#recordOf(frameworkId, {
      name,
      role,
      principal: null,
      frameworkId,
      failoverTimeoutMs: 0,
      checkpoint: true,
    });
  }

  removeFramework(framework: FrameworkRecord): void {
    framework.removed = true;
    framework.active = false;
    this.#frameworks.delete(framework.frameworkId);
    if (this.#frameworksByName.get(framework.info.name) === framework) {
      this.#frameworksByName.delete(framework.info.name);
    }
    if (framework.port.party === framework) framework.port.party = null;
    this.#completed.add(framework.frameworkId);
    if (this.#completed.size <= completedFrameworksMax) return;
    for (const oldest of this.#completed) {
      this.#completed.delete(oldest);
      return;
    }
  }

  #recordOf(frameworkId: string, info: FrameworkInfo): FrameworkRecord {
    const known = this.#frameworks.get(frameworkId);
    if (known !== undefined) return known;
    const port = this.#network.portOf({ kind: "framework", name: info.name });
    const [name, role] = [this.#recorder.nameOf(info.name), this.#recorder.nameOf(info.role)];
    const framework = new FrameworkRecord(this, frameworkId, info, name, role, port);
    this.#frameworks.set(frameworkId, framework);
    return framework;
  }
}
