/** Who is registered with the master: agents and frameworks, by Mesos' id and by the scenario's name. */

import type { AgentInfo, FrameworkInfo } from "../../model/messages.ts";
import type { Resources } from "../../model/resources.ts";
import { type AgentRecord, agentRecord, type FrameworkRecord, frameworkRecord } from "./records.ts";

export class Registry {
  readonly #masterId: string;
  readonly #agents = new Map<string, AgentRecord>();
  readonly #agentsByName = new Map<string, AgentRecord>();
  readonly #frameworks = new Map<string, FrameworkRecord>();
  readonly #frameworksByName = new Map<string, FrameworkRecord>();
  #agentsEver = 0;
  #frameworksEver = 0;

  constructor(masterId: string) {
    this.#masterId = masterId;
  }

  /** In order of registration. */
  get agents(): Iterable<AgentRecord> {
    return this.#agents.values();
  }

  get frameworks(): Iterable<FrameworkRecord> {
    return this.#frameworks.values();
  }

  agent(slaveId: string): AgentRecord | null {
    return this.#agents.get(slaveId) ?? null;
  }

  agentNamed(name: string): AgentRecord | null {
    return this.#agentsByName.get(name) ?? null;
  }

  framework(frameworkId: string): FrameworkRecord | null {
    return this.#frameworks.get(frameworkId) ?? null;
  }

  frameworkNamed(name: string): FrameworkRecord | null {
    return this.#frameworksByName.get(name) ?? null;
  }

  /** Under a new id, `<masterId>-S<n>`. */
  addAgent(info: AgentInfo, total: Resources): AgentRecord {
    const agent = agentRecord(`${this.#masterId}-S${this.#agentsEver++}`, info, total);
    this.#agents.set(agent.slaveId, agent);
    this.#agentsByName.set(info.agent, agent);
    return agent;
  }

  /** Under a new id, `<masterId>-<nnnn>`. */
  addFramework(info: FrameworkInfo): FrameworkRecord {
    const frameworkId = `${this.#masterId}-${String(this.#frameworksEver++).padStart(4, "0")}`;
    const framework = frameworkRecord(frameworkId, { ...info, frameworkId });
    this.#frameworks.set(frameworkId, framework);
    this.#frameworksByName.set(info.name, framework);
    return framework;
  }
}
