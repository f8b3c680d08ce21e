/**
 * Messages between master, agents and frameworks: the one place that decides when each arrives, and whether.
 *
 * Messages of one link arrive in the order in which they were sent, as over TCP: one that is held up holds up those
 * behind it. Every message that was sent and does not arrive leaves a row.
 */

import type { Message, Offer, ToAgent, ToFramework, ToMaster } from "../../model/messages.ts";
import type { OperationType, Trace } from "../../model/operations.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Latency } from "./latency.ts";
import { type Directory, factsOf, type MessageFacts, tracesOf } from "./message-facts.ts";
import { nameOf, saysEnd } from "./message-names.ts";
import { type LossReason, MessageRows } from "./message-rows.ts";
import {
  type DelayRule,
  type DropRule,
  isDelay,
  type MessageRule,
  MessageRules,
  meansAgent,
  type Subject,
} from "./message-rules.ts";
import { cannotArrive, cannotLeave, type Endpoint, masterEndpoint, Port, Ports } from "./port.ts";
import { Post } from "./post.ts";
import type { Recorder } from "./recorder.ts";
import { singlesOf } from "./single-messages.ts";

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

/** How many connections the master may have had when a message is sent: an event's number holds both ends' counts. */
const connectionsMax = 2 ** 26;

export class Network {
  readonly #kernel: Kernel;
  readonly #rows: MessageRows;
  readonly #latency: Latency;
  readonly #post: Post;
  readonly #ports = new Ports();
  readonly #rules = new MessageRules();
  readonly #listeners: ((rule: MessageRule) => void)[] = [];
  /** The last instant at which something arrives that a rule held up. */
  #heldUntilMs = 0;
  #master: MasterEnd | null = null;
  #directory: Directory | null = null;

  /** `latency`: one way, any message. */
  constructor(kernel: Kernel, recorder: Recorder, latency: Latency) {
    this.#kernel = kernel;
    this.#rows = new MessageRows(recorder);
    this.#latency = latency;
    this.#post = new Post(kernel, (way, connections, message) => this.#arrive(way, connections, message));
  }

  /**
   * The master that leads from now on. After `masterDown` all connections are new: what was sent to or by the last one
   * and is still under way is lost.
   */
  connectMaster(end: MasterEnd): void {
    this.#directory = end.directory ?? null;
    this.#master = end;
    if (!this.#ports.master.closed) return;
    this.#ports.master.closed = false;
    this.#ports.master.reconnect();
    for (const port of this.#ports.all) port.startAnew();
  }

  connectAgent(name: string, end: AgentEnd): void {
    this.#ports.agent(name).end = end;
  }

  connectFramework(name: string, end: FrameworkEnd): void {
    this.#ports.framework(name).end = end;
  }

  /** The end itself: whoever sends or gets much through it keeps it, in place of its name. */
  portOf(end: Endpoint): Port {
    return this.#ports.of(end);
  }

  toMaster(from: Endpoint, message: ToMaster): void {
    this.#send(this.#ports.of(from), this.#ports.master, message);
  }

  toAgent(to: string | Port, message: ToAgent): void {
    this.#send(this.#ports.master, to instanceof Port ? to : this.#ports.agent(to), message);
  }

  toFramework(to: string | Port, message: ToFramework): void {
    this.#send(this.#ports.master, to instanceof Port ? to : this.#ports.framework(to), message);
  }

  /** Silently cuts an agent off: what is sent or would arrive meanwhile is lost, both ways. */
  cut(agent: string): void {
    this.#ports.agent(agent).cut = true;
  }

  mend(agent: string): void {
    this.#ports.agent(agent).cut = false;
  }

  /** The host is dead: nobody is told, and nothing is sent or arrives; what it sent before still arrives. */
  hostDown(agent: string): void {
    this.#ports.agent(agent).hostDown = true;
  }

  /**
   * The host is up again; what was under way to it before is lost with its connections, and so is what it sent before, once
   * something has come over a new one.
   */
  hostUp(agent: string): void {
    const port = this.#ports.agent(agent);
    port.hostDown = false;
    port.reconnect();
    port.bootConnection = port.connection;
  }

  /** The agent process is not there: messages to it find nobody. */
  close(agent: string): void {
    this.#ports.agent(agent).closed = true;
  }

  /** The agent process is there again, with new connections. */
  open(agent: string): void {
    const port = this.#ports.agent(agent);
    port.closed = false;
    port.reconnect();
  }

  /** The framework has no connection to the master. */
  closeFramework(framework: string): void {
    this.#ports.framework(framework).closed = true;
  }

  openFramework(framework: string): void {
    const port = this.#ports.framework(framework);
    port.closed = false;
    port.reconnect();
  }

  /** No master leads until `connectMaster`: messages to it find nobody. What the last one sent still arrives. */
  masterDown(): void {
    this.#ports.master.closed = true;
  }

  addDropRule(rule: DropRule): void {
    this.#addRule(rule);
  }

  /** A rule that names an operation holds up the ACCEPT that carries one. */
  addDelayRule(rule: DelayRule): void {
    this.#addRule(rule);
  }

  /** Calls the listener with each rule that is set from now on. */
  watchRules(listener: (rule: MessageRule) => void): void {
    this.#listeners.push(listener);
  }

  /** After how many ms each message arrives, while `isEven`. */
  get evenMs(): number {
    return typeof this.#latency === "number" ? this.#latency : Number.NaN;
  }

  /** Whether all messages arrive after the same time, with nothing that would lose or hold up one of them. */
  get isEven(): boolean {
    const isHeld = this.#heldUntilMs > this.#kernel.nowMs;
    return typeof this.#latency === "number" && this.#rules.none && !isHeld;
  }

  /** Whether a rule may still lose or hold up a message of that name from or to that agent. */
  hasRuleFor(message: string, agent: string): boolean {
    return this.#rules.has(this.#kernel.nowMs, message, agent);
  }

  /** Whether the scenario has rules about messages. */
  get hasRules(): boolean {
    return !this.#rules.none;
  }

  /** Whether a rule loses this operation now; the loss is in the journal. */
  dropsOperation({ type, agent, framework, role, trace }: OperationUnderway): boolean {
    const traces = trace === undefined ? [] : [trace];
    const operation: Subject = { name: type, agents: [agent], framework, role, traces };
    const taken = this.#rules.take(this.#kernel.nowMs, [operation], (rule) => !isDelay(rule));
    if (taken !== null) this.#rows.lost(type, operation, framework, masterEndpoint.name, "told-to");
    return taken !== null;
  }

  /**
   * What rules do to a ping to an agent, or to its answer, that is sent now and not carried here: null where it is
   * lost, else how long it is held up, ms. Either is in the journal.
   */
  rulePing(message: "ping" | "pong", agent: string): number | null {
    if (this.#rules.none) return 0;
    const subject: Subject = { name: message, agents: [agent], framework: null, role: null, traces: [] };
    const rule = this.#rules.take(this.#kernel.nowMs, [subject])?.rule;
    if (rule === undefined) return 0;
    if (isDelay(rule)) {
      this.#rows.delayed(subject.name, subject, rule.byMs);
      return rule.byMs;
    }
    const [from, to] = message === "ping" ? [masterEndpoint.name, agent] : [agent, masterEndpoint.name];
    this.#rows.lost(message, subject, from, to, "told-to");
    return null;
  }

  #addRule(rule: MessageRule): void {
    this.#rules.add(rule);
    for (const listener of this.#listeners) listener(rule);
  }

  #send(from: Port, to: Port, message: Message): void {
    if (cannotLeave(from, to)) return this.#lose(from, to, message, "unreachable");
    // The end of a connection is told by the side that is still there.
    if ((from.closed && !saysEnd(message)) || to.closed)
      return this.#lose(from, to, message, "not-connected");
    const name = this.#rules.none ? null : nameOf(message);
    if (name === null) return this.#dispatch(from, to, message, 0);
    const facts = factsOf(from, to, message, this.#directory);
    const taken = this.#rules.take(
      this.#kernel.nowMs,
      subjectsOf(name, facts, message),
      // The master loses single operations when it comes to them.
      (rule) => isDelay(rule) || rule.message === name,
    );
    if (taken === null) return this.#dispatch(from, to, message, 0);
    const { rule, subject } = taken;
    if (!isDelay(rule)) return this.#drop(from, to, message, rule);
    this.#rows.delayed(subject.name, subject, rule.byMs);
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

  /**
   * Only a link whose last message was drawn or held up can be overtaken, so only it is remembered. What is under way is an
   * event with two numbers: which way it goes (the port that is not the master's, and whether to or from it), and the
   * connections of both ends that it was sent over.
   */
  #dispatch(from: Port, to: Port, message: Message, heldUpMs: number): void {
    const { master } = this.#ports;
    const outward = to === master;
    const port = outward ? from : to;
    const way = 2 * port.number + (outward ? 1 : 0);
    const connections = port.connection * connectionsMax + master.connection;
    const latency = this.#latency;
    let atMs = this.#kernel.nowMs + heldUpMs;
    const link = outward ? port.outward : port.inward;
    if (typeof latency === "number") atMs += latency;
    else atMs += latency(link.name);
    if (atMs < link.lastArrivalMs) atMs = link.lastArrivalMs;
    if (heldUpMs > 0 || typeof latency !== "number") link.lastArrivalMs = atMs;
    if (heldUpMs > 0 && atMs > this.#heldUntilMs) this.#heldUntilMs = atMs;
    this.#post.send(atMs, way, connections, message);
  }

  #arrive(way: number, connections: number, message: Message): void {
    const { master, all } = this.#ports;
    const port = all[way >>> 1];
    if (port === undefined) return;
    const outward = (way & 1) === 1;
    const from = outward ? port : master;
    const to = outward ? master : port;
    if (cannotArrive(from, to)) return this.#lose(from, to, message, "unreachable");
    const masterConnection = connections % connectionsMax;
    const portConnection = (connections - masterConnection) / connectionsMax;
    // The end of a connection is no news once its successor was heard of.
    if (outward && saysEnd(message) && port.heardOver > portConnection) return;
    // The first word of a host that has booted resets the connections of its former life.
    if (outward && portConnection < port.bootConnection && port.heardOver >= port.bootConnection)
      return this.#lose(from, to, message, "not-connected");
    if (outward && port.heardOver < portConnection) port.heardOver = portConnection;
    const here =
      !to.closed && master.connection === masterConnection && (outward || port.connection === portConnection);
    if (!here) this.#lose(from, to, message, "not-connected");
    else if (!outward && to.end !== null) to.end.receive(message);
    else if (outward && this.#master !== null) this.#master.receive(from, message as ToMaster);
    else this.#lose(from, to, message, "not-connected");
  }

  #lose(from: Port, to: Port, message: Message, reason: LossReason): void {
    const name = nameOf(message);
    if (name === null) return;
    for (const single of singlesOf(message)) {
      const facts = factsOf(from, to, single, this.#directory);
      this.#rows.lost(name, facts, from.name, to.name, reason);
    }
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
