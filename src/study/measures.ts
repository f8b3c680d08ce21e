/** The `measure` part of a study, and the metrics that its other parts mention: each measured once. */

import type { z } from "zod";
import type { Check } from "../scenario/check.ts";
import type { Known } from "../scenario/known.ts";
import type { Path } from "../scenario/located.ts";
import { type MetricUnit, parseMetricPath } from "../scenario/metric-path.ts";
import { metricPredicateIn } from "../scenario/predicates.ts";
import type { Scenario } from "../sim/scenario.ts";
import { isNot } from "../sim/wrong-input.ts";
import { canBeMet, conditionOf } from "./conditions.ts";
import { boundsOf, isOneOrNone, studyMetricProblem, unitOf } from "./metrics.ts";
import type { shareEntry } from "./schema.ts";
import type { Condition, Measure } from "./study.ts";

/** Of what is 1 or 0 anyway. */
const itself: Condition = { op: "==", value: 1, text: "== 1" };

const metricForms =
  'the path of a metric (such as cluster.disk.stranded.p95, apps./postgres.moved or apps["/my.app"].moved)';

type Share = z.output<typeof shareEntry>;

export class Measures {
  readonly all: Measure[] = [];
  readonly #check: Check;
  readonly #known: Known;
  readonly #scenario: Scenario;

  constructor(check: Check, known: Known, scenario: Scenario) {
    this.#check = check;
    this.#known = known;
    this.#scenario = scenario;
  }

  readAll(entries: readonly (string | Share)[]): void {
    if (entries.length === 0 && this.#check.at(["measure"]) !== undefined) {
      this.#check.wrong(["measure"], "holds no metric: nothing would come of the runs");
    }
    entries.forEach((entry, i) => {
      const at: Path = ["measure", i];
      const given = typeof entry === "string" ? { metric: entry } : entry;
      const metricAt = typeof entry === "string" ? at : [...at, "metric"];
      const condition = given.is === undefined ? null : this.condition(given.is, given.metric, [...at, "is"]);
      const measure = this.#measure(given.metric, condition ?? null, metricAt, given.name);
      if (measure === null || condition === undefined) return;
      if (condition !== null) this.#meetable(condition, measure, [...at, "is"]);
      if (this.all.some(({ name }) => name === measure.name))
        this.#check.wrong(at, `${measure.name} is measured already`);
      else this.all.push(measure);
    });
  }

  /**
   * The index of the measure that another part means: by its name, or a metric under a condition or none, which is added
   * where nothing measures it yet. Null after an issue.
   */
  mention(metric: string, condition: Condition | null, at: Path): number | null {
    const named = condition === null ? this.all.findIndex(({ name }) => name === metric) : -1;
    if (named >= 0) return named;
    const measure = this.#measure(metric, condition, at);
    if (measure === null) return null;
    const same = this.all.findIndex(
      (one) => one.metric === measure.metric && one.condition?.text === measure.condition?.text,
    );
    if (same >= 0) return same;
    this.all.push(measure);
    return this.all.length - 1;
  }

  /** What a metric, or a measure by its name, is to be; undefined after an issue, and where the metric is none. */
  condition(given: number | string, metric: string, at: Path): Condition | undefined {
    const named = this.all.find(({ name }) => name === metric);
    const path = named?.path ?? parseMetricPath(metric);
    const unit = path === undefined ? null : unitOf(path);
    if (unit === null) return undefined;
    // The mean of a condition is a share.
    return this.#read(given, named !== undefined && named.condition !== null ? "share" : unit, at);
  }

  /** How large a share is to be; undefined after an issue. */
  share(given: number | string, at: Path): Condition | undefined {
    return this.#read(given, "share", at);
  }

  #read(given: number | string, unit: MetricUnit, at: Path): Condition | undefined {
    const wanted = this.#check.parse(metricPredicateIn(unit), at, given);
    return wanted && conditionOf(wanted);
  }

  #measure(metric: string, condition: Condition | null, at: Path, name?: string): Measure | null {
    const path = parseMetricPath(metric);
    if (path === undefined) {
      this.#check.wrong(at, isNot(metric, metricForms));
      return null;
    }
    const problem = studyMetricProblem(path, this.#known, this.#scenario);
    if (problem !== null) {
      this.#check.wrong(at, problem);
      return null;
    }
    return {
      name: name ?? (condition === null ? metric : `${metric} ${condition.text}`),
      metric,
      path,
      condition: condition ?? (isOneOrNone(path) ? itself : null),
    };
  }

  #meetable(condition: Condition, { metric, path }: Measure, at: Path): void {
    const { least, most } = boundsOf(path);
    if (!canBeMet(condition, least, most))
      this.#check.wrong(at, `can never be met: ${metric} is ${rangeText(least, most)}`);
  }
}

/** `from 0 to 1`, `never below 0`. */
export function rangeText(least: number, most: number): string {
  return Number.isFinite(most) ? `always from ${least} to ${most}` : `never below ${least}`;
}
