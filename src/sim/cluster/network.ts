/**
 * Messages between master, agents and frameworks: the one place that decides when each arrives, and whether.
 *
 * Messages of one link arrive in the order in which they were sent, as over TCP.
 */

import type { Message, ToAgent, ToFramework, ToMaster } from "../../model/messages.ts";
import type { OperationType, Trace } from "../../model/operations.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import type { Recorder } from "./recorder.ts";

/** One end of a link. `name` is the scenario's. */
export interface Endpoint {
  readonly kind: "master" | "agent" | "framework";
  readonly name: string;
}

export interface MasterEnd {
  receive(from: Endpoint, message: ToMaster): void;
}
export interface AgentEnd {
  receive(message: ToAgent): void;
}
export interface FrameworkEnd {
  receive(message: ToFramework): void;
}

/** What a scenario tells the network to lose. */
export interface DropRule {
  readonly message: string;
  readonly agent: string | null;
  /** Any of these, where given. */
  readonly agents?: ReadonlySet<string> | null;
  readonly framework: string | null;
  readonly app: string | null;
  /** How many it still takes; Infinity with `untilMs`. */
  left: number;
  readonly untilMs: number;
}

/** One operation of an ACCEPT, as drop rules see it. */
export interface OperationUnderway {
  readonly type: OperationType;
  readonly agent: string;
  readonly framework: string;
  readonly role: string;
  readonly trace: Trace | undefined;
}

interface Delivery {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly message: Message;
}

export const masterEndpoint: Endpoint = { kind: "master", name: "master" };

export class Network {
  readonly #kernel: Kernel;
  readonly #recorder: Recorder;
  readonly #latencyMs: number;
  readonly #deliver: EventKind;
  readonly #agents = new Map<string, AgentEnd>();
  readonly #frameworks = new Map<string, FrameworkEnd>();
  #master: MasterEnd | null = null;
  #rules: DropRule[] = [];

  constructor(kernel: Kernel, recorder: Recorder, latencyMs: number) {
    this.#kernel = kernel;
    this.#recorder = recorder;
    this.#latencyMs = latencyMs;
    this.#deliver = kernel.kind("message", (_a, _b, payload) => this.#arrive(payload as Delivery));
  }

  connectMaster(end: MasterEnd): void {
    this.#master = end;
  }

  connectAgent(name: string, end: AgentEnd): void {
    this.#agents.set(name, end);
  }

  connectFramework(name: string, end: FrameworkEnd): void {
    this.#frameworks.set(name, end);
  }

  toMaster(from: Endpoint, message: ToMaster): void {
    this.#send({ from, to: masterEndpoint, message });
  }

  toAgent(name: string, message: ToAgent): void {
    this.#send({ from: masterEndpoint, to: { kind: "agent", name }, message });
  }

  toFramework(name: string, message: ToFramework): void {
    this.#send({ from: masterEndpoint, to: { kind: "framework", name }, message });
  }

  addDropRule(rule: DropRule): void {
    this.#rules.push(rule);
  }

  /** Whether a rule loses this operation now; the loss is in the journal. */
  dropsOperation(operation: OperationUnderway): boolean {
    const rule = this.#rules.find(
      (candidate) =>
        candidate.message === operation.type &&
        (candidate.agent === null || candidate.agent === operation.agent) &&
        (candidate.agents?.has(operation.agent) ?? true) &&
        (candidate.framework === null || candidate.framework === operation.framework) &&
        (candidate.app === null || candidate.app === operation.trace?.app) &&
        candidate.left > 0 &&
        this.#kernel.nowMs <= candidate.untilMs,
    );
    if (rule === undefined) return false;
    rule.left--;
    if (rule.left <= 0) this.#rules = this.#rules.filter((other) => other !== rule);
    this.#recorder.add("message.dropped", {
      agent: operation.agent,
      framework: operation.framework,
      role: operation.role,
      app: operation.trace?.app,
      task: operation.trace?.task,
      message: operation.type,
      from: operation.framework,
      to: "master",
      reason: "told-to",
    });
    return true;
  }

  #send(delivery: Delivery): void {
    this.#kernel.after(this.#latencyMs, this.#deliver, 0, 0, delivery);
  }

  #arrive({ from, to, message }: Delivery): void {
    if (to.kind === "master") this.#master?.receive(from, message as ToMaster);
    else if (to.kind === "agent") this.#agents.get(to.name)?.receive(message as ToAgent);
    else this.#frameworks.get(to.name)?.receive(message as ToFramework);
  }
}
