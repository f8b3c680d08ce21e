/**
 * The master: hands each message to the part that knows it, and accepts offers' answers. Follows master/master.cpp @
 * 0.28.3.
 */

import type { EventValues } from "../../model/events.ts";
import type { Settled, ToMaster } from "../../model/messages.ts";
import type { Operation } from "../../model/operations.ts";
import { Resources } from "../../model/resources.ts";
import type { TaskInfo } from "../../model/tasks.ts";
import type { Promises } from "../cluster/framework.ts";
import type { Ledger } from "../cluster/ledger.ts";
import type { Directory } from "../cluster/message-facts.ts";
import type { Endpoint, MasterEnd, Network } from "../cluster/network.ts";
import type { OperatorApi } from "../cluster/operator-api.ts";
import type { Recorder } from "../cluster/recorder.ts";
import type { Answers } from "../cluster/settled.ts";
import type { Clockwork } from "../kernel/clockwork.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import type { Streams } from "../kernel/streams.ts";
import type { MesosFlags } from "../scenario.ts";
import { type Accept, type AcceptContext, processAccept, refuseAll } from "./accept.ts";
import { Agents } from "./agents.ts";
import { Allocator } from "./allocator.ts";
import type { AllocatorLike, AllocatorOptions } from "./allocator-like.ts";
import { Capacity } from "./capacity.ts";
import { directoryOf } from "./directory.ts";
import { ExhaustiveAllocator } from "./exhaustive-allocator.ts";
import { Frameworks } from "./frameworks.ts";
import { masterIdFrom } from "./ids.ts";
import { agentOf, Offers, offerIds, offersProblem } from "./offers.ts";
import { noSettings, Operator, type Settings } from "./operator.ts";
import type { Pings } from "./pings.ts";
import type { AgentRecord, FrameworkRecord, OfferRecord } from "./records.ts";
import { Registry } from "./registry.ts";
import { RemovalLimiter } from "./removal-limiter.ts";
import { standbyOperator } from "./standby.ts";
import { Tasks } from "./tasks.ts";

export interface MasterDeps {
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly recorder: Recorder;
  readonly network: Network;
  readonly ledger: Ledger;
  readonly pings: Pings;
  /** Of which its rounds of idle offers are a part. */
  readonly clockwork?: Clockwork;
  /** Allocate over everything at every interval, as Mesos does; the same comes of it, slowly. */
  readonly exhaustive?: boolean;
  /** Answer each question about a task by a message of its own, also where nobody learns anything from it. */
  readonly oneByOne?: boolean;
  /** What the framework of that name promises; without it each offer is one of its own. */
  readonly promises?: ((framework: string) => Promises | null) | undefined;
}

/** What a new leading master finds of the old one. */
export interface Inheritance {
  /** How many masters led before. */
  readonly election: number;
  /** The registry's agents, by id, with their names. */
  readonly agents: ReadonlyMap<string, string>;
  readonly settings: Settings;
}

const nothing: Inheritance = { election: 0, agents: new Map(), settings: noSettings };

type MessageOf<T extends ToMaster["type"]> = Extract<ToMaster, { type: T }>;

export class Master implements MasterEnd, AcceptContext {
  readonly kernel: Kernel;
  readonly recorder: Recorder;
  readonly network: Network;
  readonly ledger: Ledger;
  readonly pings: Pings;
  readonly masterId: string;
  readonly oneByOne: boolean;
  readonly registry: Registry;
  readonly allocator: AllocatorLike;
  readonly capacity = new Capacity();
  readonly tasks: Tasks;
  readonly offersMade: Offers;
  readonly directory: Directory;
  readonly limiter: RemovalLimiter;
  readonly offerTimeoutMs: number | null;
  readonly strict: boolean;
  readonly roles: ReadonlySet<string> | null;
  readonly #flags: MesosFlags;
  readonly #inheritance: Inheritance;
  readonly #agents: Agents;
  readonly #frameworks: Frameworks;
  readonly #operator: Operator;
  readonly #standby: OperatorApi;
  readonly #accepted: EventKind;
  readonly #reregisterTimeout: EventKind;
  #leads = false;

  constructor(deps: MasterDeps, flags: MesosFlags, inheritance: Inheritance = nothing) {
    this.kernel = deps.kernel;
    this.recorder = deps.recorder;
    this.network = deps.network;
    this.ledger = deps.ledger;
    this.pings = deps.pings;
    this.#flags = flags;
    this.#inheritance = inheritance;
    this.oneByOne = deps.oneByOne ?? false;
    this.offerTimeoutMs = flags.offer_timeout;
    this.strict = flags.registry_strict;
    // The default role is always allowed (master.cpp:648-649).
    this.roles = flags.roles === null ? null : new Set(["*", ...flags.roles]);
    this.masterId = masterIdFrom(deps.streams, inheritance.election);
    this.registry = new Registry(this.masterId, deps);
    const AllocatorKind = deps.exhaustive === true ? ExhaustiveAllocator : Allocator;
    this.allocator = new AllocatorKind(
      deps.kernel,
      deps.streams,
      {
        allocationIntervalMs: flags.allocation_interval,
        agentOrder: flags.agent_order,
        weights: new Map(Object.entries(flags.weights)),
        clockwork: deps.clockwork,
        ...this.#idleOptions(deps),
      },
      (frameworkId, given, idle) => this.offersMade.make(frameworkId, given, idle),
    );
    this.offersMade = new Offers(this);
    this.directory = directoryOf(this.registry, this.offersMade);
    this.tasks = new Tasks(this);
    this.limiter = new RemovalLimiter(deps.kernel, flags.slave_removal_rate_limit ?? 0);
    const { kernel, recorder, network, registry, allocator, capacity, pings, tasks, limiter, strict, roles } =
      this;
    const offers = this.offersMade;
    this.#agents = new Agents(
      { kernel, registry, recorder, network, allocator, capacity, pings, tasks, offers, limiter, strict },
      inheritance.agents,
    );
    this.#frameworks = new Frameworks({
      kernel,
      registry,
      recorder,
      network,
      allocator,
      tasks,
      offers,
      roles,
    });
    this.#operator = new Operator(this, offers, inheritance.settings);
    this.#standby = standbyOperator(recorder, (agents) => this.#operator.whitelist(agents));
    this.#accepted = kernel.kind("mesos/accept", (_a, _b, accept) => {
      if (this.#leads) processAccept(this, accept as Accept);
    });
    this.#reregisterTimeout = kernel.kind("mesos/agents did not come back", () => {
      if (this.#leads) this.#agents.giveUpRecovered();
    });
  }

  /** Begins to lead: ticks start, and whoever the registry names has some time to come back (master.cpp:1479-1644). */
  start(): void {
    this.#leads = true;
    this.network.connectMaster(this);
    this.allocator.start();
    if (this.#inheritance.election > 0) this.recorder.add("master.failedover", { master_id: this.masterId });
    const { size } = this.#inheritance.agents;
    this.#operator.recover(size);
    if (size > 0) this.kernel.after(this.#flags.slave_reregister_timeout, this.#reregisterTimeout);
  }

  /** Leads no more; what the next one finds in the registry. */
  stop(): Inheritance {
    this.#leads = false;
    this.recorder.add("master.down", { master_id: this.masterId });
    this.allocator.stop();
    this.offersMade.forgetAll();
    this.limiter.stop();
    for (const { info } of this.registry.agents) this.pings.forget(info.agent);
    for (const framework of this.registry.frameworks) this.kernel.cancel(framework.timer);
    return {
      election: this.#inheritance.election + 1,
      agents: this.#agents.admitted,
      settings: this.#operator.settings,
    };
  }

  /** The operator's side, also of one that does not lead yet. */
  get operator(): OperatorApi {
    return this.#leads ? this.#operator : this.#standby;
  }

  /** Registered agents, in order of registration. */
  get agents(): Iterable<AgentRecord> {
    return this.registry.agents;
  }

  get frameworks(): Iterable<FrameworkRecord> {
    return this.registry.frameworks;
  }

  /** Outstanding offers, oldest first. */
  get offers(): Iterable<OfferRecord> {
    return this.offersMade.all;
  }

  /** The registered agent of that scenario id, or null. */
  agentNamed(name: string): AgentRecord | null {
    return this.registry.agentNamed(name);
  }

  /** See `AskMaster`. */
  answersTo(name: string, settled: Settled): Answers | null {
    const framework = this.registry.frameworkNamed(name);
    return framework === null ? null : this.tasks.answers(framework, settled);
  }

  inTransition(slaveId: string | null): boolean {
    return this.#agents.inTransition(slaveId);
  }

  shutDownRemoved(name: string): void {
    this.#agents.shutDownRemoved(name);
  }

  receive(from: Endpoint, message: ToMaster): void {
    switch (message.type) {
      case "REGISTER_AGENT":
        return this.#agents.register(message);
      case "REREGISTER_AGENT":
        return this.#agents.reregister(message);
      case "UNREGISTER_AGENT":
        return this.#agents.unregister(message);
      case "AGENT_EXITED":
        return this.#agents.exited(from.name);
      case "STATUS_UPDATE":
        return this.tasks.statusUpdate(from, message);
      case "SUBSCRIBE":
        return this.#frameworks.subscribe(message);
      default: {
        const framework = this.registry.frameworkAt(from);
        if (framework !== null) this.#call(framework, message);
      }
    }
  }

  #call(framework: FrameworkRecord, message: ToMaster): void {
    switch (message.type) {
      case "FRAMEWORK_EXITED":
        return this.#frameworks.exited(framework);
      case "TEARDOWN":
        return this.#frameworks.remove(framework, "teardown");
      case "ACCEPT":
        return this.#accept(framework, message);
      case "DECLINE":
        this.offersMade.decline(message.offers, message.refuseMs, message.version);
        if (message.idle !== undefined)
          this.offersMade.declineIdle(message.idle, message.refuseMs, message.version);
        return;
      case "REVIVE":
        return this.allocator.reviveOffers(framework.frameworkId);
      case "SUPPRESS":
        return this.allocator.suppressOffers(framework.frameworkId);
      case "KILL":
        return this.tasks.kill(framework, message);
      case "ACKNOWLEDGE":
        return this.tasks.acknowledge(framework, message);
      case "RECONCILE":
        return this.tasks.reconcile(framework, message);
    }
  }

  /**
   * Offers must be distinct, outstanding, of this framework and of one agent; else its launches are lost and the rest
   * vanishes (validation.cpp:541-646; master.cpp:2990-3098). What follows waits for authorisation, so it is an event
   * of its own (master.cpp:3107-3198).
   */
  #accept(framework: FrameworkRecord, message: MessageOf<"ACCEPT">): void {
    const { offers, operations, refuseMs } = message;
    const records = offers.map((offer) => this.offersMade.find(offer));
    const problem = offersProblem(framework, offers, records);
    let offered = Resources.none;
    for (const record of records) {
      if (record === null || !record.isOutstanding) continue;
      offered = offered.plus(record.resources);
      if (problem !== null) {
        const { frameworkId, slaveId, resources } = record;
        this.allocator.recoverResources(frameworkId, slaveId, resources, null);
      }
      this.offersMade.remove(record);
      this.recorder.offer("offer.accepted", acceptedValues, record, operations, refuseMs);
    }
    const agent = agentOf(offers);
    if (problem !== null || agent === null) {
      for (const task of launchedBy(operations)) {
        const text = `Task launched with invalid offers: ${problem}`;
        this.tasks.answer(framework, agent, task, "lost", "INVALID_OFFERS", text);
      }
      if (agent !== null) refuseAll(this.recorder, { framework, agent, operations }, "invalid-offers");
      return;
    }
    for (const task of launchedBy(operations)) framework.pending.await(task, agent);
    const accept: Accept = { framework, agent, offered, operations, refuseMs };
    this.kernel.after(0, this.#accepted, 0, 0, accept);
  }

  /** Offers that need not be made one by one: while each arrives alike, and nobody counts how long it is out. */
  #idleOptions({
    promises,
  }: MasterDeps): Pick<AllocatorOptions, "refusing" | "unseenMs" | "refusedUnseen" | "reveal"> {
    if (promises === undefined || this.offerTimeoutMs !== null) return {};
    this.network.watchRules(() => this.allocator.reveal(null));
    const { evenMs } = this.network;
    const of = (frameworkId: string): Promises | null => {
      const framework = this.registry.framework(frameworkId);
      if (framework === null || !framework.active || !this.network.isEven) return null;
      return promises(framework.info.name);
    };
    return {
      refusing: (frameworkId) => of(frameworkId)?.refusing ?? null,
      unseenMs: (frameworkId) => (of(frameworkId)?.refusesUnseen === true ? 2 * evenMs : null),
      refusedUnseen: (offers) => {
        this.recorder.countOffers("made", offers);
        this.recorder.countOffers("declined", offers);
      },
      reveal: (frameworkId, slaveId, resources, share, known) =>
        this.offersMade.reveal(frameworkId, slaveId, resources, share, known),
    };
  }

  retotal(agent: AgentRecord, total: Resources): void {
    this.capacity.addTotal(agent.total, -1);
    agent.total = total;
    this.capacity.addTotal(total, 1);
  }
}

function acceptedValues(
  offer: OfferRecord,
  operations: readonly Operation[],
  refuseMs: number,
): EventValues<"offer.accepted"> {
  return { ...offerIds(offer), operations: operations.map(({ type }) => type), refuse_ms: refuseMs };
}

function launchedBy(operations: readonly Operation[]): readonly TaskInfo[] {
  const [only] = operations;
  if (operations.length === 1 && only?.type === "LAUNCH") return only.tasks;
  return operations.flatMap((operation) => (operation.type === "LAUNCH" ? operation.tasks : []));
}
