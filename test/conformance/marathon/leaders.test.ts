/** Leaders: MarathonSchedulerServiceTest, MarathonSchedulerTest, MarathonSchedulerActorTest (v1.1.1), and the driver's
 * connection (sched/sched.cpp @ 0.28.3). */

import { describe, expect, test } from "vitest";
import type { ToMaster } from "../../../src/model/messages.ts";
import { quirksWithout } from "../../../src/sim/marathon/quirks.ts";
import { basicApp, frameworkId, Rig, residentApp } from "../../sim/marathon/rig.ts";
import { type Json, rowsOf, type Setup, simulate } from "../../sim/marathon/simulate.ts";

const large = "cpus:400;mem:640000;disk:40000;ports:[31000-32000]";

/** A deployment that is taken up again kills nothing in its first step. */
const quirks = quirksWithout(["B44"]);

/** What was sent from an instant on, by its type. */
const sentFrom = (rig: Rig, fromMs: number): readonly (readonly [number, ToMaster["type"]])[] =>
  rig.sent.filter(({ atMs }) => atMs >= fromMs).map(({ atMs, message }) => [atMs, message.type]);

describe("losing the master", () => {
  test("SchedulerCallbacksServiceAdapter.scala:10 makes the leader abdicate, and half a second later one leads again", () => {
    const rig = Rig.joined();
    rig.to(20_000);
    rig.marathon.masterLost();
    expect(rig.marathon.snapshot().leaderSinceMs).toBeNull();
    rig.to(20_499);
    expect(rig.marathon.snapshot().leaderSinceMs).toBeNull();
    rig.to(30_000);
    expect(rig.rows("leader.elected")).toMatchObject([
      { atMs: 0, framework_id: null },
      { atMs: 20_500, framework_id: frameworkId },
    ]);
    expect(sentFrom(rig, 20_000)).toEqual([]);
    rig.marathon.masterFound();
    rig.play();
    expect(rig.all("SUBSCRIBE").map(({ info, force }) => [info.frameworkId, force])).toEqual([
      [null, false],
      [frameworkId, true],
    ]);
  });

  test("sched.cpp:308-325 a leader that was not registered yet waits for the next master", () => {
    const rig = new Rig();
    rig.answer = null;
    rig.marathon.join();
    rig.play();
    rig.marathon.masterLost();
    rig.to(100_000);
    rig.marathon.masterFound();
    rig.play();
    expect(rig.rows("leader.elected")).toHaveLength(1);
    expect(rig.timesOf("SUBSCRIBE").at(-1)).toBe(100_000);
  });

  test("sched.cpp:782-833 it subscribes again until it is answered, at growing intervals", () => {
    const rig = new Rig();
    rig.answer = null;
    rig.marathon.join();
    rig.to(600_000);
    const times = rig.timesOf("SUBSCRIBE");
    const gaps = times.slice(1).map((atMs, i) => atMs - (times[i] ?? 0));
    expect(gaps.length).toBeGreaterThan(10);
    gaps.forEach((gap, i) => {
      expect(gap).toBeGreaterThan(0);
      expect(gap).toBeLessThanOrEqual(Math.min(60_000, 2000 * 2 ** i));
    });
    expect(Math.max(...gaps)).toBeGreaterThan(2000);
    rig.answer = { type: "REGISTERED", frameworkId };
    rig.to(700_000);
    const answered = rig.all("SUBSCRIBE").length;
    rig.to(1_000_000);
    expect(rig.all("SUBSCRIBE")).toHaveLength(answered);
  });

  test("what a leader is told to send before it is registered is lost without a word (sched.cpp)", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp());
    rig.bringUp("a");
    rig.to(20_000);
    rig.marathon.masterLost();
    rig.to(30_000);
    rig.kill("/app");
    rig.to(60_000);
    expect(sentFrom(rig, 20_000)).toEqual([]);
    // The kill's next round comes after 10 s, and is sent once there is a master.
    rig.marathon.masterFound();
    rig.to(70_000);
    expect(rig.timesOf("KILL")).toEqual([70_000]);
  });
});

describe("a new leader", () => {
  test("MarathonSchedulerServiceTest.scala:112,:142,:172 its jobs count from its election, the old one's are over", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp());
    rig.bringUp("a");
    rig.to(700_000);
    expect(rig.timesOf("RECONCILE")).toEqual([15_000, 15_000, 615_000, 615_000]);
    rig.marathon.failOver(1000);
    rig.to(1_320_000);
    expect(rig.timesOf("RECONCILE").slice(4)).toEqual([716_000, 716_000, 1_316_000, 1_316_000]);
  });

  test("MarathonSchedulerServiceTest.scala:209 takes up the stored framework id", () => {
    const rig = Rig.joined();
    rig.marathon.failOver(3000);
    rig.to(5000);
    expect(rig.rows("leader.elected")).toMatchObject([{}, { atMs: 3000, framework_id: frameworkId }]);
    expect(rig.all("SUBSCRIBE").at(-1)).toMatchObject({ info: { frameworkId }, force: true });
    expect(rig.all("FRAMEWORK_EXITED")).toHaveLength(1);
  });

  test("MarathonSchedulerActorTest.scala:360 takes up stored deployments from their first step, with their locks", () => {
    const rig = Rig.joined({ quirks });
    rig.agent("a", large);
    rig.create(basicApp({ instances: 2 }));
    const [first = "", second = ""] = rig.launchAll("a");
    rig.tell(first, "running");
    rig.marathon.failOver(1000);
    rig.play();
    expect(rig.rows("deployment.failed")).toMatchObject([{ reason: "leader-lost", step: 2 }]);
    expect(rig.marathon.appView("/app")).toMatchObject({
      deploying: true,
      queued: 0,
      running: 1,
      staging: 1,
    });
    rig.to(1000);
    const started = rig.rows("deployment.started");
    expect(started.map(({ deployment }) => deployment)).toEqual([
      started[0]?.["deployment"],
      started[0]?.["deployment"],
    ]);
    // Both tasks are launched, so that nothing is missing and it is over.
    expect(rig.rows("deployment.succeeded")).toMatchObject([{ atMs: 1000 }]);
    rig.tell(second, "running");
    expect(rig.all("KILL")).toEqual([]);
  });

  test("and holds their locks", () => {
    const rig = Rig.joined();
    rig.create(basicApp());
    rig.marathon.failOver(1000);
    rig.to(1000);
    expect(rig.scale("/app", 3)).toMatchObject({ status: 409 });
    expect(rig.marathon.appView("/app").queued).toBe(1);
  });

  test("DeploymentPlan.scala:121-136 which tasks must go was not stored: others may go in their place", () => {
    const killedWith = (failOver: boolean): readonly (string | undefined)[] => {
      const rig = Rig.joined();
      rig.agent("a", large);
      rig.create(basicApp({ instances: 3 }));
      const ids = rig.launchAll("a");
      for (const id of ids) {
        rig.to(rig.kernel.nowMs + 1000);
        rig.tell(id, "running");
      }
      rig.to(30_000);
      rig.kills = !failOver;
      rig.kill("/app", { taskIds: [ids[0] ?? ""], scale: true });
      if (failOver) rig.marathon.failOver(1000);
      rig.kills = true;
      rig.to(60_000);
      return rig.all("KILL").map(({ taskId }) => ["oldest", "middle", "newest"][ids.indexOf(taskId)]);
    };
    expect(killedWith(false)).toEqual(["oldest"]);
    // Its first kill goes out once it is registered.
    expect(killedWith(true)).toEqual(["oldest", "newest"]);
  });

  test("has the apps and tasks, and neither queue nor backoff", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp({ backoffSeconds: 3600 }));
    rig.tell(rig.bringUp("a"), "failed");
    expect(rig.marathon.appView("/app")).toMatchObject({ queued: 1, backoffMs: 3_600_000 });
    rig.to(10_000);
    rig.marathon.failOver(1000);
    rig.to(11_000);
    expect(rig.rows("queue.changed").at(-1)).toMatchObject({ atMs: 10_000, left: 0 });
    expect(rig.marathon.appView("/app")).toMatchObject({ instances: 1, queued: 0, backoffMs: 0 });
    // The first scale check comes 15 s after the election.
    rig.to(26_000);
    expect(rig.marathon.appView("/app")).toMatchObject({ queued: 1, backoffMs: 0 });
  });

  test("TaskOpProcessorImplTest.scala:37, TaskSerializerTest.scala:120,:139 has every task as it was stored: reserved, launched on a reservation, suspended", () => {
    const rig = Rig.joined({ quirks, flags: { max_tasks_per_offer: 1 } });
    for (const agent of ["a", "b", "c", "d"]) rig.agent(agent, large);
    rig.create(residentApp({ instances: 3 }));
    rig.bringUp("a");
    rig.tell(rig.bringUp("b"), "lost");
    rig.to(1000);
    rig.offer("c");
    rig.create(residentApp({ id: "/other" }));
    rig.offer("d");
    const { tasks } = rig.marathon.snapshot();
    expect(tasks.map(({ app, state }) => [app, state])).toEqual([
      ["/app", "running"],
      ["/app", "suspended"],
      ["/app", "reserving"],
      ["/other", "reserving"],
    ]);
    rig.marathon.failOver(1000);
    rig.to(2000);
    expect(rig.marathon.snapshot().tasks).toEqual(tasks);
  });

  test("looks for overdue tasks 30 s after its election, and finds those that the one before left", () => {
    const rig = Rig.joined({ flags: { max_tasks_per_offer: 1 } });
    rig.agent("a", large);
    rig.create(residentApp());
    rig.operations("a");
    expect(rig.marathon.appView("/app").reserving).toBe(1);
    rig.marathon.failOver(40_000);
    rig.to(69_999);
    expect(rig.marathon.appView("/app").reserving).toBe(1);
    rig.to(70_000);
    expect(rig.rows("reservation.timed-out")).toMatchObject([{ atMs: 70_000, deadline_ms: 20_000 }]);
  });

  test("kills a task that the one before launched and nobody confirmed, from then on", () => {
    const rig = Rig.joined({ quirks, flags: { task_launch_confirm_timeout: 10_000 } });
    rig.kills = false;
    rig.agent("a", large);
    rig.create(basicApp());
    rig.launchAll("a");
    rig.marathon.failOver(1000);
    rig.to(31_000);
    expect(rig.timesOf("KILL")).toEqual([31_000]);
    expect(rig.rows("task.overdue")).toMatchObject([{ reason: "launch-unconfirmed" }]);
  });

  test("a restart is begun anew, and replaces what was replaced already", () => {
    const rig = Rig.joined({ flags: { max_tasks_per_offer: 20 } });
    rig.agent("a", large);
    rig.create(
      basicApp({ instances: 2, upgradeStrategy: { minimumHealthCapacity: 0.5, maximumOverCapacity: 0 } }),
    );
    for (const id of rig.launchAll("a")) rig.tell(id, "running");
    rig.to(30_000);
    rig.update("/app", { cmd: "new" });
    const [replaced = ""] = rig.launchAll("a");
    rig.tell(replaced, "running");
    rig.tell(rig.launchAll("a")[0] ?? "", "staging");
    rig.marathon.failOver(1000);
    rig.to(31_000);
    for (let i = 0; i < 4; i++) {
      rig.to(31_000 + (i + 1) * 15_000);
      for (const id of rig.launchAll("a")) rig.tell(id, "running");
    }
    expect(rig.all("KILL").map(({ taskId }) => taskId)).toContain(replaced);
    expect(rig.marathon.appView("/app")).toMatchObject({ running: 2, deploying: false });
  });
});

describe("while nobody leads", () => {
  test("LeaderProxyFilter.scala:136 every call is answered with 503, and changes nothing", () => {
    const rig = Rig.joined();
    rig.create(basicApp());
    rig.marathon.failOver(1000);
    const answers = [
      rig.create(basicApp({ id: "/other" })),
      rig.update("/app", { cmd: "x" }),
      rig.scale("/app", 2),
      rig.restart("/app"),
      rig.destroy("/app"),
      rig.cancel("/app"),
      rig.kill("/app"),
      rig.marathon.resetDelay("/app"),
    ];
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 503, message: "Could not determine the current leader" });
    }
    expect(rig.rows("app.rejected")).toEqual([]);
    expect(rig.marathon.appIds()).toEqual(["/app"]);
  });

  test("who waited for an answer is answered so too", () => {
    const rig = Rig.joined();
    rig.kills = false;
    rig.agent("a", large);
    rig.create(basicApp());
    rig.bringUp("a");
    rig.kill("/app");
    expect(rig.scale("/app", 3, true)).toBeNull();
    rig.marathon.failOver(1000);
    expect(rig.marathon.answers.at(-1)).toMatchObject({ call: "PUT /v2/apps/app", status: 503 });
  });

  test("the views show what is stored", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp());
    rig.bringUp("a");
    rig.marathon.failOver(1000);
    expect(rig.marathon.snapshot()).toMatchObject({
      frameworkId,
      leaderSinceMs: null,
      apps: [{ id: "/app", instances: 1, running: 1 }],
      queue: [],
      deployments: [],
      launchTokens: 0,
      offersWanted: false,
    });
  });

  test("a leader that dies again before it leads comes later", () => {
    const rig = Rig.joined();
    rig.marathon.failOver(1000);
    rig.to(500);
    rig.marathon.failOver(10_000);
    rig.to(60_000);
    expect(rig.rows("leader.elected").map(({ atMs }) => atMs)).toEqual([0, 10_500]);
    expect(rig.all("FRAMEWORK_EXITED")).toHaveLength(1);
  });
});

describe("a broken connection", () => {
  test("is the loss of the master for its Marathon, which leads again and waits to be connected", () => {
    const rig = Rig.joined();
    rig.to(20_000);
    rig.marathon.disconnect();
    rig.marathon.disconnect();
    rig.to(60_000);
    expect(sentFrom(rig, 20_000)).toEqual([[20_000, "FRAMEWORK_EXITED"]]);
    expect(rig.rows("leader.elected").map(({ atMs }) => atMs)).toEqual([0, 20_500]);
    rig.marathon.reconnect();
    rig.marathon.reconnect();
    rig.play();
    // It wants offers for the first 17.5 s only.
    expect(sentFrom(rig, 60_000)).toEqual([[60_000, "SUBSCRIBE"]]);
  });

  test("that is mended before one leads again is used by the next leader", () => {
    const rig = Rig.joined();
    rig.marathon.disconnect();
    rig.to(100);
    rig.marathon.reconnect();
    rig.to(1000);
    expect(rig.timesOf("SUBSCRIBE")).toEqual([0, 500]);
  });
});

describe("the master refuses", () => {
  test.each([
    [
      "MarathonSchedulerTest.scala:136 with other words: the id stays",
      "some weird mesos message",
      frameworkId,
    ],
    [
      "MarathonSchedulerTest.scala:150 a removed framework: the id is deleted",
      "Framework has been removed",
      null,
    ],
  ])("%s, and Marathon is started anew", (_title, message, id) => {
    const rig = Rig.joined();
    rig.answer = { type: "ERROR", message };
    rig.marathon.failOver(1000);
    rig.to(1000);
    rig.answer = { type: "REGISTERED", frameworkId: "framework-2" };
    rig.to(30_000);
    expect(rig.rows("leader.elected")).toMatchObject([
      { atMs: 0 },
      { atMs: 1000, framework_id: frameworkId },
      { atMs: 16_000, framework_id: id },
    ]);
    expect(rig.marathon.snapshot().frameworkId).toBe("framework-2");
  });
});

describe("with a whole Mesos", () => {
  const run = (action: Json & { readonly at: number; readonly do: string }, more: Partial<Setup> = {}) =>
    simulate({
      apps: [residentApp({ instances: 2 })],
      actions: [action],
      durationMs: 300_000,
      check: "every",
      ...more,
    });

  test.each([
    ["the loss of the master", { at: 60_000, do: "master.failover", down: 5000 }],
    ["the death of the leader", { at: 60_000, do: "marathon.failover", down: 5000 }],
  ])("tasks run on through %s, and can be restarted afterwards", (_title, action) => {
    const simulation = run(action, {
      actions: [action, { at: 120_000, do: "task.exit", app: "/app", status: "failed" }],
    });
    expect(simulation.marathon(null).appView("/app")).toMatchObject({ running: 2, suspended: 0 });
    expect(rowsOf(simulation, "task.launched")).toHaveLength(4);
    expect(rowsOf(simulation, "reservation.made")).toHaveLength(2);
    expect(rowsOf(simulation, "task.lost", "message.dropped")).toEqual([]);
    expect(simulation.run().violations).toEqual([]);
  });

  test("an app that is created in between comes up with the next leader's scale check at the latest", () => {
    const simulation = run(
      { at: 0, do: "marathon.failover", down: 2000 },
      { apps: [residentApp({ instances: 2 })], durationMs: 60_000 },
    );
    expect(simulation.marathon(null).appView("/app")).toMatchObject({ running: 2, deploying: false });
  });

  test("section 7: after a fail-over in the middle of a reserve the reserved offer comes before the first look for overdue tasks", () => {
    // The leader dies when the RESERVE is under way, and the next one comes when its 20 s are over.
    const simulation = run(
      { at: 2, do: "marathon.failover", down: 25_000 },
      { apps: [residentApp()], durationMs: 120_000 },
    );
    expect(rowsOf(simulation, "leader.elected").map(({ atMs }) => atMs)).toEqual([0, 25_002]);
    expect(rowsOf(simulation, "reservation.made")).toHaveLength(1);
    expect(rowsOf(simulation, "reservation.timed-out")).toEqual([]);
    expect(rowsOf(simulation, "task.launched")).toMatchObject([{ app: "/app" }]);
    expect(simulation.marathon(null).appView("/app").running).toBe(1);
  });

  test("section 7: with a new framework id the old reservations match no more, and their tasks wait for ever", () => {
    const simulation = run(
      { at: 60_000, do: "marathon.lose-framework-id", down: 1000 },
      { durationMs: 3_600_000 },
    );
    expect(rowsOf(simulation, "framework.registered").map((row) => row["framework_id"])).toEqual([
      expect.stringMatching(/-0000$/),
      expect.stringMatching(/-0001$/),
    ]);
    expect(simulation.marathon(null).appView("/app")).toMatchObject({ running: 0, suspended: 2, queued: 2 });
    expect(rowsOf(simulation, "reservation.made")).toHaveLength(2);
    expect(rowsOf(simulation, "reservation.released")).toEqual([]);
    // What the old framework launched runs on: nobody may kill it but its own master, a week later.
    expect(simulation.census.of("marathon", "/app").alive).toBe(2);
  });

  test("section 7: a wipe places them anew", () => {
    const simulation = run(
      { at: 60_000, do: "marathon.lose-framework-id", down: 1000 },
      {
        actions: [
          { at: 60_000, do: "marathon.lose-framework-id", down: 1000 },
          { at: 200_000, do: "task.kill", app: "/app", wipe: true },
        ],
        durationMs: 600_000,
      },
    );
    expect(simulation.marathon(null).appView("/app")).toMatchObject({ running: 2, suspended: 0 });
    expect(rowsOf(simulation, "reservation.made")).toHaveLength(4);
  });

  test("a framework that was away for its failover timeout is removed, refused, and registers anew", () => {
    const simulation = run(
      { at: 60_000, do: "marathon.failover", down: 60_000 },
      { flags: { failover_timeout: 30 }, durationMs: 300_000 },
    );
    expect(rowsOf(simulation, "framework.removed")).toMatchObject([{ reason: "failover-timeout" }]);
    expect(rowsOf(simulation, "leader.elected").map(({ atMs }) => atMs)).toEqual([0, 120_000, 135_002]);
    expect(rowsOf(simulation, "framework.registered")).toHaveLength(2);
  });

  test("what the old leader sent arrives, what is sent to it does not", () => {
    const simulation = run({ at: 1001, do: "marathon.failover", down: 1000 }, { durationMs: 60_000 });
    // The launches of 1001 ms are under way when it dies; TASK_RUNNING finds nobody and comes again.
    expect(rowsOf(simulation, "task.launched")).toHaveLength(2);
    expect(simulation.marathon(null).appView("/app").running).toBe(2);
  });
});
