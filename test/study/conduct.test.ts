/** Which runs a study plays, and that nothing else than their results decides it. Runs are made up, by arithmetic. */

import { describe, expect, test } from "vitest";
import { type Conducted, conduct, conductPart } from "../../src/study/conduct.ts";
import type { Batch, BatchResult, Run } from "../../src/study/job.ts";
import { answerText, untilText } from "../../src/study/output/answer.ts";
import { resultsCsv, summaryCsv } from "../../src/study/output/tables.ts";
import { Plan } from "../../src/study/plan.ts";
import { Results } from "../../src/study/results.ts";
import { summaryOf } from "../../src/study/summary.ts";
import { Here, load } from "./studies.ts";

/** The value of a setting of the batch, such as 3 of `agents.0.count=3`. */
function settingIn({ combination }: Batch, path: string): number {
  const text = combination.find((one) => one.startsWith(`${path}=`)) ?? "";
  return Number(text.slice(path.length + 1));
}

/** Plays whatever is asked by a formula for the first metric. */
function byFormula(
  value: (batch: Batch, replication: number) => number | null,
): (batch: Batch) => BatchResult {
  return (batch) => ({
    batch,
    failure: null,
    runs: Array.from({ length: batch.to - batch.from }, (_, i): Run => {
      const replication = batch.from + i;
      const values = batch.metrics.map(() => value(batch, replication));
      return { replication, seed: 1 + replication, values, events: 100, broken: null };
    }),
  });
}

/** -1, 1, -1, 1, ...: mean 0 and sd just above 1 over any even number of replications. */
const wave = (replication: number): number => (replication % 2 === 0 ? -1 : 1);

interface Played extends Conducted {
  readonly plan: Plan;
  readonly results: Results;
  readonly runner: Here;
}

const quiet = { round: () => undefined, runs: () => undefined };

async function play(
  text: string,
  formula: (batch: Batch, replication: number) => number | null,
  order?: (batches: readonly Batch[]) => readonly Batch[],
): Promise<Played> {
  const study = load(text);
  const plan = new Plan(study);
  const results = new Results();
  const runner = new Here(byFormula(formula), order);
  const conducted = await conduct(plan, results, runner, quiet, new AbortController().signal);
  return { ...conducted, plan, results, runner };
}

const tablesOf = ({ plan, progress, results }: Played): string => {
  const summary = summaryOf(plan, progress, results);
  return [...resultsCsv(summary), ...summaryCsv(summary)].join("");
};

const sweep = `name: s
scenario: x.yaml
replications: 10
vary:
  agents.0.count: [3, 4, 5]
  faults.0.recovers: [5m, 10m]
measure: [apps./db.availability]
`;
const rough = (batch: Batch, replication: number): number =>
  settingIn(batch, "agents.0.count") + wave(replication) / 10;

describe("a sweep", () => {
  test("plays every combination, the last path fastest, and each run once", async () => {
    const played = await play(sweep, rough);
    expect(played.results.count).toBe(60);
    expect(played.progress.points.map(({ combination }) => [...combination.labels.values()])).toEqual([
      ["3", "5m"],
      ["3", "10m"],
      ["4", "5m"],
      ["4", "10m"],
      ["5", "5m"],
      ["5", "10m"],
    ]);
  });

  test("comes to the same in whatever order results come, and when some come twice", async () => {
    const straight = tablesOf(await play(sweep, rough));
    expect(tablesOf(await play(sweep, rough, (batches) => [...batches].reverse()))).toBe(straight);
    expect(tablesOf(await play(sweep, rough, (batches) => [...batches, ...batches]))).toBe(straight);
  });

  test("has each column of results.csv once, also where how much work a run was is measured", async () => {
    const headerOf = async (measure: string): Promise<string> =>
      tablesOf(await play(sweep.replace("[apps./db.availability]", measure), rough)).split("\n")[0] ?? "";
    const start = "combination,agents.0.count,faults.0.recovers,replication,seed";
    expect(await headerOf("[apps./db.availability]")).toBe(`${start},apps./db.availability,events,broken`);
    expect(await headerOf("[events, apps./db.moved]")).toBe(`${start},events,apps./db.moved,broken`);
  });

  test("in parts plays each run in exactly one of them", async () => {
    const study = load(sweep);
    const plan = new Plan(study);
    const all = new Results();
    for (const number of [1, 2, 3, 4]) {
      const results = new Results();
      const runner = new Here(byFormula(rough));
      const signal = new AbortController().signal;
      await conductPart(plan, { number, of: 4 }, results, runner, quiet, signal);
      expect(results.count).toBe(15);
      for (const batch of runner.played)
        for (const run of byFormula(rough)(batch).runs) expect(all.add({ key: batch.key }, run)).toBe(true);
    }
    expect(plan.progress(all).needs).toEqual([]);
  });

  test("stops where the user stops it, and what has come is kept", async () => {
    const study = load(sweep);
    const plan = new Plan(study);
    const results = new Results();
    const stop = new AbortController();
    const watcher = { ...quiet, runs: () => results.count >= 8 && stop.abort() };
    const conducted = await conduct(plan, results, new Here(byFormula(rough)), watcher, stop.signal);
    expect(conducted).toMatchObject({ stopped: true, failed: [] });
    expect(results.count).toBe(8);
    const rest = new Here(byFormula(rough));
    await conduct(plan, results, rest, quiet, new AbortController().signal);
    expect(rest.played.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(52);
  });

  test("ends at a run that fails, and says which", async () => {
    const study = load(sweep);
    const plan = new Plan(study);
    const fails = (batch: Batch): BatchResult =>
      settingIn(batch, "agents.0.count") === 4
        ? { batch, runs: [], failure: { is: "defect", replication: batch.from, text: "boom" } }
        : byFormula(rough)(batch);
    const { failed } = await conduct(
      plan,
      new Results(),
      new Here(fails),
      quiet,
      new AbortController().signal,
    );
    expect(failed).toMatchObject([{ is: "defect", replication: 0, text: "boom" }]);
    expect([...(failed[0]?.combination.labels.values() ?? [])]).toEqual(["4", "5m"]);
  });
});

describe("until an interval is narrow enough", () => {
  const until = (max: number): string => `name: s
scenario: x.yaml
replications: { min: 10, max: ${max}, until: { metric: apps./db.availability, halfwidth: 0.1 } }
vary: { agents.0.count: [1, 4] }
measure: [apps./db.availability]
`;
  // With sd s the half-width is about 1.96 s / sqrt(n): 0.1 takes (19.6 s)^2 runs, 384 for s = 1 and 25 for s = 1/4.
  const noisy = (batch: Batch, replication: number): number =>
    wave(replication) / settingIn(batch, "agents.0.count");

  test("each combination plays as many runs as it needs, and no more than a tenth too many", async () => {
    const { progress } = await play(until(2000), noisy);
    const [one = 0, four = 0] = progress.points.map(({ runs }) => runs);
    expect(one).toBeGreaterThanOrEqual(384);
    expect(one).toBeLessThan(384 * 1.1);
    expect(four).toBeGreaterThanOrEqual(25);
    expect(four).toBeLessThan(32);
  });

  test("ends at the most that is allowed, and says so", async () => {
    const { progress, plan, results } = await play(until(100), noisy);
    expect(progress.points.map(({ runs }) => runs)).toEqual([100, expect.any(Number)]);
    // sd of 50 ones and 50 minus ones: sqrt(100 / 99); t for 99 degrees is 1.98422, so 0.19942 on either side; 100 x 1.9942^2 = 397.7.
    expect(untilText(summaryOf(plan, progress, results))).toBe(
      "apps./db.availability is not known to +- 0.1 in 1 of 2 combinations after 100 runs, the most that may be played: it is known to +- 0.20; about 298 more runs would do",
    );
    const enough = await play(until(2000), noisy);
    expect(untilText(summaryOf(enough.plan, enough.progress, enough.results))).toBeNull();
  });
});

describe("a search", () => {
  const search = (wanted: string, is: string, more = "", replications = "10"): string => `name: s
scenario: x.yaml
replications: ${replications}
${more}find:
  ${wanted}: agents.0.count
  between: [1, 60]
  where: { metric: apps./db.time_to_recover_ms.p50, is: "${is}" }
`;
  const count = (batch: Batch): number => settingIn(batch, "agents.0.count");
  const found = ({ progress }: Played): readonly (string | null)[] =>
    progress.searches.map((one) => one.found?.label ?? null);

  test("finds the smallest value, whichever it is, in a handful of probes", async () => {
    for (const answer of [1, 2, 3, 7, 31, 59, 60]) {
      const played = await play(
        search("smallest", ">= 0"),
        (batch, replication) => count(batch) - answer + 0.5 + wave(replication) / 10,
      );
      expect(found(played)).toEqual([String(answer)]);
      expect(played.progress.searches[0]?.probes.length).toBeLessThanOrEqual(12);
    }
  });

  test("finds the largest value", async () => {
    for (const answer of [1, 5, 32, 60]) {
      const played = await play(
        search("largest", ">= 0"),
        (batch, replication) => answer - count(batch) + 0.5 + wave(replication) / 10,
      );
      expect(found(played)).toEqual([String(answer)]);
    }
  });

  test("finds none where none meets the target", async () => {
    expect(found(await play(search("smallest", ">= 0"), () => -1))).toEqual([null]);
    expect(found(await play(search("largest", "<= 5"), (batch) => count(batch) + 9))).toEqual([null]);
  });

  // (1 - p)^n = 0.05: 1 - 0.05^(1/2) = 0.776 and 1 - 0.05^(1/100) = 0.0295, which the rule of three has as 1.5 and 0.03.
  test.each([
    [2, "78 %"],
    [100, "3 %"],
  ])("says of %i runs alike what may be missed", async (runs, share) => {
    const { plan, progress } = await play(search("smallest", ">= 0", "", `${runs}`), () => 1);
    const [first] = progress.searches;
    const { find } = plan.study;
    if (first === undefined || find === null) throw new Error("no search");
    expect(answerText(plan.study, find, first)).toContain(
      `all ${runs} runs came to the same: what happens in fewer than ${share} of runs may be missed`,
    );
  });

  test("takes a value whose interval holds the target for one that does not meet it, and says what would decide", async () => {
    // The mean is count - 7.04, the interval of 10 runs about +- 0.75 / 10 for sd 0.105: at 7 the target is inside.
    const formula = (batch: Batch, replication: number): number =>
      count(batch) - 6.96 + wave(replication) / 10;
    const played = await play(search("smallest", ">= 0"), formula);
    expect(found(played)).toEqual(["8"]);
    const seven = played.progress.searches[0]?.probes.find(({ label }) => label === "7");
    // t(0.975, 9) = 2.262, sd = 0.1 sqrt(10 / 9): half-width 0.0754; distance 0.04: 10 x (0.0754 / 0.04)^2 = 35.5.
    expect(seven).toMatchObject({ verdict: "undecided", runs: 10, more: 26 });
  });

  test("adds runs, up to the most, where the interval does not decide", async () => {
    const formula = (batch: Batch, replication: number): number =>
      count(batch) - 6.96 + wave(replication) / 10;
    const played = await play(search("smallest", ">= 0", "", "{ min: 10, max: 160 }"), formula);
    expect(found(played)).toEqual(["7"]);
    const runs = new Map(played.progress.searches[0]?.probes.map((one) => [one.label, one.runs]));
    // The looks are at 10, 20, 40, 80 and 160 runs, each with 99 %: t(0.995, 79) 0.1006 / sqrt(80) = 0.0297 is below 0.04.
    expect(runs.get("7")).toBe(80);
    expect(runs.get("6")).toBe(10);
  });

  test("is made at every combination of what varies otherwise, and uses the runs that are there", async () => {
    const played = await play(
      search("smallest", ">= 0", "vary: { faults.0.recovers: [5m, 10m], agents.0.count: [2, 4] }\n"),
      (batch, replication) =>
        count(batch) -
        (batch.combination.includes("faults.0.recovers=5m") ? 4 : 6) +
        0.5 +
        wave(replication) / 10,
    );
    expect(found(played)).toEqual(["4", "6"]);
    expect(played.progress.searches.map((one) => Object.fromEntries(one.surroundings.labels))).toEqual([
      { "faults.0.recovers": "5m" },
      { "faults.0.recovers": "10m" },
    ]);
    // Probes 1, 2, 4, 3 and 1, 2, 4, 8, 6, 5: 2 and 4 are there already.
    const combinations = new Set(played.runner.played.map(({ key }) => key));
    expect(combinations.size).toBe(4 + 2 + 4);
  });

  test("leaves out runs without a value, and counts them", async () => {
    const played = await play(search("smallest", ">= 0"), (batch, replication) =>
      replication % 5 === 4 ? null : count(batch) - 3 + 0.5,
    );
    expect(found(played)).toEqual(["3"]);
    expect(played.progress.searches[0]?.probes[0]?.estimate).toMatchObject({ n: 8, missing: 2 });
  });
});
