/** What a framework may take of an offer, and in which order: its role's reservations first, then what is unreserved. */

import { type Entry, isUnreserved, isVolume, kindOf, Resources, scalar } from "../../model/resources.ts";

/** Thousandths by resource, in the order in which a task lists them. */
export type Demand = readonly (readonly [name: string, milli: number])[];

/** A demand of cpus, mem and disk, in thousandths; what is nothing is left out. */
export function demandOf(amounts: {
  readonly cpus?: number | undefined;
  readonly mem?: number | undefined;
  readonly disk?: number | undefined;
}): Demand {
  const { cpus = 0, mem = 0, disk = 0 } = amounts;
  const all: Demand = [
    ["cpus", cpus],
    ["mem", mem],
    ["disk", disk],
  ];
  return all.filter(([, milli]) => milli > 0);
}

/** A demand as resources that nobody has reserved. */
export const unreservedOf = (demand: Demand): Resources =>
  Resources.of(...demand.map(([name, milli]) => scalar(kindOf(name), milli)));

/** Thousandths of what a task may ask for. */
export interface Room {
  cpus: number;
  mem: number;
  disk: number;
}

function addRoom(room: Room, name: string, milli: number): void {
  if (name === "cpus") room.cpus += milli;
  else if (name === "mem") room.mem += milli;
  else if (name === "disk") room.disk += milli;
}

/** What a task of the demand needs. */
export function roomFor(demand: Demand): Room {
  const room = { cpus: 0, mem: 0, disk: 0 };
  for (const [name, milli] of demand) addRoom(room, name, milli);
  return room;
}

/** Volumes may never be taken: whoever wants one names it. */
const isUsable = (entry: Entry, mayTake: (entry: Entry) => boolean): boolean =>
  entry.ranges === null && !isVolume(entry) && mayTake(entry);

/** What of an offer's scalars may be taken, all roles together. */
export function roomIn({ entries }: Resources, mayTake: (entry: Entry) => boolean): Room {
  const room = { cpus: 0, mem: 0, disk: 0 };
  for (const entry of entries) if (isUsable(entry, mayTake)) addRoom(room, entry.kind.name, entry.milli);
  return room;
}

/** Whether a reservation says whose it is: only a dynamic one can. */
export const isLabelled = (entry: Entry): boolean => (entry.kind.reservation?.labels?.length ?? 0) > 0;

export class Pool {
  readonly #left: { readonly entry: Entry; milli: number }[] = [];
  /** Nothing of it is reserved. */
  readonly #isUnreserved: boolean;
  /** What is left of cpus, mem and disk. */
  readonly room: Readonly<Room>;
  readonly #room: Room = { cpus: 0, mem: 0, disk: 0 };

  /** Of an offer's scalars, those that may be taken. */
  constructor({ entries }: Resources, mayTake: (entry: Entry) => boolean = () => true) {
    this.room = this.#room;
    for (const entry of entries) if (!isUnreserved(entry) && isUsable(entry, mayTake)) this.#add(entry);
    this.#isUnreserved = this.#left.length === 0;
    for (const entry of entries) if (isUnreserved(entry) && isUsable(entry, mayTake)) this.#add(entry);
  }

  #add(entry: Entry): void {
    this.#left.push({ entry, milli: entry.milli });
    addRoom(this.#room, entry.kind.name, entry.milli);
  }

  /** Thousandths of a resource that are left. */
  milli(name: string): number {
    let sum = 0;
    for (const { entry, milli } of this.#left) if (entry.kind.name === name) sum += milli;
    return sum;
  }

  /** How often the demand can be met; Infinity for one of nothing. */
  holds(demand: Demand): number {
    let times = Number.POSITIVE_INFINITY;
    for (const [name, milli] of demand) times = Math.min(times, Math.floor(this.milli(name) / milli));
    return times;
  }

  /**
   * Takes a demand out. What is not there is asked for all the same, as unreserved: Mesos refuses it. `unreserved` is the
   * demand as it is asked for where nothing is reserved, made once by whoever takes it often.
   */
  take(demand: Demand, unreserved?: Resources): Resources {
    if (unreserved !== undefined && this.#isUnreserved) {
      for (const [name, milli] of demand)
        for (const part of this.#left)
          if (part.entry.kind.name === name) this.#less(part, Math.min(part.milli, milli));
      return unreserved;
    }
    const taken: Entry[] = [];
    for (const [name, milli] of demand) {
      let missing = milli;
      for (const part of this.#left) {
        if (part.entry.kind.name !== name || missing === 0) continue;
        const some = Math.min(part.milli, missing);
        this.#less(part, some);
        missing -= some;
        taken.push(scalar(part.entry.kind, some));
      }
      taken.push(scalar(kindOf(name), missing));
    }
    return Resources.of(...taken);
  }
  #less(part: { readonly entry: Entry; milli: number }, milli: number): void {
    part.milli -= milli;
    addRoom(this.#room, part.entry.kind.name, -milli);
  }
}
