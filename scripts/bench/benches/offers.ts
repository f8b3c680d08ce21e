/** The workload for which Google's simulator of Mesos was measured: tasks placed per CPU second, and waits. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Bench, ours, type Plan } from "../bench.ts";
import { exactly, own, rate, time } from "../figures.ts";
import { shelf } from "../run.ts";
import { workloadFor } from "../workload.ts";

const file = "scripts/bench/scenarios/offers.yaml";
const machinesOf = ({ quick }: Plan): number => (quick ? 200 : 10_000);
const tableOf = ({ quick, workload }: Plan): string =>
  workload === null ? join(shelf, quick ? "workload-quick.csv" : "workload.csv") : resolve(workload);

export const offers: Bench = {
  about: "a day of jobs of two batch frameworks on 10,000 machines; --workload FILE takes another table",
  prepare: (plan) => {
    if (plan.workload !== null) return;
    mkdirSync(shelf, { recursive: true });
    writeFileSync(tableOf(plan), workloadFor(machinesOf(plan), plan.quick ? 3600 : 86_400, 1).csv);
  },
  cases: (plan) => {
    const workloads = [0, 1].map((i) => `frameworks.${i}.workload=${tableOf(plan)}`);
    const settings = [
      `agents.0.count=${machinesOf(plan)}`,
      ...workloads,
      ...(plan.quick ? ["duration=70m"] : []),
    ];
    return [ours("one day", "offers", { file, settings })];
  },
  figures: (of) => {
    const one = of("one day");
    const seconds = one.spread("runCpuSeconds");
    const waitOf = (framework: string): number => one.count(`meanWaitMs${framework}`) / 1000;
    return [
      rate("tasks placed", one.count("tasks"), seconds, "tasks/s", { atLeast: 100_000 }),
      rate("faster than real time", one.count("simulatedSeconds"), seconds, "x"),
      time("the day", seconds, "s"),
      own("tasks", exactly(one.count("tasks")), "tasks"),
      own("offers", exactly(one.count("offers")), "offers"),
      own("events played", exactly(one.count("played")), "events"),
      own("peak memory", one.spread("peakMib"), "MiB"),
      own("mean wait to the first placement, Batch", exactly(waitOf("Batch")), "s"),
      own("mean wait to the first placement, Service", exactly(waitOf("Service")), "s"),
    ];
  },
  notes: () => [
    "Google's simulator on its table of 889,752 tasks: 29,700 tasks/s, 11,861 offers, mean waits 0.9390 s (Batch) and 0.8694 s (Service)",
  ],
};
