/**
 * A framework's end of the connection to the master, whatever it does with offers: registers, keeps the offers that it
 * has not answered, answers those of one instant in order of agent id, acknowledges updates, knows its tasks.
 *
 * Follows the scheduler driver (sched/sched.cpp @ 0.28.3): nothing is sent before it is registered.
 */

import type { Offer, ToFramework, ToMaster } from "../../model/messages.ts";
import type { Operation } from "../../model/operations.ts";
import { isTerminal, type TaskInfo, type TaskStatus } from "../../model/tasks.ts";
import { byCodeUnit } from "../../model/units.ts";
import type { Framework } from "../cluster/framework.ts";
import type { Endpoint, Network } from "../cluster/network.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import type { Streams } from "../kernel/streams.ts";

/** What every kind says of itself. */
export interface Identity {
  /** The scenario's name. */
  readonly name: string;
  readonly role: string;
  /** What it registers with; null for none. */
  readonly principal: string | null;
}

/** The services that a framework uses. */
export interface BehaviourDeps {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly streams: Streams;
}

/** What Mesos assumes where filters say nothing (mesos.proto:1348: Filters.refuse_seconds). */
export const defaultRefuseMs = 5000;

const failoverTimeoutMs = 7 * 86_400_000;

export abstract class Behaviour implements Framework {
  readonly name: string;
  readonly role: string;
  readonly principal: string | null;
  protected readonly kernel: Kernel;
  readonly #network: Network;
  readonly #endpoint: Endpoint;
  readonly #answerOffers: EventKind;
  /** By id: came, not answered, not taken back. */
  readonly #outstanding = new Map<string, Offer>();
  /** Of this instant, not yet looked at. */
  #fresh: Offer[] = [];
  /** Launched, and not known to have ended. */
  readonly #tasks = new Map<string, TaskInfo>();
  #frameworkId: string | null = null;
  #left = false;

  constructor({ name, role, principal }: Identity, { kernel, network }: BehaviourDeps) {
    this.name = name;
    this.role = role;
    this.principal = principal;
    this.kernel = kernel;
    this.#network = network;
    this.#endpoint = { kind: "framework", name };
    this.#answerOffers = kernel.kind("framework/answers", () => this.#answerFresh());
  }

  /** What it does with the offers of one instant, all outstanding, in order of agent id. */
  protected abstract answer(offers: readonly Offer[]): void;

  /** The master took an offer back that was not answered. */
  protected offerRescinded(_offer: Offer): void {}

  /** A task that it launched has ended, or never began. */
  protected taskEnded(_task: TaskInfo, _status: TaskStatus): void {}

  /** Whether it was torn down: it does nothing any more. */
  protected get left(): boolean {
    return this.#left;
  }

  join(): void {
    const { name, role, principal } = this;
    const info = {
      name,
      role,
      principal,
      frameworkId: this.#frameworkId,
      failoverTimeoutMs,
      checkpoint: true,
    };
    this.#network.connectFramework(name, this);
    this.#network.toMaster(this.#endpoint, { type: "SUBSCRIBE", info, force: false });
  }

  /** TEARDOWN: the master removes it and its tasks. */
  leave(): void {
    this.#send({ type: "TEARDOWN" });
    this.#left = true;
    this.#outstanding.clear();
    this.#fresh = [];
    this.#tasks.clear();
  }

  revive(): void {
    this.#send({ type: "REVIVE" });
  }

  suppress(): void {
    this.#send({ type: "SUPPRESS" });
  }

  receive(message: ToFramework): void {
    if (this.#left) return;
    switch (message.type) {
      case "REGISTERED":
      case "REREGISTERED":
        this.#frameworkId = message.frameworkId;
        return;
      case "OFFERS":
        return this.#offered(message.offers);
      case "RESCIND":
        return this.#rescinded(message.offerId);
      case "UPDATE":
        return this.#updated(message.status);
      default:
        // What else the master may say changes nothing here.
        return;
    }
  }

  /** Accepts an offer that is outstanding; what is left of it is filtered for `refuseMs`. */
  protected accept(offer: Offer, operations: readonly Operation[], refuseMs = defaultRefuseMs): void {
    if (!this.#outstanding.delete(offer.offerId)) return;
    for (const operation of operations) {
      if (operation.type !== "LAUNCH") continue;
      for (const task of operation.tasks) this.#tasks.set(task.taskId, task);
    }
    this.#send({ type: "ACCEPT", offerIds: [offer.offerId], operations, refuseMs });
  }

  /** Declines those of the offers that are outstanding, in one call. */
  protected decline(offers: readonly Offer[], refuseMs = defaultRefuseMs): void {
    const offerIds = offers
      .filter(({ offerId }) => this.#outstanding.delete(offerId))
      .map(({ offerId }) => offerId);
    if (offerIds.length > 0) this.#send({ type: "DECLINE", offerIds, refuseMs });
  }

  /** Offers of one instant may come in several messages: they are looked at once all are here. */
  #offered(offers: readonly Offer[]): void {
    if (this.#fresh.length === 0) this.kernel.after(0, this.#answerOffers);
    for (const offer of offers) {
      this.#outstanding.set(offer.offerId, offer);
      this.#fresh.push(offer);
    }
  }

  #answerFresh(): void {
    const offers = this.#fresh.filter(({ offerId }) => this.#outstanding.has(offerId));
    this.#fresh = [];
    if (offers.length > 0) this.answer(offers.sort((a, b) => byCodeUnit(a.agent, b.agent)));
  }

  #rescinded(offerId: string): void {
    const offer = this.#outstanding.get(offerId);
    if (offer === undefined) return;
    this.#outstanding.delete(offerId);
    this.offerRescinded(offer);
  }

  /** Updates without an id are not acknowledged. */
  #updated(status: TaskStatus): void {
    const { taskId, slaveId, uuid } = status;
    if (uuid !== null && slaveId !== null) this.#send({ type: "ACKNOWLEDGE", taskId, slaveId, uuid });
    const task = this.#tasks.get(taskId);
    if (task === undefined || !isTerminal(status.state)) return;
    this.#tasks.delete(taskId);
    this.taskEnded(task, status);
  }

  #send(message: ToMaster): void {
    if (this.#frameworkId !== null && !this.#left) this.#network.toMaster(this.#endpoint, message);
  }
}
