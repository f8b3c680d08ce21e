/** One leader's connection to the master: it subscribes until it is answered, and drops what it is told to send while
 * it is not registered (sched/sched.cpp @ 0.28.3). */

import {
  type AskedTask,
  type AskedTasks,
  defaultRefuseMs,
  type IdleOffers,
  type OfferName,
  type Settled,
  type ToMaster,
} from "../../model/messages.ts";
import type { Operation } from "../../model/operations.ts";
import type { TaskStatus } from "../../model/tasks.ts";
import type { Endpoint, Network } from "../cluster/network.ts";
import { noTimer } from "../kernel/agenda.ts";
import type { MarathonSpec } from "../scenario.ts";
import type { Context } from "./context.ts";
import type { Store } from "./store.ts";
import type { Strays } from "./strays.ts";
import type { TimerKind } from "./terms.ts";

/** The next attempt to subscribe is drawn from 0 to this, which doubles each time up to a minute
 * (sched/constants.cpp:28-30 @ 0.28.3). */
const firstBackoffMs = 2000;
const backoffMsMax = 60_000;

const nothing: readonly ToMaster[] = [];

export class Driver {
  readonly #context: Context;
  readonly #network: Network;
  readonly #spec: MarathonSpec;
  readonly #store: Store;
  readonly #strays: Strays;
  readonly #endpoint: Endpoint;
  readonly #again: TimerKind;
  /** Takes what is sent while it is held; seldom more than one message. */
  #outbox: readonly ToMaster[] | null = null;
  readonly #electedMs: number;
  /** What the deployments that a new leader takes up kill at once; kept for the answer to its first SUBSCRIBE only. */
  #early: readonly ToMaster[] = nothing;
  #registered = false;
  #masterLeads = false;
  #backoffMs = firstBackoffMs;
  #retry = noTimer;

  constructor(context: Context, network: Network, spec: MarathonSpec, store: Store, strays: Strays) {
    this.#context = context;
    this.#network = network;
    this.#spec = spec;
    this.#store = store;
    this.#strays = strays;
    this.#endpoint = network.portOf({ kind: "framework", name: spec.name });
    this.#again = context.kernel.kind("marathon/subscribes again", () => this.#subscribe());
    this.#electedMs = context.kernel.nowMs;
  }

  get isRegistered(): boolean {
    return this.#registered;
  }

  /** There is a leading master to subscribe with. */
  masterFound(): void {
    this.#masterLeads = true;
    if (this.#registered) return;
    this.#backoffMs = firstBackoffMs;
    this.#context.kernel.cancel(this.#retry);
    this.#subscribe();
  }

  /** There is no master any more. */
  masterLost(): void {
    this.#masterLeads = false;
    this.#registered = false;
    this.#context.kernel.cancel(this.#retry);
  }

  /**
   * The master's answer, whose id is stored; false for one that comes a second time, or from a master that leads no
   * more (sched.cpp:698-721).
   */
  registered(frameworkId: string): boolean {
    if (this.#registered || !this.#masterLeads) return false;
    this.#registered = true;
    this.#context.kernel.cancel(this.#retry);
    this.#store.frameworkId = frameworkId;
    this.sendAll(this.#early);
    this.#early = nothing;
    return true;
  }

  /** With a filter of 0 s: what is left of the offer comes back at the next allocation (TaskLauncherImpl.scala:24-46). */
  accept(offer: OfferName, operations: readonly Operation[]): void {
    this.#send({ type: "ACCEPT", offers: [offer], operations, refuseMs: 0 });
  }

  /** Null: Mesos' default filter. With a `version`, the same would be refused again as long as that is the manager's. */
  decline(offer: OfferName, refuseMs: number | null, version?: number): void {
    this.#send({ type: "DECLINE", offers: [offer], refuseMs: refuseMs ?? defaultRefuseMs, version });
  }

  /** They were refused in the state of the manager of that number. */
  declineIdle(idle: IdleOffers, refuseMs: number, version: number): void {
    this.#send({ type: "DECLINE", offers: [], refuseMs, idle, version });
  }

  revive(): void {
    this.#send({ type: "REVIVE" });
  }

  suppress(): void {
    this.#send({ type: "SUPPRESS" });
  }

  /**
   * The driver is started before the deployments are read and stored again (MarathonSchedulerService.scala:320-327,
   * MarathonSchedulerActor.scala:71-88): where a master answers its first SUBSCRIBE, it is registered by the time that their
   * first kills come, and does not drop them (bug B44).
   */
  kill(taskId: string): void {
    this.#strays.killed(taskId);
    const message: ToMaster = { type: "KILL", taskId, slaveId: null };
    const isEarly = !this.#registered && this.#context.kernel.nowMs === this.#electedMs;
    if (isEarly) this.#early = [...this.#early, message];
    else this.#send(message);
  }

  /** Updates without an id are not acknowledged. */
  acknowledge({ taskId, slaveId, uuid, info }: TaskStatus): void {
    if (uuid !== null && slaveId !== null) this.#send({ type: "ACKNOWLEDGE", taskId, slaveId, uuid, info });
  }

  /** No tasks: an implicit reconciliation. `settled` are those of all known tasks that it would change nothing to hear of. */
  reconcile(tasks: AskedTasks, unsettled: readonly AskedTask[], settled: Settled): void {
    this.#send({ type: "RECONCILE", tasks, unsettled, settled });
  }

  /** A driver that begins with an id takes the place of the one before it (sched.cpp:802-806). */
  #subscribe(): void {
    const { kernel, streams } = this.#context;
    const { name, role, principal, flags } = this.#spec;
    const { frameworkId } = this.#store;
    const failoverTimeoutMs = flags.failover_timeout * 1000;
    if (kernel.nowMs > this.#electedMs) this.#early = nothing;
    const info = {
      name,
      role,
      principal,
      frameworkId,
      failoverTimeoutMs,
      checkpoint: true,
      taskKilling: true,
    };
    this.#network.toMaster(this.#endpoint, { type: "SUBSCRIBE", info, force: frameworkId !== null });
    this.#backoffMs = Math.min(
      this.#backoffMs,
      backoffMsMax,
      Math.max(1, Math.floor(failoverTimeoutMs / 10)),
    );
    const delayMs = streams.of("marathon.registration", name).below(this.#backoffMs);
    this.#retry = kernel.after(Math.max(1, delayMs), this.#again);
    this.#backoffMs *= 2;
  }

  /** What is sent from now on waits. */
  hold(): void {
    this.#outbox = nothing;
  }

  /** What has waited, in its order; it has not gone out. */
  held(): readonly ToMaster[] {
    const messages = this.#outbox ?? nothing;
    this.#outbox = null;
    return messages;
  }

  sendAll(messages: readonly ToMaster[]): void {
    for (const message of messages) this.#send(message);
  }

  #send(message: ToMaster): void {
    if (!this.#registered) return;
    if (this.#outbox !== null)
      this.#outbox = this.#outbox.length === 0 ? [message] : [...this.#outbox, message];
    else this.#network.toMaster(this.#endpoint, message);
  }
}
