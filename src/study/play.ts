/** Plays the runs of a batch, and keeps of each what its metrics need. */

import { formatDuration } from "../model/units.ts";
import { decideMetricExpectations } from "../report/metric-expectations.ts";
import { measureOnly } from "../report/metrics.ts";
import { formatIssue } from "../scenario/issue.ts";
import { loadScenario } from "../scenario/load.ts";
import { parseSetting, type Setting } from "../scenario/setting.ts";
import type { Scenario } from "../sim/scenario.ts";
import { Simulation } from "../sim/simulation.ts";
import { bundledFiles } from "./bundle.ts";
import type { Base, Batch, BatchResult, Failure, Run } from "./job.ts";
import { metricOf, needsExpectations, needsSummary } from "./metrics.ts";

/** How many combinations' scenarios are kept read: batches of one come together. */
const keptMax = 4;

export class Player {
  readonly #base: Base;
  /** By combination; the one that was used last stands last. */
  readonly #read = new Map<string, Scenario>();

  constructor(base: Base) {
    this.#base = base;
  }

  /** The runs of a batch up to the first that failed. */
  play(batch: Batch): BatchResult {
    const runs: Run[] = [];
    const scenario = this.#scenarioOf(batch);
    if (typeof scenario === "string")
      return { batch, runs, failure: { is: "wrong", replication: batch.from, text: scenario } };
    for (let replication = batch.from; replication < batch.to; replication++) {
      const run = playRun(scenario, this.#base, replication, batch.metrics);
      if ("is" in run) return { batch, runs, failure: run };
      runs.push(run);
    }
    return { batch, runs, failure: null };
  }

  #scenarioOf({ combination, metrics }: Batch): Scenario | string {
    const key = JSON.stringify([combination, metrics.some(needsExpectations)]);
    let scenario = this.#read.get(key);
    this.#read.delete(key);
    if (scenario === undefined) {
      const read = scenarioOf(this.#base, combination);
      if (typeof read === "string") return read;
      // Nobody looks at expectations that no metric is about.
      scenario = metrics.some(needsExpectations) ? read : { ...read, expect: [] };
    }
    this.#read.set(key, scenario);
    const [oldest] = this.#read.keys();
    if (this.#read.size > keptMax && oldest !== undefined) this.#read.delete(oldest);
    return scenario;
  }
}

/** The scenario of a combination, or all that is wrong with it. */
export function scenarioOf(
  { file, files, settings }: Base,
  combination: readonly string[],
): Scenario | string {
  const all = [...settings, ...combination].map((text) => parseSetting("--set", text));
  const right = all.filter((one): one is Setting => !("problem" in one));
  const loaded = loadScenario(file, bundledFiles(files), right);
  return loaded.ok ? loaded.scenario : loaded.issues.map(formatIssue).join("\n");
}

/** Replication r is the scenario with its seed plus r. */
function playRun(
  read: Scenario,
  { warmUpMs, check }: Base,
  replication: number,
  metrics: Batch["metrics"],
): Run | Failure {
  const scenario = { ...read, seed: read.seed + replication };
  let simulation: Simulation | null = null;
  try {
    simulation = new Simulation(scenario, { hash: null, keepOffers: false, check });
    const { recorder } = simulation;
    if (warmUpMs > 0) simulation.runTo(warmUpMs - 1);
    const warmUp = warmUpMs > 0 ? { fromMs: warmUpMs, offersBefore: { ...recorder.offerCounts } } : null;
    const result = simulation.run();
    const summary = metrics.some((path) => needsSummary(path) || needsExpectations(path))
      ? measureOnly(
          pathsOf(metrics, scenario),
          { scenario, recorder, result, endMs: scenario.durationMs },
          warmUp,
        )
      : null;
    const expectations =
      summary === null ? result.expectations : decideMetricExpectations(result.expectations, summary);
    const facts = { metrics: summary, expectations, events: result.played };
    const broken = result.violations.find(({ bug }) => bug === null);
    return {
      replication,
      seed: scenario.seed,
      values: metrics.map((path) => metricOf(facts, path)),
      events: result.played,
      broken: broken === undefined ? null : `${broken.invariant}: ${broken.text}`,
    };
  } catch (error) {
    return { is: "defect", replication, text: defectOf(error, scenario.seed, simulation) };
  }
}

/** What is to be measured: the metrics, and those that expectations are about. */
function pathsOf(metrics: Batch["metrics"], { expect }: Scenario): Batch["metrics"] {
  return [...metrics, ...expect.flatMap(({ subject }) => (subject.kind === "metric" ? [subject.path] : []))];
}

/** Where it happened, as a defect is told everywhere. */
function defectOf(error: unknown, seed: number, simulation: Simulation | null): string {
  const message = error instanceof Error ? error.message : String(error);
  const lines = [message, `  seed       ${seed}`];
  if (simulation !== null) {
    const { kernel, recorder } = simulation;
    lines.push(`  event      ${kernel.events}, after row ${recorder.journal.length} of events.jsonl`);
    lines.push(`  at         ${formatDuration(kernel.nowMs)} (${kernel.nowMs} ms simulated)`);
  }
  if (error instanceof Error && error.stack !== undefined) lines.push(...error.stack.split("\n").slice(1));
  return lines.join("\n");
}
