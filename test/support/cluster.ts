/**
 * A master with agents and scripted frameworks, played by hand: messages take no time unless a test says so, agents
 * are visited in the order of their ids, and after every instant the invariants are checked.
 */

import { constant } from "../../src/model/distributions.ts";
import type { FrameworkInfo, ToAgent } from "../../src/model/messages.ts";
import type { Resources } from "../../src/model/resources.ts";
import type { Expectation } from "../../src/sim/checks/expectation.ts";
import { Invariants } from "../../src/sim/checks/invariants.ts";
import { Census } from "../../src/sim/cluster/census.ts";
import type { MarathonApi } from "../../src/sim/cluster/framework.ts";
import { Ledger } from "../../src/sim/cluster/ledger.ts";
import { Network } from "../../src/sim/cluster/network.ts";
import type { OperatorApi } from "../../src/sim/cluster/operator-api.ts";
import { type OfferKeeping, Recorder } from "../../src/sim/cluster/recorder.ts";
import { TaskLaws } from "../../src/sim/cluster/task-laws.ts";
import { Vitals } from "../../src/sim/cluster/vitals.ts";
import { type Faults, startFaults } from "../../src/sim/faults/faults.ts";
import type { Hash, Journal } from "../../src/sim/kernel/journal.ts";
import { Kernel } from "../../src/sim/kernel/kernel.ts";
import { Streams } from "../../src/sim/kernel/streams.ts";
import { courseOf } from "../../src/sim/mesos/agent/processes.ts";
import { Agent, type AgentEvents, agentEvents } from "../../src/sim/mesos/agent.ts";
import { Master } from "../../src/sim/mesos/master.ts";
import { Pings } from "../../src/sim/mesos/pings.ts";
import {
  type AgentSpec,
  defaultLaw,
  defaultVersions,
  type MesosFlags,
  mesosDefaults,
  type Scenario,
  type TaskLaw,
} from "../../src/sim/scenario.ts";
import type { World } from "../../src/sim/world.ts";
import { parse } from "./resources.ts";
import { type Rule, ScriptedFramework } from "./scripted-framework.ts";

export interface ClusterOptions {
  readonly seed?: number;
  readonly latencyMs?: number;
  /** Default: up after 0 ms, then for ever. */
  readonly tasks?: readonly TaskLaw[];
  readonly agentOrder?: "shuffled" | "sorted";
  /** Flags of the master that differ from Mesos' defaults. */
  readonly mesos?: Partial<MesosFlags>;
  readonly offers?: OfferKeeping;
  readonly expect?: readonly Expectation[];
  readonly hash?: Hash;
}

/** A row of the journal by names: its type, its time and what it says, without what it does not say. */
export type NamedRow = { readonly type: string; readonly atMs: number } & Readonly<Record<string, unknown>>;

export class TestCluster implements World {
  readonly scenario: Scenario;
  readonly kernel = new Kernel();
  readonly streams: Streams;
  readonly recorder: Recorder;
  readonly network: Network;
  readonly ledger = new Ledger();
  readonly census = new Census();
  readonly pings: Pings;
  readonly vitals = new Vitals((agent, framework, taskId) =>
    courseOf(this.agents.get(agent)?.processes ?? [], framework, taskId),
  );
  readonly faults: Faults;
  readonly agents = new Map<string, Agent>();
  readonly frameworks = new Map<string, ScriptedFramework>();
  /** Empty, unless a test puts some in. */
  readonly marathons = new Map<string, MarathonApi>();
  readonly invariants: Invariants;
  /** All messages to agents, by agent, in order of arrival. */
  readonly toAgents = new Map<string, ToAgent[]>();
  readonly #laws: TaskLaws;
  readonly #agentEvents: AgentEvents;
  readonly #act;
  #master: Master;
  #masterless = false;

  constructor(options: ClusterOptions = {}) {
    const { seed = 1, latencyMs = 0, agentOrder = "sorted", offers = "listed" } = options;
    const tasks = options.tasks ?? [{ ...defaultLaw, staging: constant(0) }];
    this.scenario = {
      name: "test",
      about: "",
      seed,
      durationMs: Number.MAX_SAFE_INTEGER,
      versions: defaultVersions,
      agents: [],
      mesos: { ...mesosDefaults, agent_order: agentOrder, ...options.mesos },
      frameworks: [],
      apps: [],
      latencyMs,
      tasks,
      actions: [],
      faults: [],
      expect: options.expect ?? [],
    };
    this.streams = new Streams(seed);
    this.recorder = new Recorder(this.kernel, options.hash ?? null, offers);
    this.network = new Network(this.kernel, this.recorder, latencyMs);
    this.#laws = new TaskLaws(tasks, this.streams);
    this.#agentEvents = agentEvents(this.kernel);
    this.#act = this.kernel.kind("test", (_a, _b, act) => (act as () => void)());
    this.pings = new Pings(this.kernel, { intervalMs: 15_000, timeoutsMax: 5 }, this.network);
    this.#master = new Master(this, this.scenario.mesos);
    this.faults = startFaults(this);
    this.#master.start();
    this.invariants = new Invariants(this);
  }

  /** Lets something happen at an instant, in the order in which it was said. */
  at(atMs: number, act: () => void): void {
    this.kernel.at(atMs, this.#act, 0, 0, act);
  }

  /** An agent joins with resources such as `cpus:2;mem:1024`. */
  agent(
    id: string,
    resources: string | Resources,
    atMs = 0,
    attributes: Readonly<Record<string, string>> = {},
  ): void {
    const { kernel, streams, recorder, network, ledger, census, pings } = this;
    const all = typeof resources === "string" ? parse(resources) : resources;
    this.at(atMs, () => {
      const [laws, vitals] = [this.#laws, this.vitals];
      const registrationBackoffMs = 1000;
      const executorRegistrationMs = this.scenario.mesos.executor_registration_timeout;
      const deps = {
        kernel,
        streams,
        recorder,
        network,
        ledger,
        census,
        laws,
        vitals,
        pings,
        registrationBackoffMs,
        executorRegistrationMs,
      };
      const spec = { id, resources: all, attributes, joinsMs: atMs };
      const agent = new Agent(spec, deps, this.#agentEvents);
      this.agents.set(id, agent);
      const seen: ToAgent[] = [];
      this.toAgents.set(id, seen);
      network.connectAgent(id, {
        receive: (message) => {
          seen.push(message);
          agent.receive(message);
        },
      });
      agent.join();
    });
  }

  /** A framework joins; it does nothing with offers that no rule answers. */
  framework(
    info: Pick<FrameworkInfo, "name" | "role"> & Partial<FrameworkInfo>,
    rules: readonly Rule[] = [],
    atMs = 0,
  ): ScriptedFramework {
    const framework = new ScriptedFramework(info, rules, this.kernel, this.network);
    this.frameworks.set(info.name, framework);
    this.at(atMs, () => framework.join());
    return framework;
  }

  /** Plays up to and including an instant. Throws where an invariant is broken. */
  runTo(untilMs: number): void {
    while (this.kernel.playInstant(untilMs)) {
      this.invariants.check();
      const [broken] = this.invariants.violations;
      if (broken !== undefined) throw new Error(`${broken.atMs} ms: ${broken.invariant}: ${broken.text}`);
    }
    this.kernel.nowMs = untilMs;
  }

  /** The sets of CHECKPOINT_RESOURCES messages that an agent got, in order. */
  checkpointsOf(agent: string): readonly Resources[] {
    return (this.toAgents.get(agent) ?? []).flatMap((message) =>
      message.type === "CHECKPOINT_RESOURCES" ? [message.resources] : [],
    );
  }

  /** Rows of the journal, of some types or of all. */
  rows(...types: readonly string[]): readonly NamedRow[] {
    return namedRows(this.recorder.journal).filter(({ type }) => types.length === 0 || types.includes(type));
  }

  get master(): Master {
    return this.#master;
  }

  get operator(): OperatorApi {
    return this.master.operator;
  }

  addAgent(spec: AgentSpec): void {
    this.agent(spec.id, spec.resources, this.kernel.nowMs, spec.attributes);
  }

  /** Only real simulations add frameworks of a spec. */
  addFramework(): void {
    throw new Error("a test cluster adds no framework by its spec");
  }

  /** Agents find the next master by themselves; frameworks come back when a test lets them. */
  failOverMaster(downMs: number): void {
    if (this.#masterless) return;
    this.#masterless = true;
    const inheritance = this.#master.stop();
    this.network.masterDown();
    this.#master = new Master(this, this.scenario.mesos, inheritance);
    for (const agent of this.agents.values()) agent.masterLost();
    this.at(this.kernel.nowMs + downMs, () => {
      this.#masterless = false;
      this.#master.start();
      for (const agent of this.agents.values()) agent.masterFound();
    });
  }

  marathon(name: string | null): MarathonApi {
    const marathon = name === null ? [...this.marathons.values()][0] : this.marathons.get(name);
    if (marathon === undefined) throw new Error(`there is no Marathon ${name ?? "at all"}`);
    return marathon;
  }

  selectAgents(): readonly Agent[] {
    throw new Error("this cluster has no selectors");
  }

  selectTasks(): readonly string[] {
    throw new Error("this cluster has no selectors");
  }
}

/** All rows of a journal by names, cells that say nothing left out. */
export function namedRows(journal: Journal): readonly NamedRow[] {
  return Array.from({ length: journal.length }, (_, index) => {
    const { type, atMs, cells } = journal.row(index);
    const { name, fields } = journal.types[type] ?? { name: "", fields: [] };
    const said = fields.flatMap((field, i) => (cells[i] === null ? [] : [[field.name, cells[i]] as const]));
    return { type: name, atMs, ...Object.fromEntries(said) };
  });
}
