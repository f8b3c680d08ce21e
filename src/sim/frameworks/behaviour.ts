/**
 * A framework, whatever it does with offers: it keeps those that it has not answered, answers those of one instant in
 * order of agent id, acknowledges updates, knows its tasks.
 */

import {
  defaultRefuseMs,
  type IdleOffers,
  type Offer,
  type OfferName,
  type ToFramework,
} from "../../model/messages.ts";
import type { Operation } from "../../model/operations.ts";
import { isTerminal, type TaskInfo, type TaskStatus } from "../../model/tasks.ts";
import { byCodeUnit } from "../../model/units.ts";
import type { Framework } from "../cluster/framework.ts";
import type { Network } from "../cluster/network.ts";
import { Roster } from "../cluster/roster.ts";
import { ListedTask, TaskList } from "../cluster/task-list.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import { type BehaviourDeps, Connection, type Identity } from "./connection.ts";
import { Reconciliation } from "./reconciliation.ts";

/** A task that was launched, and Mesos' id of the agent on which. */
type Launched = ListedTask<string>;

type OffersMessage = Extract<ToFramework, { type: "OFFERS" }>;

export abstract class Behaviour implements Framework {
  readonly name: string;
  readonly role: string;
  readonly principal: string | null;
  protected readonly kernel: Kernel;
  readonly #network: Network;
  readonly #connection: Connection;
  readonly #answerOffers: EventKind;
  /** Came, not answered, not taken back. */
  readonly #outstanding = new Roster<OfferName>((offer) => offer.inFramework === this);
  /** Of this instant, not yet looked at. */
  #fresh: OffersMessage[] = [];
  /** Launched, and not known to have ended. */
  readonly #tasks = new TaskList<Launched>();
  readonly #reconciliation: Reconciliation;

  constructor(identity: Identity, deps: BehaviourDeps) {
    const { kernel, network } = deps;
    this.name = identity.name;
    this.role = identity.role;
    this.principal = identity.principal;
    this.kernel = kernel;
    this.#network = network;
    this.#connection = new Connection(identity, deps);
    this.#reconciliation = new Reconciliation(kernel, (message) => this.#connection.send(message));
    this.#answerOffers = kernel.kind("framework/answers", () => this.#answerFresh());
  }

  /**
   * What it does with the offers of one instant, all outstanding, in order of agent id; `idle` are those that were not
   * listed, which come only to who promises to refuse them.
   */
  protected abstract answer(offers: readonly Offer[], idle: readonly IdleOffers[]): void;

  /** Offers that were not answered are void: the master took them back, or is gone. */
  protected offersGone(_offers: readonly OfferName[]): void {}

  /** An offer is void that was not listed, and not held since. */
  protected unlistedGone(_offerId: string): void {}

  /** The master has answered its subscription. */
  protected registered(): void {}

  /** It has no master any more, and no offers. */
  protected parted(): void {}

  /** A task that it launched has ended, or never began. */
  protected taskEnded(_task: TaskInfo, _status: TaskStatus): void {}

  /** Whether it does nothing any more. */
  protected get isOver(): boolean {
    return this.#connection.isOver;
  }

  /** Ids of the tasks that it takes for alive. */
  get taskIds(): Iterable<string> {
    return Array.from(this.#tasks, ({ taskId }) => taskId);
  }

  join(): void {
    this.#network.connectFramework(this.name, this);
    this.#connection.open();
  }

  /** TEARDOWN: the master removes it and its tasks. */
  leave(): void {
    this.#connection.send({ type: "TEARDOWN" });
    this.#end();
  }

  disconnect(): void {
    this.#connection.sever();
    this.#parted();
  }

  reconnect(): void {
    this.#connection.mend();
  }

  masterLost(): void {
    this.#connection.lost();
    this.#parted();
  }

  masterFound(): void {
    this.#connection.found();
  }

  revive(): void {
    this.#connection.send({ type: "REVIVE" });
  }

  suppress(): void {
    this.#connection.send({ type: "SUPPRESS" });
  }

  receive(message: ToFramework): void {
    if (this.isOver) return;
    switch (message.type) {
      case "REGISTERED":
      case "REREGISTERED":
        if (!this.#connection.registered(message.frameworkId)) return;
        this.#reconcile();
        return this.registered();
      case "ERROR":
        // The driver aborts.
        return this.#end();
      default:
        // The driver ignores what comes before it is registered: an offer stays unanswered (sched.cpp:836-851).
        if (this.#connection.isRegistered) this.#told(message);
    }
  }

  #told(message: ToFramework): void {
    switch (message.type) {
      case "OFFERS":
        return this.#offered(message);
      case "RESCIND":
        return this.#rescinded(message.offer);
      case "UPDATE":
        return this.#updated(message.status);
      default:
        // What else the master may say changes nothing here.
        return;
    }
  }

  /** Accepts an offer that is outstanding; what is left of it is filtered for `refuseMs`. */
  protected accept(offer: Offer, operations: readonly Operation[], refuseMs = defaultRefuseMs): void {
    if (!this.#drop(offer)) return;
    for (const operation of operations) {
      if (operation.type !== "LAUNCH") continue;
      for (const task of operation.tasks) {
        const launched: Launched = new ListedTask(this, "", task, offer.slaveId);
        task.inFramework = launched;
        this.#tasks.add(launched);
      }
    }
    this.#connection.send({ type: "ACCEPT", offers: [offer], operations, refuseMs });
  }

  /** Declines those of the offers that are outstanding, in one call, and with them all that were not listed. */
  protected decline(
    offers: readonly Offer[],
    refuseMs = defaultRefuseMs,
    idle: IdleOffers | null = null,
  ): void {
    const open = offers.filter((offer) => this.#drop(offer));
    if (idle !== null)
      this.#connection.send({ type: "DECLINE", offers: open, refuseMs, idle, inOneCall: true });
    else if (open.length > 0) this.#connection.send({ type: "DECLINE", offers: open, refuseMs });
  }

  /** It takes an offer that was not listed for one of its own. */
  protected hold(offer: Offer): void {
    if (this.isOutstanding(offer)) return;
    offer.inFramework = this;
    this.#outstanding.add(offer);
  }

  protected isOutstanding(offer: OfferName): boolean {
    return offer.inFramework === this;
  }

  /** An offer is outstanding no more; says whether it was. */
  #drop(offer: OfferName): boolean {
    if (!this.isOutstanding(offer)) return false;
    offer.inFramework = null;
    this.#outstanding.went();
    return true;
  }

  #dropAll(): readonly OfferName[] {
    const all = this.#outstanding.now();
    for (const offer of all) this.#drop(offer);
    return all;
  }

  protected get isRegistered(): boolean {
    return this.#connection.isRegistered;
  }

  /** Offers of one instant may come in several messages: they are looked at once all are here. */
  #offered(message: OffersMessage): void {
    if (this.#fresh.length === 0) this.kernel.after(0, this.#answerOffers);
    this.#fresh.push(message);
    for (const offer of message.offers) this.hold(offer);
  }

  #answerFresh(): void {
    const offers: Offer[] = [];
    const shares: IdleOffers[] = [];
    for (const { offers: listed, idle } of this.#fresh) {
      for (const offer of listed) if (this.isOutstanding(offer)) offers.push(offer);
      if (idle !== undefined && idle.size + idle.revealed.length > 0) shares.push(idle);
    }
    this.#fresh = [];
    if (offers.length + shares.length === 0) return;
    this.answer(
      offers.sort((a, b) => byCodeUnit(a.agent, b.agent)),
      shares,
    );
  }

  #rescinded(offer: OfferName): void {
    if (this.#drop(offer)) return this.offersGone([offer]);
    for (const { idle } of this.#fresh) idle?.forget(offer.offerId);
    this.unlistedGone(offer.offerId);
  }

  /** What was sent before may be lost, and so may what was to be told. */
  #reconcile(): void {
    this.#reconciliation.begin(Array.from(this.#tasks, ({ taskId, where }) => [taskId, where] as const));
  }

  #parted(): void {
    this.#reconciliation.stop();
    this.#forgetOffers();
  }

  #forgetOffers(): void {
    const gone = this.#dropAll();
    this.#fresh = [];
    this.parted();
    if (gone.length > 0) this.offersGone(gone);
  }

  #end(): void {
    this.#connection.end();
    this.#reconciliation.stop();
    this.#dropAll();
    for (const launched of this.#tasks) this.#forget(launched);
  }

  /** Updates without an id are not acknowledged. */
  #updated(status: TaskStatus): void {
    const { taskId, slaveId, uuid, info } = status;
    if (uuid !== null && slaveId !== null)
      this.#connection.send({ type: "ACKNOWLEDGE", taskId, slaveId, uuid, info });
    this.#reconciliation.heard(taskId);
    if (!isTerminal(status.state)) return;
    const known = info?.inFramework;
    const isMine = known instanceof ListedTask && known.owner === this && !known.isOver;
    const launched = isMine ? known : this.#tasks.find("", taskId);
    if (launched === null) return;
    this.#forget(launched);
    this.taskEnded(launched.info, status);
  }

  #forget(launched: Launched): void {
    launched.isOver = true;
    this.#tasks.delete(launched);
  }
}
