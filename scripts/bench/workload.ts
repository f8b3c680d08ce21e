/**
 * Makes a table of jobs of the same laws as the workload for which Google's simulator of Mesos was measured: two
 * frameworks, jobs that arrive independently of each other, exponential sizes.
 *
 * The laws are those of the `exampleWorkloadDesc` of github.com/google/cluster-scheduler-simulator, for as many
 * machines of 4 cpus and 16 GiB as are asked for. Each framework draws from a stream of its own.
 */

import { ln } from "../../src/sim/kernel/elementary.ts";
import { Streams } from "../../src/sim/kernel/streams.ts";

/** Means of exponentials; seconds, and GiB. The arrivals are those for 10,000 machines. */
const frameworks = [
  { name: "Batch", gap: 10, tasks: 100, duration: 100 },
  { name: "Service", gap: 20, tasks: 10, duration: 500 },
] as const;
const cpus = { mean: 1, least: 0.05, most: 3.9 };
const mem = { mean: 2, least: 0.05, most: 15.9 };

interface Row {
  readonly submitted: number;
  readonly cells: string;
}

export interface Workload {
  /** CSV with the columns id, workload, submitted [s], numTasks, duration [s], cpus, mem [GiB]. */
  readonly csv: string;
  readonly jobs: number;
  readonly tasks: number;
}

/** Jobs for that many machines that are submitted within so many seconds. */
export function workloadFor(machines: number, withinS: number, seed: number): Workload {
  const streams = new Streams(`bench/workload/${seed}`);
  const rows: Row[] = [];
  let tasks = 0;
  for (const { name, gap, tasks: tasksMean, duration } of frameworks) {
    const stream = streams.of(name);
    const exponential = (mean: number): number => -mean * ln(1 - stream.uniform());
    const within = ({ mean, least, most }: typeof cpus): number =>
      Math.min(most, Math.max(least, exponential(mean)));
    const gapS = (gap * 10_000) / machines;
    for (let at = exponential(gapS); at < withinS; at += exponential(gapS)) {
      const count = Math.max(1, Math.round(exponential(tasksMean)));
      tasks += count;
      const numbers = [exponential(duration), within(cpus), within(mem)].map((value) => value.toFixed(6));
      rows.push({ submitted: at, cells: [name, at.toFixed(6), count, ...numbers].join(",") });
    }
  }
  rows.sort((a, b) => a.submitted - b.submitted);
  const lines = rows.map(({ cells }, i) => `${i + 1},${cells}`);
  return {
    csv: ["id,workload,submitted,numTasks,duration,cpus,mem", ...lines, ""].join("\n"),
    jobs: rows.length,
    tasks,
  };
}
