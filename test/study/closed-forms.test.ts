/** Studies of models with known answers: the intervals hold them. The seeds are fixed, so these never fail by chance. */

import { expect, test } from "vitest";
import { conduct } from "../../src/study/conduct.ts";
import type { Estimate } from "../../src/study/estimate.ts";
import { Plan } from "../../src/study/plan.ts";
import { Results } from "../../src/study/results.ts";
import { summaryOf } from "../../src/study/summary.ts";
import { machineRepair, meanInService, queueOf, shareUp, shareUpWithCrews } from "./closed-forms.ts";
import { baseOf, Here, load } from "./studies.ts";

/** The estimates of a study's measures, of its first combination. */
async function estimates(text: string, scenario: string): Promise<readonly Estimate[]> {
  const study = load(text, scenario);
  const plan = new Plan(study);
  const results = new Results();
  const watcher = { round: () => undefined, runs: () => undefined };
  const runner = new Here(baseOf(study, scenario, { check: "off" }));
  const { progress } = await conduct(plan, results, runner, watcher, new AbortController().signal);
  const [point] = summaryOf(plan, progress, results).points;
  return (point?.measures ?? []).map(({ estimate }) => estimate);
}

const start = "name: s\nscenario: x.yaml\n";

function expectHolds(estimate: Estimate | undefined, truth: number, halfWidthMax: number): void {
  const { low, high } = estimate ?? { low: null, high: null };
  expect(low).toBeLessThanOrEqual(truth);
  expect(high).toBeGreaterThanOrEqual(truth);
  // An interval that holds everything holds the truth too.
  expect(((high ?? 9) - (low ?? -9)) / 2).toBeLessThan(halfWidthMax);
}

test("machines under repair, all up at the start: the mean share that is up over five days", async () => {
  const [up] = await estimates(
    `${start}replications: 30\nmeasure: [apps./machine.availability]\n`,
    machineRepair,
  );
  // 2/3 in the long run; 0.685 from the start.
  expectHolds(up, shareUp(20, 10, 0, 120), 0.04);
});

test("after a warm-up of a day the start has nearly no part in it", async () => {
  const [up, stillDown] = await estimates(
    `${start}replications: 30
warmup: 1d
measure:
  - apps./machine.availability
  - { name: one down at the end, metric: apps./machine.time_to_recover_ms.censored, is: ">= 1" }
`,
    machineRepair,
  );
  expectHolds(up, shareUp(20, 10, 24, 120), 0.05);
  // At the end each is up with probability 2/3, within e^-18: all three with 8/27.
  expectHolds(stillDown, 1 - (2 / 3) ** 3, 0.2);
});

test("one crew for all machines: who fails while it is busy waits for it", async () => {
  const [up] = await estimates(
    `${start}replications: 30\nset: { duration: 30d, faults.0.crews: 1 }\nwarmup: 5d\nmeasure: [apps./machine.availability]\n`,
    machineRepair,
  );
  expectHolds(up, shareUpWithCrews(3, 20, 10, 1), 0.03);
});

test("two crews for three machines", async () => {
  const [up] = await estimates(
    `${start}replications: 30\nset: { duration: 30d, faults.0.crews: 2 }\nwarmup: 5d\nmeasure: [apps./machine.availability]\n`,
    machineRepair,
  );
  expectHolds(up, shareUpWithCrews(3, 20, 10, 2), 0.03);
});

test("M/M/infinity from empty: the mean number in service", async () => {
  const [busy] = await estimates(
    `${start}replications: 30\nset: { duration: 40m }\nmeasure: [cluster.cpus.used.mean]\n`,
    queueOf(50),
  );
  expectHolds(busy, meanInService(1 / 2, 4, 40), 0.3);
});

test("M/M/3 in the long run: as many in service as arrive in a service time, whatever waits", async () => {
  const [busy] = await estimates(
    `${start}replications: 20\nset: { duration: 3h }\nwarmup: 1h\nmeasure: [cluster.cpus.used.mean]\n`,
    queueOf(3),
  );
  // Little: 4 min / 2 min.
  expectHolds(busy, 2, 0.3);
});
