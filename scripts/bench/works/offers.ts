/** Plays the workload of jobs, and says how fast tasks were placed and how long jobs waited for their first. */

import { boundHeap } from "../../../src/cli/heap.ts";
import { rowTypes } from "../../../src/sim/cluster/recorder.ts";
import type { TabledJob } from "../../../src/sim/frameworks/workload.ts";
import type { Journal } from "../../../src/sim/kernel/journal.ts";
import { isMarathonSpec, type Scenario } from "../../../src/sim/scenario.ts";
import { type Done, peakMib, timed } from "../work.ts";
import { readScenario, type ScenarioInput, simulationOf } from "./scenario.ts";

export function offers(input: ScenarioInput): Done {
  const load = timed(() => readScenario(input));
  const scenario = load.value;
  boundHeap(scenario.agents.length);
  const run = timed(() => {
    const simulation = simulationOf(scenario, "off");
    return { simulation, result: simulation.run() };
  });
  const { simulation, result } = run.value;
  const { journal, offerCounts } = simulation.recorder;
  const placed = placements(journal);
  const failures: string[] = [];
  const waits: Record<string, number> = {};
  let wanted = 0;
  for (const [framework, jobs] of jobsOf(scenario)) {
    let sum = 0;
    for (const { id, submittedMs, tasks } of jobs) {
      wanted += tasks;
      const firstMs = placed.first.get(`${framework}-${id}-1`);
      if (firstMs === undefined) failures.push(`no task of job ${id} of ${framework} was placed`);
      else sum += firstMs - submittedMs;
    }
    waits[`meanWaitMs${framework}`] = sum / jobs.length;
  }
  if (placed.count !== wanted) failures.push(`${placed.count} of ${wanted} tasks were placed`);
  return {
    measured: { loadCpuSeconds: load.cpuSeconds, runCpuSeconds: run.cpuSeconds, peakMib: peakMib() },
    outcome: {
      digest: journal.digest(),
      simulatedSeconds: scenario.durationMs / 1000,
      played: result.played,
      tasks: placed.count,
      offers: offerCounts.made,
      ...waits,
    },
    failures: failures.slice(0, 5),
  };
}

function jobsOf({ frameworks }: Scenario): readonly (readonly [string, readonly TabledJob[]])[] {
  return frameworks.map((framework) => {
    if (isMarathonSpec(framework) || !isTabled(framework.fields)) throw new Error("no table of jobs");
    return [framework.name, framework.fields.jobs];
  });
}

function isTabled(fields: unknown): fields is { readonly jobs: readonly TabledJob[] } {
  return typeof fields === "object" && fields !== null && "jobs" in fields && Array.isArray(fields.jobs);
}

/** How many tasks were launched, and when the first of each job was: those whose number is 1. */
function placements(journal: Journal): { readonly count: number; readonly first: Map<string, number> } {
  const type = rowTypes.findIndex(({ name }) => name === "task.launched");
  const task = rowTypes[type]?.fields.findIndex(({ name }) => name === "task") ?? -1;
  const first = new Map<string, number>();
  let count = 0;
  for (const i of journal.rowsOf(type)) {
    count++;
    const id = journal.row(i).cells[task];
    if (typeof id === "string" && id.endsWith("-1")) first.set(id, journal.atMs(i));
  }
  return { count, first };
}
