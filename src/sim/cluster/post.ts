/**
 * Messages that are under way. Those of one link that were sent in a row, to arrive at one instant, with nothing else set for
 * that instant in between, are one event: they arrive one after the other, as they would have by themselves.
 *
 * Hot: every message passes through here.
 */

import type { Message } from "../../model/messages.ts";
import { noTimer } from "../kernel/agenda.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";

/** One message of several that are one event. */
class Parcel {
  readonly message: Message;
  next: Parcel | null = null;

  constructor(message: Message) {
    this.message = message;
  }
}

/** One message arrives; `way` and `connections` are those that it was sent with. */
export type Arrive = (way: number, connections: number, message: Message) => void;

export class Post {
  readonly #kernel: Kernel;
  readonly #deliver: EventKind;
  /** The message that was sent last. */
  #atMs = -1;
  #way = 0;
  #connections = 0;
  #message: Message | null = null;
  #timer = noTimer;
  /** The same, where it shares its event with those before it. */
  #last: Parcel | null = null;

  constructor(kernel: Kernel, arrive: Arrive) {
    this.#kernel = kernel;
    this.#deliver = kernel.kind("message", (way, connections, what) => {
      if (!(what instanceof Parcel)) return arrive(way, connections, what as Message);
      for (let parcel: Parcel | null = what; parcel !== null; parcel = parcel.next)
        arrive(way, connections, parcel.message);
    });
  }

  /** Two numbers go with it: which way it goes, and over which connections. */
  send(atMs: number, way: number, connections: number, message: Message): void {
    if (atMs === this.#atMs && way === this.#way && connections === this.#connections && this.#joins(message))
      return;
    this.#atMs = atMs;
    this.#way = way;
    this.#connections = connections;
    this.#message = message;
    this.#last = null;
    this.#timer = this.#kernel.at(atMs, this.#deliver, way, connections, message);
  }

  /** It arrives with the one before, if nothing was set for that instant since. */
  #joins(message: Message): boolean {
    const before = this.#message;
    if (before === null || !this.#kernel.isLast(this.#timer, this.#atMs)) return false;
    const parcel = new Parcel(message);
    if (this.#last === null) {
      const first = new Parcel(before);
      first.next = parcel;
      this.#kernel.setPayload(this.#timer, first);
    } else this.#last.next = parcel;
    this.#last = parcel;
    return true;
  }
}
