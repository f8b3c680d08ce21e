/** Health checks of running tasks: HealthCheckActorTest, MarathonHealthCheckManagerTest, HealthTest, TaskCountsTest,
 * HealthCheckWorkerActorTest, the health rows of TaskTrackerImplTest and OfferMatcherLaunchTokensActorTest (v1.1.1), and what
 * the sources say beyond. Ticks count from the app's deployment at 0 s. */

import { describe, expect, test } from "vitest";
import { constant } from "../../../src/model/distributions.ts";
import { failed, isAlive, noHealth, succeeded } from "../../../src/sim/marathon/health/health.ts";
import type { HealthLaw } from "../../../src/sim/scenario.ts";
import { basicApp, Rig, residentApp } from "../../sim/marathon/rig.ts";

const large = "cpus:400;mem:640000;disk:40000;ports:[31000-32000]";
type Json = Readonly<Record<string, unknown>>;

const never: HealthLaw = { healthyAfter: null, unhealthy: null, readyAfter: constant(0) };
const always: HealthLaw = { healthyAfter: constant(0), unhealthy: null, readyAfter: constant(0) };

/** Every 10 s, failures count 30 s after the start, two in a row are allowed. */
const check = (more: Json = {}): Json => ({
  protocol: "TCP",
  gracePeriodSeconds: 30,
  intervalSeconds: 10,
  timeoutSeconds: 5,
  maxConsecutiveFailures: 2,
  ...more,
});
const command = (more: Json = {}): Json =>
  check({ protocol: "COMMAND", command: { value: "true" }, ...more });

/** An app of one task that runs since 1 s. */
function running(json: Json, health: HealthLaw | undefined): { rig: Rig; taskId: string } {
  const rig = Rig.joined();
  rig.health = health;
  rig.agent("a", large);
  rig.create(json);
  rig.to(1000);
  return { rig, taskId: rig.bringUp("a") };
}

const kills = (rig: Rig): readonly number[] => rig.timesOf("KILL");
const counts = (rig: Rig) => rig.marathon.healthOf("/app");

describe("HealthCheckActorTest", () => {
  test("HealthCheckActorTest.scala:32 a task that stages is not asked", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp({ healthChecks: [check({ gracePeriodSeconds: 0 })] }));
    rig.launchAll("a");
    rig.to(100_000);
    expect(counts(rig)).toEqual({ healthy: 0, unhealthy: 0 });
    expect(kills(rig)).toEqual([]);
  });

  test("HealthCheckActorTest.scala:64 a task is killed once as many failures are counted as are allowed", () => {
    const { rig, taskId } = running(basicApp({ healthChecks: [check()] }), never);
    rig.kills = false;
    // It started at 1 s: the first tick that counts is that of 40 s. Two failures are counted at 40 s and 50 s, and the
    // next one kills; each further one kills again (HealthCheckActor.scala:108-134, 205-206).
    rig.to(85_000);
    expect(kills(rig)).toEqual([60_000, 70_000, 80_000]);
    expect(rig.all("KILL")[0]).toMatchObject({ taskId });
    // The journal has the first.
    expect(rig.rows("task.unhealthy-kill")).toMatchObject([
      { atMs: 60_000, task: taskId, failures: 3, reason: "too-many-failures" },
    ]);
  });
});

describe("what counts", () => {
  test("Health.scala:18-21 one that outlives its kill, recovers and fails again is killed anew, and that is news", () => {
    // Healthy at 10 s; unhealthy from 16 s to 56 s, and from 71 s on: failures at 20 s, 30 s, 40 s (killed), 50 s (again),
    // health at 60 s and 70 s, failures at 80 s, 90 s, 100 s (killed).
    const law: HealthLaw = {
      ...always,
      unhealthy: { every: constant(15_000), lasts: constant(40_000) },
    };
    const { rig } = running(basicApp({ healthChecks: [check()] }), law);
    rig.kills = false;
    rig.to(105_000);
    expect(kills(rig)).toEqual([40_000, 50_000, 100_000]);
    expect(rig.rows("task.unhealthy-kill").map(({ atMs }) => atMs)).toEqual([40_000, 100_000]);
  });

  test("HealthCheckActor.scala:136-146 a failure counts from the end of the grace period on, to the millisecond", () => {
    const { rig } = running(basicApp({ healthChecks: [check({ gracePeriodSeconds: 39 })] }), never);
    // 1 s + 39 s is the tick of 40 s itself.
    rig.to(60_000);
    expect(kills(rig)).toEqual([60_000]);
    const later = running(basicApp({ healthChecks: [check({ gracePeriodSeconds: 40 })] }), never);
    later.rig.to(70_000);
    expect(kills(later.rig)).toEqual([70_000]);
  });

  test("HealthCheckActor.scala:136-146 one that was healthy once has no grace", () => {
    const law: HealthLaw = {
      ...always,
      unhealthy: { every: constant(15_000), lasts: null },
    };
    const { rig } = running(basicApp({ healthChecks: [check({ gracePeriodSeconds: 3600 })] }), law);
    rig.to(12_000);
    expect(counts(rig)).toEqual({ healthy: 1, unhealthy: 0 });
    // Healthy at 10 s; unhealthy from 16 s on: failures at 20 s and 30 s, killed at 40 s.
    rig.to(40_000);
    expect(kills(rig)).toEqual([40_000]);
    expect(rig.rows("task.unhealthy")).toMatchObject([{ atMs: 20_000, reason: "check-failed" }]);
  });

  test("HealthCheckActor.scala:111-114 with maxConsecutiveFailures 0 nothing is killed", () => {
    const { rig } = running(
      basicApp({ healthChecks: [check({ maxConsecutiveFailures: 0, gracePeriodSeconds: 0 })] }),
      never,
    );
    rig.to(3_600_000);
    expect(kills(rig)).toEqual([]);
    expect(counts(rig)).toEqual({ healthy: 0, unhealthy: 1 });
  });

  test("Health.scala:18-21 a success in between begins the count anew", () => {
    // Unhealthy for 15 s after 10 s of health, again and again: never three failures in a row.
    const law: HealthLaw = {
      ...always,
      unhealthy: { every: constant(10_000), lasts: constant(15_000) },
    };
    const { rig } = running(basicApp({ healthChecks: [check({ gracePeriodSeconds: 0 })] }), law);
    rig.to(600_000);
    expect(kills(rig)).toEqual([]);
    expect(rig.rows("task.unhealthy").length).toBeGreaterThan(5);
  });

  test("HealthCheckActor.scala:81-91 ticks count from the check's beginning, not from the task's", () => {
    const { rig } = running(basicApp({ healthChecks: [check()] }), always);
    rig.to(9_999);
    expect(counts(rig)).toEqual({ healthy: 0, unhealthy: 0 });
    rig.to(10_000);
    expect(counts(rig)).toEqual({ healthy: 1, unhealthy: 0 });
    expect(rig.rows("task.healthy")).toMatchObject([{ atMs: 10_000, protocol: "TCP" }]);
  });

  test("HealthCheckWorkerActor.scala:29-38,103-114 who does not answer fails when the timeout is over; who refuses, at once", () => {
    const app = basicApp({ healthChecks: [check({ gracePeriodSeconds: 0 })] });
    const dead = running(app, always);
    dead.rig.to(15_000);
    dead.rig.vitals.host("a", false);
    // Asked at 20 s, 30 s and 40 s, 5 s for each answer.
    dead.rig.to(24_999);
    expect(counts(dead.rig)).toEqual({ healthy: 1, unhealthy: 0 });
    dead.rig.to(25_000);
    expect(counts(dead.rig)).toEqual({ healthy: 0, unhealthy: 1 });
    dead.rig.to(45_000);
    expect(kills(dead.rig)).toEqual([45_000]);
    const gone = running(app, always);
    gone.rig.to(15_000);
    gone.rig.dies(gone.taskId);
    gone.rig.to(40_000);
    expect(kills(gone.rig)).toEqual([40_000]);
    expect(gone.rig.rows("task.unhealthy")).toMatchObject([{ atMs: 20_000, cause: "connection refused" }]);
  });

  test("HealthCheckActor.scala:64-74 a resident task that is back before the next tick has its old health, and no grace", () => {
    const law: HealthLaw = { ...always, unhealthy: { every: constant(15_000), lasts: null } };
    const { rig, taskId } = running(residentApp({ healthChecks: [check()] }), law);
    // Healthy at 10 s, failures at 20 s and 30 s, killed at 40 s, back at 41 s, and never healthy again.
    rig.to(40_000);
    expect(kills(rig)).toEqual([40_000]);
    rig.health = never;
    rig.to(41_000);
    expect(rig.bringUp("a")).toBe(taskId);
    // Killed by its first failure, within its own grace period of 30 s.
    rig.to(50_000);
    expect(kills(rig)).toEqual([40_000, 50_000]);
    // Away while a tick looks: a stranger, with the whole grace period from 81 s on: 120 s, 130 s, killed at 140 s.
    rig.to(81_000);
    expect(rig.bringUp("a")).toBe(taskId);
    rig.to(140_000);
    expect(kills(rig)).toEqual([40_000, 50_000, 140_000]);
  });

  test("Constraints.scala:141-197, MarathonSchedulerActor.scala:537-547 who is killed does not depend on health", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp({ instances: 3, healthChecks: [check({ maxConsecutiveFailures: 0 })] }));
    const ids = rig.launchAll("a");
    for (const [i, taskId] of ids.entries()) {
      rig.health = i === 0 ? never : always;
      rig.to(1000 * i);
      rig.tell(taskId, "running");
    }
    rig.to(60_000);
    expect(counts(rig)).toEqual({ healthy: 2, unhealthy: 1 });
    // The newest goes, and not the one that is unhealthy.
    rig.scale("/app", 2, true);
    expect(rig.all("KILL")).toMatchObject([{ taskId: ids.at(-1) }]);
  });
});

describe("MarathonHealthCheckManagerTest", () => {
  test("MarathonHealthCheckManagerTest.scala:112,:121 an app is checked from its deployment on, before it is stored", () => {
    const { rig } = running(basicApp({ healthChecks: [check()] }), always);
    rig.to(10_000);
    expect(counts(rig)).toEqual({ healthy: 1, unhealthy: 0 });
  });

  test("MarathonHealthCheckManagerTest.scala:129 results of a COMMAND check come with status updates", () => {
    const { rig, taskId } = running(basicApp({ healthChecks: [command({ gracePeriodSeconds: 0 })] }), never);
    expect(counts(rig)).toEqual({ healthy: 0, unhealthy: 0 });
    rig.tell(taskId, "running", false);
    expect(counts(rig)).toEqual({ healthy: 0, unhealthy: 1 });
    rig.to(2000);
    rig.tell(taskId, "running", true);
    expect(counts(rig)).toEqual({ healthy: 1, unhealthy: 0 });
  });

  test("MarathonHealthCheckManagerTest.scala:169 each task has its own health, and none before the first result", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp({ instances: 3, healthChecks: [command({ gracePeriodSeconds: 0 })] }));
    const ids = rig.launchAll("a");
    for (const taskId of ids) rig.tell(taskId, "running");
    const [first = "", second = "", third = ""] = ids;
    rig.tell(first, "running", true);
    expect(counts(rig)).toEqual({ healthy: 1, unhealthy: 0 });
    rig.tell(second, "running", true);
    expect(counts(rig)).toEqual({ healthy: 2, unhealthy: 0 });
    rig.tell(third, "running", false);
    expect(counts(rig)).toEqual({ healthy: 2, unhealthy: 1 });
    rig.to(1000);
    rig.tell(first, "running", false);
    expect(counts(rig)).toEqual({ healthy: 1, unhealthy: 2 });
  });

  test("MarathonHealthCheckManagerTest.scala:225 tasks of an older version are checked by its own checks while they run", () => {
    const { rig, taskId } = running(basicApp({ healthChecks: [check({ gracePeriodSeconds: 0 })] }), always);
    rig.to(12_000);
    // Scaled: the old task keeps its version, and its ticks at 20 s, 30 s, ...; those of the new version are at 23 s, ...
    rig.to(13_000);
    rig.scale("/app", 2);
    rig.health = never;
    const newer = rig.bringUp("a");
    rig.to(22_999);
    expect(counts(rig)).toEqual({ healthy: 1, unhealthy: 0 });
    rig.to(23_000);
    expect(counts(rig)).toEqual({ healthy: 1, unhealthy: 1 });
    // The old one is still asked.
    rig.to(25_000);
    rig.answers(taskId, never);
    rig.to(50_000);
    expect(rig.all("KILL").map((message) => message.taskId)).toEqual([newer, taskId]);
    expect(kills(rig)).toEqual([43_000, 50_000]);
  });

  test("MarathonHealthCheckManager.scala:147-190 a new leader knows no health, and checks what runs from its election on", () => {
    const { rig } = running(basicApp({ healthChecks: [check({ gracePeriodSeconds: 0 })] }), always);
    rig.to(15_000);
    rig.marathon.failOver(1_000);
    rig.to(16_000);
    expect(counts(rig)).toEqual({ healthy: 0, unhealthy: 0 });
    rig.to(25_999);
    expect(counts(rig)).toEqual({ healthy: 0, unhealthy: 0 });
    rig.to(26_000);
    expect(counts(rig)).toEqual({ healthy: 1, unhealthy: 0 });
  });

  test("HealthCheckActor.scala:170-172 what a task's last update says of its health makes no task of it that is unhealthy", () => {
    const { rig, taskId } = running(basicApp({ healthChecks: [command()] }), never);
    rig.tell(taskId, "running", false);
    rig.to(5000);
    rig.marathon.failOver(1_000);
    rig.to(6000);
    expect(rig.rows("task.unhealthy")).toHaveLength(1);
    // The executor killed it; the new leader knew nothing of its health (Task.scala:253-273).
    rig.tell(taskId, "killed", false);
    expect(rig.rows("task.expunged")).toHaveLength(1);
    expect(rig.rows("task.unhealthy")).toHaveLength(1);
  });

  test("NotifyHealthCheckManagerStepImpl.scala:22-36 after a fail-over a COMMAND check is silent until its health changes", () => {
    const { rig, taskId } = running(basicApp({ healthChecks: [command()] }), never);
    rig.tell(taskId, "running", true);
    rig.to(5000);
    rig.marathon.failOver(1_000);
    rig.to(6000);
    // The stored status says so already: no change, and no step.
    rig.tell(taskId, "running", true);
    expect(counts(rig)).toEqual({ healthy: 0, unhealthy: 0 });
    rig.tell(taskId, "running", false);
    rig.to(7000);
    rig.tell(taskId, "running", true);
    expect(counts(rig)).toEqual({ healthy: 1, unhealthy: 0 });
  });

  test("MarathonSchedulerActor.scala:436-451 a destroyed app is checked no more", () => {
    const { rig } = running(basicApp({ healthChecks: [check({ gracePeriodSeconds: 0 })] }), never);
    rig.kills = false;
    rig.destroy("/app");
    rig.kills = true;
    const [kill] = rig.all("KILL");
    rig.tell(kill?.taskId ?? "", "killed");
    const before = rig.all("KILL").length;
    rig.to(100_000);
    expect(rig.all("KILL").length).toBe(before);
    expect(counts(rig)).toEqual({ healthy: 0, unhealthy: 0 });
  });
});

describe("HealthTest and TaskCountsTest", () => {
  test("HealthTest.scala:33 alive is who succeeded last", () => {
    const health = { ...noHealth, firstSuccessMs: 1 };
    expect(isAlive(noHealth)).toBe(false);
    expect(isAlive({ ...health, lastSuccessMs: 3, lastFailureMs: 2 })).toBe(true);
    expect(isAlive({ ...health, lastSuccessMs: 2, lastFailureMs: 3 })).toBe(false);
  });

  test("Health.scala:17-33 a result after the other", () => {
    const two = failed(failed(noHealth, 1, "x"), 2, "y");
    expect(two).toMatchObject({ lastFailureMs: 2, lastFailureCause: "y", consecutiveFailures: 2 });
    expect(failed(noHealth, 2, "y", 2)).toEqual({ ...two, lastFailureCause: "y" });
    expect(succeeded(two, 3)).toMatchObject({ firstSuccessMs: 3, lastSuccessMs: 3, consecutiveFailures: 0 });
    expect(succeeded(succeeded(two, 3), 4).firstSuccessMs).toBe(3);
  });

  test("TaskCountsTest.scala:74 a task with mixed health is counted as unhealthy", () => {
    const { rig, taskId } = running(
      basicApp({ healthChecks: [check(), command({ gracePeriodSeconds: 0 })] }),
      always,
    );
    rig.to(10_000);
    expect(counts(rig)).toEqual({ healthy: 1, unhealthy: 0 });
    rig.tell(taskId, "running", false);
    expect(counts(rig)).toEqual({ healthy: 0, unhealthy: 1 });
  });

  test("TaskCountsTest.scala:85 a running task without a result is counted for neither", () => {
    const { rig } = running(basicApp({ healthChecks: [command()] }), always);
    rig.to(100_000);
    expect(rig.marathon.appView("/app").running).toBe(1);
    expect(counts(rig)).toEqual({ healthy: 0, unhealthy: 0 });
  });

  test("HealthCheckActor.scala:214 a failure that does not count makes it unhealthy to look at", () => {
    const { rig } = running(basicApp({ healthChecks: [check({ gracePeriodSeconds: 300 })] }), never);
    rig.to(10_000);
    expect(counts(rig)).toEqual({ healthy: 0, unhealthy: 1 });
    expect(rig.rows("task.unhealthy")).toMatchObject([{ atMs: 10_000, reason: "not-yet-healthy" }]);
  });
});

describe("health in status updates", () => {
  const launched = () => running(basicApp({ healthChecks: [command({ gracePeriodSeconds: 0 })] }), never);
  const tokens = (rig: Rig): number => rig.marathon.snapshot().launchTokens;

  test("OfferMatcherLaunchTokensActorTest.scala:30 one more for a task that becomes healthy", () => {
    const { rig, taskId } = launched();
    const before = tokens(rig);
    rig.tell(taskId, "running", true);
    expect(tokens(rig)).toBe(before + 1);
  });

  test("OfferMatcherLaunchTokensActorTest.scala:40 none for one that becomes unhealthy", () => {
    const { rig, taskId } = launched();
    const before = tokens(rig);
    rig.tell(taskId, "running", false);
    expect(tokens(rig)).toBe(before);
  });

  test("TaskTrackerImplTest.scala:321,:365,:417 the same health once more changes nothing; another one, or the first, does", () => {
    const { rig, taskId } = launched();
    // Each change that has an effect runs the update steps, which is seen by the tokens.
    const gained = (healthy: boolean | undefined): number => {
      const before = tokens(rig);
      rig.tell(taskId, "running", healthy);
      return tokens(rig) - before;
    };
    expect([gained(undefined), gained(true), gained(true), gained(undefined)]).toEqual([0, 1, 0, 0]);
    expect([gained(false), gained(true)]).toEqual([0, 1]);
  });

  test("HealthCheckActor.scala:108-134, Task.scala:253-273 unhealthy again and again is one failure to Marathon: the executor kills, not Marathon", () => {
    const { rig, taskId } = launched();
    rig.kills = false;
    for (let i = 1; i <= 10; i++) {
      rig.to(1000 + i * 10_000);
      rig.tell(taskId, "running", false);
    }
    expect(kills(rig)).toEqual([]);
    expect(rig.rows("task.unhealthy")).toHaveLength(1);
  });

  test("TaskBuilder.scala:163-180 one COMMAND check goes with the task; the others stay with Marathon", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp({ healthChecks: [check(), command(), command({ intervalSeconds: 99 })] }));
    const launch = rig.operations("a").find((operation) => operation.type === "LAUNCH");
    expect(launch?.tasks[0]?.healthCheck).toEqual({ intervalMs: 10_000, graceMs: 30_000, failuresMax: 2 });
    rig.create(basicApp({ id: "/none", healthChecks: [check()] }));
    const other = rig.operations("a").find((operation) => operation.type === "LAUNCH");
    expect(other?.tasks[0]).toMatchObject({ healthCheck: undefined });
  });

  test("HealthCheck.scala:83-88 a COMMAND check without a command makes Marathon fail as it builds the task", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    expect(rig.create(basicApp({ healthChecks: [{ protocol: "COMMAND" }] }))?.status).toBe(201);
    expect(rig.operations("a")).toEqual([]);
    rig.to(60_000);
    expect(rig.operations("a")).toEqual([]);
  });
});
