/** Locks of apps, forced changes, and ids that are taken or free: MarathonSchedulerActorTest, and AppsResource (v1.1.1). */

import { describe, expect, test } from "vitest";
import { basicApp, Rig, residentApp } from "../../sim/marathon/rig.ts";

const large = "cpus:400;mem:640000;disk:40000;ports:[31000-32000]";

/** An app that is destroyed, and whose task runs on: nothing tells that it ends. */
function destroyed(): { rig: Rig; taskId: string } {
  const rig = Rig.joined();
  rig.kills = false;
  rig.agent("a", large);
  rig.create(basicApp());
  const taskId = rig.bringUp("a");
  rig.destroy("/app");
  return { rig, taskId };
}

describe("locks", () => {
  test("MarathonSchedulerActorTest.scala:323 a change while a deployment runs is 409, and changes nothing", () => {
    const rig = Rig.joined();
    rig.create(basicApp());
    expect(rig.scale("/app", 3)).toMatchObject({
      status: 409,
      message:
        "App is locked by one or more deployments. Override with the option '?force=true'. View details at '/v2/deployments/<DEPLOYMENT_ID>'.",
    });
    expect(rig.marathon.appView("/app").instances).toBe(1);
    const [{ id } = { id: "" }] = rig.marathon.snapshot().deployments;
    expect(rig.marathon.answers.at(-1)?.deployments).toEqual([id]);
    expect(rig.rows("app.rejected")).toMatchObject([
      { app: "/app", status: 409, reason: "locked", deployments: JSON.stringify([id]) },
    ]);
  });

  test("MarathonSchedulerActorTest.scala:410 with force the running deployment is cancelled, and the queue purged", () => {
    const rig = Rig.joined();
    rig.create(basicApp({ instances: 5 }));
    expect(rig.scale("/app", 3, true)).toMatchObject({ status: 200 });
    expect(rig.rows("deployment.cancelled")).toMatchObject([{ reason: "forced", apps: '["/app"]' }]);
    expect(rig.rows("deployment.failed")).toMatchObject([{ reason: "cancelled" }]);
    expect(rig.rows("queue.changed").map(({ left }) => left)).toEqual([5, 0, 3]);
  });

  test("another app's deployment is no conflict", () => {
    const rig = Rig.joined();
    rig.create(basicApp());
    expect(rig.create(basicApp({ id: "/other" }))).toMatchObject({ status: 201 });
  });

  /** A kill that nobody carries out holds the app's lock. */
  function killing(): Rig {
    const rig = Rig.joined();
    rig.kills = false;
    rig.agent("a", large);
    rig.create(basicApp());
    rig.bringUp("a");
    rig.to(100_000);
    rig.kill("/app");
    return rig;
  }

  test("a forced change waits for a kill to end, and so do all later ones", () => {
    const rig = killing();
    const taskId = rig.marathon.tasksOf("/app")[0]?.taskId ?? "";
    expect(rig.scale("/app", 3, true)).toBeNull();
    expect(rig.create(basicApp({ id: "/other" }))).toBeNull();
    rig.to(109_999);
    rig.tell(taskId, "killed");
    expect(rig.marathon.answers.slice(-2)).toMatchObject([
      { atMs: 109_999, app: "/app", status: 200 },
      { atMs: 109_999, app: "/other", status: 201 },
    ]);
    // The kill's own scaling has queued one, so two are missing; a sync makes up for what they replace.
    expect(rig.marathon.appView("/app")).toMatchObject({ instances: 3, queued: 2 });
    rig.to(115_000);
    expect(rig.marathon.appView("/app")).toMatchObject({ instances: 3, queued: 3 });
    expect(rig.marathon.answers.filter(({ status }) => status === 503)).toEqual([]);
  });

  test("RestResource.scala:53 after 10 s the calls are answered with 503, and the changes are made all the same", () => {
    const rig = killing();
    const taskId = rig.marathon.tasksOf("/app")[0]?.taskId ?? "";
    rig.scale("/app", 3, true);
    rig.to(103_000);
    rig.create(basicApp({ id: "/other" }));
    rig.create(basicApp({ id: "/other" }));
    rig.to(130_000);
    const message = "Futures timed out after [10000 milliseconds]";
    expect(rig.marathon.answers.slice(-3)).toMatchObject([
      { atMs: 110_000, app: "/app", status: 503, message },
      { atMs: 113_000, app: "/other", status: 503, message },
      { atMs: 113_000, app: "/other", status: 503, message },
    ]);
    const { length } = rig.marathon.answers;
    rig.tell(taskId, "killed");
    expect(rig.marathon.appView("/app").instances).toBe(3);
    // Its version is the time of the call (AppsResource.scala:64-65).
    expect(rig.marathon.appView("/other")).toMatchObject({
      instances: 1,
      version: "1970-01-01T00:01:43.000Z",
    });
    // Nobody is told what comes of them any more, of what is refused neither.
    expect(rig.marathon.answers).toHaveLength(length);
    expect(rig.rows("app.rejected")).toMatchObject([{ atMs: 130_000, app: "/other", status: 409 }]);
  });

  test("MarathonSchedulerActor.scala:204-219 what an operator wants cancelled meanwhile goes on until it has ended", () => {
    const rig = killing();
    rig.create(basicApp({ id: "/other", cpus: 1000 }));
    rig.scale("/app", 3, true);
    expect(rig.cancel("/other", true)).toMatchObject({ status: 202 });
    rig.to(159_999);
    expect(rig.marathon.appView("/other").deploying).toBe(true);
    rig.to(160_000);
    expect(rig.marathon.appView("/other").deploying).toBe(false);
    expect(rig.rows("deployment.cancelled")).toMatchObject([{ atMs: 160_000, app: "/other" }]);
  });

  test("MarathonSchedulerActorTest.scala:438 after a minute it gives up", () => {
    const rig = killing();
    rig.scale("/app", 3, true);
    rig.to(159_999);
    expect(rig.rows("app.rejected")).toEqual([]);
    rig.to(160_000);
    expect(rig.rows("app.rejected")).toMatchObject([
      { atMs: 160_000, status: 503, message: "Exceeded timeout for canceling conflicting deployments." },
    ]);
    expect(rig.marathon.appView("/app").instances).toBe(1);
    expect(rig.rows("deployment.failed")).toMatchObject([{ reason: "cancel-timed-out" }]);
  });
});

describe("creating apps", () => {
  test("AppsResource.scala:61-89 a new app is 201, an existing one 409, an invalid one 422", () => {
    const rig = Rig.joined();
    expect(rig.create(basicApp())).toMatchObject({ status: 201 });
    expect(rig.create(basicApp())).toMatchObject({
      status: 409,
      message: "An app with id [/app] already exists.",
    });
    expect(rig.create(basicApp({ id: "/bad", cpus: -1 }))).toMatchObject({ app: "/bad", status: 422 });
    expect(rig.rows("app.rejected").map(({ app: id, reason, status }) => [id, reason, status])).toEqual([
      ["/app", "exists", 409],
      ["/bad", "invalid", 422],
    ]);
    expect(rig.marathon.appIds()).toEqual(["/app"]);
  });

  test("AppsResource.scala:131-148 a PUT on an unknown app that only has instances is 422", () => {
    const rig = Rig.joined();
    expect(rig.scale("/no", 3)).toMatchObject({ status: 422, message: "Object is not valid" });
    expect(rig.rows("app.rejected")).toMatchObject([{ reason: "unknown" }]);
  });

  test("an app id is free again only when the destroyed app's tasks have ended (MarathonSchedulerActor.scala:206-240)", () => {
    const { rig, taskId } = destroyed();
    expect(rig.create(basicApp())).toMatchObject({ status: 409 });
    rig.tell(taskId, "killed");
    expect(rig.create(basicApp())).toMatchObject({ status: 201 });
  });

  test("AppsResource.scala:61-66 with force a new app takes it at once, and what is left of the old one is its task", () => {
    const { rig, taskId } = destroyed();
    rig.to(60_000);
    expect(rig.create(basicApp({ cmd: "other" }), true)).toMatchObject({ status: 201 });
    expect(rig.rows("deployment.cancelled")).toMatchObject([{ atMs: 60_000, reason: "forced" }]);
    // It is killed as too many for StartApplication, and counted by ScaleApplication: nothing is missing (DeploymentActor.scala:113-137).
    expect(rig.marathon.appView("/app")).toMatchObject({ instances: 1, deploying: false, queued: 0 });
    rig.tell(taskId, "killed");
    expect(rig.marathon.appView("/app")).toMatchObject({ queued: 1 });
  });

  test("GroupsResource.scala:133-150 a group likewise", () => {
    const rig = Rig.joined();
    rig.kills = false;
    rig.agent("a", large);
    const group = { id: "/g", apps: [basicApp({ id: "/g/app" })] };
    rig.create(group);
    rig.bringUp("a");
    rig.destroy("/g");
    expect(rig.create(group)).toMatchObject({ status: 409 });
    expect(rig.create(group, true)).toMatchObject({ status: 201 });
  });

  test("an app created anew adopts the suspended tasks that its former self left (AppTaskLauncherActor.scala:106)", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.agent("b", large);
    rig.create(residentApp());
    const taskId = rig.bringUp("a");
    rig.destroy("/app");
    rig.create(
      residentApp({
        container: {
          type: "MESOS",
          volumes: [{ containerPath: "other", mode: "RW", persistent: { size: 20 } }],
        },
      }),
    );
    expect(rig.marathon.appView("/app")).toMatchObject({ instances: 1, suspended: 1 });
    expect(rig.operations("b")).toEqual([]);
    const [launch] = rig.operations("a");
    expect(launch?.type === "LAUNCH" && launch.tasks.map((task) => task.taskId)).toEqual([taskId]);
  });
});
