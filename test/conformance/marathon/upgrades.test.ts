/** Updates and restarts: RestartStrategyTest, TaskReplaceActorTest, DeploymentPlanTest, DeploymentActorTest,
 * GroupVersioningUtilTest, AppsResourceTest, AppDeployIntegrationTest, ResidentTaskIntegrationTest (v1.1.1). Tests of
 * health and readiness checks stand for what comes of a task that runs. */

import { describe, expect, test } from "vitest";
import type { AppDefinition, UpgradeStrategy } from "../../../src/model/app/definition.ts";
import { parseApp } from "../../../src/model/app/parse.ts";
import type { App } from "../../../src/sim/marathon/apps.ts";
import { restartStrategy } from "../../../src/sim/marathon/deployments/restart-strategy.ts";
import { type Quirks, quirksOf11, quirksWithout } from "../../../src/sim/marathon/quirks.ts";
import { basicApp, Rig, residentApp } from "../../sim/marathon/rig.ts";
import { rowsOf, simulate } from "../../sim/marathon/simulate.ts";
import { planOfOne } from "../../support/plans.ts";

const large = "cpus:400;mem:640000;disk:40000;ports:[31000-32000]";
type Json = Readonly<Record<string, unknown>>;

function definitionOf(json: Json): AppDefinition {
  const parsed = parseApp(json, "POST");
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return parsed.app;
}

function version(json: Json = {}, versionMs = 0, configVersionMs = versionMs): App {
  const definition = definitionOf(basicApp(json));
  return { id: definition.id, definition, versionMs, configVersionMs };
}

const strategy = (minimumHealthCapacity: number, maximumOverCapacity: number): UpgradeStrategy => ({
  minimumHealthCapacity,
  maximumOverCapacity,
});

describe("how a restart begins", () => {
  test.each([
    [
      "RestartStrategyTest.scala:11 a resident app of one",
      true,
      1,
      strategy(0.5, 0),
      1,
      { killsAtOnce: 1, capacityMax: 1 },
    ],
    [
      "RestartStrategyTest.scala:29 of one that does not run",
      true,
      1,
      strategy(0.5, 0),
      0,
      { killsAtOnce: 0, capacityMax: 1 },
    ],
    [
      "RestartStrategyTest.scala:47 of five",
      true,
      5,
      strategy(0.5, 0),
      5,
      { killsAtOnce: 2, capacityMax: 5 },
    ],
    [
      "RestartStrategyTest.scala:65 of five, over capacity",
      true,
      5,
      strategy(1, 0),
      7,
      { killsAtOnce: 3, capacityMax: 5 },
    ],
    [
      "RestartStrategyTest.scala:83 of five, under capacity",
      true,
      5,
      strategy(1, 0),
      3,
      { killsAtOnce: 0, capacityMax: 5 },
    ],
    [
      "RestartStrategyTest.scala:101 of five, at capacity",
      true,
      5,
      strategy(1, 0),
      5,
      { killsAtOnce: 1, capacityMax: 5 },
    ],
    [
      "RestartStrategyTest.scala:119 another app of one",
      false,
      1,
      strategy(0.5, 0),
      1,
      { killsAtOnce: 0, capacityMax: 2 },
    ],
    [
      "RestartStrategyTest.scala:136 of one that does not run",
      false,
      1,
      strategy(0.5, 0),
      0,
      { killsAtOnce: 0, capacityMax: 1 },
    ],
    [
      "RestartStrategyTest.scala:153 of two, one can go",
      false,
      2,
      strategy(0.5, 0),
      2,
      { killsAtOnce: 1, capacityMax: 2 },
    ],
    [
      "RestartStrategyTest.scala:170 less run than must",
      false,
      10,
      strategy(0.1, 0),
      1,
      { killsAtOnce: 0, capacityMax: 10 },
    ],
    [
      "RestartStrategyTest.scala:187 over capacity 1",
      false,
      10,
      strategy(0.1, 1),
      10,
      { killsAtOnce: 9, capacityMax: 20 },
    ],
    [
      "RestartStrategyTest.scala:204 minimum 1, over capacity 1",
      false,
      10,
      strategy(1, 1),
      10,
      { killsAtOnce: 0, capacityMax: 20 },
    ],
  ])("%s", (_title, resident, instances, upgradeStrategy, launched, begins) => {
    const definition = definitionOf(resident ? residentApp() : basicApp());
    expect(restartStrategy({ ...definition, instances, upgradeStrategy }, launched)).toEqual(begins);
  });
});

describe("replacing tasks", () => {
  /** An app of which so many tasks run. */
  function running(instances: number, json: Json = {}): Rig {
    const rig = Rig.joined({ flags: { max_tasks_per_offer: 20 } });
    rig.agent("a", large);
    rig.create(basicApp({ instances, ...json }));
    for (const taskId of rig.launchAll("a")) rig.tell(taskId, "running");
    rig.to(30_000);
    return rig;
  }

  const killed = (rig: Rig): number => rig.all("KILL").length;
  const view = (rig: Rig) => rig.marathon.appView("/app");
  const newer = (instances: number, minimum: number, over: number): Json => ({
    cmd: "new",
    instances,
    upgradeStrategy: strategy(minimum, over),
  });

  test("TaskReplaceActorTest.scala:38 with a minimum of 0 the old go at once, and all new are queued", () => {
    const rig = running(2);
    rig.update("/app", newer(5, 0, 1));
    expect([killed(rig), view(rig).queued]).toEqual([2, 5]);
    for (const taskId of rig.launchAll("a")) rig.tell(taskId, "running");
    expect(view(rig)).toMatchObject({ running: 5, deploying: false });
    expect(killed(rig)).toBe(2);
  });

  test("TaskReplaceActorTest.scala:105 from three to two: one goes at once, the others with the new", () => {
    const rig = running(3);
    rig.update("/app", newer(2, 1, 1));
    expect([killed(rig), view(rig).queued]).toEqual([1, 2]);
    for (const taskId of rig.launchAll("a")) rig.tell(taskId, "running");
    expect([killed(rig), view(rig).running, view(rig).deploying]).toEqual([3, 2, false]);
  });

  /** What is killed and queued in all, at the start and after each new task runs. */
  function steps(rig: Rig): readonly (readonly [killed: number, running: number])[] {
    const seen: [number, number][] = [[killed(rig), view(rig).running]];
    for (let round = 0; round < 10 && view(rig).deploying; round++) {
      for (const taskId of rig.launchAll("a")) {
        rig.tell(taskId, "running");
        seen.push([killed(rig), view(rig).running]);
      }
    }
    return seen;
  }

  test("TaskReplaceActorTest.scala:140 minimum 0.5, over 1: one goes, three are queued, one more old goes per new", () => {
    const rig = running(3);
    rig.update("/app", newer(3, 0.5, 1));
    expect(view(rig).queued).toBe(3);
    expect(steps(rig)).toEqual([
      [1, 2],
      [2, 2],
      [3, 2],
      [3, 3],
    ]);
    expect(view(rig)).toMatchObject({ running: 3, deploying: false });
  });

  test("TaskReplaceActorTest.scala:200 minimum 0.5, over 0: one goes, one is queued, and so on", () => {
    const rig = running(3);
    rig.update("/app", newer(3, 0.5, 0));
    expect(view(rig).queued).toBe(1);
    expect(steps(rig)).toEqual([
      [1, 2],
      [2, 2],
      [3, 2],
      [3, 3],
    ]);
  });

  test("TaskReplaceActorTest.scala:264 minimum 1, over 0: one more than wanted, as there is no other way", () => {
    const rig = running(3);
    rig.update("/app", newer(3, 1, 0));
    expect([killed(rig), view(rig).queued, rig.marathon.instancesAllowed("/app")]).toEqual([0, 1, 4]);
    expect(steps(rig)).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    expect(rig.marathon.instancesAllowed("/app")).toBe(3);
  });

  test("TaskReplaceActorTest.scala:326 minimum 1, over 0.7: two are queued at once", () => {
    const rig = running(3);
    rig.update("/app", newer(3, 1, 0.7));
    expect([killed(rig), view(rig).queued]).toEqual([0, 2]);
    expect(steps(rig)).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
  });

  test("TaskReplaceActorTest.scala:388 from four to three, over 0.3: one goes first", () => {
    const rig = running(4);
    rig.update("/app", newer(3, 1, 0.3));
    // floor(3 * 1.3) = 3 leaves no room above the minimum, so one more than that may be there.
    expect([killed(rig), view(rig).queued, rig.marathon.instancesAllowed("/app")]).toEqual([1, 1, 4]);
    steps(rig);
    expect([killed(rig), view(rig).running, view(rig).deploying]).toEqual([4, 3, false]);
  });

  test("TaskReplaceActorTest.scala:454 cancelled, it leaves all as it stands", () => {
    const rig = running(2);
    rig.kills = false;
    rig.update("/app", newer(2, 0.5, 0));
    expect(rig.cancel("/app", true)).toMatchObject({ status: 202 });
    rig.to(120_000);
    expect(killed(rig)).toBe(1);
    expect(view(rig)).toMatchObject({ running: 2, deploying: false });
  });

  test("TaskReplaceActorTest.scala:476 kills that are not confirmed are sent again every 15 s", () => {
    const rig = running(2);
    rig.kills = false;
    rig.update("/app", newer(2, 0, 1));
    rig.to(60_000);
    expect(rig.sent.filter(({ message }) => message.type === "KILL").map(({ atMs }) => atMs)).toEqual([
      30_000, 30_000, 45_000, 45_000, 60_000, 60_000,
    ]);
  });

  test("TaskReplaceActorTest.scala:519 it is not over until the old have ended", () => {
    const rig = running(2);
    rig.kills = false;
    const old = rig.marathon.tasksOf("/app").map(({ taskId }) => taskId);
    rig.update("/app", newer(2, 0, 1));
    for (const taskId of rig.launchAll("a")) rig.tell(taskId, "running");
    expect(view(rig)).toMatchObject({ running: 4, deploying: true });
    for (const taskId of old) rig.tell(taskId, "killed");
    expect(view(rig)).toMatchObject({ running: 2, deploying: false });
  });

  test("TaskReplaceActor.scala:74-77 a new task that fails is queued again, one that finishes is not", () => {
    const rig = running(2);
    rig.update("/app", newer(2, 0, 1));
    const [one = "", two = ""] = rig.launchAll("a");
    rig.tell(one, "failed");
    expect(view(rig).queued).toBe(1);
    rig.tell(two, "finished");
    expect(view(rig)).toMatchObject({ queued: 1, deploying: true });
  });

  test("TaskReplaceActor.scala:80-84 an old task that ends by itself makes room for a new one", () => {
    const rig = running(2);
    rig.update("/app", newer(2, 1, 0));
    expect(view(rig).queued).toBe(1);
    rig.tell(rig.marathon.tasksOf("/app")[1]?.taskId ?? "", "failed");
    expect(view(rig).queued).toBe(2);
  });

  test("TaskReplaceActor.scala:86-95 a resident task that came back by itself is killed once more", () => {
    const rig = Rig.joined({ flags: { max_tasks_per_offer: 1 } });
    rig.agent("a", large);
    rig.create(residentApp({ instances: 3 }));
    for (const taskId of rig.launchAll("a")) rig.tell(taskId, "running");
    const [first = "", second = "", third = ""] = rig.marathon
      .tasksOf("/app")
      .map(({ taskId }) => taskId)
      .sort();
    rig.to(30_000);
    rig.update("/app", { cmd: "new" });
    // One may go; the last of the line ends by itself and comes back under its id, of the new version.
    expect(rig.all("KILL").map(({ taskId }) => taskId)).toEqual([first]);
    rig.tell(third, "failed");
    expect(rig.launchAll("a")).toHaveLength(2);
    rig.tell(first, "running");
    rig.tell(third, "running");
    expect(rig.all("KILL").map(({ taskId }) => taskId)).toEqual([first, second, third]);
  });
});

describe("plans of changes", () => {
  test("DeploymentPlanTest.scala:207 an update with another number of instances is a restart", () => {
    const to = version({ cmd: "new", instances: 8 }, 9);
    expect(planOfOne({ from: version({ instances: 4 }), to }).steps).toEqual([
      [{ type: "RestartApplication", app: to }],
    ]);
  });

  test("DeploymentPlanTest.scala:311 a change of the arguments alone is one too", () => {
    const change = { from: version(), to: version({ args: ["foo"], cmd: null }, 9) };
    expect(planOfOne(change).steps).toMatchObject([[{ type: "RestartApplication" }]]);
  });

  test("DeploymentPlanTest.scala:340 and so is the same under a new version", () => {
    const change = { from: version(), to: version({}, 9, 0) };
    expect(planOfOne(change).steps).toMatchObject([[{ type: "RestartApplication" }]]);
  });
});

describe("updates through the API", () => {
  function up(json: Json = residentApp()): Rig {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(json);
    for (const taskId of rig.launchAll("a")) rig.tell(taskId, "running");
    rig.to(30_000);
    return rig;
  }

  test("AppsResourceTest.scala:163 a change of one member is 200, and is stored with what changed", () => {
    const rig = up(basicApp());
    expect(rig.update("/app", { cmd: "bla", instances: 2 })).toMatchObject({ status: 200 });
    expect(rig.rows("app.updated")).toMatchObject([
      { app: "/app", instances: 2, version: "1970-01-01T00:00:30.000Z", changed: '["cmd","instances"]' },
    ]);
  });

  test("AppsResourceTest.scala:179 ports may stand for port definitions", () => {
    const rig = up(basicApp());
    expect(rig.update("/app", { ports: [1000, 1001] })).toMatchObject({ status: 200 });
    expect(rig.marathon.definitionOf("/app")?.portDefinitions.map(({ port }) => port)).toEqual([1000, 1001]);
  });

  test("AppsResourceTest.scala:199,:472 a container that is not valid is refused, and nothing changes", () => {
    const rig = up(basicApp());
    const docker = { image: "x" };
    for (const [container, path, error] of [
      [
        { type: "DOCKER", volumes: [{ containerPath: "x", hostPath: "/y", mode: "RW" }] },
        "/container/docker",
        "not be empty",
      ],
      [{ type: "MESOS", docker }, "/container/docker", "be empty"],
    ] as const) {
      expect(rig.update("/app", { container })).toMatchObject({
        status: 422,
        details: [{ path, errors: [`must ${error}`] }],
      });
    }
    expect(rig.rows("app.rejected")).toMatchObject([{ reason: "invalid" }, { reason: "invalid" }]);
    expect(rig.rows("app.updated")).toEqual([]);
  });

  test("AppsResourceTest.scala:498,:510 a restart is 200, and 404 for an unknown app", () => {
    const rig = up(basicApp());
    expect(rig.restart("/app")).toMatchObject({ status: 200, call: "POST /v2/apps/app/restart" });
    expect(rig.rows("app.updated")).toMatchObject([{ changed: "[]" }]);
    expect(rig.restart("/no")).toMatchObject({ status: 404, message: "App '/no' does not exist" });
  });

  test("AppsResource.scala:234-245 a change of an unknown app creates one", () => {
    const rig = Rig.joined();
    expect(rig.update("/new", { cmd: "sleep 1" })).toMatchObject({ status: 201, app: "/new" });
    expect(rig.marathon.definitionOf("/new")?.instances).toBe(1);
  });

  test("AppsResource.scala:220-232 a version alone brings that version back", () => {
    const rig = up(basicApp({ cmd: "one" }));
    rig.update("/app", { cmd: "two" });
    rig.to(60_000);
    const version = "1970-01-01T00:00:00.000Z";
    expect(rig.update("/app", { version }, true)).toMatchObject({ status: 200 });
    expect(rig.marathon.definitionOf("/app")?.rest).toContain('"cmd":"one"');
    expect(rig.update("/app", { version: "1970-01-01T00:00:01.000Z" }, true)).toMatchObject({ status: 404 });
    expect(rig.update("/app", { version, cmd: "x" }, true)).toMatchObject({
      status: 422,
      message: "requirement failed: The 'version' field may only be combined with the 'id' field.",
    });
  });

  test("DeploymentPlanTest.scala:391 the instances of a resident app may change", () => {
    expect(up().update("/app", { instances: 123 })).toMatchObject({ status: 200 });
  });

  const volume = (size: number) => ({
    container: {
      type: "MESOS",
      volumes: [{ containerPath: "persistent-volume", mode: "RW", persistent: { size } }],
    },
  });

  test.each([
    [{ cpus: 2 }, "/app(0)", "Resident Tasks may not change resource requirements!"],
    [{ mem: 65 }, "/app(0)", "Resident Tasks may not change resource requirements!"],
    [{ disk: 2 }, "/app(0)", "Resident Tasks may not change resource requirements!"],
    [{ ports: [0, 0] }, "/app(0)", "Resident Tasks may not change resource requirements!"],
    [volume(11), "/app(0)", "Persistent volumes can not be changed!"],
    [
      { upgradeStrategy: { minimumHealthCapacity: 1, maximumOverCapacity: 1 } },
      "/upgradeStrategy",
      "got 1.0, expected 0.5 or less",
    ],
  ])("DeploymentPlanTest.scala:404 of a resident app may not change: %j", (change, path, message) => {
    const rig = up();
    const answer = rig.update("/app", change);
    expect(answer).toMatchObject({ status: 422, message: "Object is not valid" });
    expect(answer?.details[0]).toMatchObject({ path });
    expect(answer?.details[0]?.errors).toContain(message);
    expect(rig.marathon.appView("/app")).toMatchObject({ deploying: false, running: 1 });
  });

  test("GroupManager.scala:229-244 the same definition again changes nothing, service ports included", () => {
    const rig = up();
    const ports = rig.marathon.definitionOf("/app")?.portDefinitions;
    expect(ports).toMatchObject([{ port: 10_000 }]);
    expect(rig.update("/app", residentApp())).toMatchObject({ status: 200 });
    expect(rig.marathon.definitionOf("/app")?.portDefinitions).toEqual(ports);
    expect([rig.rows("app.updated"), rig.all("KILL")]).toEqual([[], []]);
  });

  test("GroupManagerTest.scala:94,:145 further ports of the same app come on top of those that it has", () => {
    const rig = up(basicApp({ ports: [0, 0] }));
    rig.update("/app", { ports: [10_000, 0, 10_001] });
    expect(rig.marathon.definitionOf("/app")?.portDefinitions.map(({ port }) => port)).toEqual([
      10_000, 10_002, 10_001,
    ]);
    rig.update("/app", { ports: [0, 0, 0] }, true);
    expect(rig.marathon.definitionOf("/app")?.portDefinitions.map(({ port }) => port)).toEqual([
      10_000, 10_002, 10_001,
    ]);
  });

  test("DeploymentActorTest.scala:167 an app without instances is restarted by doing nothing", () => {
    const rig = up(basicApp({ instances: 0 }));
    expect(rig.restart("/app")).toMatchObject({ status: 200 });
    expect(rig.rows("deployment.succeeded")).toHaveLength(2);
    expect(rig.rows("deployment.step").at(-1)).toMatchObject({ actions: '["RestartApplication /app"]' });
  });

  test("DeploymentActor.scala:153-156 a change to 0 instances and something else leaves what runs and what is queued, bug B38", () => {
    const launchedAfter = (quirks: Quirks) => {
      const rig = Rig.joined({ quirks });
      rig.agent("a", large);
      rig.create(basicApp());
      rig.tell(rig.bringUp("a"), "failed");
      rig.to(10_000);
      rig.update("/app", { cmd: "new", instances: 0 });
      rig.launchAll("a");
      const { instances, staging, deploying } = rig.marathon.appView("/app");
      return { instances, staging, deploying, bug: rig.marathon.knownBug("/app") };
    };
    expect(launchedAfter(quirksOf11)).toEqual({ instances: 0, staging: 1, deploying: false, bug: "B38" });
    const mended = quirksWithout(["B38"]);
    expect(launchedAfter(mended)).toEqual({ instances: 0, staging: 0, deploying: false, bug: null });
  });

  test("GroupVersioningUtilTest.scala:77,:90 constraints go by the last change beyond scaling and restarts", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.agent("b", large);
    rig.create(basicApp({ constraints: [["hostname", "UNIQUE"]] }));
    rig.bringUp("a");
    rig.to(30_000);
    // Tasks of another configuration do not count, those of the same before a restart do.
    rig.update("/app", { cmd: "new" });
    rig.to(60_000);
    expect(rig.operations("a")).toHaveLength(1);
    rig.tell(rig.marathon.tasksOf("/app").at(-1)?.taskId ?? "", "running");
    rig.to(90_000);
    rig.restart("/app");
    expect(rig.operations("a")).toEqual([]);
    expect(rig.operations("b")).toHaveLength(1);
  });
});

describe("backoff (AppDeployIntegrationTest)", () => {
  /** Its only task failed, and it may not launch another one for an hour. */
  function failing(): Rig {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp({ backoffSeconds: 3600 }));
    const taskId = rig.bringUp("a");
    rig.tell(taskId, "failed");
    expect(rig.marathon.appView("/app")).toMatchObject({ queued: 1, backoffMs: 3_600_000 });
    rig.to(10_000);
    return rig;
  }

  test("AppDeployIntegrationTest.scala:65 a change of the configuration begins without", () => {
    const rig = failing();
    rig.update("/app", { cmd: "sleep 120; true" }, true);
    rig.bringUp("a");
    expect(rig.marathon.appView("/app")).toMatchObject({ running: 1, deploying: false });
  });

  test("AppDeployIntegrationTest.scala:79 a scaling keeps it", () => {
    const rig = failing();
    rig.scale("/app", 3, true);
    expect(rig.marathon.appView("/app")).toMatchObject({ queued: 2, backoffMs: 3_590_000 });
    expect(rig.operations("a")).toEqual([]);
  });

  test("AppDeployIntegrationTest.scala:94 a restart resets it", () => {
    const rig = failing();
    rig.restart("/app", true);
    expect(rig.rows("queue.backoff").at(-1)).toMatchObject({ delay_ms: 0, reason: "reset" });
    rig.tell(rig.bringUp("a"), "failed");
    expect(rig.marathon.appView("/app").backoffMs).toBe(3_600_000);
  });
});

describe("cancelling and undoing", () => {
  /** A new app that no agent can run. */
  function stuck(): Rig {
    const rig = Rig.joined();
    rig.create(basicApp({ instances: 5, constraints: [["nonExistent", "CLUSTER", "na"]] }));
    return rig;
  }

  test("AppDeployIntegrationTest.scala:536 with force the deployment is over, and the app stays", () => {
    const rig = stuck();
    expect(rig.cancel("/app", true)).toMatchObject({ status: 202 });
    expect(rig.rows("deployment.cancelled")).toMatchObject([{ reason: "cancelled-by-operator" }]);
    expect(rig.rows("deployment.failed")).toMatchObject([{ reason: "cancelled" }]);
    expect(rig.marathon.appView("/app")).toMatchObject({ instances: 5, deploying: false, queued: 0 });
    expect(rig.marathon.appIds()).toEqual(["/app"]);
  });

  test("AppDeployIntegrationTest.scala:561 a creation that is rolled back is gone", () => {
    const rig = stuck();
    expect(rig.cancel("/app")).toMatchObject({ status: 200 });
    expect(rig.rows("deployment.failed")).toMatchObject([{ reason: "cancelled" }]);
    expect(rig.rows("deployment.succeeded")).toHaveLength(1);
    expect(rig.marathon.appIds()).toEqual([]);
  });

  test("DeploymentPlanRevertTest.scala:90 a destroy that is rolled back is a new app of the same definition", () => {
    const rig = Rig.joined();
    rig.kills = false;
    rig.agent("a", large);
    rig.create(basicApp({ cmd: "one" }));
    rig.bringUp("a");
    rig.to(30_000);
    rig.destroy("/app");
    expect(rig.cancel("/app")).toMatchObject({ status: 200 });
    expect(rig.marathon.definitionOf("/app")?.rest).toContain('"cmd":"one"');
    expect(rig.rows("app.created")).toHaveLength(2);
    // Its first step is, as for every new app, to bring it to no instances: what runs is killed all the same.
    expect(rig.all("KILL")).toHaveLength(2);
  });

  test("an update that is rolled back replaces the tasks once more", () => {
    const rig = Rig.joined({ flags: { max_tasks_per_offer: 20 } });
    rig.agent("a", large);
    rig.create(basicApp({ instances: 2, cmd: "one", upgradeStrategy: strategy(0.5, 0) }));
    for (const taskId of rig.launchAll("a")) rig.tell(taskId, "running");
    rig.to(30_000);
    rig.update("/app", { cmd: "two" });
    rig.to(40_000);
    expect(rig.cancel("/app")).toMatchObject({ status: 200 });
    expect(rig.rows("app.updated").map(({ changed, version: at }) => [changed, at])).toEqual([
      ['["cmd"]', "1970-01-01T00:00:30.000Z"],
      ['["cmd"]', "1970-01-01T00:00:40.000Z"],
    ]);
    for (let i = 0; i < 3; i++) for (const taskId of rig.launchAll("a")) rig.tell(taskId, "running");
    expect(rig.marathon.appView("/app")).toMatchObject({ running: 2, deploying: false });
  });

  test("a restart cannot be rolled back: its own version is the only one (GroupVersioningUtil.scala:43-50)", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp());
    rig.bringUp("a");
    rig.to(30_000);
    rig.restart("/app");
    expect(rig.cancel("/app")).toMatchObject({ status: 200 });
    expect(rig.marathon.appView("/app").deploying).toBe(true);
  });

  test("DeploymentsResource.scala:43 where nothing is under way there is nothing to cancel", () => {
    expect(Rig.joined().cancel("/app")).toMatchObject({ status: 404 });
  });
});

describe("with a whole Mesos", () => {
  const five = residentApp({ instances: 5, backoffSeconds: 1 });

  test.each([
    ["ResidentTaskIntegrationTest.scala:171 Restart", { do: "app.restart" }],
    [
      "ResidentTaskIntegrationTest.scala:198 Config Change",
      { do: "app.update", change: { cmd: "sleep 1234" } },
    ],
  ])("%s: no extra task, five running, all of the new version", (_title, action) => {
    const simulation = simulate({
      agents: ["a", "b"],
      apps: [five],
      actions: [{ at: 60_000, app: "/app", ...action }],
      durationMs: 180_000,
      check: "every",
    });
    const marathon = simulation.marathon(null);
    expect(marathon.tasksOf("/app").map(({ state }) => state)).toEqual(new Array(5).fill("running"));
    expect(marathon.appView("/app")).toMatchObject({ running: 5, deploying: false, suspended: 0 });
    const launched = rowsOf(simulation, "task.launched").filter(({ atMs }) => atMs > 60_000);
    expect(launched.map((row) => row["version"])).toEqual(new Array(5).fill("1970-01-01T00:01:00.000Z"));
    expect(rowsOf(simulation, "reservation.made")).toHaveLength(5);
    expect(simulation.run().violations).toEqual([]);
  });

  test("ResidentTaskIntegrationTest.scala:146,:157 five up, and five suspended", () => {
    const at = (durationMs: number) =>
      simulate({
        agents: ["a", "b"],
        apps: [residentApp({ instances: 0 })],
        actions: [
          { at: 10_000, do: "app.scale", app: "/app", instances: 5 },
          { at: 60_000, do: "app.scale", app: "/app", instances: 0 },
        ],
        durationMs,
      })
        .marathon(null)
        .appView("/app");
    expect(at(59_000)).toMatchObject({ running: 5, deploying: false });
    expect(at(90_000)).toMatchObject({ running: 0, suspended: 5, deploying: false });
  });
});
