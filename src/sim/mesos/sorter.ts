/**
 * One dominant-resource-fairness sorter: its clients by share, and the total that shares are of.
 *
 * Follows master/allocator/sorter/drf/sorter.cpp @ 0.28.3. Only quantities matter to it, summed by scalar name over
 * all roles; names whose total is 0 count for nothing, ports never do.
 */

import { ScalarSums, type Scalars, scalarName } from "../../model/scalar-sums.ts";
import { byCodeUnit } from "../../model/units.ts";

/** Thousandths by scalar name. */
export type Quantities = ReadonlyMap<string, number>;

/** A client of a sorter, for whoever charges it often. */
export interface Client {
  readonly name: string;
  /** Thousandths by number of the scalar. */
  readonly allocated: number[];
  weight: number;
  active: boolean;
  share: number;
  /** How many allocations it got since it was activated; breaks ties (sorter.cpp:30-39). */
  count: number;
}

export class Sorter {
  readonly #clients = new Map<string, Client>();
  /** Thousandths by number of the scalar. */
  readonly #total: number[] = [];
  /** Active clients in the order of the last sort, and their names. */
  #sorted: Client[] = [];
  #order: string[] = [];
  /** Some client came, went, or became active or not since the last sort. */
  #regroup = true;
  #stale = true;

  add(name: string, weight = 1): Client {
    const client: Client = { name, allocated: [], weight, active: true, share: 0, count: 0 };
    this.#clients.set(name, client);
    this.#regroup = true;
    return client;
  }

  remove(name: string): void {
    this.#clients.delete(name);
    this.#regroup = true;
  }

  /** Another weight from now on. */
  update(name: string, weight: number): void {
    this.client(name).weight = weight;
    this.#stale = true;
  }

  contains(name: string): boolean {
    return this.#clients.has(name);
  }

  /** The count of allocations starts again at 0 (sorter.cpp:72-78). */
  activate(name: string): void {
    const client = this.client(name);
    client.active = true;
    client.count = 0;
    this.#regroup = true;
  }

  /** It is sorted no more, but keeps what it holds (sorter.cpp:81-92). */
  deactivate(name: string): void {
    this.client(name).active = false;
    this.#regroup = true;
  }

  /** The client got resources, in so many allocations. */
  allocated(name: string, amounts: Quantities, allocations = 1): void {
    this.charge(this.client(name), ScalarSums.of(amounts), allocations);
  }

  /** The client gave resources back; its count stays. */
  unallocated(name: string, amounts: Quantities): void {
    this.discharge(this.client(name), ScalarSums.of(amounts));
  }

  /** As `allocated`. */
  charge(client: Client, scalars: Scalars, allocations: number): void {
    client.count += allocations;
    scalars.addScalarsTo(client.allocated, 1);
    this.#stale = true;
  }

  /** As `unallocated`. */
  discharge(client: Client, scalars: Scalars): void {
    scalars.addScalarsTo(client.allocated, -1);
    this.#stale = true;
  }

  /** What the client holds now, as a list of its own; without what it holds nothing of. */
  allocationOf(name: string): Quantities {
    const { allocated } = this.client(name);
    const held = new Map<string, number>();
    for (const [number, milli] of allocated.entries()) if (milli !== 0) held.set(scalarName(number), milli);
    return held;
  }

  addTotal(amounts: Quantities): void {
    this.changeTotal(ScalarSums.of(amounts), 1);
  }

  removeTotal(amounts: Quantities): void {
    this.changeTotal(ScalarSums.of(amounts), -1);
  }

  /** What shares are of becomes more or, with -1, less. */
  changeTotal(scalars: Scalars, sign: 1 | -1): void {
    scalars.addScalarsTo(this.#total, sign);
    this.#stale = true;
  }

  /**
   * Active clients: smaller share first, then fewer allocations, then the smaller name (sorter.cpp:30-39). The list is
   * put in order anew by the next sort.
   */
  sort(): readonly string[] {
    if (this.#regroup) {
      this.#sorted = [...this.#clients.values()].filter(({ active }) => active);
      this.#order = this.#sorted.map(({ name }) => name);
      this.#regroup = false;
      this.#stale = true;
    }
    if (!this.#stale) return this.#order;
    this.#stale = false;
    const sorted = this.#sorted;
    const order = this.#order;
    // Between two sorts few change places: each goes to the left as far as it must.
    for (let i = 0; i < sorted.length; i++) {
      const client = sorted[i];
      if (client === undefined) break;
      client.share = this.#shareOf(client);
      let at = i;
      for (; at > 0; at--) {
        const left = sorted[at - 1];
        if (left === undefined || isBefore(left, client)) break;
        sorted[at] = left;
        order[at] = left.name;
      }
      sorted[at] = client;
      order[at] = client.name;
    }
    return order;
  }

  /**
   * The largest part of any scalar's total, over the weight (sorter.cpp:322-366). Mesos divides decimal values, so
   * 0.3/3 is less than 100/1000: (a/1000)/(t/1000) keeps that.
   */
  #shareOf({ allocated, weight }: Client): number {
    let share = 0;
    const totals = this.#total;
    for (let number = 0; number < totals.length; number++) {
      const total = totals[number] ?? 0;
      if (total <= 0) continue;
      const part = (allocated[number] ?? 0) / 1000 / (total / 1000);
      if (part > share) share = part;
    }
    return share / weight;
  }

  /** The client of that name. Throws where there is none. */
  client(name: string): Client {
    const client = this.#clients.get(name);
    if (client === undefined) throw new Error(`the sorter has no client ${name}`);
    return client;
  }
}

function isBefore(left: Client, right: Client): boolean {
  if (left.share !== right.share) return left.share < right.share;
  if (left.count !== right.count) return left.count < right.count;
  return byCodeUnit(left.name, right.name) < 0;
}
