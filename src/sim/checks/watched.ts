/**
 * Each agent and each app as the checks know it: what was seen of it at the last look, and who it is in the journal, on the
 * hosts and for the master, so that no check searches for it by name.
 *
 * Amounts, offers and the infos of tasks are never changed, only replaced, so that the same objects hold the same: what
 * was seen is kept as the objects themselves, and nobody has to tell the checks of a change.
 */

import { Resources } from "../../model/resources.ts";
import type { Port } from "../cluster/port.ts";
import type { Journal } from "../kernel/journal.ts";
import type { VolumeOnDisk } from "../mesos/agent/disk.ts";
import type { Process } from "../mesos/agent/processes.ts";
import type { Agent } from "../mesos/agent.ts";
import type { AgentRecord, OfferRecord, TaskRecord } from "../mesos/records.ts";
import type { World } from "../world.ts";

/** A volume as it was seen. */
export interface SeenVolume {
  readonly volume: VolumeOnDisk;
  readonly exists: boolean;
  /** Whom it was made for, where it exists and that is an app. */
  readonly owner: WatchedApp | null;
  readonly attachedTo: Process | null;
  /** Of the process that uses it, if that is of an app. */
  readonly user: WatchedApp | null;
}

export class WatchedAgent {
  readonly name: string;
  /** The change that touched it last. */
  change = 0;
  /** Null before it has joined. */
  host: Agent | null = null;
  /** Whether that runs under the id under which the master has it; one with processes does not change its id. */
  isRegistered = false;
  /** The end of the network at which the master knows it; null before it was registered for the first time. */
  port: Port | null = null;

  /** What was held there, as this record and the allocator had it. */
  record: AgentRecord | null = null;
  total = Resources.none;
  totalInAllocator = Resources.none;
  allocated = Resources.none;
  readonly offers: OfferRecord[] = [];
  /** Those that were not terminal, and their sum; the master's own sum, where it had one. */
  readonly tasks: TaskRecord[] = [];
  used = Resources.none;
  usedAsSummed: Resources | null = null;

  /** What was on its host. */
  readonly running: Process[] = [];
  readonly volumes: SeenVolume[] = [];
  checkpointed = Resources.none;

  constructor(name: string) {
    this.name = name;
  }
}

export class WatchedApp {
  /** The name of its framework. */
  readonly framework: string;
  readonly id: string;
  /** The change that touched it last. */
  change = 0;

  /** Its processes that run, and at the same places the agents on whose hosts they were seen. */
  readonly processes: Process[] = [];
  readonly places: WatchedAgent[] = [];
  /** How many volumes it was seen to have on hosts, and how many its processes to use. */
  volumes = 0;
  attached = 0;

  /** Of its tasks and its processes, how many counted at the last check. */
  launched = 0;
  alive = 0;
  /** Its tasks at the last check, and at the same places their agents. */
  readonly tasks: string[] = [];
  readonly agents: string[] = [];
  /** Of each task that it ever had, the agent. */
  readonly agentOf = new Map<string, string>();

  constructor(framework: string, id: string) {
    this.framework = framework;
    this.id = id;
  }
}

export class Watched {
  readonly #world: World;
  readonly #journal: Journal;
  readonly #agents = new Map<string, WatchedAgent>();
  readonly #apps = new Map<string, Map<string, WatchedApp>>();
  /** The same by the journal's numbers of their names. */
  readonly #agentsByCell = new Map<number, WatchedAgent>();
  readonly #appsByCell = new Map<number, Map<number, WatchedApp>>();

  constructor(world: World) {
    this.#world = world;
    this.#journal = world.recorder.journal;
  }

  agent(name: string): WatchedAgent {
    let agent = this.#agents.get(name);
    if (agent === undefined) {
      agent = new WatchedAgent(name);
      this.#agents.set(name, agent);
    }
    return agent;
  }

  /** The agent that a cell of a row names. */
  agentAt(cell: number): WatchedAgent {
    let agent = this.#agentsByCell.get(cell);
    if (agent === undefined) {
      agent = this.agent(this.#journal.text(cell));
      this.#agentsByCell.set(cell, agent);
    }
    return agent;
  }

  agentOf({ name, info }: AgentRecord): WatchedAgent {
    return name.number < 0 ? this.agent(info.agent) : this.agentAt(name.number);
  }

  /** Null while no agent of that name has joined. */
  hostOf(agent: WatchedAgent): Agent | null {
    agent.host ??= this.#world.agents.get(agent.name) ?? null;
    return agent.host;
  }

  /** As the leading master has it registered, or null. */
  recordOf(agent: WatchedAgent): AgentRecord | null {
    const { registry } = this.#world.master;
    if (agent.port !== null) return registry.agentAt(agent.port);
    const record = registry.agentNamed(agent.name);
    if (record !== null) agent.port = record.port;
    return record;
  }

  app(framework: string, id: string): WatchedApp {
    const apps = innerOf(this.#apps, framework);
    let app = apps.get(id);
    if (app === undefined) {
      app = new WatchedApp(framework, id);
      apps.set(id, app);
    }
    return app;
  }

  /** The app that two cells of a row name. */
  appAt(framework: number, id: number): WatchedApp {
    const apps = innerOf(this.#appsByCell, framework);
    let app = apps.get(id);
    if (app === undefined) {
      app = this.app(this.#journal.text(framework), this.#journal.text(id));
      apps.set(id, app);
    }
    return app;
  }
}

/** The map of that key, made when it is first asked for. */
function innerOf<Outer, Inner, T>(maps: Map<Outer, Map<Inner, T>>, key: Outer): Map<Inner, T> {
  let inner = maps.get(key);
  if (inner === undefined) {
    inner = new Map();
    maps.set(key, inner);
  }
  return inner;
}
