/**
 * A framework's connection to the master, as the scheduler driver keeps it: it subscribes until it is answered, sends
 * nothing while it is not registered, and takes up again under its id (sched/sched.cpp @ 0.28.3).
 */

import type { ToMaster } from "../../model/messages.ts";
import type { Endpoint, Network } from "../cluster/network.ts";
import { noTimer } from "../kernel/agenda.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import type { Streams } from "../kernel/streams.ts";

/** What every framework says of itself. */
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

const failoverTimeoutMs = 7 * 86_400_000;

/** The next attempt is drawn from 0 to this, which doubles each time up to a minute (sched/constants.cpp). */
const firstBackoffMs = 2000;
const backoffMsMax = 60_000;

export class Connection {
  readonly #identity: Identity;
  readonly #deps: BehaviourDeps;
  readonly #endpoint: Endpoint;
  readonly #again: EventKind;
  #frameworkId: string | null = null;
  #state: "apart" | "subscribing" | "registered" | "over" = "apart";
  /** Somebody leads: only then there is whom to subscribe with. */
  #masterLeads = true;
  /** Cut by the scenario, until it is mended. */
  #severed = false;
  #retry = noTimer;

  constructor(identity: Identity, deps: BehaviourDeps) {
    this.#identity = identity;
    this.#deps = deps;
    this.#endpoint = deps.network.portOf({ kind: "framework", name: identity.name });
    this.#again = deps.kernel.kind("framework/subscribes again", (backoffMs) => this.#subscribe(backoffMs));
  }

  /** Whether it ended for good. */
  get isOver(): boolean {
    return this.#state === "over";
  }

  get isRegistered(): boolean {
    return this.#state === "registered";
  }

  /** Subscribes, as soon as a master leads (sched.cpp:283-356). */
  open(): void {
    if (this.isOver || this.#severed) return;
    this.#part();
    if (!this.#masterLeads) return;
    this.#state = "subscribing";
    this.#subscribe(firstBackoffMs);
  }

  /** There is a master to subscribe with. */
  found(): void {
    this.#masterLeads = true;
    this.open();
  }

  /** Whether that is news: the word of a master that leads no more counts for nothing (sched.cpp:698-721). */
  registered(frameworkId: string): boolean {
    if (this.#state !== "subscribing") return false;
    this.#frameworkId = frameworkId;
    this.#state = "registered";
    this.#deps.kernel.cancel(this.#retry);
    return true;
  }

  /** There is no master any more. */
  lost(): void {
    this.#masterLeads = false;
    this.#part();
  }

  /** The connection breaks, and the master sees it. */
  sever(): void {
    if (this.isOver || this.#severed) return;
    const { network } = this.#deps;
    this.#severed = true;
    this.#part();
    network.closeFramework(this.#identity.name);
    network.toMaster(this.#endpoint, { type: "FRAMEWORK_EXITED" });
  }

  /** A connection that was severed can be made again. */
  mend(): void {
    if (!this.#severed) return;
    this.#severed = false;
    this.#deps.network.openFramework(this.#identity.name);
    this.open();
  }

  /** It is over: torn down, or refused by the master. */
  end(): void {
    this.#part();
    this.#state = "over";
  }

  send(message: ToMaster): void {
    if (this.isRegistered) this.#deps.network.toMaster(this.#endpoint, message);
  }

  #part(): void {
    if (this.isOver) return;
    this.#state = "apart";
    this.#deps.kernel.cancel(this.#retry);
  }

  #subscribe(backoffMs: number): void {
    const { kernel, network, streams } = this.#deps;
    const { name, role, principal } = this.#identity;
    const frameworkId = this.#frameworkId;
    const info = { name, role, principal, frameworkId, failoverTimeoutMs, checkpoint: true };
    network.toMaster(this.#endpoint, { type: "SUBSCRIBE", info, force: false });
    const mostMs = Math.min(backoffMs, backoffMsMax);
    const delayMs = streams.of("framework.registration", name).below(mostMs);
    this.#retry = kernel.after(delayMs, this.#again, mostMs * 2);
  }
}
