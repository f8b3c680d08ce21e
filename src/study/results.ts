/** The runs that are there, by combination and replication; the first to come of each stays. */

import type { Combination } from "./combination.ts";
import { meets } from "./conditions.ts";
import type { Run } from "./job.ts";
import type { MetricValue } from "./metrics.ts";
import type { Measure } from "./study.ts";

/** The metrics of a study, each once: what a run's values are in order of. */
export class MetricList {
  readonly paths: readonly (readonly string[])[];
  /** As files name them. */
  readonly names: readonly string[];

  constructor(measures: readonly Measure[]) {
    const byName = new Map(measures.map(({ metric, path }) => [metric, path]));
    this.names = [...byName.keys()];
    this.paths = [...byName.values()];
  }

  /** What a run says of a measure; null where its metric has no value. */
  valueOf({ values }: Run, { metric, condition }: Measure): MetricValue {
    const value = values[this.names.indexOf(metric)] ?? null;
    if (value === null || condition === null) return value;
    return meets(condition, value) ? 1 : 0;
  }
}

export class Results {
  readonly #runs = new Map<string, Map<number, Run>>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** False where it is there already. */
  add({ key }: Pick<Combination, "key">, run: Run): boolean {
    let runs = this.#runs.get(key);
    if (runs === undefined) {
      runs = new Map();
      this.#runs.set(key, runs);
    }
    if (runs.has(run.replication)) return false;
    runs.set(run.replication, run);
    this.#count++;
    return true;
  }

  has({ key }: Pick<Combination, "key">, replication: number): boolean {
    return this.#runs.get(key)?.has(replication) === true;
  }

  /** Replications 0 to n - 1 in order; null where one of them is not there yet. */
  firstOf({ key }: Pick<Combination, "key">, n: number): readonly Run[] | null {
    const runs = this.#runs.get(key);
    const first: Run[] = [];
    for (let replication = 0; replication < n; replication++) {
      const run = runs?.get(replication);
      if (run === undefined) return null;
      first.push(run);
    }
    return first;
  }
}
