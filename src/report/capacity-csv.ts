/** capacity.csv: a row for each resource of the cluster, a role or an agent whenever its amounts changed. */

import { amountOf, byCodeUnit } from "../model/units.ts";
import { type Amounts, addTo, amountsOfOffer, byResource, type Sum } from "./amounts.ts";
import type { Level } from "./book.ts";
import { Capacity } from "./capacity.ts";
import { type CsvCell, csv } from "./csv.ts";
import { type EventRow, eventsWithOffers } from "./event-row.ts";
import type { FinishedRun } from "./finished-run.ts";
import { rolesOf } from "./projection.ts";

const header = [
  "time_ms",
  "scope",
  "id",
  "resource",
  "total",
  "unreserved",
  "reserved",
  "used",
  "stranded",
  "offered",
];

/**
 * The whole file in pieces. An instant's rows show its end: cluster, then roles, then agents by code unit, each with
 * its resources in the order cpus, mem, disk, gpus, ports, others. Ports are counted one by one. `offered` is empty
 * unless offers were kept, and a change of it alone makes no row.
 */
export function capacityCsv(run: FinishedRun): Generator<string> {
  return csv(header, capacityRows(run));
}

/** Its rows, without the header. */
export function* capacityRows(run: FinishedRun): Generator<CsvCell[]> {
  const capacity = new Capacity(rolesOf(run.scenario));
  const offered = run.recorder.offers === null ? null : new Offered();
  const written = new Map<string, Level>();
  let atMs = 0;
  for (const event of eventsWithOffers(run.recorder)) {
    if (event.atMs > atMs) {
      yield* changedRows(atMs, capacity, offered, written);
      atMs = event.atMs;
    }
    if (event.offerSeq !== null) offered?.apply(event);
    else {
      capacity.apply(event);
      if (event.name === "master.down") offered?.clear();
    }
  }
  yield* changedRows(atMs, capacity, offered, written);
}

function* changedRows(
  atMs: number,
  capacity: Capacity,
  offered: Offered | null,
  written: Map<string, Level>,
): Generator<CsvCell[]> {
  const changes = capacity.takeChanges();
  const resources = [...capacity.resources()].sort(byResource);
  function* rows(scope: string, id: string, level: (resource: string) => Level): Generator<CsvCell[]> {
    for (const resource of resources) {
      const now = level(resource);
      const key = `${scope}\u0000${id}\u0000${resource}`;
      if (sameLevel(now, written.get(key))) continue;
      written.set(key, now);
      const columns = [now.total, now.unreserved, now.reserved, now.used, now.stranded].map(amountOf);
      const offer = offered === null ? "" : amountOf(offered.of(scope, id).get(resource) ?? 0);
      yield [atMs, scope, id, resource, ...columns, offer];
    }
  }
  if (changes.cluster) yield* rows("cluster", "", (resource) => capacity.ofCluster(resource));
  // What is unreserved is part of every role's total.
  const roles = changes.cluster ? [...capacity.roles.keys()] : [...changes.roles];
  for (const role of roles.sort(byCodeUnit))
    yield* rows("role", role, (resource) => capacity.ofRole(role, resource));
  for (const agent of [...changes.agents].sort(byCodeUnit)) {
    yield* rows("agent", agent, (resource) => capacity.ofAgent(agent, resource));
  }
}

function sameLevel(a: Level, b: Level | undefined): boolean {
  return (
    b !== undefined &&
    a.total === b.total &&
    a.unreserved === b.unreserved &&
    a.reserved === b.reserved &&
    a.used === b.used &&
    a.stranded === b.stranded
  );
}

/** What outstanding offers hold, by scope. */
class Offered {
  readonly #sums = new Map<string, Sum>();
  readonly #open = new Map<string, { readonly keys: readonly string[]; readonly amounts: Amounts }>();

  apply(event: EventRow): void {
    const id = event.text("offer") ?? "";
    if (event.name === "offer.made") {
      const keys = [
        "cluster\u0000",
        `role\u0000${event.text("role") ?? ""}`,
        `agent\u0000${event.text("agent") ?? ""}`,
      ];
      const amounts = amountsOfOffer(event.text("resources") ?? "");
      this.#open.set(id, { keys, amounts });
      this.#add(keys, amounts, 1);
      return;
    }
    const offer = this.#open.get(id);
    if (offer === undefined) return;
    this.#open.delete(id);
    this.#add(offer.keys, offer.amounts, -1);
  }

  /** A new master knows of none. */
  clear(): void {
    this.#sums.clear();
    this.#open.clear();
  }

  of(scope: string, id: string): Amounts {
    return this.#sum(`${scope}\u0000${id}`);
  }

  #add(keys: readonly string[], amounts: Amounts, by: 1 | -1): void {
    for (const key of keys) addTo(this.#sum(key), amounts, by);
  }

  #sum(key: string): Sum {
    let sum = this.#sums.get(key);
    if (sum === undefined) {
      sum = new Map();
      this.#sums.set(key, sum);
    }
    return sum;
  }
}
