/**
 * The master: registers agents and frameworks, and hands each call to the part that knows it. Follows
 * master/master.cpp @ 0.28.3.
 */

import type { ToMaster } from "../../model/messages.ts";
import { Resources } from "../../model/resources.ts";
import type { Ledger } from "../cluster/ledger.ts";
import type { Endpoint, MasterEnd, Network } from "../cluster/network.ts";
import type { Recorder } from "../cluster/recorder.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import type { Streams } from "../kernel/streams.ts";
import type { MesosFlags } from "../scenario.ts";
import { type Accept, type AcceptContext, processAccept, refuseAll } from "./accept.ts";
import { Allocator } from "./allocator.ts";
import { Capacity } from "./capacity.ts";
import { masterIdFrom } from "./ids.ts";
import { Offers, offerIds, offersProblem } from "./offers.ts";
import type { AgentRecord, FrameworkRecord, OfferRecord } from "./records.ts";
import { Registry } from "./registry.ts";
import { Tasks } from "./tasks.ts";
import { withCheckpointed } from "./validation.ts";

export interface MasterDeps {
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly recorder: Recorder;
  readonly network: Network;
  readonly ledger: Ledger;
}

type MessageOf<T extends ToMaster["type"]> = Extract<ToMaster, { type: T }>;
type FrameworkCall = Exclude<ToMaster, MessageOf<"REGISTER_AGENT" | "SUBSCRIBE" | "STATUS_UPDATE">>;

export class Master implements MasterEnd, AcceptContext {
  readonly #kernel: Kernel;
  readonly recorder: Recorder;
  readonly network: Network;
  readonly ledger: Ledger;
  readonly masterId: string;
  readonly registry: Registry;
  readonly allocator: Allocator;
  readonly capacity = new Capacity();
  readonly tasks: Tasks;
  readonly #offers: Offers;
  readonly #accepted: EventKind;

  constructor(deps: MasterDeps, flags: MesosFlags) {
    this.#kernel = deps.kernel;
    this.recorder = deps.recorder;
    this.network = deps.network;
    this.ledger = deps.ledger;
    this.masterId = masterIdFrom(deps.streams, 0);
    this.registry = new Registry(this.masterId);
    this.allocator = new Allocator(
      deps.kernel,
      deps.streams,
      { allocationIntervalMs: flags.allocation_interval, agentOrder: flags.agent_order },
      (frameworkId, given) => this.#offers.make(frameworkId, given),
    );
    this.#offers = new Offers(this);
    this.tasks = new Tasks(this);
    this.#accepted = deps.kernel.kind("mesos/accept", (_a, _b, accept) =>
      processAccept(this, accept as Accept),
    );
    deps.network.connectMaster(this);
  }

  start(): void {
    this.allocator.start();
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
    return this.#offers.all;
  }

  /** The registered agent of that scenario id, or null. */
  agentNamed(name: string): AgentRecord | null {
    return this.registry.agentNamed(name);
  }

  receive(from: Endpoint, message: ToMaster): void {
    switch (message.type) {
      case "REGISTER_AGENT":
        return this.#registerAgent(message);
      case "SUBSCRIBE":
        return this.#subscribe(message);
      case "STATUS_UPDATE":
        return this.tasks.statusUpdate(from, message);
      default: {
        const framework = this.registry.frameworkNamed(from.name);
        if (framework !== null) this.#call(framework, message);
      }
    }
  }

  #call(framework: FrameworkRecord, message: FrameworkCall): void {
    switch (message.type) {
      case "ACCEPT":
        return this.#accept(framework, message);
      case "DECLINE":
        return this.#offers.decline(message.offerIds, message.refuseMs);
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

  /** A new agent gets a new id, its checkpointed resources count from the start (master.cpp:4195-4281). */
  #registerAgent({ info, total, checkpointed }: MessageOf<"REGISTER_AGENT">): void {
    const all = withCheckpointed(total, checkpointed);
    if (all === null)
      throw new Error(`agent ${info.agent} registers with checkpointed resources that it does not have`);
    const { slaveId } = this.registry.addAgent(info, all);
    this.capacity.addTotal(all, 1);
    this.recorder.add("agent.registered", {
      agent: info.agent,
      slave_id: slaveId,
      resources: all,
      reserved: reservedByRole(all),
    });
    this.network.toAgent(info.agent, { type: "AGENT_REGISTERED", slaveId });
    this.allocator.addAgent(slaveId, info.agent, all);
  }

  /** A framework without an id gets a new one; it is told before the first offer (master.cpp:2200-2340, 6707-6734). */
  #subscribe({ info }: MessageOf<"SUBSCRIBE">): void {
    const { frameworkId } = this.registry.addFramework(info);
    this.recorder.add("framework.registered", {
      framework: info.name,
      role: info.role,
      framework_id: frameworkId,
      principal: info.principal,
    });
    this.network.toFramework(info.name, { type: "REGISTERED", frameworkId });
    this.allocator.addFramework(frameworkId, info.role);
  }

  /**
   * Offers must be distinct, outstanding, of this framework and of one agent; else its launches are lost and the rest
   * vanishes (validation.cpp:541-646; master.cpp:2990-3098). What follows waits for authorisation, so it is an event
   * of its own (master.cpp:3107-3198).
   */
  #accept(framework: FrameworkRecord, message: MessageOf<"ACCEPT">): void {
    const records = message.offerIds.map((id) => this.#offers.get(id));
    const problem = offersProblem(framework, message.offerIds, records);
    let offered = Resources.none;
    for (const record of records) {
      if (record === null || this.#offers.get(record.offer.offerId) === null) continue;
      offered = offered.plus(record.offer.resources);
      if (problem !== null) {
        const { frameworkId, slaveId, resources } = record.offer;
        this.allocator.recoverResources(frameworkId, slaveId, resources, null);
      }
      this.#offers.remove(record);
      this.recorder.offer("offer.accepted", () => ({
        ...offerIds(record),
        operations: message.operations.map((operation) => operation.type),
        refuse_ms: message.refuseMs,
      }));
    }
    const agent = records.find((record) => record !== null)?.agent ?? null;
    const tasks = message.operations.flatMap((operation) =>
      operation.type === "LAUNCH" ? operation.tasks : [],
    );
    if (problem !== null || agent === null) {
      for (const task of tasks) {
        const text = `Task launched with invalid offers: ${problem}`;
        this.tasks.answer(framework, agent, task, "lost", "INVALID_OFFERS", text);
      }
      if (agent !== null)
        refuseAll(this.recorder, { framework, agent, operations: message.operations }, "invalid-offers");
      return;
    }
    for (const task of tasks)
      if (!framework.pending.has(task.taskId)) framework.pending.set(task.taskId, { info: task, agent });
    const accept: Accept = {
      framework,
      agent,
      offered,
      operations: message.operations,
      refuseMs: message.refuseMs,
    };
    this.#kernel.after(0, this.#accepted, 0, 0, accept);
  }

  retotal(agent: AgentRecord, total: Resources): void {
    this.capacity.addTotal(agent.total, -1);
    agent.total = total;
    this.capacity.addTotal(total, 1);
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
