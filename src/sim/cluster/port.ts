/** The ends of the network: who listens where, whether it can be reached, and its two links with the master. */

import type { Message } from "../../model/messages.ts";

/** Who sends or gets messages. `name` is the scenario's. */
export interface Endpoint {
  readonly kind: "master" | "agent" | "framework";
  readonly name: string;
}

export const masterEndpoint: Endpoint = { kind: "master", name: "master" };

/** One direction between an agent or a framework and the master. */
export interface Link {
  /** `from>to`, the name of its random stream; agents and frameworks may share names. */
  readonly name: string;
  /** No message arrives before it. */
  lastArrivalMs: number;
}

export class Port implements Endpoint {
  readonly kind: Endpoint["kind"];
  readonly name: string;
  /** Its own among all ports; the master's is 0. */
  readonly number: number;
  /** To the master. */
  readonly outward: Link;
  /** From the master. */
  readonly inward: Link;
  /** What the leading master remembers of who is at that end; of no meaning for anybody else. */
  party: object | null = null;
  /** Who listens there, unless that is the master; null while nobody ever did. */
  end: { receive(message: Message): void } | null = null;
  /** Cut off without anybody being told. */
  cut = false;
  hostDown = false;
  /** Nobody listens, and the other side may know it. */
  closed = false;
  /** Counts connections: what was sent over an older one does not arrive. */
  connection = 0;
  /** The first one since its host booted last. */
  bootConnection = 0;
  /** The newest connection over which something reached the master. */
  heardOver = 0;

  constructor(kind: Endpoint["kind"], name: string, number: number) {
    const end = `${kind}/${name}`;
    this.kind = kind;
    this.name = name;
    this.number = number;
    this.outward = { name: `${end}>master`, lastArrivalMs: 0 };
    this.inward = { name: `master>${end}`, lastArrivalMs: 0 };
  }

  reconnect(): void {
    this.connection++;
    this.startAnew();
  }

  /** Its links forget what is under way: a new connection waits for nothing. */
  startAnew(): void {
    this.outward.lastArrivalMs = 0;
    this.inward.lastArrivalMs = 0;
  }
}

/** Whether nothing that is sent now leaves one end for the other, whoever listens there. */
export function cannotLeave(from: Port, to: Port): boolean {
  return from.hostDown || cannotArrive(from, to);
}

/** Whether nothing that is under way arrives: what a host sent before it died does. */
export function cannotArrive(from: Port, to: Port): boolean {
  return from.cut || to.cut || to.hostDown;
}

/** All ends, made when they are first mentioned. */
export class Ports {
  readonly master = new Port(masterEndpoint.kind, masterEndpoint.name, 0);
  /** By number. */
  readonly all: Port[] = [this.master];
  readonly #agents = new Map<string, Port>();
  readonly #frameworks = new Map<string, Port>();

  of(end: Endpoint): Port {
    if (end instanceof Port) return end;
    if (end.kind === "master") return this.master;
    return end.kind === "agent" ? this.agent(end.name) : this.framework(end.name);
  }

  agent(name: string): Port {
    return this.#agents.get(name) ?? this.#add(this.#agents, "agent", name);
  }

  framework(name: string): Port {
    return this.#frameworks.get(name) ?? this.#add(this.#frameworks, "framework", name);
  }

  #add(ports: Map<string, Port>, kind: "agent" | "framework", name: string): Port {
    const port = new Port(kind, name, this.all.length);
    this.all.push(port);
    ports.set(name, port);
    return port;
  }
}
