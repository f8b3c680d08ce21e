/** The metrics that a study can measure: those of a run's summary, and what its expectations came to. */

import { didYouMean } from "../model/near-miss.ts";
import { lookUp } from "../report/metric-expectations.ts";
import type { Metrics } from "../report/metrics.ts";
import type { Known } from "../scenario/known.ts";
import { knowsName, type MetricUnit, metricProblem, metricUnit } from "../scenario/metric-path.ts";
import type { ExpectationResult } from "../sim/result.ts";
import type { Scenario } from "../sim/scenario.ts";
import type { Form } from "./output/numbers.ts";
import type { Measure } from "./study.ts";

/** A metric in one run; null where it has no value there, such as the availability of an app that is never wanted. */
export type MetricValue = number | null;

/** Beside the metrics of the summary. */
const ownRoots = ["expectations", "events"];
const summaryRoots = ["apps", "roles", "cluster", "offers", "reservations", "headroom"];

/** What is wrong with a path, or null. */
export function studyMetricProblem(path: readonly string[], known: Known, scenario: Scenario): string | null {
  const [root = "", ...rest] = path;
  if (root === "events") return rest.length === 0 ? null : "events is a single value: nothing is below it";
  if (root === "expectations") return expectationProblem(rest, scenario.expect.length);
  if (!summaryRoots.includes(root)) {
    const roots = [...summaryRoots, ...ownRoots];
    const near = didYouMean(root, roots, ` (there is ${roots.join(", ")})`);
    return `no metric is called ${JSON.stringify(root)}${near}`;
  }
  const problem = metricProblem(path, (kind, name) => knowsName(known, kind, name));
  if (problem !== null) return withNear(problem, path, known);
  return path[0] === "headroom" && path[2] === "why" ? "is a text, and cannot be measured" : null;
}

/** The name that was meant, where a path names an app, role or resource that does not exist. */
function withNear(problem: string, path: readonly string[], known: Known): string {
  const [, kind, quoted] = /^no (app|role|resource) is called (".*")$/.exec(problem) ?? [];
  if (kind === undefined || quoted === undefined) return problem;
  const names = { app: known.apps.keys(), role: known.roles.keys(), resource: known.resources.keys() };
  const all = [...names[kind as keyof typeof names]];
  const name = path.find((step) => JSON.stringify(step) === quoted) ?? "";
  const listed = all.length > 0 && all.length <= 8 ? ` (there is ${all.join(", ")})` : "";
  return `${problem}${didYouMean(name, all, listed)}`;
}

function expectationProblem(rest: readonly string[], count: number): string | null {
  const [first = "", second, ...more] = rest;
  if ((first === "failed" || first === "held") && second === undefined)
    return count > 0 ? null : "the scenario expects nothing, so that nothing can fail";
  if (/^\d+$/.test(first) && second === "held" && more.length === 0) {
    if (Number(first) < count) return null;
    return `the scenario has ${count === 1 ? "one expectation (0)" : `${count} expectations`}; there is no ${first}`;
  }
  return "is none of expectations.failed, expectations.held and expectations.N.held (N counts from 0)";
}

/** Whether a metric needs the scenario's expectations to be watched. */
export const needsExpectations = (path: readonly string[]): boolean => path[0] === "expectations";

/** Whether a metric needs the metrics of the summary to be made. */
export const needsSummary = (path: readonly string[]): boolean => !ownRoots.includes(path[0] ?? "");

/** What a run came to, as far as its metrics need it. */
export interface RunFacts {
  readonly metrics: Metrics | null;
  /** All decided. */
  readonly expectations: readonly ExpectationResult[];
  readonly events: number;
}

/** The value of a metric whose path is right. */
export function metricOf({ metrics, expectations, events }: RunFacts, path: readonly string[]): MetricValue {
  const [root, name = ""] = path;
  if (root === "events") return events;
  if (root === "expectations") {
    const held = expectations.filter((one) => one.held).length;
    if (name === "held") return held;
    if (name === "failed") return expectations.length - held;
    return expectations[Number(name)]?.held === true ? 1 : 0;
  }
  const value = metrics === null ? undefined : lookUp(metrics, path);
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Whether a metric is 1 or 0 in each run, so that its mean is a share of the runs. */
export const isOneOrNone = (path: readonly string[]): boolean =>
  path[0] === "expectations" && path.length === 3;

/** What a metric is measured in; null where it is none, or a text. */
export function unitOf(path: readonly string[]): MetricUnit | null {
  if (isOneOrNone(path)) return "share";
  if (ownRoots.includes(path[0] ?? "")) return "count";
  const unit = metricUnit(path);
  return unit === "text" ? null : unit;
}

/** How people read what was measured: times as durations, shares and all else as numbers. */
export function formOf(measure: Measure | undefined): Form {
  return measure?.condition === null && unitOf(measure.path) === "ms" ? "time" : "number";
}

/** Between which values a metric always is. */
export function boundsOf(path: readonly string[]): { readonly least: number; readonly most: number } {
  const isShare = path[0] === "apps" && path[2] === "availability";
  return { least: 0, most: isShare || isOneOrNone(path) ? 1 : Number.POSITIVE_INFINITY };
}
