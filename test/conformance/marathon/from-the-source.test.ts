/** What no test of Marathon shows and its source says (v1.1.1): each title names where. */

import { describe, expect, test } from "vitest";
import { reservedFor } from "../../../src/sim/marathon/matching/labels.ts";
import { basicApp, frameworkId, Rig, residentApp } from "../../sim/marathon/rig.ts";
import { type Json, rowsOf, simulate } from "../../sim/marathon/simulate.ts";

const large = "cpus:400;mem:640000;disk:40000;ports:[31000-32000]";

const typesOf = (rig: Rig, agent: string): readonly string[] => rig.operations(agent).map(({ type }) => type);

const launchedIds = (rig: Rig, agent: string): readonly string[] =>
  rig
    .operations(agent)
    .flatMap((operation) => (operation.type === "LAUNCH" ? operation.tasks : []))
    .map(({ taskId }) => taskId);

describe("status updates", () => {
  test("TaskStatusUpdateProcessorImpl.scala:58-67 the end of a wiped task is answered with one more kill, and acknowledged", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(residentApp());
    const taskId = rig.bringUp("a");
    rig.kill("/app", { wipe: true });
    rig.tell(taskId, "killed");
    expect(rig.all("KILL")).toMatchObject([{ taskId }]);
    expect(rig.all("ACKNOWLEDGE").at(-1)).toMatchObject({ taskId });
    expect(rig.marathon.tasksOf("/app")).toEqual([]);
  });

  test("TaskStatusUpdateProcessorImpl.scala:49-52 @ 1.1.1-dcos TASK_KILLING is no reason to kill, and no end; the task is not counted as running", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(residentApp());
    const taskId = rig.bringUp("a");
    rig.tell("app.unknown", "killing");
    rig.tell(taskId, "killing");
    expect(rig.all("KILL")).toEqual([]);
    expect(rig.all("ACKNOWLEDGE").map((message) => message.taskId)).toEqual([taskId, "app.unknown", taskId]);
    expect(rig.marathon.appView("/app")).toMatchObject({
      running: 0,
      killing: 1,
      suspended: 0,
    });
  });

  test("master/validation.cpp:306 @ 0.28.1 a relaunch that comes before the acknowledgement of its task's end is a duplicate, and tried again", () => {
    const simulation = simulate({
      apps: [residentApp({ backoffSeconds: 1 })],
      actions: [
        { at: 60_000, do: "message.drop", message: "ACKNOWLEDGE", next: 1 },
        { at: 60_000, do: "task.exit", app: "/app", status: "failed" },
      ],
      durationMs: 180_000,
    });
    // Tried after 1 s, and by the next revive, 5 s after that; the agent repeats its update 10 s after the first.
    const duplicate = { message: expect.stringContaining("Task has duplicate ID") };
    expect(rowsOf(simulation, "task.error")).toMatchObject([duplicate, duplicate]);
    expect(rowsOf(simulation, "task.suspended").map(({ reason }) => reason)).toEqual([
      "failed",
      "error",
      "error",
    ]);
    expect(simulation.marathon(null).appView("/app")).toMatchObject({ running: 1, suspended: 0 });
    const ids = rowsOf(simulation, "task.launched").map(({ task }) => task);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  });

  test("MarathonTaskStatus.scala:44-50 an agent that comes back with a task that was given up: it is killed there, and launched again under its id", () => {
    const simulation = simulate({
      agents: ["a", "b"],
      apps: [residentApp()],
      actions: [
        { at: 60_000, do: "agent.partition", agent: { by: "hosting", app: "/app" } },
        // A new master has not heard that the agent was removed, and takes it back with its task.
        { at: 200_000, do: "master.failover", down: 1000 },
        { at: 210_000, do: "agent.heal", agent: { by: "all" } },
      ],
      durationMs: 1_800_000,
      check: "every",
    });
    expect(rowsOf(simulation, "task.suspended").map(({ reason }) => reason)).toEqual(["lost"]);
    expect(rowsOf(simulation, "task.killed")).toHaveLength(1);
    const ids = rowsOf(simulation, "task.launched").map(({ task }) => task);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
    expect(simulation.marathon(null).appView("/app")).toMatchObject({ running: 1, suspended: 0 });
    expect(simulation.run().violations).toEqual([]);
  });
});

describe("reservations", () => {
  test("AppTaskLauncherActor.scala:404-445 a delay longer than 20 s lets fresh reservations of the app's other instances time out, to be made anew after it", () => {
    const rig = Rig.joined({ flags: { max_tasks_per_offer: 1 } });
    rig.agent("a", large);
    rig.agent("b", large);
    rig.create(residentApp({ instances: 2, backoffSeconds: 60 }));
    const failing = rig.bringUp("a");
    expect(typesOf(rig, "b")).toEqual(["RESERVE", "CREATE"]);
    rig.tell(failing, "failed");
    expect(typesOf(rig, "b")).toEqual([]);
    rig.to(30_000);
    expect(rig.rows("reservation.timed-out")).toHaveLength(1);
    expect(rig.marathon.appView("/app")).toMatchObject({ suspended: 1, reserving: 0, queued: 2 });
    expect(typesOf(rig, "b")).toEqual(["DESTROY", "UNRESERVE"]);
    rig.to(60_000);
    expect(typesOf(rig, "b")).toEqual(["RESERVE", "CREATE"]);
  });

  test("TaskOpFactoryImpl.scala:90-107 only the first task whose volume is offered is tried, though a second one would fit", () => {
    const rig = Rig.joined({ flags: { max_tasks_per_offer: 2 } });
    rig.agent("a", large);
    rig.create(residentApp({ instances: 2 }));
    rig.offer("a");
    // What was matched first was stored last.
    const first = rig.marathon.tasksOf("/app").at(-1)?.taskId;
    const all = rig.free("a");
    // All of both but the first one's cpus.
    rig.setFree(
      "a",
      all.filter(({ kind }) => !(kind.name === "cpus" && reservedFor(frameworkId, kind) === first)),
    );
    expect(typesOf(rig, "a")).toEqual([]);
    rig.setFree("a", all);
    expect(typesOf(rig, "a")).toEqual(["LAUNCH", "LAUNCH"]);
  });

  test("TaskOpFactoryImpl.scala:68-107 of two suspended tasks the one whose agent is offered first takes the only instance (#3748)", () => {
    const rig = Rig.joined({ flags: { max_tasks_per_offer: 1 } });
    rig.agent("a", large);
    rig.agent("b", large);
    rig.create(residentApp({ instances: 2 }));
    const onA = rig.bringUp("a");
    const onB = rig.bringUp("b");
    rig.scale("/app", 0);
    rig.scale("/app", 1);
    expect(launchedIds(rig, "b")).toEqual([onB]);
    rig.tell(onB, "running");
    rig.scale("/app", 0);
    rig.to(10_000);
    rig.scale("/app", 1);
    expect(launchedIds(rig, "a")).toEqual([onA]);
  });

  test("PersistentVolumeMatcher.scala:21-31 an adopted task keeps its own volume, though the new definition has another one", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(residentApp());
    const taskId = rig.bringUp("a");
    rig.destroy("/app");
    const other = { containerPath: "other", mode: "RW", persistent: { size: 999 } };
    rig.create(residentApp({ container: { type: "MESOS", volumes: [other] } }));
    const [launch] = rig.operations("a");
    const [task] = launch?.type === "LAUNCH" ? launch.tasks : [];
    expect(task?.taskId).toBe(taskId);
    expect(
      task?.resources.volumes().entries.map(({ containerPath, milli }) => [containerPath, milli]),
    ).toEqual([["persistent-volume", 10_000]]);
  });

  test("ResourceMatcher.scala:144-175 an amount may come from several resources of an offer, but all of it from one offer", () => {
    const rig = Rig.joined();
    rig.agent("a", "cpus:1;cpus(test):1;mem:64;mem(test):64;disk:1;ports:[31000-32000]");
    rig.agent("b", "cpus:1;mem:640;disk:10;ports:[31000-32000]");
    rig.agent("c", "cpus:1;mem:640;disk:10;ports:[31000-32000]");
    rig.create(basicApp({ cpus: 2, mem: 128 }));
    expect(rig.offer("b", "c").map(({ type }) => type)).toEqual(["DECLINE", "DECLINE"]);
    expect(typesOf(rig, "a")).toEqual(["LAUNCH"]);
  });
});

describe("updates of stateful apps", () => {
  const bridged = (...mappings: readonly Json[]): Json => ({
    type: "DOCKER",
    docker: { image: "db", network: "BRIDGE", portMappings: mappings },
    volumes: [{ containerPath: "data", mode: "RW", persistent: { size: 10 } }],
  });
  const mapping = { containerPort: 5432, hostPort: 0, servicePort: 10_005 };

  function up(container: Json): Rig {
    const rig = Rig.joined();
    rig.agent("a", large);
    const { ports: _ports, ...app } = residentApp();
    rig.create({ ...app, container });
    rig.bringUp("a");
    rig.to(30_000);
    return rig;
  }

  test.each<readonly [string, Json]>([
    ["container port", { ...mapping, containerPort: 5433 }],
    ["protocol", { ...mapping, protocol: "udp" }],
    ["name", { ...mapping, name: "db" }],
    ["host port", { ...mapping, hostPort: 31_500 }],
  ])("AppDefinition.scala:658-664 a mapping's %s may change", (_what, changed) => {
    expect(up(bridged(mapping)).update("/app", { container: bridged(changed) })).toMatchObject({
      status: 200,
    });
  });

  test.each<readonly [string, readonly Json[]]>([
    ["another service port", [{ ...mapping, servicePort: 10_006 }]],
    ["one mapping more", [mapping, { containerPort: 1, hostPort: 0 }]],
  ])("GroupManager.scala:260-274 %s is another port definition, and refused", (_what, mappings) => {
    expect(up(bridged(mapping)).update("/app", { container: bridged(...mappings) })).toMatchObject({
      status: 422,
      details: [{ path: "/app(0)", errors: ["Resident Tasks may not change resource requirements!"] }],
    });
  });

  test("AppUpdate.scala:94-132 volumes added to a stateless app bring no residency, and are refused", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp());
    rig.bringUp("a");
    const { container } = residentApp();
    expect(rig.update("/app", { container })).toMatchObject({
      status: 422,
      details: [
        { path: "/", errors: ["AppDefinition must contain persistent volumes and define residency"] },
      ],
    });
  });

  test("AppDefinition.scala:645-682 with residency and strategy too they are another app's volumes", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp());
    rig.bringUp("a");
    const { container, residency, upgradeStrategy } = residentApp();
    expect(rig.update("/app", { container, residency, upgradeStrategy })).toMatchObject({
      status: 422,
      details: [{ path: "/app(0)", errors: ["Persistent volumes can not be changed!"] }],
    });
  });
});

describe("refusals", () => {
  const withVolume = (volume: Json): Json =>
    basicApp({ container: { type: "MESOS", volumes: [{ containerPath: "data", mode: "RW", ...volume }] } });

  test.each<readonly [string, Json, Json]>([
    [
      "Volume.scala:28 persistent and hostPath",
      withVolume({ persistent: { size: 1 }, hostPath: "/x" }),
      { status: 422, message: "hostPath may not be set with persistent" },
    ],
    [
      "Volume.scala:29 persistent and external",
      withVolume({ persistent: { size: 1 }, external: { name: "x", provider: "dvdi" } }),
      { status: 422, message: "external may not be set with persistent" },
    ],
    [
      "Formats.scala:241-242 an unknown mode",
      withVolume({ persistent: { size: 1 }, mode: "RX" }),
      {
        status: 400,
        message: "Invalid JSON",
        details: [{ path: "/container/volumes(0)/mode", errors: ["RX is not a valid mde"] }],
      },
    ],
    [
      "Formats.scala:583-601 an unknown operator",
      basicApp({ constraints: [["hostname", "MAX_PER", "2"]] }),
      { status: 400, message: "Invalid JSON", details: [{ path: "/constraints(0)" }] },
    ],
    [
      "Formats.scala:760-774 an unknown taskLostBehavior",
      residentApp({ residency: { taskLostBehavior: "FORGET" } }),
      { status: 422, message: expect.stringContaining("TaskLostBehavior.FORGET") },
    ],
  ])("%s", (_what, json, answer) => {
    const rig = Rig.joined();
    expect(rig.create(json)).toMatchObject(answer);
    expect(rig.marathon.appIds()).toEqual([]);
  });

  test("Residency.scala:15-17 a negative relaunchEscalationTimeoutSeconds is taken: its rule has no effect", () => {
    const rig = Rig.joined();
    expect(rig.create(residentApp({ residency: { relaunchEscalationTimeoutSeconds: -1 } }))?.status).toBe(
      201,
    );
  });
});

describe("scale checks", () => {
  test("MarathonSchedulerActor.scala:537-547 with too many launched the queue is purged and the first are killed", () => {
    const rig = Rig.joined();
    rig.kills = false;
    rig.agent("a", large);
    rig.create(basicApp({ instances: 3 }));
    const ids = rig.launchAll("a");
    for (const taskId of ids) rig.tell(taskId, "running");
    // Cancelled by force, the scaling leaves the smaller number behind and three tasks.
    rig.scale("/app", 1);
    rig.cancel("/app", true);
    const before = rig.all("KILL").length;
    rig.to(15_000);
    expect(
      rig
        .all("KILL")
        .slice(before)
        .map(({ taskId }) => taskId),
    ).toEqual(ids.slice(0, 2));
    // Nobody repeats them before the next check, 300 s later.
    rig.to(314_999);
    expect(rig.all("KILL").slice(before)).toHaveLength(2);
    rig.to(315_000);
    expect(rig.all("KILL").slice(before)).toHaveLength(4);
  });
});

describe("which of two suspended tasks comes back", () => {
  const scaled = [
    { at: 60_000, do: "app.scale", app: "/app", instances: 0 },
    { at: 120_000, do: "app.scale", app: "/app", instances: 1 },
  ] as const;
  /** Of the two that one offer had room for: in the order in which they were reserved, and who comes back. */
  const played = (actions: readonly (Json & { readonly at: number; readonly do: string })[]) => {
    const simulation = simulate({
      apps: [residentApp({ instances: 2 })],
      actions: [...scaled, ...actions],
      durationMs: 130_000,
    });
    const tasks = (name: string) => rowsOf(simulation, name).map(({ task }) => String(task));
    return { reserved: tasks("reservation.requested"), launched: tasks("task.launched") };
  };

  test("AppTaskLauncherActor.scala:366-374 the one that was matched first, though it was stored last", () => {
    const { reserved, launched } = played([]);
    // What is matched last is stored and sent first (OfferMatcherManagerActor.scala:62-69), at each launch as well.
    expect(launched).toEqual([...reserved, reserved[1]]);
  });

  test("AppTaskLauncherActor.scala:106 a launcher that is new finds them in the order of storing", () => {
    // The next leader has a new one.
    const { reserved, launched } = played([
      { at: 90_000, do: "marathon.failover", framework: "marathon", down: 1000 },
    ]);
    expect(launched).toEqual([...reserved, reserved[0]]);
  });
});
