/** A framework that answers offers by a list of rules, and remembers all that the master told it. */

import type { FrameworkInfo, Offer, ToFramework, ToMaster } from "../../src/model/messages.ts";
import type { Operation } from "../../src/model/operations.ts";
import type { Resources } from "../../src/model/resources.ts";
import { type TaskFields, TaskInfo, type TaskStatus } from "../../src/model/tasks.ts";
import type { Framework } from "../../src/sim/cluster/framework.ts";
import type { Endpoint, Network } from "../../src/sim/cluster/network.ts";
import type { Kernel } from "../../src/sim/kernel/kernel.ts";

/** What a framework does with an offer: the first rule that matches answers it; none: it is held for ever. */
export interface Rule {
  readonly when?: (offer: Offer) => boolean;
  /** How many offers it answers; all where absent. */
  readonly times?: number;
  /** The operations to accept it with; absent: it is declined. */
  readonly accept?: (offer: Offer) => readonly Operation[];
  /** Mesos' own 5 s where absent. */
  readonly refuseMs?: number;
}

const defaultRefuseMs = 5000;

export interface SeenOffer {
  readonly atMs: number;
  readonly offer: Offer;
}

export interface SeenUpdate {
  readonly atMs: number;
  readonly status: TaskStatus;
}

export class ScriptedFramework implements Framework {
  readonly name: string;
  readonly role: string;
  readonly offers: SeenOffer[] = [];
  readonly updates: SeenUpdate[] = [];
  readonly rescinded: string[] = [];
  /** What else the master said: a registration, an agent that is lost, an error. */
  readonly news: { readonly atMs: number; readonly text: string }[] = [];
  frameworkId: string | null = null;
  /** Which updates are acknowledged, as they come. */
  acknowledges: (status: TaskStatus) => boolean = () => true;
  readonly #info: FrameworkInfo;
  readonly #kernel: Kernel;
  readonly #network: Network;
  readonly #endpoint: Endpoint;
  readonly #rules: { readonly rule: Rule; left: number }[];

  constructor(
    info: Pick<FrameworkInfo, "name" | "role"> & Partial<FrameworkInfo>,
    rules: readonly Rule[],
    kernel: Kernel,
    network: Network,
  ) {
    this.name = info.name;
    this.role = info.role;
    this.#info = {
      principal: "p",
      frameworkId: null,
      failoverTimeoutMs: 604_800_000,
      checkpoint: true,
      ...info,
    };
    this.#kernel = kernel;
    this.#network = network;
    this.#endpoint = { kind: "framework", name: info.name };
    this.#rules = rules.map((rule) => ({ rule, left: rule.times ?? Number.POSITIVE_INFINITY }));
  }

  join(): void {
    this.#network.connectFramework(this.name, this);
    this.send({ type: "SUBSCRIBE", info: this.#info, force: true });
  }

  /** Subscribes again under its id: as a scheduler that failed over, or, without force, as the same one. */
  rejoin(force: boolean, changed: Partial<FrameworkInfo> = {}): void {
    const info = { ...this.#info, frameworkId: this.frameworkId, ...changed };
    this.send({ type: "SUBSCRIBE", info, force });
  }

  /** Its connection breaks, and the master sees it. */
  disconnect(): void {
    this.#network.closeFramework(this.name);
    this.send({ type: "FRAMEWORK_EXITED" });
  }

  /** It can be reached again, and subscribes. */
  reconnect(force = false): void {
    this.#network.openFramework(this.name);
    this.rejoin(force);
  }

  send(message: ToMaster): void {
    this.#network.toMaster(this.#endpoint, message);
  }

  accept(offers: readonly Offer[], operations: readonly Operation[], refuseMs = defaultRefuseMs): void {
    this.send({ type: "ACCEPT", offers, operations, refuseMs });
  }

  decline(offer: Offer, refuseMs = defaultRefuseMs): void {
    this.send({ type: "DECLINE", offers: [offer], refuseMs });
  }

  /** The offer that came as the n-th, from 0. Throws where there was none. */
  offer(n: number): Offer {
    const seen = this.offers[n];
    if (seen === undefined)
      throw new Error(`${this.name} got ${this.offers.length} offers, so no number ${n}`);
    return seen.offer;
  }

  receive(message: ToFramework): void {
    const atMs = this.#kernel.nowMs;
    switch (message.type) {
      case "REGISTERED":
      case "REREGISTERED":
        this.frameworkId = message.frameworkId;
        this.news.push({ atMs, text: message.type });
        return;
      case "AGENT_LOST":
        this.news.push({ atMs, text: `lost ${message.slaveId}` });
        return;
      case "ERROR":
        this.news.push({ atMs, text: message.message });
        return;
      case "RESCIND":
        this.rescinded.push(message.offer.offerId);
        return;
      case "OFFERS":
        for (const offer of message.offers) {
          this.offers.push({ atMs, offer });
          this.#answer(offer);
        }
        return;
      case "UPDATE": {
        const { status } = message;
        this.updates.push({ atMs, status });
        if (!this.acknowledges(status) || status.uuid === null || status.slaveId === null) return;
        const { taskId, slaveId, uuid } = status;
        this.send({ type: "ACKNOWLEDGE", taskId, slaveId, uuid });
      }
    }
  }

  #answer(offer: Offer): void {
    const found = this.#rules.find(({ rule, left }) => left > 0 && (rule.when?.(offer) ?? true));
    if (found === undefined) return;
    found.left--;
    const { accept, refuseMs } = found.rule;
    if (accept === undefined) this.decline(offer, refuseMs);
    else this.accept([offer], accept(offer), refuseMs);
  }
}

/** A task to launch. */
export function task(taskId: string, resources: Resources, runsMs?: number): TaskInfo {
  return new TaskInfo({ taskId, resources, trace: {}, runsMs });
}

/** Of tasks that nobody has launched before, whatever was done with what is given. */
export const launch = (...tasks: readonly TaskFields[]): Operation => ({
  type: "LAUNCH",
  tasks: tasks.map((fields) => new TaskInfo(fields)),
});
export const reserve = (resources: Resources): Operation => ({ type: "RESERVE", resources });
export const unreserve = (resources: Resources): Operation => ({ type: "UNRESERVE", resources });
export const create = (volumes: Resources): Operation => ({ type: "CREATE", volumes });
export const destroy = (volumes: Resources): Operation => ({ type: "DESTROY", volumes });
