/** The report of a study: which runs it names, and what is said where they alone would tell something else. */

import { expect, test } from "vitest";
import { conduct } from "../../../src/study/conduct.ts";
import { studyPage } from "../../../src/study/page/page.ts";
import { Plan } from "../../../src/study/plan.ts";
import { Results } from "../../../src/study/results.ts";
import { summaryOf } from "../../../src/study/summary.ts";
import { baseOf, Here, load } from "../studies.ts";

/** The page of a study, and for each seed what its runs came to. */
async function pageOf(text: string) {
  const study = load(text);
  const plan = new Plan(study);
  const results = new Results();
  const watcher = { round: () => undefined, runs: () => undefined };
  const { progress } = await conduct(
    plan,
    results,
    new Here(baseOf(study)),
    watcher,
    new AbortController().signal,
  );
  const summary = summaryOf(plan, progress, results);
  const [point] = summary.points;
  const values = new Map(point?.runs.map(({ seed }, at) => [seed, point.measures[0]?.values[at]]));
  return { page: studyPage(summary, (_combination, seed) => `again with ${seed}`), values };
}

/** The seeds of the runs that the page names for a reason. */
function seedsFor(page: string, what: string): readonly number[] {
  return page
    .split("<tr>")
    .filter((row) => row.includes(`<td>${what}</td>`))
    .map((row) => Number(/again with (\d+)/.exec(row)?.[1]));
}

test("of a share, runs in which it holds and runs in which it does not", async () => {
  const { page, values } = await pageOf(`name: s
scenario: x.yaml
replications: 12
measure: [{ name: the host failed, metric: apps./db.downtime_ms, is: "> 300000" }]
`);
  const seeds = [...values.keys()];
  const holding = seeds.filter((seed) => values.get(seed) === 1);
  const others = seeds.filter((seed) => values.get(seed) === 0);
  // Two hours of a host that fails every hour: with chance e^-2 it never does.
  expect(holding.length).toBeGreaterThan(3);
  expect(others.length).toBeGreaterThan(0);
  expect(seedsFor(page, "holds: the host failed")).toEqual(holding.slice(0, 3));
  expect(seedsFor(page, "does not hold: the host failed")).toEqual(others.slice(0, 3));
});

test("after a warm-up the page says why a run by itself has other figures", async () => {
  const study = "name: s\nscenario: x.yaml\nreplications: 2\nmeasure: [events]\n";
  const said = "what it then says of itself counts the first 1h, the warm-up, too";
  expect((await pageOf(study)).page).not.toContain("warm-up");
  expect((await pageOf(`${study}warmup: 1h\n`)).page).toContain(said);
});

test("times are durations in tables, at the axes of charts and of runs to look at; a search among whole numbers has whole ticks", async () => {
  const { page } = await pageOf(`name: s
scenario: x.yaml
replications: 4
vary: { faults.0.recovers: [1m, 20m] }
measure: [apps./db.downtime_ms]
find: { smallest: agents.0.count, between: [1, 2], where: { metric: cluster.cpus.total.max, is: "<= 1000" } }
`);
  expect(page).toMatch(/<text [^>]*text-anchor="end"[^>]*>(\d+m)+<\/text>/);
  const [row] = page.split("<tr>").filter((one) => one.includes("<td>highest apps./db.downtime_ms</td>"));
  expect(row).toMatch(/<td[^>]*>(\d+h)?(\d+m)?(\d+s)?<\/td>/);
  const frontier = page.slice(page.indexOf("Frontier:"), page.indexOf("Search:"));
  expect(frontier).toMatch(/text-anchor="end"[^>]*>1<\/text>/);
  expect(frontier).not.toMatch(/text-anchor="end"[^>]*>\d+\.\d+<\/text>/);
});
