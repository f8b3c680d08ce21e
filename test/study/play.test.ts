/** Runs of a study: the same as `run` with that seed, with and without a warm-up. */

import { describe, expect, test } from "vitest";
import { measure } from "../../src/report/metrics.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import type { Base, Batch } from "../../src/study/job.ts";
import { metricOf } from "../../src/study/metrics.ts";
import { Player } from "../../src/study/play.ts";
import { load as loadScenario } from "../scenario/memory.ts";
import { baseOf, load, threeAgents } from "./studies.ts";

const study = load("name: s\nscenario: x.yaml\nmeasure: [events]\n");
const paths = [
  ["apps", "/db", "availability"],
  ["apps", "/db", "time_to_recover_ms", "p50"],
  ["cluster", "disk", "stranded", "mean"],
  ["offers", "made"],
  ["expectations", "failed"],
  ["expectations", "1", "held"],
  ["events"],
];

function batch(change: Partial<Batch> = {}): Batch {
  return { key: "k", combination: [], from: 0, to: 3, metrics: paths, ...change };
}

function played(base: Base, of: Batch) {
  const { runs, failure } = new Player(base).play(of);
  expect(failure).toBeNull();
  return runs;
}

test("replication r is the scenario with seed S + r", () => {
  const runs = played(baseOf(study), batch());
  expect(runs.map(({ seed }) => seed)).toEqual([1, 2, 3]);
  for (const { seed, values } of runs) {
    const scenario = { ...loadScenario(threeAgents), seed };
    const simulation = new Simulation(scenario, { hash: null, keepOffers: false, check: "end" });
    const result = simulation.run();
    const { metrics } = measure({
      scenario,
      recorder: simulation.recorder,
      result,
      endMs: scenario.durationMs,
    });
    const facts = { metrics, expectations: [], events: 0 };
    expect(values.slice(0, 4)).toEqual(paths.slice(0, 4).map((path) => metricOf(facts, path)));
    // The second expectation of the scenario is about the metric.
    expect(values[5]).toBe((metrics.apps["/db"]?.availability ?? 0) >= 0.95 ? 1 : 0);
  }
});

test("what nobody measures changes nothing: neither expectations nor the size of a batch", () => {
  const [first] = paths;
  const alone = played(baseOf(study), batch({ metrics: [first ?? []], from: 1, to: 2 }));
  expect(alone[0]?.values[0]).toBe(played(baseOf(study), batch())[1]?.values[0]);
});

test("combinations change the scenario as --set does, and what holds in every run comes before them", () => {
  const base = baseOf(study, threeAgents, { settings: ["seed=40", "apps.0.instances=2"] });
  const [plain] = played(base, batch({ to: 1 }));
  const [changed] = played(base, batch({ to: 1, combination: ["apps.0.instances=0", "faults=[]"] }));
  expect(plain?.seed).toBe(40);
  expect(plain?.values[0]).toEqual(expect.any(Number));
  // Nothing is wanted: there is no availability.
  expect(changed?.values[0]).toBeNull();
});

test("a combination that the scenario does not allow is told with its reasons", () => {
  const { runs, failure } = new Player(baseOf(study)).play(batch({ combination: ["agents.0.count=none"] }));
  expect(runs).toEqual([]);
  expect(failure).toMatchObject({ is: "wrong", replication: 0 });
  expect(failure?.text).toContain('agents[0].count: "none" is not a whole number');
});

describe("a warm-up", () => {
  /** Down from 10 to 20 minutes and from 40 to 45: the process ends with its host, and starts again when that is back. */
  const scenario = `name: x
duration: 1h
network: { latency: 0ms }
agents: [{ id: a, resources: { cpus: 1, mem: 1GiB } }]
apps: [{ id: /db, cmd: serve, cpus: 0.5, mem: 128, instances: 1 }]
faults: [{ do: agent.crash, trace: t.csv }]
`;
  const trace = ["agent,at,recovers", "a,10m,10m", "a,40m,5m"];
  const metrics = [
    ["apps", "/db", "downtime_ms"],
    ["apps", "/db", "availability"],
    ["apps", "/db", "time_to_recover_ms", "count"],
    ["cluster", "cpus", "total", "mean"],
    ["offers", "made"],
  ];
  const values = (warmUpMs: number): readonly (number | null)[] => {
    const files = { "x.yaml": scenario.split("\n"), "t.csv": trace };
    const base = baseOf(study, scenario, { files, warmUpMs });
    return played(base, batch({ metrics, to: 1 }))[0]?.values ?? [];
  };
  const minute = 60_000;

  test("leaves out what was before it, and cuts through what spans it", () => {
    const [whole = 0, , recoveries] = values(0);
    const [late = 0, share, lateRecoveries, total] = values(30 * minute);
    const [cut = 0] = values(15 * minute);
    expect(recoveries).toBe(2);
    expect(lateRecoveries).toBe(1);
    // The second outage of 5 minutes, and the seconds until the task runs again.
    expect(late).toBeGreaterThanOrEqual(5 * minute);
    expect(late).toBeLessThan(6 * minute);
    // 15 minutes are 5 into the first outage: those are gone, and so is nothing else but the seconds of the start.
    expect((whole ?? 0) - (cut ?? 0)).toBeGreaterThanOrEqual(5 * minute);
    expect((whole ?? 0) - (cut ?? 0)).toBeLessThan(5 * minute + 10_000);
    expect(share).toBeCloseTo(1 - (late ?? 0) / (30 * minute), 6);
    // The master forgets the agent after 75 to 90 s: it is there for 30 minutes less 3.5 to 3.75.
    expect(total).toBeGreaterThan(26.2 / 30);
    expect(total).toBeLessThan(26.6 / 30);
  });

  test("counts only the offers after it", () => {
    const made = (warmUpMs: number): number => values(warmUpMs)[4] ?? 0;
    expect(made(30 * minute)).toBeGreaterThan(0);
    expect(made(30 * minute)).toBeLessThan(made(0));
  });
});
