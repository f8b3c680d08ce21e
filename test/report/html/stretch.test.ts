/** The page of a run with too many events shows a stretch of it, and of that exactly what the whole page would show. */

import { expect, test } from "vitest";
import { analyse } from "../../../src/report/analysis.ts";
import type { FinishedRun } from "../../../src/report/finished-run.ts";
import { type Stretch, stretchOf } from "../../../src/report/html/stretch.ts";
import { CapacityAt } from "../../../src/report/page/capacity/capacity-at.ts";
import { Clusters } from "../../../src/report/page/data/cluster.ts";
import type { Model } from "../../../src/report/page/data/model.ts";
import { metricExpectation, Told } from "../journals.ts";
import { dataOf, modelOf, runOf, scenarioOf } from "./page-of.ts";

const scenarios = [
  "documentation/wipe-relaunches-elsewhere",
  "documentation/upgrade-takes-over",
  "documentation/partition-cuts-off-the-data",
  "failures/B5-wipe-does-not-kill",
  "failures/rack-loses-power",
  "failures/B18-public-agent-is-out-of-reach",
  "failures/disk-lost-waits-for-ever",
  "failures/network-outage-loses-every-task",
  "mesos/greedy-takes-a-suspended-task",
  "mesos/hoarder-starves-reservations",
  "mesos/reserve-share-within-role",
  "timelines/failover-in-the-middle-of-a-reserve",
];

const lengthOf = ({ recorder }: FinishedRun): number =>
  recorder.journal.length + (recorder.offers?.journal.length ?? 0);

/** A whole number of times at both ends of the stretch and in between. */
function instantsIn({ fromMs, toMs }: Pick<Stretch, "fromMs" | "toMs">): readonly number[] {
  return [0, 1, 2, 3, 4, 5, 6].map((i) => Math.round(fromMs + ((toMs - fromMs) * i) / 6));
}

/** Entities are numbered in the order in which they are met, which is another one here; everything else is the same. */
function withoutNumbers(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, each: unknown) => (key === "entity" ? undefined : each)));
}

const sorted = (texts: readonly string[]): readonly string[] => [...texts].sort();

/** Everything that is listed in no particular order, sorted. */
function clusterAt(model: Model, atMs: number): unknown {
  const listed = (all: readonly unknown[]): readonly string[] =>
    sorted(all.map((each) => JSON.stringify(withoutNumbers(each))));
  const { agents, frameworks, apps, deployments } = new Clusters(model).at(atMs);
  return {
    frameworks: listed(frameworks),
    apps: listed(apps),
    deployments: listed(deployments),
    // What a reservation is used by comes from links; which agents are not there yet is not told.
    agents: agents
      .filter(({ state }) => state !== "not registered yet")
      .map((agent) => ({
        ...agent,
        ...{ tasks: listed(agent.tasks), containers: listed(agent.containers), offers: listed(agent.offers) },
        ...{ reservations: listed(agent.reservations), volumes: listed(agent.volumes) },
      })),
  };
}

/** Of the agents and resources that there are in `part`: one that comes after the stretch is not in its page. */
function capacityAt(model: Model, part: Model, atMs: number): unknown {
  const capacity = new CapacityAt(model, atMs);
  return part.head.resources.map((resource) => [
    capacity.of({ kind: "cluster" }, resource),
    ...part.entitiesOf("agent").map(({ agent }) => [agent, capacity.of({ kind: "agent", agent }, resource)]),
  ]);
}

/** Spans and marks that touch the stretch, with what is said of them. */
function toldIn(model: Model, { fromMs, toMs }: Pick<Stretch, "fromMs" | "toMs">): readonly string[] {
  const touches = (span: number): boolean =>
    model.startOf(span) <= toMs && (model.spanEnd[span] ?? 0) >= fromMs;
  const spans = Array.from(model.spans.start, (start, span) => {
    if (!touches(span)) return "";
    const { kind, id, agent, app, framework, role, path, size } = model.entity(model.entityOf(span));
    const endMs = Math.min(toMs + 1, model.spanEnd[span] ?? 0);
    // A span's reason may come with its end; that of one that goes on beyond the stretch is not told yet.
    const reason = endMs > toMs ? "" : model.meaningOf(span);
    const about = [kind, id, agent, app, framework, role, path, size].join(" ");
    return `${about}: ${model.stateOf(span)} ${start} ${endMs} ${reason} ${model.noteAt(model.entityOf(span), Math.max(start, fromMs))}`;
  });
  // A mark leads to its thing where that has a span in the stretch.
  const thing = (entity: number): string =>
    entity !== -1 && [...model.spansOf(entity)].some((span) => touches(span)) ? model.entity(entity).id : "";
  const marks = model.marks
    .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
    .map(({ place: _, entity, ...mark }) => JSON.stringify([mark, thing(entity)]));
  return sorted([...spans, ...marks].filter((text) => text !== ""));
}

/** The run as it is, and as if something had failed in the middle of what happens. */
function runsOf(path: string): readonly FinishedRun[] {
  const run = runOf(scenarioOf(`scenarios/${path}.yaml`), true);
  const { journal } = run.recorder;
  const atMs = journal.atMs(Math.floor(journal.length / 2));
  const violations = [{ invariant: "none", bug: null, atMs, text: "it broke" }] as const;
  return [run, { ...run, result: { ...run.result, violations } }];
}

test.each(
  scenarios.flatMap((path) => runsOf(path).map((run, i) => [path, i === 0 ? "end" : "middle", run] as const)),
)("%s: a stretch at the %s is as the whole page has it", (_path, _where, run) => {
  const whole = modelOf(dataOf(run));
  expect(whole.head.stretch).toBeUndefined();
  for (const share of [0.6, 0.2, 0.05]) {
    const eventsMax = Math.ceil(lengthOf(run) * share);
    const part = modelOf(dataOf(run, eventsMax));
    const stretch = part.head.stretch;
    if (stretch === undefined) throw new Error("the whole run is shown");
    expect(stretch.toMs).toBeGreaterThanOrEqual(stretch.fromMs);
    expect(part.spans.rows).toBeLessThan(whole.spans.rows);
    expect(toldIn(part, stretch)).toEqual(toldIn(whole, stretch));
    for (const atMs of instantsIn(stretch)) {
      expect(clusterAt(part, atMs), `at ${atMs}`).toEqual(clusterAt(whole, atMs));
      expect(capacityAt(part, part, atMs), `at ${atMs}`).toEqual(capacityAt(whole, part, atMs));
    }
  }
});

/** A task of 7 rows a second, for so many seconds: registration, then launch, running, end, and the next one. */
function steady(seconds: number): Told {
  const told = new Told().agent("a", { cpus: 4 }).app("/web", 1);
  for (let second = 1; second <= seconds; second++) {
    const task = `web.${second}`;
    told
      .at(second * 1000)
      .queue("/web", 0)
      .launch("/web", task, "a", { cpus: 1 }, null);
    told.start("/web", task, "a").running("/web", task, "a");
    told
      .at(second * 1000 + 500)
      .exit("/web", task, "a")
      .failed("/web", task, "a");
    told.expunged("/web", task, "a", "terminal");
  }
  return told;
}

const stretch = (run: FinishedRun, eventsMax: number): Stretch | null =>
  stretchOf(run, analyse(run), eventsMax);

const failedAt = (seenAtMs: number): FinishedRun["result"]["expectations"] => [
  { ...metricExpectation(["events"], "==", 0), pending: false, seen: "1", seenAtMs },
];

test("where nothing failed it is the last one, of whole instants", () => {
  const run = steady(100).run(101_000);
  expect(run.recorder.journal.length).toBe(2 + 700);
  expect(stretch(run, 702)).toBeNull();
  // 70 events are ten tasks, that of 91 s the first.
  expect(stretch(run, 70)).toEqual({
    ...{ fromMs: 90_501, toMs: 101_000, beforeMs: 90_500 },
    ...{ events: 70, around: "end" },
  });
  // With 72 of them the last one before, at 90.5 s, would fit by two of its three events: it is left out.
  expect(stretch(run, 72)?.events).toBe(70);
});

test("what failed first is in the middle of it, or nearer to an end where there is not enough on one side", () => {
  const at = (...seen: readonly number[]): FinishedRun =>
    steady(100).run(101_000, { expectations: seen.flatMap(failedAt) });
  // 35 events before 50 s are five tasks, from 45 s on; 35 from then on are those until 54.5 s.
  expect(stretch(at(80_000, 50_000), 70)).toEqual({
    ...{ fromMs: 44_501, toMs: 54_999, beforeMs: 44_500 },
    ...{ events: 70, around: "failure" },
  });
  expect(stretch(at(1000), 72)).toEqual({
    ...{ fromMs: 0, toMs: 10_999, beforeMs: -1, events: 72, around: "failure" },
  });
  expect(stretch(at(101_000), 70)?.toMs).toBe(101_000);
  // Who asks for another instant gets that: 35 events before 30 s and as many from then on.
  expect(stretchOf(at(50_000), analyse(at(50_000)), 70, 30_000)).toEqual({
    ...{ fromMs: 24_501, toMs: 34_999, beforeMs: 24_500 },
    ...{ events: 70, around: "asked" },
  });
});

test("an instant with more events than a page shows is shown as a whole where it is meant", () => {
  const told = new Told().agent("b", { cpus: 1 }).at(10);
  for (let i = 0; i < 50; i++) told.agent(`a-${i}`, { cpus: 1 });
  const run = told
    .at(20)
    .agent("c", { cpus: 1 })
    .run(30, { expectations: failedAt(10) });
  expect(stretch(run, 20)).toMatchObject({ fromMs: 0, toMs: 10, events: 51 });
});

test("what has no place on the page takes none: of 3,000 tasks before the stretch there is no name", () => {
  const run = steady(3100).run(3_101_000);
  const model = modelOf(dataOf(run, 700));
  expect(model.entitiesOf("task").length).toBe(100);
  expect(model.entitiesOf("process").length).toBe(100);
  // The names of the tasks and of what is there anyway: agent, app, states, reasons and the like.
  expect(model.texts.length).toBeLessThan(100 + 40);
  expect(model.startMs).toBe(3_000_501);
  expect(model.endMs).toBe(3_101_000);
});
