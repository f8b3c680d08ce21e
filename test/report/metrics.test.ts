/** Metrics of apps and of capacity, each against arithmetic done by hand. */

import { expect, test } from "vitest";
import type { AppMetrics } from "../../src/report/app-metrics.ts";
import { lookUp } from "../../src/report/metric-expectations.ts";
import { type AfterWarmUp, measure, measureOnly } from "../../src/report/metrics.ts";
import { restartInPlace, Told } from "./journals.ts";

const amounts = { cpus: 1, disk: 100 };

function metricsOf(told: Told, endMs: number, app = "/db"): AppMetrics {
  const metrics = measure(told.run(endMs)).metrics.apps[app];
  if (metrics === undefined) throw new Error(`no metrics of ${app}`);
  return metrics;
}

/** A resident instance that is reserved, launched and running at one instant. */
function up(told: Told, task: string, agent: string, app = "/db"): Told {
  return told
    .reserve(app, task, agent, amounts)
    .launch(app, task, agent, amounts)
    .attach(app, task, agent, 100)
    .start(app, task, agent)
    .running(app, task, agent);
}

function down(told: Told, task: string, agent: string, app = "/db"): Told {
  return told
    .exit(app, task, agent)
    .detach(app, task, agent, 100)
    .failed(app, task, agent)
    .suspended(app, task, agent);
}

test("a restart in place: available for 46 of 60 s, one relaunch, one recovery of 10 s", () => {
  expect(metricsOf(restartInPlace(), 60_000)).toEqual({
    // Alive from 4 s to 20 s and from 30 s to 60 s.
    availability: 0.766667,
    downtime_ms: 14_000,
    // Queued at 0 s, TASK_RUNNING at 4 s; the relaunch is no first launch.
    time_to_running_ms: { p50: 4000, p95: 4000, max: 4000, count: 1, censored: 0 },
    time_to_recover_ms: { p50: 10_000, p95: 10_000, max: 10_000, count: 1, censored: 0 },
    relaunches: 1,
    moved: 0,
    data_lost: 0,
    leftover_data: 0,
  });
});

test("after a warm-up of 10 s: what ended or happened later, and the state as it was", () => {
  const offersBefore = { made: 0, accepted: 0, declined: 0, rescinded: 0 };
  const { metrics } = measure(restartInPlace().run(60_000), { fromMs: 10_000, offersBefore });
  expect(metrics.apps["/db"]).toMatchObject({
    // Of 50 s alive from 10 to 20 s and from 30 to 60 s.
    availability: 0.8,
    downtime_ms: 10_000,
    time_to_running_ms: { count: 0 },
    time_to_recover_ms: { p50: 10_000, count: 1 },
    relaunches: 1,
  });
  // The one reservation was made before, and is there all the time.
  expect(metrics.reservations.made).toBe(0);
  expect(metrics.roles["marathon"]?.["cpus"]?.reserved).toMatchObject({ mean: 1, max: 1 });
});

test("a warm-up in which all happened leaves what is there", () => {
  const offersBefore = { made: 0, accepted: 0, declined: 0, rescinded: 0 };
  const { metrics } = measure(restartInPlace().run(60_000), { fromMs: 50_000, offersBefore });
  expect(metrics.apps["/db"]).toMatchObject({ availability: 1, downtime_ms: 0, relaunches: 0 });
});

test("availability counts from the app's creation to its destroy, surplus instances not at all", () => {
  const told = new Told().at(1000).app("/db", 2);
  up(told.at(2000), "db.1", "a");
  up(up(told.at(3000), "db.2", "a"), "db.3", "a");
  told.at(5000).add("app.destroyed", { framework: "marathon", app: "/db" });
  // Wanted 2 from 1 s to 5 s: 8 s. Served 0, 1 and 2 x min(3, 2): 1 + 4 = 5 s.
  expect(metricsOf(told, 10_000)).toMatchObject({ availability: 0.625, downtime_ms: 3000 });
});

test("an app of which nothing was ever wanted has no availability", () => {
  expect(metricsOf(new Told().app("/db", 0), 1000)).toMatchObject({ availability: null, downtime_ms: 0 });
});

test("instances are told apart by their age in the queue", () => {
  const told = new Told().app("/db", 3).queue("/db", 2).at(100).queue("/db", 3);
  told.at(1000).queue("/db", 2).launch("/db", "t1", "a", amounts);
  told.at(1100).queue("/db", 1).launch("/db", "t2", "a", amounts);
  told.at(1200).running("/db", "t2", "a").at(1300).running("/db", "t1", "a");
  // t1 and t2 were queued at 0; the third, queued at 100, still waits.
  expect(metricsOf(told, 5000).time_to_running_ms).toEqual({
    p50: 1250,
    p95: 1295,
    max: 1300,
    count: 2,
    censored: 1,
  });
});

test("as many instances as Marathon's int holds are counted, not kept one by one", () => {
  const most = 2_147_483_647;
  const told = new Told().app("/db", most).queue("/db", most);
  told
    .at(1000)
    .queue("/db", most - 1)
    .launch("/db", "t1", "a", amounts);
  told.at(3000).start("/db", "t1", "a").running("/db", "t1", "a");
  expect(metricsOf(told, 5000).time_to_running_ms).toMatchObject({ max: 3000, count: 1, censored: most - 1 });
});

test("a launch that the master sees before the queue's row counts once", () => {
  const told = new Told()
    .app("/db", 1)
    .queue("/db", 1)
    .at(10)
    .launch("/db", "t1", "a", amounts)
    .queue("/db", 0);
  expect(metricsOf(told.at(20).running("/db", "t1", "a"), 50).time_to_running_ms).toMatchObject({
    max: 20,
    count: 1,
    censored: 0,
  });
});

test("what a scale down takes out of the queue is neither a sample nor open", () => {
  const told = new Told().app("/db", 3).queue("/db", 3).at(10).scale("/db", 0).queue("/db", 0);
  told.at(500).scale("/db", 1).queue("/db", 1).at(600).queue("/db", 0).launch("/db", "t1", "a", amounts);
  told.at(700).running("/db", "t1", "a");
  expect(metricsOf(told, 1000).time_to_running_ms).toEqual({
    p50: 200,
    p95: 200,
    max: 200,
    count: 1,
    censored: 0,
  });
});

// A rolling update launches the new beside the old, minimumHealthCapacity being 1 (TaskReplaceActor.scala:97-105, 181-182).
test("what is launched beside the tasks that it replaces was queued and comes to run, too", () => {
  const told = new Told().app("/db", 2).queue("/db", 2).at(1000).queue("/db", 0);
  for (const task of ["t1", "t2"]) told.launch("/db", task, "a", amounts).running("/db", task, "a");
  told.at(5000).update("/db", 2, ["cmd"]).queue("/db", 2).at(8000).queue("/db", 1).queue("/db", 0);
  for (const task of ["t3", "t4"]) told.launch("/db", task, "a", amounts).running("/db", task, "a");
  for (const task of ["t1", "t2"]) told.failed("/db", task, "a").expunged("/db", task, "a", "terminal");
  // Nobody launches what a scale down takes out of the queue, now that the old ones are gone.
  told.at(9000).update("/db", 3, ["instances"]).queue("/db", 1);
  told.at(9500).update("/db", 2, ["instances"]).queue("/db", 0);
  expect(metricsOf(told, 10_000).time_to_running_ms).toEqual({
    p50: 2000,
    p95: 3000,
    max: 3000,
    count: 4,
    censored: 0,
  });
});

test("an instance that waits for its suspended task is a recovery, not a first launch", () => {
  const told = new Told().app("/db", 1).queue("/db", 1).at(10).queue("/db", 0);
  down(up(told, "db.1", "a").at(20), "db.1", "a").queue("/db", 1);
  const metrics = metricsOf(told, 100);
  expect(metrics.time_to_running_ms).toMatchObject({ count: 1, censored: 0 });
  expect(metrics.time_to_recover_ms).toEqual({ p50: null, p95: null, max: null, count: 0, censored: 1 });
});

test("a process that started before another ended is not its replacement", () => {
  const told = new Told().app("/db", 2);
  up(told, "db.1", "a").reserve("/db", "db.2", "a", amounts).launch("/db", "db.2", "a", amounts);
  told.at(99).start("/db", "db.2", "a").at(100).exit("/db", "db.1", "a").at(101).running("/db", "db.2", "a");
  told.at(300).start("/db", "db.1", "a").at(301).running("/db", "db.1", "a");
  expect(metricsOf(told, 1000).time_to_recover_ms).toMatchObject({ max: 201, count: 1, censored: 0 });
});

test("a replacement that dies before TASK_RUNNING leaves the first gap open", () => {
  const told = up(new Told().app("/db", 1), "db.1", "a").at(100).exit("/db", "db.1", "a");
  told.at(200).start("/db", "db.1", "a").at(250).exit("/db", "db.1", "a");
  told.at(400).start("/db", "db.1", "a").at(401).running("/db", "db.1", "a");
  expect(metricsOf(told, 1000).time_to_recover_ms).toMatchObject({ max: 301, count: 1, censored: 0 });
});

test("the end of a process that is not wanted needs no recovery, and a scale down calls off one that was", () => {
  const told = up(up(new Told().app("/db", 2), "db.1", "a"), "db.2", "a");
  told.at(10).scale("/db", 1).at(11).exit("/db", "db.1", "a");
  expect(metricsOf(told, 100).time_to_recover_ms).toMatchObject({ count: 0, censored: 0 });
  told.at(20).exit("/db", "db.2", "a").at(30).scale("/db", 0);
  expect(metricsOf(told, 100).time_to_recover_ms).toMatchObject({ count: 0, censored: 0 });
});

function wipedAndPlacedOn(agent: string): Told {
  const told = down(up(new Told().app("/db", 1), "db.1", "a").at(100), "db.1", "a");
  told.at(200).expunged("/db", "db.1", "a", "wiped");
  return up(told.at(300), "db.2", agent);
}

test("a wiped instance has moved when it is placed on another agent, and its data is lost", () => {
  expect(metricsOf(wipedAndPlacedOn("b"), 1000)).toMatchObject({
    moved: 1,
    data_lost: 1,
    leftover_data: 0,
    relaunches: 0,
  });
  expect(metricsOf(wipedAndPlacedOn("a"), 1000)).toMatchObject({ moved: 0, data_lost: 1 });
});

test("a volume that is wiped first and destroyed later is lost once; what is on the disk stays", () => {
  const told = wipedAndPlacedOn("b").at(500).destroyVolume("/db", "db.1", "a", 100);
  expect(metricsOf(told, 1000)).toMatchObject({ data_lost: 1, leftover_data: 100 });
  told.at(600).add("agent.data-removed", { agent: "a", disk: 100, reason: "removed-by-operator" });
  expect(metricsOf(told, 1000)).toMatchObject({ data_lost: 1, leftover_data: 0 });
});

test("a wipe after a scale down replaces nothing", () => {
  const told = down(up(new Told().app("/db", 1), "db.1", "a").at(100).scale("/db", 0), "db.1", "a");
  told.at(200).expunged("/db", "db.1", "a", "wiped").at(300).scale("/db", 1);
  expect(metricsOf(up(told, "db.2", "b"), 1000)).toMatchObject({ moved: 0, data_lost: 1 });
});

test("a replacement whose reservation times out is replaced itself", () => {
  const told = down(up(new Told().app("/db", 1), "db.1", "a").at(100), "db.1", "a");
  told.at(200).expunged("/db", "db.1", "a", "wiped").reserve("/db", "db.2", "b", amounts);
  told.at(300).expunged("/db", "db.2", "b", "reservation-timed-out");
  expect(metricsOf(up(told.at(400), "db.3", "c"), 1000).moved).toBe(1);
});

test("volumes that go with their app are not lost, whatever is created under its id later", () => {
  const told = down(up(new Told().app("/db", 1), "db.1", "a").at(100), "db.1", "a");
  told.at(200).add("app.destroyed", { framework: "marathon", app: "/db" }).app("/db", 1);
  told.at(300).destroyVolume("/db", "db.1", "a", 100);
  expect(metricsOf(told, 1000)).toMatchObject({ data_lost: 0, leftover_data: 100 });
});

test("a volume that nothing was ever written to is no loss", () => {
  const told = new Told()
    .app("/db", 1)
    .reserve("/db", "db.1", "a", amounts)
    .destroyVolume("/db", "db.1", "a", 100);
  expect(metricsOf(told, 1000)).toMatchObject({ data_lost: 0, leftover_data: 0 });
});

test("a volume lost with its disk counts, though its row names no framework", () => {
  const told = up(new Told().app("/db", 1), "db.1", "a");
  told.at(10).add("volume.lost", {
    agent: "a",
    role: "marathon",
    volume: "db.1-data",
    size: 100,
    reason: "disk-lost",
  });
  expect(metricsOf(told, 1000)).toMatchObject({ data_lost: 1, leftover_data: 0 });
});

test("capacity over time: totals, use, reservations and what is stranded of them", () => {
  const { metrics, strandedShare } = measure(restartInPlace().run(100_000));
  // Reserved from 1 s; used from 2 s to 20 s and from 28 s; stranded for 1 s + 8 s. p95 of 9 % of ones is one.
  const expected = {
    total: { mean: 4, p95: 4, max: 4 },
    used: { mean: 0.9, p95: 1, max: 1 },
    reserved: { mean: 0.99, p95: 1, max: 1 },
    stranded: { mean: 0.09, p95: 1, max: 1 },
  };
  expect(metrics.cluster["cpus"]).toEqual(expected);
  expect(metrics.roles["marathon"]?.["cpus"]).toEqual(expected);
  expect(metrics.cluster["disk"]?.stranded.mean).toBe(9);
  expect(Object.keys(metrics.cluster)).toEqual(["cpus", "mem", "disk"]);
  expect(strandedShare.get("marathon")).toBe(0.09);
});

test("a role's total is its reservations and all that is unreserved", () => {
  const told = new Told().agent("a", { cpus: 10 }, { ops: { cpus: 4 } });
  const { roles } = measure(told.run(1000)).metrics;
  expect([roles["ops"]?.["cpus"]?.total.mean, roles["marathon"]?.["cpus"]?.total.mean]).toEqual([10, 6]);
});

test("offers and reservations are counted, headroom is by app", () => {
  const told = restartInPlace();
  told.recorder.offer("offer.made", () => ({}));
  told.recorder.offer("offer.declined", () => ({}));
  told.release("/db", "db.1", "a", amounts);
  told
    .add("reservation.refused", { reason: "agent-gone" })
    .add("reservation.refused", { reason: "agent-gone" });
  const headroom = [{ framework: "marathon", app: "/db", more: 3, why: "cpus" }];
  const { metrics } = measure(told.run(60_000, { headroom }));
  expect(metrics.offers).toEqual({ made: 1, accepted: 0, declined: 1, rescinded: 0 });
  expect(metrics.reservations).toEqual({ made: 1, timed_out: 0, refused: 2, released: 1 });
  expect(metrics.headroom).toEqual({ "/db": { more: 3, why: "cpus" } });
});

test("apps are in order of code unit; one id in two Marathons has two names", () => {
  const told = new Told().app("/b", 1).app("/a", 1);
  told.add("app.created", { framework: "second", app: "/b", instances: 4, version: "v1" });
  const headroom = [{ framework: "second", app: "/b", more: 1, why: "" }];
  const { metrics } = measure(told.run(1000, { headroom }));
  expect(Object.keys(metrics.apps)).toEqual(["/a", "/b", "second:/b"]);
  expect(metrics.apps["second:/b"]?.downtime_ms).toBe(4000);
  expect(Object.keys(metrics.headroom)).toEqual(["second:/b"]);
});

test("a metric that is asked for alone is what it is among all, with and without a warm-up; others are left out", () => {
  const told = restartInPlace().agent("b", { cpus: 2 }, { ops: { cpus: 1 } });
  const run = told.run(60_000, { headroom: [{ framework: "marathon", app: "/db", more: 3, why: "cpus" }] });
  const offersBefore = { made: 0, accepted: 0, declined: 0, rescinded: 0 };
  const warmUps: (AfterWarmUp | null)[] = [null, { fromMs: 10_000, offersBefore }];
  for (const warmUp of warmUps) {
    const { metrics } = measure(run, warmUp);
    const paths = [
      ["apps", "/db", "availability"],
      ["roles", "ops", "cpus", "total", "mean"],
      ["cluster", "disk", "stranded", "mean"],
      ["offers", "made"],
      ["reservations", "made"],
      ["headroom", "/db", "more"],
    ];
    for (const path of paths) {
      const expected = lookUp(metrics, path);
      expect(expected).toEqual(expect.any(Number));
      expect(lookUp(measureOnly([path], run, warmUp), path)).toBe(expected);
    }
    const { apps, roles, cluster } = measureOnly([["offers", "made"]], run, warmUp);
    expect([apps, roles, cluster]).toEqual([{}, {}, {}]);
  }
});
