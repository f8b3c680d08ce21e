/**
 * The exhaustive allocator's sorter: it remembers how often each client was given something, and sums up anew what
 * everybody holds whenever it is asked for an order (master/allocator/sorter/drf/sorter.cpp @ 0.28.3).
 */

import { Resources } from "../../model/resources.ts";
import { byCodeUnit } from "../../model/units.ts";

/** What shares are made of. */
export interface PlainSorterSums {
  total(): Resources;
  heldBy(client: string): Resources;
  weightOf(client: string): number;
}

export function sum(parts: Iterable<Resources>): Resources {
  let all = Resources.none;
  for (const part of parts) all = all.plus(part);
  return all;
}

function amountOf(resources: Resources, name: string): number {
  let milli = 0;
  for (const entry of resources.entries) if (entry.kind.name === name) milli += entry.milli;
  return milli / 1000;
}

export class PlainSorter {
  readonly #sums: PlainSorterSums;
  /** How often each active client was given something; null for an inactive one. */
  readonly #counts = new Map<string, number | null>();

  constructor(sums: PlainSorterSums) {
    this.#sums = sums;
  }

  add(client: string): void {
    this.#counts.set(client, 0);
  }

  remove(client: string): void {
    this.#counts.delete(client);
  }

  contains(client: string): boolean {
    return this.#counts.has(client);
  }

  activate(client: string): void {
    this.#counts.set(client, 0);
  }

  /** Its count is forgotten with its place (sorter.cpp:81-92). */
  deactivate(client: string): void {
    this.#counts.set(client, null);
  }

  gave(client: string): void {
    const count = this.#counts.get(client) ?? null;
    if (count !== null) this.#counts.set(client, count + 1);
  }

  /** Active clients by share over weight, then count, then name (sorter.cpp:30-39, 322-366). */
  sort(): readonly string[] {
    const total = this.#sums.total();
    const names = new Set(total.entries.filter(({ ranges }) => ranges === null).map(({ kind }) => kind.name));
    const clients: { readonly name: string; readonly count: number; readonly share: number }[] = [];
    for (const [name, count] of this.#counts) {
      if (count === null) continue;
      const held = this.#sums.heldBy(name);
      let share = 0;
      for (const scalar of names) {
        const all = amountOf(total, scalar);
        if (all > 0) share = Math.max(share, amountOf(held, scalar) / all);
      }
      clients.push({ name, count, share: share / this.#sums.weightOf(name) });
    }
    clients.sort((a, b) => a.share - b.share || a.count - b.count || byCodeUnit(a.name, b.name));
    return clients.map(({ name }) => name);
  }
}
