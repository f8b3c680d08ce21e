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
  /** Thousandths by the sorter's number of a scalar name. */
  readonly allocated: number[];
  weight: number;
  active: boolean;
  share: number;
  /** How many allocations it got since it was activated; breaks ties (sorter.cpp:30-39). */
  count: number;
}

export class Sorter {
  readonly #clients = new Map<string, Client>();
  /** The scalar names that were ever said, by number. */
  readonly #names: string[] = [];
  readonly #numbers = new Map<string, number>();
  /** Thousandths by number. */
  readonly #total: number[] = [];
  /** Active clients in the order of the last sort, and their names. */
  #sorted: Client[] = [];
  #order: string[] = [];
  /** Some client came, went, or became active or not since the last sort. */
  #regroup = true;
  #stale = true;

  add(name: string, weight = 1): void {
    const allocated = this.#names.map(() => 0);
    this.#clients.set(name, { name, allocated, weight, active: true, share: 0, count: 0 });
    this.#regroup = true;
  }

  remove(name: string): void {
    this.#clients.delete(name);
    this.#regroup = true;
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
    this.#regroup = true;
  }

  /** It is sorted no more, but keeps what it holds (sorter.cpp:81-92). */
  deactivate(name: string): void {
    this.#client(name).active = false;
    this.#regroup = true;
  }

  /** The client got resources, in so many allocations. */
  allocated(name: string, amounts: Quantities, allocations = 1): void {
    const client = this.#client(name);
    client.count += allocations;
    this.#addInto(client.allocated, amounts, 1);
  }

  /** The client gave resources back; its count stays. */
  unallocated(name: string, amounts: Quantities): void {
    this.#addInto(this.#client(name).allocated, amounts, -1);
  }

  /** What the client holds now, as a list of its own. */
  allocationOf(name: string): Quantities {
    const { allocated } = this.#client(name);
    return new Map(this.#names.map((scalar, number) => [scalar, allocated[number] ?? 0]));
  }

  addTotal(amounts: Quantities): void {
    this.#addInto(this.#total, amounts, 1);
  }

  removeTotal(amounts: Quantities): void {
    this.#addInto(this.#total, amounts, -1);
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

  #addInto(sums: number[], amounts: Quantities, sign: 1 | -1): void {
    this.#stale = true;
    for (const [name, milli] of amounts) {
      let number = this.#numbers.get(name);
      if (number === undefined) {
        number = this.#names.length;
        this.#numbers.set(name, number);
        this.#names.push(name);
      }
      while (sums.length <= number) sums.push(0);
      sums[number] = (sums[number] ?? 0) + sign * milli;
    }
  }

  #client(name: string): Client {
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
