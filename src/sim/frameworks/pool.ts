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

/** Whether a reservation says whose it is: only a dynamic one can. */
export const isLabelled = (entry: Entry): boolean => (entry.kind.reservation?.labels?.length ?? 0) > 0;

export class Pool {
  readonly #left: { readonly entry: Entry; milli: number }[];

  /** Of an offer's scalars, those that may be taken. Volumes never: whoever wants one names it. */
  constructor(offered: Resources, mayTake: (entry: Entry) => boolean = () => true) {
    const usable = offered.entries.filter(
      (entry) => entry.ranges === null && !isVolume(entry) && mayTake(entry),
    );
    const inOrder = [
      ...usable.filter((entry) => !isUnreserved(entry)),
      ...usable.filter((entry) => isUnreserved(entry)),
    ];
    this.#left = inOrder.map((entry) => ({ entry, milli: entry.milli }));
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

  /** Takes a demand out. What is not there is asked for all the same, as unreserved: Mesos refuses it. */
  take(demand: Demand): Resources {
    const taken: Entry[] = [];
    for (const [name, milli] of demand) {
      let missing = milli;
      for (const part of this.#left) {
        if (part.entry.kind.name !== name || missing === 0) continue;
        const some = Math.min(part.milli, missing);
        part.milli -= some;
        missing -= some;
        taken.push(scalar(part.entry.kind, some));
      }
      taken.push(scalar(kindOf(name), missing));
    }
    return Resources.of(...taken);
  }
}
