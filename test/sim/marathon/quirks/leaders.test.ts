/** Known bugs of new leaders, each as in 1.1.1 and mended. */

import { expect, test } from "vitest";
import { type Quirks, quirksOf11, quirksWithout } from "../../../../src/sim/marathon/quirks.ts";
import { basicApp, Rig, residentApp } from "../rig.ts";
import { rowsOf, simulate } from "../simulate.ts";

const dotted = residentApp({ id: "/registry.domain" });

/** One app, and a new leader after a minute. */
const failedOver = (app: typeof dotted, fixes: readonly string[], doing = "marathon.failover") =>
  simulate({
    apps: [app],
    actions: [
      { at: 60_000, do: doing, down: 1000 },
      { at: 120_000, do: "app.scale", app: String(app["id"]), instances: 2 },
    ],
    fixes,
    durationMs: 300_000,
    check: "every",
  });

test("B9 TaskSerializer.scala:212-215 no leader can load the tasks of an app whose volume ids have a dot", () => {
  const simulation = failedOver(dotted, []);
  expect(rowsOf(simulation, "leader.failed")).toMatchObject([
    { atMs: 61_000, reason: "tasks-not-loaded", task: expect.stringMatching(/^registry\.domain\./) },
  ]);
  const marathon = simulation.marathon(null);
  expect(marathon.answers.at(-1)).toMatchObject({
    status: 503,
    message: expect.stringContaining("timed out"),
  });
  // It is registered all the same, so that Mesos leaves the tasks alone.
  expect(rowsOf(simulation, "framework.removed")).toEqual([]);
  expect(simulation.census.of("marathon", "/registry.domain").alive).toBe(1);
});

test("B9 TaskSerializer.scala:212-215 nobody hears of what ends from then on, and nothing replaces it", () => {
  const ended = (fixes: readonly string[]) =>
    simulate({
      apps: [dotted],
      actions: [
        { at: 60_000, do: "marathon.failover", down: 1000 },
        { at: 120_000, do: "task.exit", app: "/registry.domain", status: "failed" },
      ],
      fixes,
      durationMs: 600_000,
    });
  const stuck = ended([]);
  expect(rowsOf(stuck, "task.suspended")).toEqual([]);
  expect(stuck.census.of("marathon", "/registry.domain").alive).toBe(0);
  const mended = ended(["B9"]);
  expect(rowsOf(mended, "task.suspended")).toMatchObject([{ reason: "failed" }]);
  expect(mended.census.of("marathon", "/registry.domain").alive).toBe(1);
});

test("B9 mended (b110c6a19) the next leader goes on", () => {
  const simulation = failedOver(dotted, ["B9"]);
  expect(rowsOf(simulation, "leader.failed")).toEqual([]);
  expect(simulation.marathon(null).appView("/registry.domain")).toMatchObject({ instances: 2, running: 2 });
});

test("B9 Task.scala:364 an app without residency may have a dot in its id", () => {
  const { container: _container, residency: _residency, upgradeStrategy: _strategy, ...plain } = dotted;
  const simulation = failedOver(plain, []);
  expect(rowsOf(simulation, "leader.failed")).toEqual([]);
  expect(simulation.marathon(null).appView("/registry.domain").running).toBe(2);
});

test("B27 SchedulerDriverFactory.scala:25-31 without its id it registers anew, and what it had is out of reach", () => {
  const simulation = failedOver(residentApp(), [], "marathon.lose-framework-id");
  expect(rowsOf(simulation, "framework.registered").map((row) => row["framework_id"])).toEqual([
    expect.stringMatching(/-0000$/),
    expect.stringMatching(/-0001$/),
  ]);
  // Mesos knows no such task of the new framework: TASK_LOST at the first reconciliation, 15 s after the election and 1 ms each way.
  expect(rowsOf(simulation, "task.suspended")).toMatchObject([{ atMs: 76_002, reason: "lost" }]);
  expect(simulation.marathon(null).appView("/app")).toMatchObject({ suspended: 1 });
  // The process runs on all the same, as one of nobody's.
  expect(simulation.census.of("marathon", "/app").alive).toBeGreaterThan(0);
});

test("B27 mended (c77c5ef35) it does not register while it knows instances, and what runs runs on", () => {
  const simulation = failedOver(residentApp(), ["B27"], "marathon.lose-framework-id");
  expect(rowsOf(simulation, "leader.failed")).toMatchObject([
    { atMs: 61_000, reason: "framework-id-missing" },
  ]);
  expect(rowsOf(simulation, "framework.registered")).toHaveLength(1);
  expect(rowsOf(simulation, "task.suspended", "task.lost")).toEqual([]);
  expect(simulation.census.of("marathon", "/app").alive).toBe(1);
  expect(simulation.marathon(null).answers.at(-1)).toMatchObject({ status: 503 });
});

test("B27 mended, a Marathon that knows no instance gets a new id", () => {
  const simulation = failedOver(residentApp({ instances: 0 }), ["B27"], "marathon.lose-framework-id");
  expect(rowsOf(simulation, "leader.failed")).toEqual([]);
  expect(rowsOf(simulation, "framework.registered")).toHaveLength(2);
});

test("B27 MarathonScheduler.scala:112-150 one that Mesos has removed forgets its id; mended, it keeps it and is refused", () => {
  const removed = (fixes: readonly string[]) =>
    simulate({
      apps: [residentApp()],
      actions: [{ at: 60_000, do: "marathon.failover", down: 60_000 }],
      flags: { failover_timeout: 30 },
      fixes,
      durationMs: 200_000,
    });
  expect(rowsOf(removed([]), "framework.registered")).toHaveLength(2);
  const refused = removed(["B27"]);
  expect(rowsOf(refused, "framework.registered")).toHaveLength(1);
  // At 120 s, and every 15 s (and 2 ms for the answer) from then on.
  expect(rowsOf(refused, "leader.elected").map(({ atMs }) => atMs)).toEqual([
    0, 120_000, 135_002, 150_004, 165_006, 180_008, 195_010,
  ]);
});

const large = "cpus:400;mem:640000;disk:40000;ports:[31000-32000]";

/** A deployment waits for two tasks while its leader loses the master and leads again, as the same process. */
function leadsAgain(quirks: Quirks): Rig {
  const rig = Rig.joined({ quirks });
  rig.agent("a", large);
  rig.create(basicApp({ instances: 2 }));
  rig.to(20_000);
  rig.marathon.masterLost();
  rig.to(20_500);
  rig.marathon.masterFound();
  rig.to(21_000);
  return rig;
}

const withB41: readonly [string, Quirks][] = [
  ["as in 1.1", quirksOf11],
  ["mended", quirksWithout(["B41"])],
];

test("B41 MarathonSchedulerActor.scala:84-105 a leader that leads again goes on with its deployments without their locks (#4085)", () => {
  const [bug, mended] = withB41.map(([, quirks]) => {
    const rig = leadsAgain(quirks);
    const { deploying, queued } = rig.marathon.appView("/app");
    const started = rig.rows("deployment.started").length;
    const { status } = rig.scale("/app", 3) ?? {};
    const deployments = rig.marathon.snapshot().deployments.length;
    return { deploying, queued, started, status, deployments };
  });
  const both = { deploying: true, queued: 2, started: 2 };
  expect(mended).toEqual({ ...both, status: 409, deployments: 1 });
  // The second change is not refused, and both go on.
  expect(bug).toEqual({ ...both, status: 200, deployments: 2 });
});

test("B41 DeploymentManager.scala:53-65 a forced change that finds a lock cancels all that change the app, with a lock or without", () => {
  const rig = leadsAgain(quirksOf11);
  rig.scale("/app", 3);
  expect(rig.scale("/app", 4)).toMatchObject({ status: 409 });
  expect(rig.scale("/app", 4, true)).toMatchObject({ status: 200 });
  expect(rig.marathon.snapshot().deployments).toHaveLength(1);
  for (const id of rig.launchAll("a")) rig.tell(id, "running");
  expect(rig.marathon.appView("/app")).toMatchObject({ running: 4, deploying: false });
});

test("B41 MarathonSchedulerActor.scala:318-324 and the next leader knows nothing of them", () => {
  const [bug, mended] = withB41.map(([, quirks]) => {
    const rig = leadsAgain(quirks);
    rig.marathon.failOver(1000);
    rig.to(23_000);
    return rig.marathon.appView("/app").deploying;
  });
  expect([bug, mended]).toEqual([false, true]);
});

test("B41 is not of a leader whose process ends: the next one takes up what is stored, with its locks", () => {
  const rig = Rig.joined();
  rig.create(basicApp({ instances: 2 }));
  rig.to(20_000);
  rig.marathon.failOver(500);
  rig.to(21_000);
  expect(rig.scale("/app", 3)).toMatchObject({ status: 409 });
});

test("B41 what such a deployment launches beyond the instances is reported in the bug's name", () => {
  const violations = (fixes: readonly string[]) => {
    const app = (id: string) => basicApp({ id, disk: 0, cpus: 2, instances: 2 });
    const simulation = simulate({
      agents: ["a", "b"],
      apps: [app("/app"), app("/other")],
      actions: [
        // Two more may run meanwhile, and there is no room for them before the other app is gone.
        { at: 60_000, do: "app.update", app: "/app", change: { cmd: "sleep 2" } },
        { at: 70_000, do: "master.failover", down: 1000 },
        { at: 120_000, do: "app.scale", app: "/other", instances: 0 },
      ],
      fixes,
      durationMs: 300_000,
      check: "every",
    });
    return simulation.run().violations.map(({ invariant, bug }) => [invariant, bug]);
  };
  expect(violations([])).toEqual([["no-more-instances-than-wanted", "B41"]]);
  expect(violations(["B41"])).toEqual([]);
});

/** An app of which there is room for four, while its deployment waits for a fifth. */
const waitsForAFifth = (fixes: readonly string[], masterToo = false) =>
  simulate({
    apps: [residentApp({ instances: 5 })],
    actions: [
      ...(masterToo ? [{ at: 59_000, do: "master.failover", down: 10_000 }] : []),
      { at: 60_000, do: "marathon.failover", down: 1000 },
    ],
    fixes,
    durationMs: 120_000,
    check: "every",
  });

test("B44 AppStartActor.scala:31-33 a new leader begins with the first step of a deployment, which is to have none (#3783)", () => {
  const killedAt = (...setup: Parameters<typeof waitsForAFifth>) =>
    rowsOf(waitsForAFifth(...setup), "task.killed").map(({ atMs }) => atMs);
  // SUBSCRIBE, its answer, KILL to the master and the agent; TASK_KILLING and its acknowledgement, both by the master; and
  // TASK_KILLED to the master: a millisecond each.
  expect(killedAt([])).toEqual([61_009, 61_009, 61_009, 61_009]);
  expect(waitsForAFifth([]).marathon(null).appView("/app")).toMatchObject({ running: 4 });
  expect(killedAt(["B44"])).toEqual([]);
  // While no master leads, the driver drops what it is told to send.
  expect(killedAt([], true)).toEqual([]);
});

test("B46 MarathonHealthCheckManager.scala:57-83 a new leader knows no result of a COMMAND check that is stored already (#3957)", () => {
  const counts = (fixes: readonly string[], healthy: boolean) => {
    const rig = Rig.joined({ quirks: quirksWithout(fixes) });
    rig.agent("a", "cpus:4;mem:1024;disk:1024;ports:[31000-32000]");
    const check = { protocol: "COMMAND", command: { value: "true" }, gracePeriodSeconds: 60 };
    rig.create(basicApp({ healthChecks: [check] }));
    const taskId = rig.bringUp("a");
    rig.tell(taskId, "running", true);
    rig.to(120_000);
    if (!healthy) rig.tell(taskId, "running", false);
    rig.marathon.failOver(1000);
    rig.to(122_000);
    expect(rig.rows("task.unhealthy")).toHaveLength(healthy ? 0 : 1);
    return rig.marathon.healthOf("/app");
  };
  expect(counts([], true)).toEqual({ healthy: 0, unhealthy: 0 });
  expect(counts([], false)).toEqual({ healthy: 0, unhealthy: 0 });
  expect(counts(["B46"], true)).toEqual({ healthy: 1, unhealthy: 0 });
  expect(counts(["B46"], false)).toEqual({ healthy: 0, unhealthy: 1 });
});

/** An upgrade of four, of which two may go, and another leader during it. */
const upgraded = (fixes: readonly string[], protocol: string, isReadyChecked: boolean, failoverMs: number) =>
  simulate({
    agents: ["a", "b"],
    apps: [
      residentApp({
        instances: 4,
        portDefinitions: [{ port: 0, name: "http-api" }],
        healthChecks: [
          { protocol, gracePeriodSeconds: 300, intervalSeconds: 10, maxConsecutiveFailures: 100 },
        ].map((check) => (protocol === "COMMAND" ? { ...check, command: { value: "true" } } : check)),
        readinessChecks: isReadyChecked ? [{ intervalSeconds: 10, timeoutSeconds: 5 }] : [],
      }),
    ],
    health: {
      healthyAfter: { kind: "constant", ms: 20_000 },
      unhealthy: null,
      readyAfter: { kind: "constant", ms: 40_000 },
    },
    actions: [
      { at: 300_000, do: "app.update", app: "/app", change: { cmd: "sleep 2" } },
      { at: failoverMs, do: "marathon.failover", down: 1000 },
    ],
    fixes,
    durationMs: 900_000,
    check: "every",
  });

test("B47 TaskReplaceActor.scala:34-37 a new leader takes all for old, and begins the upgrade anew (#2688)", () => {
  for (const protocol of ["TCP", "COMMAND"]) {
    for (const isReadyChecked of [false, true]) {
      const killed = (fixes: readonly string[], failoverMs: number): number => {
        const simulation = upgraded(fixes, protocol, isReadyChecked, failoverMs);
        expect(simulation.marathon(null).appView("/app")).toMatchObject({ running: 4, deploying: false });
        expect(simulation.run().violations.filter(({ bug }) => bug === null)).toEqual([]);
        return rowsOf(simulation, "task.killed").length;
      };
      // The first two are new: not healthy, healthy, perhaps ready; then all are.
      for (const failoverMs of [301_000, 311_000, 327_000, 341_500, 360_000, 375_000]) {
        expect(killed(["B43", "B47"], failoverMs)).toBe(4);
        expect(killed(["B43", "B46", "B47"], failoverMs)).toBe(4);
      }
      expect(killed(["B43"], 311_000)).toBe(6);
    }
  }
});
