/**
 * Which runs a study needs, given those that are there: nothing else decides it, so that neither the number of workers
 * nor an interruption changes what comes of it.
 */

import { type Combination, combinationsOf, type Surroundings, surroundingsOf } from "./combination.ts";
import { estimateOf } from "./estimate.ts";
import { MetricList, type Results } from "./results.ts";
import { type Need, type Search, searchIn } from "./search.ts";
import { halfWidthOf } from "./statistics/interval.ts";
import { nextRuns } from "./statistics/stopping.ts";
import type { Study } from "./study.ts";

/** A combination that varies, with as many runs as it needs. */
export interface Point {
  readonly combination: Combination;
  readonly runs: number;
}

export interface Progress {
  /** What is still to be played; none: the study is done. */
  readonly needs: readonly Need[];
  /** Those that are done. */
  readonly points: readonly Point[];
  readonly searches: readonly Search[];
}

export class Plan {
  readonly study: Study;
  readonly metrics: MetricList;
  readonly combinations: readonly Combination[];
  readonly surroundings: readonly Surroundings[];

  constructor(study: Study) {
    this.study = study;
    this.metrics = new MetricList(study.measures);
    // A study that only searches, or only compacts, has no point of its own.
    const sweeps = study.measures.length > 0 && (study.find === null || study.axes.length > 0);
    this.combinations = sweeps ? combinationsOf(study.axes) : [];
    this.surroundings = study.find === null ? [] : surroundingsOf(study.axes, study.find.path);
  }

  progress(results: Results): Progress {
    const needs: Need[] = [];
    const points: Point[] = [];
    const searches: Search[] = [];
    for (const combination of this.combinations) {
      const runs = this.#runsOf(combination, results);
      if (runs.enough) points.push({ combination, runs: runs.count });
      else needs.push({ combination, runs: runs.count });
    }
    const { find } = this.study;
    if (find !== null)
      for (const surroundings of this.surroundings) {
        const search = searchIn(this.study, find, surroundings, this.metrics, results);
        if ("done" in search) searches.push(search.done);
        else needs.push(search.need);
      }
    return { needs, points, searches };
  }

  /** The runs that the first parts of a study need at most, whatever comes of them: what can be dealt out beforehand. */
  sweep(): readonly Need[] {
    const { min, max, until } = this.study.replications;
    return this.combinations.map((combination) => ({ combination, runs: until === null ? min : max }));
  }

  /** How many runs a combination needs, as far as it is known. */
  #runsOf(combination: Combination, results: Results): { readonly enough: boolean; readonly count: number } {
    const { min, max, until } = this.study.replications;
    for (let count = min; ; ) {
      const runs = results.firstOf(combination, count);
      if (runs === null) return { enough: false, count };
      const measure = until === null ? undefined : this.study.measures[until.measure];
      if (until === null || measure === undefined || count >= max) return { enough: true, count };
      const values = runs.map((run) => this.metrics.valueOf(run, measure));
      const half = halfWidthOf(estimateOf(measure, values, this.study.confidence));
      if (half !== null && half <= until.halfWidth) return { enough: true, count };
      count = nextRuns(count, half, until.halfWidth, max);
    }
  }
}
