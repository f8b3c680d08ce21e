/** Deployments: TaskStartActorTest, ScalingPropositionTest, DeploymentPlanTest, GroupManagerTest (v1.1.1). */

import { describe, expect, test } from "vitest";
import { parseApp } from "../../../src/model/app/parse.ts";
import type { App } from "../../../src/sim/marathon/apps.ts";
import { propose } from "../../../src/sim/marathon/deployments/scaling-proposition.ts";
import { ServicePorts } from "../../../src/sim/marathon/service-ports.ts";
import type { Task } from "../../../src/sim/marathon/task.ts";
import { basicApp, Rig, residentApp } from "../../sim/marathon/rig.ts";
import { planOfOne } from "../../support/plans.ts";

const large = "cpus:400;mem:640000;disk:40000;ports:[31000-32000]";
type Json = Readonly<Record<string, unknown>>;

function app(json: Json = {}, versionMs = 0): App {
  const parsed = parseApp(basicApp(json), "POST");
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return { id: parsed.app.id, definition: parsed.app, versionMs, configVersionMs: 0 };
}

describe("starting tasks", () => {
  test("TaskStartActorTest.scala:47 what is missing is queued, and it is over when all of it runs", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp({ instances: 5 }));
    expect(rig.marathon.appView("/app")).toMatchObject({ queued: 5, deploying: true });
    rig.offer("a");
    const ids = rig.marathon.tasksOf("/app").map(({ taskId }) => taskId);
    for (const id of ids.slice(0, 4)) rig.tell(id, "running");
    expect(rig.marathon.appView("/app").deploying).toBe(true);
    rig.tell(ids[4] ?? "", "running");
    expect(rig.marathon.appView("/app").deploying).toBe(false);
  });

  test("TaskStartActorTest.scala:93 what runs or is queued already counts", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp());
    rig.bringUp("a");
    rig.scale("/app", 5);
    expect(rig.marathon.appView("/app").queued).toBe(4);
  });

  test("TaskStartActorTest.scala:116 with nothing to start it is over at once", () => {
    const rig = Rig.joined();
    rig.create(basicApp({ instances: 0 }));
    expect(rig.marathon.appView("/app")).toMatchObject({ queued: 0, deploying: false });
  });

  test("TaskStartActorTest.scala:189 a task of it that fails is queued again", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp());
    rig.offer("a");
    const failing = rig.marathon.tasksOf("/app")[0]?.taskId ?? "";
    rig.tell(failing, "failed");
    expect(rig.marathon.appView("/app")).toMatchObject({ queued: 1, deploying: true });
    rig.to(1000);
    rig.bringUp("a");
    expect(rig.marathon.appView("/app").deploying).toBe(false);
  });

  test("StartingBehavior.scala:73-77 TASK_FINISHED does not queue another one, only the next sync does", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.to(1000);
    rig.create(basicApp());
    rig.offer("a");
    rig.tell(rig.marathon.tasksOf("/app")[0]?.taskId ?? "", "finished");
    expect(rig.marathon.appView("/app").queued).toBe(0);
    rig.to(5999);
    expect(rig.marathon.appView("/app").queued).toBe(0);
    rig.to(6000);
    expect(rig.marathon.appView("/app").queued).toBe(1);
  });

  test("TaskStartActorTest.scala:212 an older task that dies is made up for by a sync, and the start is over early", () => {
    const rig = Rig.joined({ flags: { max_tasks_per_offer: 4 } });
    rig.agent("a", large);
    rig.create(basicApp());
    const old = rig.bringUp("a");
    rig.to(20_000);
    rig.scale("/app", 5);
    rig.tell(old, "error");
    expect(rig.marathon.appView("/app").queued).toBe(4);
    rig.to(25_000);
    expect(rig.marathon.appView("/app").queued).toBe(5);
    rig.offer("a");
    for (const { taskId } of rig.marathon.tasksOf("/app")) rig.tell(taskId, "running");
    expect(rig.marathon.appView("/app")).toMatchObject({ running: 4, queued: 1, deploying: false });
  });

  test("another version's demand replaces what was left, and a sync makes up for it (AppTaskLauncherActor.scala:290-320)", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp({ backoffSeconds: 60 }));
    rig.tell(rig.bringUp("a"), "failed");
    rig.to(10_000);
    // One is queued, so four are missing; they take the place of the one.
    rig.scale("/app", 5);
    expect(rig.marathon.appView("/app").queued).toBe(4);
    rig.to(15_000);
    expect(rig.marathon.appView("/app").queued).toBe(5);
  });

  test("with more queued than wanted the start never ends, and too many are launched (StartingBehavior.scala:56-64)", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp({ instances: 3 }));
    rig.offer("a");
    const ids = rig.marathon.tasksOf("/app").map(({ taskId }) => taskId);
    for (const id of ids) rig.tell(id, "running");
    for (const id of ids) rig.tell(id, "failed");
    expect(rig.marathon.appView("/app")).toMatchObject({ running: 0, queued: 3 });
    rig.scale("/app", 1);
    rig.to(10_000);
    rig.offer("a");
    for (const { taskId } of rig.marathon.tasksOf("/app")) rig.tell(taskId, "running");
    rig.to(3_600_000);
    expect(rig.marathon.appView("/app")).toMatchObject({ instances: 1, running: 3, deploying: true });
  });

  test("a scale-up never ends while a suspended task on a dead agent is in its way", () => {
    const rig = Rig.joined({ flags: { max_tasks_per_offer: 1 } });
    rig.agent("a", large);
    rig.agent("b", large);
    rig.create(residentApp({ instances: 2 }));
    rig.bringUp("a");
    rig.bringUp("b");
    rig.scale("/app", 1);
    const suspended = rig.marathon.tasksOf("/app").find(({ state }) => state === "suspended");
    const alive = suspended?.agent === "a" ? "b" : "a";
    rig.scale("/app", 2);
    rig.to(86_400_000);
    expect(rig.operations(alive)).toEqual([]);
    expect(rig.marathon.appView("/app")).toMatchObject({
      running: 1,
      suspended: 1,
      queued: 1,
      deploying: true,
    });
  });
});

const runningTask = (number: number): Task => ({
  taskId: `task-${number}`,
  app: "/app",
  agent: `h${number % 2}`,
  slaveId: "S",
  attributes: {},
  reservation: null,
  launched: { versionMs: 0, stagedMs: 0, startedMs: number, state: "running" },
});

describe("scaling propositions", () => {
  const [t1, t2, t3, t4] = [1, 2, 3, 4].map(runningTask) as [Task, Task, Task, Task];
  const killed = (tasks: readonly Task[], sentenced: readonly string[], scaleTo: number, json: Json = {}) => {
    const { kill, start } = propose(app(json), tasks, sentenced, scaleTo);
    return { kill: kill.map(({ taskId }) => taskId), start };
  };

  test("ScalingPropositionTest.scala:10,:33 nothing running, nothing wanted: nothing to do", () => {
    expect(killed([], [], 0)).toEqual({ kill: [], start: 0 });
  });

  test("ScalingPropositionTest.scala:21 a sentenced task is killed", () => {
    expect(killed([t1], ["task-1"], 0)).toEqual({ kill: ["task-1"], start: 0 });
  });

  test("ScalingPropositionTest.scala:55,:66 what is missing is started", () => {
    expect(killed([], [], 42)).toEqual({ kill: [], start: 42 });
    expect(killed([t1, t2, t3], [], 5)).toEqual({ kill: [], start: 2 });
  });

  test("ScalingPropositionTest.scala:78 the newest go first; where all go, in the order of the tracker (Constraints.scala:146-148)", () => {
    expect(killed([t1, t2, t3], [], 1)).toEqual({ kill: ["task-3", "task-2"], start: 0 });
    expect(killed([t1, t2, t3], [], 0)).toEqual({ kill: ["task-1", "task-2", "task-3"], start: 0 });
  });

  test("ScalingPropositionTest.scala:92 sentenced tasks are made up for, unknown ones are not", () => {
    expect(killed([t1, t2, t3], ["task-2", "task-3", "task-42"], 3)).toEqual({
      kill: ["task-2", "task-3"],
      start: 2,
    });
  });

  test("ScalingPropositionTest.scala:110 an unknown sentenced task does not count", () => {
    expect(killed([t1, t2, t3, t4], ["task-42"], 3)).toEqual({ kill: ["task-4"], start: 0 });
  });

  test("ScalingPropositionTest.scala:129 sentenced, then for GROUP_BY, then the newest", () => {
    // Hosts: h1 has 1 and 3, h0 has 2 and 4; without 2, one of h1 goes to even them out, and then the newest.
    const constraints = [["hostname", "GROUP_BY"]];
    expect(killed([t1, t2, t3, t4], ["task-2"], 2, { constraints })).toEqual({
      kill: ["task-2", "task-1"],
      start: 0,
    });
  });

  test("a task that never started counts as the oldest (ScalingProposition.scala:35)", () => {
    const staging: Task = { ...t4, launched: { versionMs: 0, stagedMs: 9, startedMs: null, state: null } };
    expect(killed([staging, t1, t2], [], 1).kill).toEqual(["task-2", "task-1"]);
  });
});

describe("plans", () => {
  test("DeploymentPlanTest.scala:180 a new app is started with none, and then scaled", () => {
    const fresh = app({ instances: 3 });
    expect(planOfOne({ from: null, to: fresh })).toMatchObject({
      apps: ["/app"],
      steps: [
        [{ type: "StartApplication", app: fresh, scaleTo: 0 }],
        [{ type: "ScaleApplication", app: fresh, scaleTo: 3, sentenced: [] }],
      ],
    });
  });

  test("DeploymentPlanTest.scala:293 an app that is gone is stopped", () => {
    expect(planOfOne({ from: app(), to: null }).steps).toMatchObject([[{ type: "StopApplication" }]]);
  });

  test("DeploymentPlanTest.scala:325 an app that has not changed needs nothing", () => {
    expect(planOfOne({ from: app(), to: app() })).toMatchObject({ steps: [], apps: [] });
  });

  test("DeploymentPlanTest.scala:355 tasks to kill go into the step", () => {
    const plan = planOfOne({ from: app({ instances: 2 }), to: app({ instances: 1 }, 9) }, 2, ["task-1"]);
    expect(plan.steps).toMatchObject([[{ type: "ScaleApplication", scaleTo: 1, sentenced: ["task-1"] }]]);
  });
});

describe("service ports", () => {
  const bridged = (id: string, ...servicePorts: number[]): Json => ({
    id,
    cpus: 1,
    mem: 64,
    container: {
      type: "DOCKER",
      docker: {
        image: "x",
        network: "BRIDGE",
        portMappings: servicePorts.map((servicePort) => ({ containerPort: 80, hostPort: 0, servicePort })),
      },
    },
  });
  const definitionOf = (json: Json) => {
    const parsed = parseApp(json, "POST");
    if (!parsed.ok) throw new Error(parsed.refusal.message);
    return parsed.app;
  };
  /** The ports of an app that is created. */
  const portsOf = (ports: ServicePorts, json: Json): readonly number[] | undefined => {
    const assigned = ports.assign(definitionOf(json), null);
    ports.stored(null, assigned);
    return assigned?.portDefinitions.map(({ port }) => port);
  };

  test("GroupManagerTest.scala:59 random ports of an app get the least free ones", () => {
    const ports = new ServicePorts(10_000, 20_000);
    expect(portsOf(ports, basicApp({ id: "/x", ports: [0, 0] }))).toEqual([10_000, 10_001]);
    expect(portsOf(ports, basicApp({ id: "/y", ports: [0] }))).toEqual([10_002]);
  });

  test("GroupManagerTest.scala:70,:102 those of mappings too, and they are the app's ports", () => {
    const ports = new ServicePorts(10_000, 20_000);
    const assigned = ports.assign(definitionOf(bridged("/x", 0, 9000)), null);
    expect(assigned?.portMappings?.map(({ servicePort }) => servicePort)).toEqual([10_000, 9000]);
    expect(assigned?.portDefinitions.map(({ port }) => port)).toEqual([10_000, 9000]);
  });

  test("GroupManagerTest.scala:124,:135 none is given twice", () => {
    const ports = new ServicePorts(10_000, 20_000);
    expect(portsOf(ports, bridged("/x", 10_000))).toEqual([10_000]);
    expect(portsOf(ports, bridged("/y", 0, 0))).toEqual([10_001, 10_002]);
  });

  test("GroupManagerTest.scala:159 a range that is used up is an error of the server", () => {
    const rig = Rig.joined({ flags: { local_port_min: 10_000, local_port_max: 10_001 } });
    expect(rig.create(basicApp({ id: "/x" }))).toMatchObject({ status: 201 });
    expect(rig.create(basicApp({ id: "/y" }))).toMatchObject({ status: 500 });
    rig.destroy("/x");
    expect(rig.create(basicApp({ id: "/y" }))).toMatchObject({ status: 201 });
  });

  test("Group.scala:249-276 a mapping's port that another app has is refused", () => {
    const rig = Rig.joined();
    rig.create(bridged("/x", 9000));
    expect(rig.create(bridged("/y", 9000))).toMatchObject({
      status: 422,
      details: [
        {
          path: "/value",
          errors: [
            "Requested service port 9000 conflicts with a service port in app /x",
            "Requested service port 9000 conflicts with a service port in app /y",
          ],
        },
      ],
    });
  });
});

test("scaled down while tasks are queued, those are launched all the same (DeploymentActor.scala:113-137), bug B38", () => {
  const launchedAfter = (options = {}): number => {
    const rig = Rig.joined(options);
    rig.agent("a", large);
    rig.create(basicApp());
    rig.tell(rig.bringUp("a"), "failed");
    rig.scale("/app", 0);
    rig.to(2000);
    return rig.operations("a").length;
  };
  expect(launchedAfter()).toBe(1);
  expect(launchedAfter({ quirks: new Set() })).toBe(0);
});
