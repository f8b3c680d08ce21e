/**
 * The search for the smallest or largest value that meets a target, as far as the runs that are there allow.
 *
 * It assumes that with the value the target gets easier (smallest) or harder (largest) to meet. From the least value it
 * doubles its steps until the verdict changes, then halves the gap: few probes at large values, which cost most. A value
 * whose interval holds the target counts as one that does not meet it. Nothing is kept between calls: the same runs give
 * the same search.
 */

import type { Combination, Surroundings } from "./combination.ts";
import { type Verdict, verdictOf } from "./conditions.ts";
import { type Estimate, estimateOf } from "./estimate.ts";
import type { MetricList, Results } from "./results.ts";
import { halfWidthOf } from "./statistics/interval.ts";
import { runsToTell } from "./statistics/proportion.ts";
import { confidenceOfLook, looksOf, runsToDecide } from "./statistics/stopping.ts";
import { type Find, type Measure, type Study, sizeOfGrid } from "./study.ts";

export interface Probe {
  /** Among the values that may be tried, from 0. */
  readonly index: number;
  readonly label: string;
  readonly combination: Combination;
  readonly runs: number;
  readonly estimate: Estimate;
  /** Of the estimate's interval: higher than the study's where it was looked at more than once. */
  readonly confidence: number;
  readonly verdict: Verdict;
  /** Where undecided: how many more runs would decide, if the mean stays what it is; null: nobody can say. */
  readonly more: number | null;
}

export interface Search {
  readonly surroundings: Surroundings;
  /** In the order in which they were made. */
  readonly probes: readonly Probe[];
  /** The value found; null where none of those that may be tried meets the target. */
  readonly found: Probe | null;
}

/** What a search needs before it can go on. */
export interface Need {
  readonly combination: Combination;
  /** Replications 0 to n - 1. */
  readonly runs: number;
}

class RunsMissing extends Error {
  readonly need: Need;

  constructor(need: Need) {
    super("runs are missing");
    this.need = need;
  }
}

/** The search where it ends, or what it waits for. */
export function searchIn(
  study: Study,
  find: Find,
  surroundings: Surroundings,
  metrics: MetricList,
  results: Results,
): { readonly done: Search } | { readonly need: Need } {
  const prober = new Prober(study, find, surroundings, metrics, results);
  try {
    const found = boundary(find, (index) => prober.probe(index));
    return { done: { surroundings, probes: prober.probes, found } };
  } catch (error) {
    if (!(error instanceof RunsMissing)) throw error;
    return { need: error.need };
  }
}

/** The last value that meets the target, or the first, by doubled steps and then halved gaps. */
function boundary({ wanted, grid }: Find, probe: (index: number) => Probe): Probe | null {
  const last = sizeOfGrid(grid) - 1;
  const seeksFirst = wanted === "smallest";
  /** Whether the value belongs to the lower part: not met yet, or still met. */
  const isBelow = (one: Probe): boolean => (one.verdict === "meets") !== seeksFirst;
  let below: Probe | null = null;
  let above: Probe | null = null;
  for (let index = 0, step = 1; above === null; step *= 2) {
    const one = probe(index);
    if (!isBelow(one)) above = one;
    else {
      below = one;
      if (index === last) break;
      index = Math.min(last, index + step);
    }
  }
  while (above !== null && below !== null && above.index - below.index > 1) {
    const middle = probe(Math.floor((below.index + above.index) / 2));
    if (isBelow(middle)) below = middle;
    else above = middle;
  }
  return seeksFirst ? above : below;
}

class Prober {
  readonly probes: Probe[] = [];
  readonly #study: Study;
  readonly #find: Find;
  readonly #surroundings: Surroundings;
  readonly #metrics: MetricList;
  readonly #results: Results;

  constructor(study: Study, find: Find, surroundings: Surroundings, metrics: MetricList, results: Results) {
    this.#study = study;
    this.#find = find;
    this.#surroundings = surroundings;
    this.#metrics = metrics;
    this.#results = results;
  }

  /** Adds runs until the interval decides, up to the most that are allowed. Throws RunsMissing. */
  probe(index: number): Probe {
    const value = this.#find.settingOf(index);
    const combination = this.#surroundings.at(value);
    const { min, max } = this.#study.replications;
    const looks = looksOf(min, max);
    const confidence = confidenceOfLook(this.#study.confidence, looks.length);
    let probe: Probe | null = null;
    for (const runs of looks) {
      const judged = this.#judge(combination, runs, confidence);
      probe = { index, label: value.label, combination, runs, confidence, ...judged };
      if (judged.verdict !== "undecided") break;
    }
    if (probe === null) throw new Error("a search looks at least once");
    this.probes.push(probe);
    return probe;
  }

  #judge(
    combination: Combination,
    runs: number,
    confidence: number,
  ): Pick<Probe, "estimate" | "verdict" | "more"> {
    const there = this.#results.firstOf(combination, runs);
    if (there === null) throw new RunsMissing({ combination, runs });
    const measure = this.#study.measures[this.#find.measure];
    if (measure === undefined) throw new Error("the target's measure is missing");
    const values = there.map((run) => this.#metrics.valueOf(run, measure));
    const estimate = estimateOf(measure, values, confidence);
    const verdict = verdictOf(this.#find.target, estimate.low, estimate.high);
    const more = verdict === "undecided" ? this.#moreRuns(measure, estimate, confidence) : null;
    return { estimate, verdict, more };
  }

  #moreRuns({ condition }: Measure, estimate: Estimate, confidence: number): number | null {
    const { value } = this.#find.target;
    const { n, mean } = estimate;
    if (condition !== null) return runsToTell({ n, share: mean }, value, confidence);
    return runsToDecide(n, halfWidthOf(estimate), (mean ?? value) - value);
  }
}
