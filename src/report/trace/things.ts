/**
 * The things of a trace, each by a number. There may be millions, since tasks get new names: of each a few numbers are
 * kept, the number of its id's text in the journal in place of the text.
 */

import type { EventRow } from "../event-row.ts";
import { NumberColumn } from "../number-column.ts";
import { idNumber } from "../span-starts.ts";
import { isOfHost, type SpanKind, spanKinds, type Thing } from "../spans.ts";

/** In place of the number of a text where there is none. */
const noText = 0xffff_ffff;
/** Flags a host among agents; kinds are fewer. */
const hostFlag = 0x80;

/** Which of its fields, beside the id, tell a thing from others of its kind. */
const owners: Readonly<Record<SpanKind, readonly ["agent" | null, "role" | "framework" | null]>> = {
  agent: [null, null],
  reservation: ["agent", "role"],
  volume: ["agent", "role"],
  task: ["agent", "framework"],
  deployment: [null, "framework"],
  leader: [null, "framework"],
  offer: [null, null],
};

export class Things {
  readonly #kinds = new NumberColumn(Uint32Array);
  readonly #ids = new NumberColumn(Uint32Array);
  readonly #firsts = new NumberColumn(Uint32Array);
  readonly #seconds = new NumberColumn(Uint32Array);
  /** Numbers of things plus one by hash; 0 is an empty place. */
  #places = new Uint32Array(1024);
  /** Numbers of the names of agents: what a new master says of them stands in no row of theirs. */
  readonly #agents = new Map<string, number>();

  get length(): number {
    return this.#kinds.length;
  }

  /**
   * The number of what a row is about, given on first use; the row must be of the journal that is not offers'. `about` is
   * what the row says, or for an agent what is said of it in the row of something else.
   */
  of(about: Thing, event: EventRow): number {
    return this.#number(about, event, true);
  }

  /** The same, and -1 for a thing that has no number. */
  find(about: Thing, event: EventRow): number {
    return this.#number(about, event, false);
  }

  /** The number of a thread in which offers of an agent stand side by side. */
  offers(agent: number, lane: number): number {
    return this.#at(spanKinds.indexOf("offer"), noText, agent, lane, true);
  }

  kindOf(thing: number): SpanKind {
    return spanKinds[this.#kinds.get(thing) & ~hostFlag] ?? "agent";
  }

  isHost(thing: number): boolean {
    return (this.#kinds.get(thing) & hostFlag) !== 0;
  }

  /** The number of its id's text in the journal; null where it has no id. */
  idOf(thing: number): number | null {
    const id = this.#ids.get(thing);
    return id === noText ? null : id;
  }

  #number(about: Thing, event: EventRow, add: boolean): number {
    const { kind, id } = about;
    const kindNumber = spanKinds.indexOf(kind) + (isOfHost(about) ? hostFlag : 0);
    if (kind === "agent") return this.#at(kindNumber, this.#agentNumber(id, event), noText, noText, add);
    const [agent, owner] = owners[kind];
    const first = agent === null ? noText : numberOf(about[agent], event.textNumber(agent));
    const second = owner === null ? noText : numberOf(about[owner], event.textNumber(owner));
    return this.#at(kindNumber, numberOf(id, idNumber(kind, event)), first, second, add);
  }

  #agentNumber(agent: string, event: EventRow): number {
    let number = this.#agents.get(agent);
    if (number === undefined) {
      number = numberOf(agent, event.textNumber("agent"));
      this.#agents.set(agent, number);
    }
    return number;
  }

  #at(kind: number, id: number, first: number, second: number, add: boolean): number {
    if (add && (this.length + 1) * 2 > this.#places.length) this.#grow();
    const mask = this.#places.length - 1;
    let place = hashOf(kind, id, first, second) & mask;
    for (; this.#places[place] !== 0; place = (place + 1) & mask) {
      const thing = (this.#places[place] ?? 0) - 1;
      if (
        this.#ids.get(thing) === id &&
        this.#kinds.get(thing) === kind &&
        this.#firsts.get(thing) === first &&
        this.#seconds.get(thing) === second
      )
        return thing;
    }
    if (!add) return -1;
    this.#kinds.push(kind);
    this.#ids.push(id);
    this.#firsts.push(first);
    this.#seconds.push(second);
    this.#places[place] = this.length;
    return this.length - 1;
  }

  #grow(): void {
    const places = new Uint32Array(this.#places.length * 2);
    const mask = places.length - 1;
    for (let thing = 0; thing < this.length; thing++) {
      const [first, second] = [this.#firsts.get(thing), this.#seconds.get(thing)];
      let place = hashOf(this.#kinds.get(thing), this.#ids.get(thing), first, second) & mask;
      while (places[place] !== 0) place = (place + 1) & mask;
      places[place] = thing + 1;
    }
    this.#places = places;
  }
}

/** An empty text names nothing, as a missing one. */
const numberOf = (text: string, number: number): number =>
  text === "" || Number.isNaN(number) ? noText : number;

function hashOf(kind: number, id: number, first: number, second: number): number {
  let hash = Math.imul(id ^ Math.imul(kind, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15) ^ first, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 13) ^ second, 0x27d4eb2f);
  return (hash ^ (hash >>> 16)) >>> 0;
}
