/** One end of the network: who listens there, whether it can be reached, and its two links with the master. */

import type { Message } from "../../model/messages.ts";

/** Who sends or gets messages. `name` is the scenario's. */
export interface Endpoint {
  readonly kind: "master" | "agent" | "framework";
  readonly name: string;
}

/** One direction between an agent or a framework and the master. */
export interface Link {
  /** `from>to`, the name of its random stream; agents and frameworks may share names. */
  readonly name: string;
  /** No message arrives before it. */
  lastArrivalMs: number;
}

export class Port {
  readonly endpoint: Endpoint;
  /** To the master. */
  readonly outward: Link;
  /** From the master. */
  readonly inward: Link;
  /** Null while nobody ever listened. */
  deliver: ((from: Endpoint, message: Message) => void) | null = null;
  /** Cut off without anybody being told. */
  cut = false;
  hostDown = false;
  /** Nobody listens, and the other side may know it. */
  closed = false;
  /** Counts connections: what was sent over an older one does not arrive. */
  connection = 0;

  constructor(endpoint: Endpoint) {
    const name = `${endpoint.kind}/${endpoint.name}`;
    this.endpoint = endpoint;
    this.outward = { name: `${name}>master`, lastArrivalMs: 0 };
    this.inward = { name: `master>${name}`, lastArrivalMs: 0 };
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
