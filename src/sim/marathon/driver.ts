/** Marathon's side of the connection to the master: it sends while connected, and drops what it is told to send before
 * (sched/sched.cpp @ 0.28.3). */

import type { Operation } from "../../model/operations.ts";
import type { TaskStatus } from "../../model/tasks.ts";
import type { Endpoint, Network } from "../cluster/network.ts";
import type { MarathonSpec } from "../scenario.ts";

/** What Mesos assumes where a decline says nothing (mesos.proto: Filters.refuse_seconds). */
const defaultRefuseMs = 5000;

export class Driver {
  readonly #network: Network;
  readonly #spec: MarathonSpec;
  readonly #endpoint: Endpoint;
  #frameworkId: string | null = null;
  #connected = false;

  constructor(network: Network, spec: MarathonSpec) {
    this.#network = network;
    this.#spec = spec;
    this.#endpoint = { kind: "framework", name: spec.name };
  }

  get frameworkId(): string | null {
    return this.#frameworkId;
  }

  subscribe(): void {
    const { name, role, principal, flags } = this.#spec;
    const info = {
      name,
      role,
      principal,
      frameworkId: this.#frameworkId,
      failoverTimeoutMs: flags.failover_timeout * 1000,
      checkpoint: true,
    };
    this.#network.toMaster(this.#endpoint, { type: "SUBSCRIBE", info, force: false });
  }

  registered(frameworkId: string): void {
    this.#frameworkId = frameworkId;
    this.#connected = true;
  }

  /** With a filter of 0 s: what is left of the offer comes back at the next allocation (TaskLauncherImpl.scala:24-46). */
  accept(offerId: string, operations: readonly Operation[]): void {
    this.#send({ type: "ACCEPT", offerIds: [offerId], operations, refuseMs: 0 });
  }

  /** Null: Mesos' default filter. */
  decline(offerId: string, refuseMs: number | null): void {
    this.#send({ type: "DECLINE", offerIds: [offerId], refuseMs: refuseMs ?? defaultRefuseMs });
  }

  revive(): void {
    this.#send({ type: "REVIVE" });
  }

  kill(taskId: string): void {
    this.#send({ type: "KILL", taskId, slaveId: null });
  }

  /** Updates without an id are not acknowledged. */
  acknowledge({ taskId, slaveId, uuid }: TaskStatus): void {
    if (uuid !== null && slaveId !== null) this.#send({ type: "ACKNOWLEDGE", taskId, slaveId, uuid });
  }

  /** None: an implicit reconciliation. */
  reconcile(tasks: readonly { readonly taskId: string; readonly slaveId: string | null }[]): void {
    this.#send({ type: "RECONCILE", tasks });
  }

  #send(message: Parameters<Network["toMaster"]>[1]): void {
    if (this.#connected) this.#network.toMaster(this.#endpoint, message);
  }
}
