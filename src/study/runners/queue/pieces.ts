/** Batches taken apart: the stretches of runs that are still wanted, and as many of them as make a job. */

import { type Batch, type Run, runsIn } from "../../job.ts";

/** The stretches of a batch that are not among these runs. */
export function missingOf(batch: Batch, runs: readonly Run[]): readonly Batch[] {
  const there = new Set(runs.map(({ replication }) => replication));
  const missing: Batch[] = [];
  for (let from = batch.from; from < batch.to; from++) {
    if (there.has(from)) continue;
    let to = from + 1;
    while (to < batch.to && !there.has(to)) to++;
    missing.push({ ...batch, from, to });
    from = to;
  }
  return missing;
}

/** Long enough that messages cost nothing beside it, short enough that little is lost with a worker. */
const jobMs = 10_000;
const jobMsLeast = 1_000;
/** So that the data of a job stays small. */
const jobRunsMost = 1_000;

interface Cost {
  runs: number;
  ms: number;
}

/** What is still to be handed out, and what runs cost, as far as that is known. */
export class Stock {
  /** In order; those before `#next` are handed out. */
  readonly #batches: Batch[] = [];
  #next = 0;
  #runs = 0;
  readonly #costs = new Map<string, Cost>();
  readonly #all: Cost = { runs: 0, ms: 0 };

  get isEmpty(): boolean {
    return this.#next === this.#batches.length;
  }

  add(batches: readonly Batch[]): void {
    this.#batches.push(...batches);
    this.#runs += runsIn(batches);
  }

  /** Runs of a combination took so long in all. */
  note(key: string, runs: number, ms: number): void {
    const cost = this.#costs.get(key) ?? { runs: 0, ms: 0 };
    this.#costs.set(key, cost);
    for (const one of [cost, this.#all]) {
      one.runs += runs;
      one.ms += ms;
    }
  }

  /**
   * The next job: some ten seconds of work, less where there would not be enough for all of `width` threads; one batch
   * while nothing is known of what a run costs. Empty where there is nothing left.
   */
  take(width: number): readonly Batch[] {
    const job: Batch[] = [];
    let leftMs = this.#wantedMs(width);
    let leftRuns = jobRunsMost;
    for (let batch = this.#batches[this.#next]; batch !== undefined; batch = this.#batches[this.#next]) {
      const size = batch.to - batch.from;
      const each = this.#msOf(batch.key);
      const room = each === null ? size : Math.min(leftRuns, Math.floor(leftMs / Math.max(each, 0.001)));
      if (job.length > 0 && (each === null || room < 1)) break;
      const runs = Math.min(size, Math.max(1, room));
      job.push({ ...batch, to: batch.from + runs });
      if (runs === size) this.#next++;
      else this.#batches[this.#next] = { ...batch, from: batch.from + runs };
      if (each === null) break;
      leftMs -= each * runs;
      leftRuns -= runs;
    }
    this.#runs -= runsIn(job);
    return job;
  }

  #wantedMs(width: number): number {
    if (this.#all.runs === 0) return jobMsLeast;
    const restMs = (this.#runs * this.#all.ms) / this.#all.runs;
    return Math.min(jobMs, Math.max(jobMsLeast, restMs / (2 * width)));
  }

  /** What a run of a combination costs: as its own have, else as all have. */
  #msOf(key: string): number | null {
    const cost = this.#costs.get(key) ?? this.#all;
    return cost.runs === 0 ? null : cost.ms / cost.runs;
  }
}
