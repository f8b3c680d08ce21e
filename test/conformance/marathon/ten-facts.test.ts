/** The ten facts of Marathon 1.1 that are most easily got wrong, one test each, and what belongs to them. */

import { describe, expect, test } from "vitest";
import { basicApp, frameworkId, Rig, residentApp } from "../../sim/marathon/rig.ts";
import { type Json, rowsOf, type Setup, simulate } from "../../sim/marathon/simulate.ts";
import { reservationOf, reserved } from "../../support/resources.ts";

const large = "cpus:400;mem:640000;disk:40000;ports:[31000-32000]";
const app = residentApp({ id: "/db" });
const minute = 60_000;

const timesOf = (simulation: ReturnType<typeof simulate>, name: string): readonly number[] =>
  rowsOf(simulation, name).map(({ atMs }) => atMs);

const typesOf = (rig: Rig, agent: string): readonly string[] => rig.operations(agent).map(({ type }) => type);

describe("fact 1: the 20 s are the time until the first launch, of each task that was never launched", () => {
  /** What is offered from the first second on comes 35 s late, so that a reservation that was made is not launched. */
  const late = simulate({
    apps: [app],
    actions: [{ at: 500, do: "message.delay", message: "offer", by: 35_000, for: 2000 }],
    durationMs: minute,
  });

  test("they are no wait for an answer: a reservation that was made is given up too, at a look every 5 s from 30 s on", () => {
    expect(timesOf(late, "reservation.made")[0]).toBe(3);
    expect(rowsOf(late, "reservation.timed-out")).toMatchObject([
      { atMs: 30_000, requested_ms: 2, deadline_ms: 20_002 },
    ]);
  });

  test("it is tried again under another id, as the reservation did not count against the queue", () => {
    expect(rowsOf(late, "queue.changed").map(({ left }) => left)).toEqual([1, 0]);
    const ids = rowsOf(late, "reservation.requested").map(({ task }) => task);
    expect([ids.length, new Set(ids).size]).toEqual([2, 2]);
    // Offered at last, the first one is nobody's.
    expect(rowsOf(late, "reservation.released")).toMatchObject([{ task: ids[0] }]);
    expect(late.marathon(null).appView("/db")).toMatchObject({ running: 1, reserving: 0 });
  });

  test("a suspended task has none: not after a month", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(app);
    rig.tell(rig.bringUp("a"), "failed");
    rig.to(30 * 24 * 60 * minute);
    expect(rig.marathon.snapshot().tasks).toMatchObject([{ state: "suspended", deadlineMs: null }]);
  });
});

test("fact 2: a reserve and a launch take two offers; ACCEPT has a filter of 0 s, a decline 120 s, and 5 s where the offer is wanted again", () => {
  const rig = Rig.joined();
  rig.agent("a", large);
  rig.create(app);
  const answers = [0, 1, 2].flatMap(() => rig.offer("a"));
  expect(
    answers.map((answer) => [
      answer.type === "ACCEPT" ? answer.operations.map(({ type }) => type) : "DECLINE",
      answer.refuseMs,
    ]),
  ).toEqual([
    [["RESERVE", "CREATE"], 0],
    [["LAUNCH"], 0],
    ["DECLINE", 120_000],
  ]);
  // A label that names no task makes the matcher fail.
  const labels = [`marathon_framework_id=${frameworkId}`, "marathon_task_id=nonsense"];
  rig.setFree("a", reserved("cpus:1", "test", reservationOf("principal", ...labels)));
  expect(rig.offer("a")).toMatchObject([{ type: "DECLINE", refuseMs: 5000 }]);
});

describe("fact 3: it reserves while fewer tasks are reserved than are left to launch, those on dead agents included", () => {
  const lost = (residency: Json): Setup => ({
    agents: ["a", "b", "c"],
    apps: [{ ...app, residency }],
    actions: [{ at: minute, do: "agent.crash", agent: { by: "hosting", app: "/db" } }],
    durationMs: 24 * 60 * minute,
  });

  test.each([
    ["WAIT_FOREVER", 3600],
    ["RELAUNCH_AFTER_TIMEOUT", 10],
  ])("taskLostBehavior %s is read by nothing", (taskLostBehavior, relaunchEscalationTimeoutSeconds) => {
    const simulation = simulate(lost({ taskLostBehavior, relaunchEscalationTimeoutSeconds }));
    expect(simulation.marathon(null).appView("/db")).toMatchObject({ running: 0, suspended: 1, queued: 1 });
    expect(rowsOf(simulation, "reservation.requested")).toHaveLength(1);
  });

  test("with one on a dead agent and three wanted, two more are reserved", () => {
    const { actions = [], ...rest } = lost({});
    const scale = { at: 10 * minute, do: "app.scale", app: "/db", instances: 3, force: true };
    const simulation = simulate({ ...rest, actions: [...actions, scale], durationMs: 30 * minute });
    expect(simulation.marathon(null).appView("/db")).toMatchObject({ running: 2, suspended: 1, queued: 1 });
    expect(rowsOf(simulation, "reservation.requested")).toHaveLength(3);
  });
});

test.each<readonly [string, Setup["actions"] & object, string]>([
  [
    "its agent is gone",
    [{ at: minute, do: "agent.crash", agent: { by: "id", id: "a" } }],
    "health check timed out",
  ],
  [
    "its agent is cut off",
    [{ at: minute, do: "agent.partition", agent: { by: "id", id: "a" } }],
    "health check timed out",
  ],
  [
    "Mesos never heard of its launch",
    [{ at: 0, do: "message.drop", message: "LAUNCH", next: 1 }],
    "Task is unknown",
  ],
])("fact 4: TASK_LOST suspends the task, for whatever reason: %s", (_why, actions, says) => {
  const simulation = simulate({ apps: [app], actions, durationMs: 5 * minute });
  expect(rowsOf(simulation, "task.suspended")[0]).toMatchObject({ reason: "lost" });
  expect(rowsOf(simulation, "task.lost").map(({ message }) => message)).toEqual([
    expect.stringContaining(says),
  ]);
  expect(rowsOf(simulation, "task.expunged")).toEqual([]);
  expect(rowsOf(simulation, "reservation.requested")).toHaveLength(1);
});

test("fact 5: a relaunch keeps the id of the task and what is known of its agent; its version tells it apart", () => {
  const rig = Rig.joined();
  rig.agent("a", large);
  rig.create(app);
  const taskId = rig.bringUp("a");
  rig.to(10_000);
  rig.tell(taskId, "lost");
  rig.registerAnew("a", "S-another");
  rig.update("/db", { cmd: "new" }, true);
  expect(rig.bringUp("a")).toBe(taskId);
  const launches = rig
    .all("ACCEPT")
    .flatMap(({ operations }) => operations.filter(({ type }) => type === "LAUNCH"));
  const tasks = launches.flatMap((launch) => (launch.type === "LAUNCH" ? launch.tasks : []));
  expect(tasks.map((task) => [task.taskId, task.version])).toEqual([
    [taskId, "1970-01-01T00:00:00.000Z"],
    [taskId, "1970-01-01T00:00:10.000Z"],
  ]);
  rig.to(15_000);
  expect([...(rig.all("RECONCILE")[0]?.tasks ?? [])]).toMatchObject([{ taskId, slaveId: "S-a" }]);
});

describe("fact 6: a wipe forgets first, kills later or never (B5), and frees when an offer comes", () => {
  const wipe = { do: "task.kill", app: "/db", wipe: true } as const;
  const killedAt = (fixes: readonly string[]): readonly number[] =>
    timesOf(
      simulate({ apps: [app], actions: [{ at: minute, ...wipe }], fixes, durationMs: 30 * minute }),
      "task.killed",
    );

  test("a running task runs on until Mesos tells of it, at the reconciliation after 615 s; with B5 mended it is killed at once", () => {
    // Reconciled at 615 s; told 2 ms later, and killed in three more ways. TASK_KILLING comes before TASK_KILLED, and its
    // acknowledgement takes four ways.
    expect(killedAt([])).toEqual([615_009]);
    expect(killedAt(["B5"])).toEqual([minute + 7]);
  });

  test("the replacement is placed before the old process has ended", () => {
    const simulation = simulate({ apps: [app], actions: [{ at: minute, ...wipe }], durationMs: 5 * minute });
    expect(timesOf(simulation, "task.expunged")).toEqual([minute]);
    expect(simulation.marathon(null).appView("/db")).toMatchObject({ running: 1 });
    expect(timesOf(simulation, "process.ended")).toEqual([]);
    expect(timesOf(simulation, "process.started")).toHaveLength(2);
  });

  test("a suspended task's resources are freed when its agent is offered again, after the 120 s of its decline", () => {
    const simulation = simulate({
      apps: [app],
      actions: [
        { at: minute, do: "app.scale", app: "/db", instances: 0, force: false },
        { at: 2 * minute, ...wipe },
      ],
      durationMs: 10 * minute,
    });
    expect(timesOf(simulation, "task.expunged")).toEqual([2 * minute]);
    // Killed at 60 003 ms, offered at 61 s, declined at the master at 61 002; wiped meanwhile; offered again by the tick
    // after 181 002.
    expect(timesOf(simulation, "reservation.released")).toEqual([182_002]);
  });

  test("scale and wipe are 400, a kill of a suspended task 200 and nothing; the answer counts the tasks as they were", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(app);
    rig.bringUp("a");
    rig.scale("/db", 0);
    expect(rig.kill("/db", { scale: true, wipe: true })?.status).toBe(400);
    expect(rig.kill("/db")?.status).toBe(200);
    expect(rig.marathon.appView("/db").suspended).toBe(1);
    expect(rig.kill("/db", { wipe: true })?.status).toBe(200);
    expect(rig.rows("api.answered").slice(-2)).toMatchObject([{ tasks: 1 }, { tasks: 1 }]);
    expect(rig.marathon.appView("/db").suspended).toBe(0);
  });
});

describe("fact 7: the reconciler frees what carries its framework's id and belongs to no known task or app, before any app sees the offer", () => {
  /** A reservation that the app's destroy has left on the agent. */
  function left(): Rig {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(app);
    rig.tell(rig.bringUp("a"), "failed");
    rig.destroy("/db");
    return rig;
  }

  test("with the destroy everything of the app is nobody's", () => {
    const rig = left();
    rig.create(basicApp({ id: "/web" }));
    expect(typesOf(rig, "a")).toEqual(["DESTROY", "UNRESERVE"]);
    expect(typesOf(rig, "a")).toEqual(["LAUNCH"]);
  });

  test("an app of the same id that comes before the offer has the old task, and launches it", () => {
    const rig = left();
    const [old] = rig.marathon.tasksOf("/db");
    rig.create(residentApp({ id: "/db", cmd: "another" }));
    rig.to(10_000);
    expect(typesOf(rig, "a")).toEqual(["LAUNCH"]);
    expect(rig.marathon.tasksOf("/db")).toMatchObject([{ taskId: old?.taskId, state: "staging" }]);
  });

  test("what another framework has labelled is left alone", () => {
    const rig = left();
    rig.setFree(
      "a",
      rig.free("a").map((entry) => {
        const { reservation } = entry.kind;
        if (reservation === null) return entry;
        const labels = (reservation.labels ?? []).map((label) =>
          label.value === frameworkId ? { ...label, value: "another" } : label,
        );
        return { ...entry, kind: { ...entry.kind, reservation: { ...reservation, labels } } };
      }),
    );
    expect(typesOf(rig, "a")).toEqual([]);
  });
});

describe("fact 8: constraints see launched tasks of the current configuration only", () => {
  const unique = { ...app, instances: 3, constraints: [["hostname", "UNIQUE"]] };

  test("with UNIQUE three are reserved on one agent, and launched from one offer", () => {
    const simulation = simulate({ agents: ["a"], apps: [unique], durationMs: minute });
    expect(simulation.marathon(null).appView("/db")).toMatchObject({ running: 3, agents: ["a"] });
  });

  test("they are asked again at a relaunch, without the task itself: another one there keeps it from coming back", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create({ ...unique, instances: 2 });
    rig.offer("a");
    rig.offer("a");
    const [first = "", second = ""] = rig.marathon.tasksOf("/db").map(({ taskId }) => taskId);
    for (const taskId of [first, second]) rig.tell(taskId, "running");
    rig.tell(first, "failed");
    rig.to(10_000);
    expect(typesOf(rig, "a")).toEqual([]);
    // Alone it is not in its own way.
    rig.tell(second, "failed");
    rig.to(20_000);
    expect(typesOf(rig, "a")).toContain("LAUNCH");
  });
});

describe("fact 9: the arithmetic of a resident app's upgrade", () => {
  /** How many are told to end at once when the app is restarted. */
  function killedAtOnce(instances: number, minimumHealthCapacity: number, suspended = 0): number {
    const rig = Rig.joined({ flags: { max_tasks_per_offer: 20 } });
    rig.agent("a", large);
    const upgradeStrategy = { minimumHealthCapacity, maximumOverCapacity: 0 };
    rig.create({ ...app, instances: instances + suspended, upgradeStrategy });
    for (const taskId of rig.launchAll("a")) rig.tell(taskId, "running");
    if (suspended > 0) rig.scale("/db", instances);
    rig.to(30_000);
    rig.kills = false;
    const before = rig.all("KILL").length;
    rig.restart("/db");
    return rig.all("KILL").length - before;
  }

  test.each([
    // ceil(0.5) = 1 must stay, and no more than 1 may be: there is no other way than to kill the only one.
    [1, 0.5, 0, 1],
    // ceil(2.5) = 3 must stay.
    [5, 0.5, 0, 2],
    [5, 0, 0, 5],
    // Suspended tasks do not count.
    [5, 0.5, 2, 2],
  ])("%i instances at %d, %i suspended: %i at once", (instances, minimum, suspended, killed) => {
    expect(killedAtOnce(instances, minimum, suspended)).toBe(killed);
  });

  test("half of a strategy is filled up with 1.0 and refused; none at all is taken by POST (as of 1.1.1-dcos) and PUT", () => {
    const rig = Rig.joined();
    const { upgradeStrategy: _none, residency: _neither, ...bare } = app;
    expect(rig.create({ ...bare, upgradeStrategy: { minimumHealthCapacity: 0 } })).toMatchObject({
      status: 422,
      details: [{ path: "/upgradeStrategy", errors: ["got 1.0, expected 0.0"] }],
    });
    expect(rig.create(bare)).toMatchObject({ status: 201 });
    expect(rig.update("/put", bare)).toMatchObject({ status: 201 });
    expect(rig.marathon.definitionOf("/put")?.upgradeStrategy).toEqual({
      minimumHealthCapacity: 0.5,
      maximumOverCapacity: 0,
    });
  });
});

describe("fact 10: less is immutable than it seems", () => {
  function up(json: Json): Rig {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(json);
    rig.bringUp("a");
    rig.to(30_000);
    return rig;
  }
  const bridged = (hostPort: number, image = "db"): Json => ({
    type: "DOCKER",
    docker: { image, network: "BRIDGE", portMappings: [{ containerPort: 5432, hostPort }] },
    volumes: [{ containerPath: "data", mode: "RW", persistent: { size: 10 } }],
  });

  test("ports are part of the reservation, and there is one where nothing is said", () => {
    const { ports: _one, ...silent } = app;
    const reservedPorts = (json: Json) =>
      up(json)
        .all("ACCEPT")
        .flatMap(({ operations }) => operations.flatMap((one) => (one.type === "RESERVE" ? [one] : [])))
        .map(({ resources }) => resources.count("ports"));
    expect(reservedPorts(silent)).toEqual([1]);
    expect(reservedPorts({ ...app, ports: [] })).toEqual([0]);
  });

  test.each<readonly [string, Json]>([
    ["the image", { container: bridged(0, "db:2") }],
    ["the command", { cmd: "another" }],
    ["constraints", { constraints: [["hostname", "LIKE", "nowhere"]] }],
    ["a host port", { container: bridged(31_999) }],
  ])("%s may change", (_what, change) => {
    expect(up({ ...app, container: bridged(0) }).update("/db", change)).toMatchObject({ status: 200 });
  });

  test.each<readonly [string, Json]>([
    ["another constraint", { constraints: [["hostname", "LIKE", "nowhere"]] }],
    ["another host port", { container: bridged(20_000) }],
  ])("%s may leave a reservation that nothing can use", (_what, change) => {
    const rig = up({ ...app, container: bridged(0) });
    rig.update("/db", change);
    rig.to(60_000);
    expect(typesOf(rig, "a")).toEqual([]);
    expect(rig.marathon.appView("/db")).toMatchObject({
      running: 0,
      suspended: 1,
      queued: 1,
      deploying: true,
    });
  });

  test("a destroy needs no force: it cancels what is under way, and does not wait for what is freed", () => {
    const simulation = simulate({
      apps: [app],
      actions: [
        { at: minute, do: "app.restart", app: "/db", force: false },
        { at: minute + 1, do: "app.destroy", app: "/db" },
      ],
      durationMs: 2 * minute,
    });
    expect(rowsOf(simulation, "deployment.cancelled")).toMatchObject([{ reason: "forced" }]);
    const [over = 0] = timesOf(simulation, "deployment.succeeded").slice(-1);
    const [freed = 0] = timesOf(simulation, "reservation.released");
    expect(freed).toBeGreaterThan(over);
  });
});
