/** The page's capacity is that of capacity.csv, and its headroom that of summary.json. */

import { describe, expect, test } from "vitest";
import { analyse } from "../../../src/report/analysis.ts";
import { capacityCsv } from "../../../src/report/capacity-csv.ts";
import { CapacityAt } from "../../../src/report/page/capacity/capacity-at.ts";
import type { Level, Scope } from "../../../src/report/page/capacity/level.ts";
import { seriesOf, shown, stepAt } from "../../../src/report/page/capacity/series.ts";
import { Clusters } from "../../../src/report/page/data/cluster.ts";
import { dataOf, modelOf, runOf, scenarioOf } from "./page-of.ts";

const scenarios = [
  "failures/rack-loses-power",
  "failures/disk-lost-waits-for-ever",
  "mesos/greedy-takes-a-suspended-task",
  "mesos/reserve-share-within-role",
  "timelines/failover-in-the-middle-of-a-reserve",
];

const scopeOf = (kind: string, id: string): Scope =>
  kind === "role" ? { kind, role: id } : kind === "agent" ? { kind, agent: id } : { kind: "cluster" };

describe.each(scenarios)("%s", (path) => {
  const run = runOf(scenarioOf(`scenarios/${path}.yaml`), true);
  const model = modelOf(dataOf(run));

  test("every row of capacity.csv is in the page's series", () => {
    const [, ...lines] = [...capacityCsv(run)].join("").trim().split("\n");
    const series = new Map<string, ReturnType<typeof seriesOf>>();
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) {
      const [time = "", kind = "", id = "", resource = "", ...amounts] = line.split(",");
      const key = `${kind} ${id} ${resource}`;
      const own = series.get(key) ?? seriesOf(model, scopeOf(kind, id), resource);
      series.set(key, own);
      const step = stepAt(own, Number(time));
      const names = ["total", "unreserved", "reserved", "used", "stranded", "offered"] as const;
      expect(
        names.map((name) => (own.levels[name][step] ?? 0) / 1000),
        line,
      ).toEqual(amounts.map(Number));
    }
  });

  test("at an instant the levels are those of the series", () => {
    for (const share of [0.1, 0.5, 1]) {
      const atMs = Math.floor(model.endMs * share);
      const capacity = new CapacityAt(model, atMs);
      const series = seriesOf(model, { kind: "cluster" }, "cpus");
      const level = capacity.of({ kind: "cluster" }, "cpus");
      for (const name of Object.keys(level) as (keyof Level)[])
        expect(level[name]).toBe(series.levels[name][stepAt(series, atMs)]);
    }
  });

  test("the headroom at the end is that of summary.json", () => {
    const { headroom } = analyse(run).metrics;
    const capacity = new CapacityAt(model, model.endMs);
    const { apps } = new Clusters(model).at(model.endMs);
    const found = model.head.headroom.map((app) => {
      const taken = apps.find((each) => each.framework === app.framework && each.app === app.app)?.agents;
      const { more, why } = capacity.headroom(app, new Set(taken));
      return [app.name, { more, why }] as const;
    });
    expect(Object.fromEntries(found)).toEqual(headroom);
  });
});

test("many steps are shown as their mean over time in each column", () => {
  // 8 steps of 10 ms, of 0 and 4 in turns, in 2 columns of 40 ms: the mean of each is 2.
  const atMs = Float64Array.from({ length: 8 }, (_, i) => i * 10);
  const values = atMs.map((_, i) => (i % 2) * 4);
  const levels = {
    total: values,
    unreserved: values,
    reserved: values,
    used: values,
    stranded: values,
    offered: values,
    free: values,
  };
  const few = shown({ atMs, levels }, 0, 80, 2);
  expect([...few.atMs]).toEqual([0, 40, 80]);
  expect([...few.values("used")]).toEqual([2, 2, 2]);
  const all = shown({ atMs, levels }, 5, 25, 100);
  expect([...all.atMs]).toEqual([5, 10, 20, 25]);
  expect([...all.values("used")]).toEqual([0, 4, 0, 0]);
});
