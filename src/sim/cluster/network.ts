/**
 * Messages between master, agents and frameworks: the one place that decides when each arrives, and whether.
 *
 * Messages of one link arrive in the order in which they were sent, as over TCP: one that is held up holds up those
 * behind it. Every message that was sent and does not arrive leaves a row.
 */

import type { Message, Offer, ToAgent, ToFramework, ToMaster } from "../../model/messages.ts";
import type { OperationType, Trace } from "../../model/operations.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import type { Latency } from "./latency.ts";
import { type Directory, factsOf, type MessageFacts, only, tracesOf } from "./message-facts.ts";
import { nameOf } from "./message-names.ts";
import {
  type DelayRule,
  type DropRule,
  isDelay,
  MessageRules,
  meansAgent,
  type Subject,
} from "./message-rules.ts";
import { cannotArrive, cannotLeave, type Endpoint, Port } from "./port.ts";
import type { Recorder } from "./recorder.ts";

export type { DelayRule, DropRule } from "./message-rules.ts";
export type { Endpoint } from "./port.ts";

export interface MasterEnd {
  receive(from: Endpoint, message: ToMaster): void;
  /** What it knows of the ids in messages; without it, rules and rows know only what messages say themselves. */
  readonly directory?: Directory;
}
export interface AgentEnd {
  receive(message: ToAgent): void;
}
export interface FrameworkEnd {
  receive(message: ToFramework): void;
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
  readonly from: Port;
  readonly to: Port;
  readonly message: Message;
  /** The connections that it was sent over. */
  readonly toConnection: number;
  readonly masterConnection: number;
}

type LossReason = "told-to" | "unreachable" | "not-connected";

export const masterEndpoint: Endpoint = { kind: "master", name: "master" };

export class Network {
  readonly #kernel: Kernel;
  readonly #recorder: Recorder;
  readonly #latency: Latency;
  readonly #deliver: EventKind;
  readonly #master = new Port(masterEndpoint);
  readonly #agents = new Map<string, Port>();
  readonly #frameworks = new Map<string, Port>();
  readonly #rules = new MessageRules();
  #directory: Directory | null = null;

  /** `latency`: one way, any message. */
  constructor(kernel: Kernel, recorder: Recorder, latency: Latency) {
    this.#kernel = kernel;
    this.#recorder = recorder;
    this.#latency = latency;
    this.#deliver = kernel.kind("message", (_a, _b, payload) => this.#arrive(payload as Delivery));
  }

  /**
   * The master that leads from now on. After `masterDown` all connections are new: what was sent to or by the last one
   * and is still under way is lost.
   */
  connectMaster(end: MasterEnd): void {
    this.#directory = end.directory ?? null;
    this.#master.deliver = (from, message) => end.receive(from, message as ToMaster);
    if (!this.#master.closed) return;
    this.#master.closed = false;
    this.#master.reconnect();
    for (const ports of [this.#agents, this.#frameworks]) for (const port of ports.values()) port.startAnew();
  }

  connectAgent(name: string, end: AgentEnd): void {
    this.#agent(name).deliver = (_from, message) => end.receive(message as ToAgent);
  }

  connectFramework(name: string, end: FrameworkEnd): void {
    this.#framework(name).deliver = (_from, message) => end.receive(message as ToFramework);
  }

  toMaster(from: Endpoint, message: ToMaster): void {
    this.#send(this.#port(from), this.#master, message);
  }

  toAgent(name: string, message: ToAgent): void {
    this.#send(this.#master, this.#agent(name), message);
  }

  toFramework(name: string, message: ToFramework): void {
    this.#send(this.#master, this.#framework(name), message);
  }

  /** Silently cuts an agent off: what is sent or would arrive meanwhile is lost, both ways. */
  cut(agent: string): void {
    this.#agent(agent).cut = true;
  }

  mend(agent: string): void {
    this.#agent(agent).cut = false;
  }

  /** The host is dead: nobody is told, and nothing is sent or arrives; what it sent before still arrives. */
  hostDown(agent: string): void {
    this.#agent(agent).hostDown = true;
  }

  /** The host is up again; what was under way to it before is lost with its connections. */
  hostUp(agent: string): void {
    const port = this.#agent(agent);
    port.hostDown = false;
    port.reconnect();
  }

  /** The agent process is not there: messages to it find nobody. */
  close(agent: string): void {
    this.#agent(agent).closed = true;
  }

  /** The agent process is there again, with new connections. */
  open(agent: string): void {
    const port = this.#agent(agent);
    port.closed = false;
    port.reconnect();
  }

  /** The framework has no connection to the master. */
  closeFramework(framework: string): void {
    this.#framework(framework).closed = true;
  }

  openFramework(framework: string): void {
    const port = this.#framework(framework);
    port.closed = false;
    port.reconnect();
  }

  /** No master leads until `connectMaster`: messages to it find nobody. What the last one sent still arrives. */
  masterDown(): void {
    this.#master.closed = true;
  }

  addDropRule(rule: DropRule): void {
    this.#rules.add(rule);
  }

  /** A rule that names an operation holds up the ACCEPT that carries one. */
  addDelayRule(rule: DelayRule): void {
    this.#rules.add(rule);
  }

  /** Whether a rule may still lose or hold up a message of that name from or to that agent. */
  hasRuleFor(message: string, agent: string): boolean {
    return this.#rules.has(this.#kernel.nowMs, message, agent);
  }

  /** Whether a rule loses this operation now; the loss is in the journal. */
  dropsOperation({ type, agent, framework, role, trace }: OperationUnderway): boolean {
    if (this.#rules.none) return false;
    const traces = trace === undefined ? [] : [trace];
    const operation: Subject = { name: type, agents: [agent], framework, role, traces };
    const taken = this.#rules.take(this.#kernel.nowMs, [operation], (rule) => !isDelay(rule));
    if (taken !== null) this.#recordLoss(type, operation, framework, masterEndpoint.name, "told-to");
    return taken !== null;
  }

  #port({ kind, name }: Endpoint): Port {
    if (kind === "master") return this.#master;
    return kind === "agent" ? this.#agent(name) : this.#framework(name);
  }

  #agent(name: string): Port {
    let port = this.#agents.get(name);
    if (port === undefined) {
      port = new Port({ kind: "agent", name });
      this.#agents.set(name, port);
    }
    return port;
  }

  #framework(name: string): Port {
    let port = this.#frameworks.get(name);
    if (port === undefined) {
      port = new Port({ kind: "framework", name });
      this.#frameworks.set(name, port);
    }
    return port;
  }

  #send(from: Port, to: Port, message: Message): void {
    const name = nameOf(message);
    if (cannotLeave(from, to)) return this.#lose(from, to, message, "unreachable");
    // The end of a connection is told by the side that is still there.
    if ((from.closed && name !== null) || to.closed) return this.#lose(from, to, message, "not-connected");
    if (this.#rules.none || name === null) return this.#dispatch(from, to, message, 0);
    const facts = factsOf(from.endpoint, to.endpoint, message, this.#directory);
    const taken = this.#rules.take(
      this.#kernel.nowMs,
      subjectsOf(name, facts, message),
      // The master loses single operations when it comes to them.
      (rule) => isDelay(rule) || rule.message === name,
    );
    if (taken === null) return this.#dispatch(from, to, message, 0);
    const { rule, subject } = taken;
    if (!isDelay(rule)) return this.#drop(from, to, message, rule);
    this.#recorder.add("message.delayed", {
      ...idsOf(subject),
      message: subject.name,
      by_ms: rule.byMs,
      reason: "told-to",
    });
    this.#dispatch(from, to, message, rule.byMs);
  }

  /** Of a message with offers of several agents, a rule that names some of them takes only theirs. */
  #drop(from: Port, to: Port, message: Message, rule: DropRule): void {
    if (message.type !== "OFFERS") return this.#lose(from, to, message, "told-to");
    const lost = (offer: Offer): boolean => meansAgent(rule, offer.agent);
    const rest = message.offers.filter((offer) => !lost(offer));
    this.#lose(from, to, { type: "OFFERS", offers: message.offers.filter(lost) }, "told-to");
    if (rest.length > 0) this.#dispatch(from, to, { type: "OFFERS", offers: rest }, 0);
  }

  /** Only a link whose last message was drawn or held up can be overtaken, so only it is remembered. */
  #dispatch(from: Port, to: Port, message: Message, heldUpMs: number): void {
    const outward = to.endpoint.kind === "master";
    const link = outward ? from.outward : to.inward;
    const drawn = typeof this.#latency !== "number";
    const latencyMs = typeof this.#latency === "number" ? this.#latency : this.#latency(link.name);
    const atMs = Math.max(this.#kernel.nowMs + latencyMs + heldUpMs, link.lastArrivalMs);
    if (drawn || heldUpMs > 0) link.lastArrivalMs = atMs;
    const delivery: Delivery = {
      from,
      to,
      message,
      toConnection: to.connection,
      masterConnection: this.#master.connection,
    };
    this.#kernel.at(atMs, this.#deliver, 0, 0, delivery);
  }

  #arrive({ from, to, message, toConnection, masterConnection }: Delivery): void {
    if (cannotArrive(from, to)) return this.#lose(from, to, message, "unreachable");
    const here = !to.closed && to.connection === toConnection && this.#master.connection === masterConnection;
    if (here && to.deliver !== null) to.deliver(from.endpoint, message);
    else this.#lose(from, to, message, "not-connected");
  }

  #lose(from: Port, to: Port, message: Message, reason: LossReason): void {
    const name = nameOf(message);
    if (name === null) return;
    const facts = factsOf(from.endpoint, to.endpoint, message, this.#directory);
    this.#recordLoss(name, facts, from.endpoint.name, to.endpoint.name, reason);
  }

  #recordLoss(message: string, facts: MessageFacts, from: string, to: string, reason: LossReason): void {
    this.#recorder.add("message.dropped", { ...idsOf(facts), message, from, to, reason });
  }
}

/** The message itself, and each operation of an ACCEPT. */
function subjectsOf(name: string, facts: MessageFacts, message: Message): readonly Subject[] {
  const whole: Subject = { ...facts, name };
  if (message.type !== "ACCEPT") return [whole];
  const operations = message.operations.map((operation) => ({
    ...facts,
    name: operation.type,
    traces: tracesOf(operation),
  }));
  return [whole, ...operations];
}

function idsOf({ agents, framework, role, traces }: MessageFacts) {
  return {
    agent: only(agents),
    framework: framework ?? undefined,
    role: role ?? undefined,
    app: only(traces.map(({ app }) => app)),
    task: only(traces.map(({ task }) => task)),
  };
}
