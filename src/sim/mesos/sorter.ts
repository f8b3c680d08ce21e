/**
 * One dominant-resource-fairness sorter: its clients by share, and the total that shares are of.
 *
 * Follows master/allocator/sorter/drf/sorter.cpp @ 0.28.3. Only quantities matter to it, summed by scalar name over
 * all roles; names whose total is 0 count for nothing, ports never do.
 */

import { byCodeUnit } from "../../model/units.ts";

/** Thousandths by scalar name. */
export type Quantities = ReadonlyMap<string, number>;

interface Client {
  readonly name: string;
  readonly allocated: Map<string, number>;
  weight: number;
  active: boolean;
  share: number;
  /** How many allocations it got since it was activated; breaks ties (sorter.cpp:30-39). */
  count: number;
}

function addInto(sums: Map<string, number>, amounts: Quantities, sign: 1 | -1): void {
  for (const [name, milli] of amounts) sums.set(name, (sums.get(name) ?? 0) + sign * milli);
}

export class Sorter {
  readonly #clients = new Map<string, Client>();
  readonly #total = new Map<string, number>();
  #order: readonly string[] = [];
  #stale = true;

  add(name: string, weight = 1): void {
    this.#clients.set(name, { name, allocated: new Map(), weight, active: true, share: 0, count: 0 });
    this.#stale = true;
  }

  remove(name: string): void {
    this.#clients.delete(name);
    this.#stale = true;
  }

  /** Another weight from now on. */
  update(name: string, weight: number): void {
    this.#client(name).weight = weight;
    this.#stale = true;
  }

  contains(name: string): boolean {
    return this.#clients.has(name);
  }

  /** The count of allocations starts again at 0 (sorter.cpp:72-78). */
  activate(name: string): void {
    const client = this.#client(name);
    client.active = true;
    client.count = 0;
    this.#stale = true;
  }

  /** It is sorted no more, but keeps what it holds (sorter.cpp:81-92). */
  deactivate(name: string): void {
    this.#client(name).active = false;
    this.#stale = true;
  }

  /** The client got resources: one allocation more. */
  allocated(name: string, amounts: Quantities): void {
    const client = this.#client(name);
    client.count++;
    addInto(client.allocated, amounts, 1);
    this.#stale = true;
  }

  /** So many allocations more, or less, that change nothing of what it holds. */
  count(name: string, allocations: number): void {
    this.#client(name).count += allocations;
    this.#stale = true;
  }

  /** The client gave resources back; its count stays. */
  unallocated(name: string, amounts: Quantities): void {
    addInto(this.#client(name).allocated, amounts, -1);
    this.#stale = true;
  }

  /** What the client holds. */
  allocationOf(name: string): Quantities {
    return this.#client(name).allocated;
  }

  addTotal(amounts: Quantities): void {
    addInto(this.#total, amounts, 1);
    this.#stale = true;
  }

  removeTotal(amounts: Quantities): void {
    addInto(this.#total, amounts, -1);
    this.#stale = true;
  }

  /** Active clients: smaller share first, then fewer allocations, then the smaller name (sorter.cpp:30-39). */
  sort(): readonly string[] {
    if (!this.#stale) return this.#order;
    const active: Client[] = [];
    for (const client of this.#clients.values()) {
      if (!client.active) continue;
      client.share = this.#shareOf(client);
      active.push(client);
    }
    active.sort((a, b) => a.share - b.share || a.count - b.count || byCodeUnit(a.name, b.name));
    this.#order = active.map((client) => client.name);
    this.#stale = false;
    return this.#order;
  }

  /**
   * The largest part of any scalar's total, over the weight (sorter.cpp:322-366). Mesos divides decimal values, so
   * 0.3/3 is less than 100/1000: (a/1000)/(t/1000) keeps that.
   */
  #shareOf(client: Client): number {
    let share = 0;
    for (const [name, total] of this.#total) {
      if (total <= 0) continue;
      share = Math.max(share, (client.allocated.get(name) ?? 0) / 1000 / (total / 1000));
    }
    return share / client.weight;
  }

  #client(name: string): Client {
    const client = this.#clients.get(name);
    if (client === undefined) throw new Error(`the sorter has no client ${name}`);
    return client;
  }
}
