/** Kills, wipes and stops: TaskKillerTest, AppTasksResourceTest, TasksResourceTest, TaskKillActorTest, AppStopActorTest,
 * MarathonSchedulerActorTest (v1.1.1). */

import { describe, expect, test } from "vitest";
import { quirksWithout } from "../../../src/sim/marathon/quirks.ts";
import { basicApp, Rig, residentApp } from "../../sim/marathon/rig.ts";

const large = "cpus:400;mem:640000;disk:40000;ports:[31000-32000]";

/** A rig with that many running tasks of /app; kills are not carried out. */
function running(
  json: Readonly<Record<string, unknown>>,
  count: number,
  options = {},
): { rig: Rig; ids: string[] } {
  const rig = Rig.joined({ flags: { max_tasks_per_offer: 1000, kill_batch_size: 10, ...options } });
  rig.kills = false;
  rig.agent("a", large);
  rig.create({ ...json, instances: count });
  rig.offer("a");
  rig.offer("a");
  const ids = rig.marathon.tasksOf("/app").map(({ taskId }) => taskId);
  for (const id of ids) rig.tell(id, "running");
  if (ids.length !== count) throw new Error(`${ids.length} tasks instead of ${count}`);
  return { rig, ids };
}

const killed = (rig: Rig): readonly string[] => rig.all("KILL").map(({ taskId }) => taskId);

describe("answers to kills", () => {
  test("TaskKillerTest.scala:29 nothing to kill is 200 with no task", () => {
    const rig = Rig.joined();
    rig.create(basicApp({ instances: 0 }));
    expect(rig.kill("/app")).toMatchObject({ status: 200 });
    expect(rig.rows("api.answered").at(-1)).toMatchObject({ tasks: 0 });
  });

  test("TaskKillerTest.scala:39,:49 of an unknown app it is 404, with scale too", () => {
    const rig = Rig.joined();
    for (const scale of [false, true]) {
      expect(rig.kill("/no", { scale })).toMatchObject({ status: 404, message: "App '/no' does not exist" });
    }
  });

  test("TaskKiller.scala:90-93 with scale an app without tasks is answered as if it were unknown", () => {
    const rig = Rig.joined();
    rig.create(basicApp({ instances: 0 }));
    expect(rig.kill("/app", { scale: true })).toMatchObject({ status: 404 });
  });

  test("AppTasksResourceTest.scala:41,:87, TasksResourceTest.scala:94 scale and wipe at once are 400", () => {
    const { rig, ids } = running(basicApp(), 2);
    for (const taskIds of [null, ids.slice(0, 1), ids]) {
      expect(rig.kill("/app", { taskIds, scale: true, wipe: true })).toMatchObject({
        status: 400,
        message: "You cannot use scale and wipe at the same time.",
      });
    }
    expect(killed(rig)).toEqual([]);
  });

  test("TaskKillerTest.scala:86, AppTasksResourceTest.scala:25 all tasks of the app are killed", () => {
    const { rig, ids } = running(basicApp(), 2);
    expect(rig.kill("/app")).toMatchObject({ status: 200, call: "DELETE /v2/apps/app/tasks" });
    expect(killed(rig)).toEqual(ids);
  });

  test("AppTasksResource.scala:86-90 with a host only those on it", () => {
    const { rig, ids } = running(basicApp(), 1);
    rig.agent("b", large);
    rig.scale("/app", 2);
    rig.offer("b");
    const onB = rig.marathon.tasksOf("/app").find(({ agent }) => agent === "b")?.taskId ?? "";
    rig.tell(onB, "running");
    rig.kill("/app", { host: "b" });
    expect(killed(rig)).toEqual([onB]);
    rig.tell(onB, "killed");
    rig.kill("/app", { host: "*" });
    expect(killed(rig)).toEqual([onB, ...ids]);
  });

  test("AppTasksResourceTest.scala:61 one task is killed by its id", () => {
    const { rig, ids } = running(basicApp(), 2);
    expect(rig.kill("/app", { taskIds: ids.slice(1) })).toMatchObject({ status: 200 });
    expect(killed(rig)).toEqual(ids.slice(1));
  });

  test("AppTasksResource.scala:125-127 an unknown id is 404", () => {
    const { rig } = running(basicApp(), 1);
    expect(rig.kill("/app", { taskIds: ["app.no"] })).toMatchObject({
      status: 404,
      message: "Task 'app.no' does not exist",
    });
  });

  test("TasksResourceTest.scala:24 several ids at once; unknown ones are passed over", () => {
    const { rig, ids } = running(basicApp(), 3);
    expect(rig.kill("/app", { taskIds: [...ids.slice(0, 2), "app.no"] })).toMatchObject({
      status: 200,
      call: "POST /v2/tasks/delete",
    });
    expect(killed(rig)).toEqual(ids.slice(0, 2));
  });
});

test("TasksResourceTest.scala:226 an id of no task's form is 400, and nothing is killed", () => {
  const { rig, ids } = running(basicApp(), 2);
  expect(rig.kill("/app", { taskIds: [...ids, "invalidTaskId"] })).toMatchObject({
    status: 400,
    message: "Invalid task id 'invalidTaskId'.",
  });
  expect(killed(rig)).toEqual([]);
});

describe("kill and scale", () => {
  test("TaskKillerTest.scala:58, DeploymentPlanTest.scala:355 the tasks are sentenced and the instances less", () => {
    const { rig, ids } = running(basicApp(), 3);
    rig.kills = true;
    expect(rig.kill("/app", { taskIds: ids.slice(0, 1), scale: true })).toMatchObject({ status: 200 });
    expect(killed(rig)).toEqual(ids.slice(0, 1));
    expect(rig.marathon.appView("/app")).toMatchObject({ instances: 2, running: 2, deploying: false });
  });

  test("TaskKillerTest.scala:101 while a deployment runs it is 409", () => {
    const { rig, ids } = running(basicApp(), 2);
    rig.scale("/app", 1);
    expect(rig.kill("/app", { taskIds: ids.slice(0, 1), scale: true })).toMatchObject({ status: 409 });
  });

  test("TasksResourceTest.scala:59 with force too the deployment is cancelled and another one takes its place", () => {
    const { rig, ids } = running(basicApp(), 3);
    rig.scale("/app", 5);
    expect(rig.kill("/app", { taskIds: ids.slice(0, 2), scale: true, force: true })).toMatchObject({
      status: 200,
      call: "POST /v2/tasks/delete?scale=true&force=true",
    });
    expect(rig.rows("deployment.cancelled")).toMatchObject([{ reason: "forced" }]);
    expect(killed(rig)).toEqual(ids.slice(0, 2));
    expect(rig.marathon.appView("/app").instances).toBe(3);
  });

  test("TaskKiller.scala:69 a single suspended task is not found, and nothing changes", () => {
    const { rig } = running(residentApp(), 3);
    rig.kills = true;
    rig.scale("/app", 2);
    const suspended = rig.marathon.tasksOf("/app").filter(({ state }) => state === "suspended");
    const taskIds = suspended.map(({ taskId }) => taskId);
    expect(taskIds).toHaveLength(1);
    expect(rig.kill("/app", { taskIds, scale: true })).toMatchObject({ status: 200 });
    expect(rig.marathon.appView("/app")).toMatchObject({ instances: 2, running: 2, suspended: 1 });
  });

  test("TasksResource.scala:134-139 several ids count suspended tasks too: an instance less, and nothing of the kind killed", () => {
    const { rig } = running(residentApp(), 3);
    rig.kills = true;
    rig.scale("/app", 1);
    const suspended = rig.marathon.tasksOf("/app").filter(({ state }) => state === "suspended");
    const taskIds = [suspended[0]?.taskId ?? "", "app.no"];
    expect(rig.kill("/app", { taskIds, scale: true })).toMatchObject({ status: 200 });
    // The running task goes, for it is one too many.
    expect(rig.marathon.appView("/app")).toMatchObject({ instances: 0, running: 0, suspended: 3 });
  });
});

describe("wipe", () => {
  test("TaskKillerTest.scala:125 running and suspended tasks are both forgotten, only the running one is killed (#5155 mended)", () => {
    const rig = Rig.joined({ quirks: quirksWithout(["B5"]) });
    rig.kills = false;
    rig.agent("a", large);
    rig.create(residentApp({ instances: 2 }));
    rig.offer("a");
    rig.offer("a");
    const [first = "", second = ""] = rig.marathon.tasksOf("/app").map(({ taskId }) => taskId);
    rig.tell(first, "running");
    rig.tell(second, "failed");
    expect(rig.kill("/app", { wipe: true })).toMatchObject({ status: 200 });
    expect(rig.rows("api.answered").at(-1)).toMatchObject({ tasks: 2 });
    expect(killed(rig)).toEqual([first]);
    expect(rig.rows("task.expunged").map(({ task, was, reason }) => [task, was, reason])).toEqual([
      [first, "running", "wiped"],
      [second, "suspended", "wiped"],
    ]);
  });

  test("the scale check that its expunge sets off holds the lock, and the kill is dropped (#5155), bug B5", () => {
    const { rig, ids } = running(residentApp(), 1);
    rig.kill("/app", { wipe: true });
    expect(rig.marathon.tasksOf("/app")).toEqual([]);
    expect(killed(rig)).toEqual([]);
    // It runs on until Mesos tells of it again.
    rig.tell(ids[0] ?? "", "running");
    expect(killed(rig)).toEqual(ids);
  });

  test("AppTasksResourceTest.scala:51,:97 one suspended task is given up, and its instance reserved anew elsewhere", () => {
    const { rig, ids } = running(residentApp(), 1);
    rig.agent("b", large);
    rig.tell(ids[0] ?? "", "lost");
    rig.to(60_000);
    expect(rig.operations("b")).toEqual([]);
    const revivesBefore = rig.all("REVIVE").length;
    rig.kill("/app", { taskIds: ids, wipe: true });
    expect(rig.all("REVIVE").length).toBe(revivesBefore + 1);
    expect(rig.operations("b").map(({ type }) => type)).toEqual(["RESERVE", "CREATE"]);
  });

  test("#3658 a kill without wipe does nothing to a suspended task, and answers 200", () => {
    const { rig, ids } = running(residentApp(), 1);
    rig.kills = true;
    rig.scale("/app", 0);
    expect(rig.kill("/app")).toMatchObject({ status: 200 });
    expect(killed(rig)).toEqual(ids);
    expect(rig.marathon.appView("/app")).toMatchObject({ suspended: 1, instances: 0 });
  });
});

describe("kills under way", () => {
  test("TaskKillActorTest.scala:28 the app stays locked until all tasks have ended, then it is scaled back up", () => {
    const { rig, ids } = running(basicApp(), 2);
    rig.kill("/app");
    expect(rig.scale("/app", 1)).toMatchObject({ status: 409 });
    rig.tell(ids[0] ?? "", "killed");
    expect(rig.marathon.appView("/app").queued).toBe(0);
    rig.tell(ids[1] ?? "", "killed");
    expect(rig.marathon.appView("/app").queued).toBe(2);
    expect(rig.scale("/app", 1)).toMatchObject({ status: 200 });
  });

  test("MarathonSchedulerActor.scala:139-150 a kill during a deployment is dropped, and answered with 200", () => {
    const { rig } = running(basicApp(), 2);
    rig.scale("/app", 3);
    expect(rig.kill("/app")).toMatchObject({ status: 200 });
    expect(killed(rig)).toEqual([]);
  });

  test("TaskKillActorTest.scala:86 a task that is no longer launched counts as ended at the next round", () => {
    const { rig, ids } = running(residentApp(), 1);
    rig.kill("/app");
    rig.kill("/app", { wipe: true });
    rig.to(9999);
    expect(rig.scale("/app", 0)).toMatchObject({ status: 409 });
    rig.to(10_000);
    expect(rig.scale("/app", 0)).toMatchObject({ status: 200 });
    expect(killed(rig)).toEqual(ids);
  });

  test("TaskKillActorTest.scala:108 those that are still launched are told again every 10 s", () => {
    const { rig, ids } = running(basicApp(), 2);
    rig.kill("/app");
    rig.to(20_000);
    expect(killed(rig)).toEqual([...ids, ...ids, ...ids]);
  });
});

describe("stopping an app", () => {
  test("AppStopActorTest.scala:28 its tasks are killed, and it is over when they have ended", () => {
    const { rig, ids } = running(basicApp(), 2);
    rig.destroy("/app");
    expect(killed(rig)).toEqual(ids);
    rig.tell(ids[0] ?? "", "failed");
    expect(rig.marathon.appView("/app").deploying).toBe(true);
    rig.tell(ids[1] ?? "", "lost");
    expect(rig.marathon.appView("/app").deploying).toBe(false);
    expect(rig.rows("deployment.succeeded")).toHaveLength(2);
  });

  test("AppStopActorTest.scala:76 without tasks it is over at once", () => {
    const rig = Rig.joined();
    rig.create(basicApp({ instances: 0 }));
    expect(rig.destroy("/app")).toMatchObject({ status: 200 });
    expect(rig.marathon.appView("/app").deploying).toBe(false);
    expect(killed(rig)).toEqual([]);
  });

  test("AppStopActorTest.scala:92 a stop that is cancelled leaves what it has sent", () => {
    const { rig, ids } = running(basicApp(), 2);
    rig.destroy("/app");
    expect(rig.cancel("/app", true)).toMatchObject({ status: 202 });
    expect(killed(rig)).toEqual(ids);
    expect(rig.rows("deployment.failed")).toMatchObject([{ reason: "cancelled" }]);
    rig.to(14_999);
    expect(killed(rig)).toEqual(ids);
  });

  test("AppStopActorTest.scala:113 tasks that the tracker lists no more have ended, at the next round", () => {
    const { rig, ids } = running(residentApp(), 2);
    rig.scale("/app", 0);
    expect(killed(rig)).toEqual(ids);
    rig.kill("/app", { wipe: true });
    rig.to(9999);
    expect(rig.marathon.appView("/app").deploying).toBe(true);
    rig.to(10_000);
    expect(rig.marathon.appView("/app").deploying).toBe(false);
    expect(killed(rig)).toEqual(ids);
  });

  test("AppStopActorTest.scala:136 kills go in batches, one more for each task that ends", () => {
    const { rig, ids } = running(basicApp(), 25);
    rig.destroy("/app");
    expect(killed(rig)).toEqual(ids.slice(0, 10));
    rig.tell(ids[0] ?? "", "killed");
    expect(killed(rig)).toEqual(ids.slice(0, 11));
    rig.to(10_000);
    expect(killed(rig)).toEqual(ids.slice(0, 21));
  });

  test("AppStopActorTest.scala:167 kills that nobody acknowledges are sent again, once all have been sent", () => {
    const { rig } = running(basicApp(), 20, { reconciliation_initial_delay: 600_000 });
    rig.destroy("/app");
    const sent = [0, 10_000, 20_000, 30_000].map((atMs) => {
      rig.to(atMs);
      return rig.all("KILL").length;
    });
    // 10 at once, 10 after 10 s, then the first 10 again, and so on.
    expect(sent).toEqual([10, 20, 30, 40]);
  });

  test("SchedulerActionsTest.scala:23 the delay is reset and the queue purged", () => {
    const { rig, ids } = running(basicApp({ backoffSeconds: 60 }), 1);
    rig.tell(ids[0] ?? "", "failed");
    expect(rig.marathon.appView("/app")).toMatchObject({ queued: 1, backoffMs: 60_000 });
    rig.destroy("/app");
    expect(rig.marathon.appView("/app")).toMatchObject({ instances: 0, queued: 0, backoffMs: 0 });
    expect(rig.rows("queue.backoff").at(-1)).toMatchObject({ reason: "reset" });
  });

  test("GroupManager.scala:147-150 the app is gone at once, while its tasks still run", () => {
    const { rig } = running(basicApp(), 1);
    rig.destroy("/app");
    expect(rig.marathon.definitionOf("/app")).toBeNull();
    expect(rig.marathon.appView("/app")).toMatchObject({ instances: 0, running: 1 });
    expect(rig.destroy("/app")).toMatchObject({ status: 404, message: "App '/app' does not exist" });
  });
});
