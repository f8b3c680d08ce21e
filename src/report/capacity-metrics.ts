/** How much of each resource was there, used, reserved and stranded over the run, for the cluster and each role. */

import { amountOf, byCodeUnit } from "../model/units.ts";
import { byResource } from "./amounts.ts";
import type { Level } from "./book.ts";
import type { Capacity } from "./capacity.ts";
import { type OverTime, Steps } from "./quantiles.ts";

const columns = ["total", "used", "reserved", "stranded"] as const;

export type ResourceMetrics = Readonly<Record<(typeof columns)[number], OverTime>>;
export type ScopeMetrics = Readonly<Record<string, ResourceMetrics>>;

type Series = Readonly<Record<(typeof columns)[number], Steps>>;

/** The series of one scope by resource, and whether any of its resources is stranded (1) or none (0). */
class Scope {
  #startMs: number;
  readonly #series = new Map<string, Series>();
  readonly #anyStranded: Steps;

  constructor(startMs: number) {
    this.#startMs = startMs;
    this.#anyStranded = new Steps(startMs, 0);
  }

  set(atMs: number, resources: Iterable<string>, levelOf: (resource: string) => Level): void {
    let stranded = 0;
    for (const resource of resources) {
      const level = levelOf(resource);
      let series = this.#series.get(resource);
      if (series === undefined) {
        const steps = (): Steps => new Steps(this.#startMs, 0);
        series = { total: steps(), used: steps(), reserved: steps(), stranded: steps() };
        this.#series.set(resource, series);
      }
      for (const column of columns) series[column].set(atMs, level[column]);
      if (level.stranded > 0) stranded = 1;
    }
    this.#anyStranded.set(atMs, stranded);
  }

  restart(atMs: number): void {
    this.#startMs = atMs;
    for (const series of this.#series.values()) for (const column of columns) series[column].restart(atMs);
    this.#anyStranded.restart(atMs);
  }

  metrics(endMs: number): ScopeMetrics {
    const resources = [...this.#series].sort(([a], [b]) => byResource(a, b));
    return Object.fromEntries(
      resources.map(([resource, series]) => {
        const of = (column: keyof Series): OverTime => {
          const { mean, p95, max } = series[column].overTime(endMs);
          return { mean: amountOf(mean), p95: amountOf(p95), max: amountOf(max) };
        };
        return [
          resource,
          { total: of("total"), used: of("used"), reserved: of("reserved"), stranded: of("stranded") },
        ];
      }),
    );
  }

  strandedShare(endMs: number): number {
    return this.#anyStranded.shareAboveZero(endMs);
  }
}

export class CapacityMetricsFold {
  readonly #capacity: Capacity;
  readonly #wanted: { readonly cluster: boolean; readonly roles: boolean };
  readonly #cluster = new Scope(0);
  readonly #roles = new Map<string, Scope>();

  /** Nothing is to be asked for later of what is not wanted. */
  constructor(capacity: Capacity, wanted = { cluster: true, roles: true }) {
    this.#capacity = capacity;
    this.#wanted = wanted;
  }

  /** Takes in what the rows of the instant `atMs` came to. A role counts from the instant that first mentions it. */
  endOfInstant(atMs: number): void {
    const capacity = this.#capacity;
    if (!capacity.hasChanged) return;
    const changes = capacity.takeChanges();
    if (changes.cluster && this.#wanted.cluster)
      this.#cluster.set(atMs, capacity.resources(), (resource) => capacity.ofCluster(resource));
    if (!this.#wanted.roles) return;
    // What is unreserved is part of every role's total.
    for (const role of changes.cluster ? capacity.roles.keys() : changes.roles) {
      let scope = this.#roles.get(role);
      if (scope === undefined) {
        scope = new Scope(atMs);
        this.#roles.set(role, scope);
      }
      scope.set(atMs, capacity.resources(), (resource) => capacity.ofRole(role, resource));
    }
  }

  /** Forgets what was before; all levels stay as they are. */
  restart(atMs: number): void {
    for (const scope of [this.#cluster, ...this.#roles.values()]) scope.restart(atMs);
  }

  cluster(endMs: number): ScopeMetrics {
    return this.#cluster.metrics(endMs);
  }

  /** By code unit of the role. */
  roles(endMs: number): Readonly<Record<string, ScopeMetrics>> {
    const sorted = [...this.#roles].sort(([a], [b]) => byCodeUnit(a, b));
    return Object.fromEntries(sorted.map(([role, scope]) => [role, scope.metrics(endMs)]));
  }

  /** For how much of the time the role had anything stranded, from 0 to 1. */
  strandedShare(role: string, endMs: number): number {
    return this.#roles.get(role)?.strandedShare(endMs) ?? 0;
  }
}
