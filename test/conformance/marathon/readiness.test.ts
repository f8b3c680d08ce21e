/** Deployments that wait for health and readiness: ReadinessBehaviorTest, ReadinessCheckExecutorImplTest, and the health rows
 * of TaskStartActorTest, AppStartActorTest, TaskReplaceActorTest and AppDeployIntegrationTest (v1.1.1). */

import { describe, expect, test } from "vitest";
import { constant } from "../../../src/model/distributions.ts";
import type { HealthLaw } from "../../../src/sim/scenario.ts";
import { basicApp, Rig, residentApp } from "../../sim/marathon/rig.ts";
import { rowsOf, simulate } from "../../sim/marathon/simulate.ts";

const large = "cpus:400;mem:640000;disk:40000;ports:[31000-32000]";
type Json = Readonly<Record<string, unknown>>;

const at = (ms: number) => constant(ms);
const law = (healthyMs: number | null, readyMs: number | null): HealthLaw => ({
  healthyAfter: healthyMs === null ? null : at(healthyMs),
  unhealthy: null,
  readyAfter: readyMs === null ? null : at(readyMs),
});

const healthChecks = [{ protocol: "TCP", intervalSeconds: 10, maxConsecutiveFailures: 0 }];
const readinessChecks = [{ intervalSeconds: 5, timeoutSeconds: 1 }];
const named: Json = { ports: undefined, portDefinitions: [{ port: 0, name: "http-api" }] };
const app = (more: Json): Json => basicApp({ ...named, ...more });

/** The app is created at 0 s, and all its tasks run from 1 s on. */
function started(json: Json, health?: HealthLaw): { rig: Rig; ids: readonly string[] } {
  const rig = Rig.joined({ flags: { max_tasks_per_offer: 20 } });
  rig.health = health;
  rig.agent("a", large);
  rig.create(json);
  const ids = rig.launchAll("a");
  rig.to(1000);
  for (const taskId of ids) rig.tell(taskId, "running");
  return { rig, ids };
}

const deploying = (rig: Rig): boolean => rig.marathon.appView("/app").deploying;
const succeeded = (rig: Rig): readonly unknown[] => rig.rows("deployment.succeeded").map(({ atMs }) => atMs);

describe("ReadinessBehaviorTest", () => {
  test("ReadinessBehaviorTest.scala:22 without health checks a task counts once it is ready", () => {
    const { rig } = started(app({ readinessChecks }), law(0, 7000));
    // Asked at 1 s, 6 s and 11 s; ready from 8 s on.
    rig.to(10_999);
    expect(deploying(rig)).toBe(true);
    rig.to(11_000);
    expect(succeeded(rig)).toEqual([11_000]);
  });

  test("ReadinessBehaviorTest.scala:40 with both it counts once it is healthy and ready", () => {
    const slowlyReady = started(app({ healthChecks, readinessChecks }), law(0, 12_000));
    slowlyReady.rig.to(60_000);
    // Healthy at the tick of 10 s; ready from 13 s on, which is seen at 16 s.
    expect(succeeded(slowlyReady.rig)).toEqual([16_000]);
    const slowlyHealthy = started(app({ healthChecks, readinessChecks }), law(15_000, 0));
    slowlyHealthy.rig.to(60_000);
    expect(succeeded(slowlyHealthy.rig)).toEqual([20_000]);
  });

  test("ReadinessBehaviorTest.scala:60 with health checks only it counts once it is healthy", () => {
    const { rig } = started(app({ healthChecks }), law(5000, null));
    rig.to(60_000);
    expect(succeeded(rig)).toEqual([10_000]);
  });

  test("ReadinessBehaviorTest.scala:78 without any it counts once it runs", () => {
    const { rig } = started(app({}), law(null, null));
    expect(succeeded(rig)).toEqual([1000]);
  });

  test("ReadinessBehaviorTest.scala:94 readiness is asked for as soon as it runs, and is not enough", () => {
    const { rig } = started(app({ healthChecks, readinessChecks }), law(null, 0));
    rig.to(100_000);
    expect(deploying(rig)).toBe(true);
  });

  test("ReadinessBehaviorTest.scala:124 a task that dies does not count any more, and is not asked", () => {
    const { rig, ids } = started(app({ readinessChecks }), law(0, 60_000));
    rig.tell(ids[0] ?? "", "failed");
    rig.health = law(0, 0);
    rig.to(5000);
    rig.bringUp("a");
    expect(succeeded(rig)).toEqual([5000]);
  });
});

describe("ReadinessCheckExecutorImplTest", () => {
  test("ReadinessCheckExecutorImplTest.scala:26 one that is ready at once is asked once", () => {
    const { rig } = started(app({ readinessChecks }));
    expect(succeeded(rig)).toEqual([1000]);
  });

  test("ReadinessCheckExecutorImplTest.scala:41 one that is ready in time is asked until it is", () => {
    // The fifth time, at 1 s + 4 x 5 s.
    const { rig } = started(app({ readinessChecks }), law(0, 19_000));
    rig.to(60_000);
    expect(succeeded(rig)).toEqual([21_000]);
  });

  test("ReadinessCheckExecutorImplTest.scala:63 what cannot be asked is asked again", () => {
    const { rig } = started(app({ readinessChecks }), law(0, 3000));
    rig.vitals.host("a", false);
    rig.to(30_000);
    expect(deploying(rig)).toBe(true);
    rig.to(33_000);
    rig.vitals.host("a", true);
    rig.to(60_000);
    expect(succeeded(rig)).toEqual([36_000]);
  });
});

describe("starting tasks", () => {
  test("TaskStartActorTest.scala:130 with health checks it is over when all are healthy", () => {
    const { rig, ids } = started(app({ instances: 5, healthChecks }), law(null, 0));
    rig.to(20_000);
    for (const taskId of ids.slice(0, 4)) rig.answers(taskId, law(0, 0));
    rig.to(40_000);
    expect(deploying(rig)).toBe(true);
    rig.to(41_000);
    rig.answers(ids[4] ?? "", law(0, 0));
    rig.to(50_000);
    expect(succeeded(rig)).toEqual([50_000]);
  });

  test("TaskStartActorTest.scala:153, AppStartActorTest.scala:103 with nothing to start it is over at once", () => {
    const { rig } = started(app({ instances: 0, healthChecks }));
    expect(succeeded(rig)).toEqual([0]);
  });

  test("AppStartActorTest.scala:54, AppDeployIntegrationTest.scala:181,:217 an app with HTTP or TCP checks is there once it is healthy", () => {
    for (const protocol of ["HTTP", "TCP", "HTTPS"]) {
      const { rig } = started(app({ healthChecks: [{ protocol, intervalSeconds: 1 }] }), law(0, 0));
      rig.to(5000);
      expect(succeeded(rig)).toEqual([1000]);
    }
  });

  test("AppDeployIntegrationTest.scala:197 and so is one that is checked at a port instead of a port index", () => {
    const json = {
      ports: [31_000],
      requirePorts: true,
      healthChecks: [{ port: 31_000, intervalSeconds: 1 }],
    };
    const { rig } = started(basicApp(json), law(0, 0));
    rig.to(5000);
    expect(succeeded(rig)).toEqual([1000]);
  });

  test("AppDeployIntegrationTest.scala:231 with a COMMAND check it waits for what its executor says", () => {
    const command = { protocol: "COMMAND", command: { value: "true" } };
    const { rig, ids } = started(app({ healthChecks: [command] }));
    rig.to(30_000);
    expect(deploying(rig)).toBe(true);
    rig.tell(ids[0] ?? "", "running", true);
    expect(succeeded(rig)).toEqual([30_000]);
  });

  test("AppDeployIntegrationTest.scala:267 one that is never healthy is never there, and can be deleted", () => {
    const { rig } = started(app({ healthChecks }), law(null, 0));
    rig.to(3_600_000);
    expect(deploying(rig)).toBe(true);
    expect(rig.destroy("/app")).toMatchObject({ status: 200 });
    expect(rig.marathon.appView("/app")).toMatchObject({ instances: 0, running: 0, deploying: false });
  });
});

describe("replacing tasks", () => {
  const newer = (more: Json = {}): Json => ({ cmd: "new", ...more });
  const strategy = (minimumHealthCapacity: number, maximumOverCapacity: number): Json => ({
    upgradeStrategy: { minimumHealthCapacity, maximumOverCapacity },
  });

  function replacing(instances: number, json: Json, change: Json): Rig {
    const { rig } = started(app({ instances, healthChecks, ...json }));
    rig.to(30_000);
    rig.update("/app", change);
    return rig;
  }

  test("TaskReplaceActorTest.scala:69 one old task goes for each new one that is healthy, not for one that runs", () => {
    const rig = replacing(2, strategy(1, 1), newer());
    expect(rig.all("KILL")).toEqual([]);
    rig.health = law(null, 0);
    const ids = rig.launchAll("a");
    for (const taskId of ids) rig.tell(taskId, "running");
    rig.to(60_000);
    expect(rig.all("KILL")).toEqual([]);
    rig.to(61_000);
    rig.answers(ids[0] ?? "", law(0, 0));
    rig.to(70_000);
    expect(rig.all("KILL")).toHaveLength(1);
    expect(deploying(rig)).toBe(true);
    rig.to(71_000);
    rig.answers(ids[1] ?? "", law(0, 0));
    rig.to(80_000);
    expect(rig.timesOf("KILL")).toEqual([70_000, 80_000]);
    expect(deploying(rig)).toBe(false);
  });

  test("TaskReplaceActor.scala:92-95 with health and readiness checks a new task is counted twice, and kills two old ones", () => {
    const rig = replacing(4, { readinessChecks, ...strategy(1, 1) }, newer());
    rig.health = law(0, 0);
    const [first = ""] = rig.launchAll("a");
    rig.tell(first, "running");
    // Ready at once, healthy at the next tick.
    expect(rig.all("KILL")).toHaveLength(1);
    rig.to(40_000);
    expect(rig.timesOf("KILL")).toEqual([30_000, 40_000]);
  });

  test("AppDeployIntegrationTest.scala:298 an app with health checks is updated once its new version is healthy", () => {
    const rig = replacing(1, {}, newer());
    rig.bringUp("a");
    rig.to(39_999);
    expect(deploying(rig)).toBe(true);
    rig.to(40_000);
    expect(rig.marathon.appView("/app")).toMatchObject({ running: 1, deploying: false });
  });

  test("ReadinessBehavior.scala:98-116 a resident task of the new version has the old id, and is healthy anew", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(residentApp({ healthChecks }));
    const old = rig.bringUp("a");
    rig.to(15_000);
    expect(rig.marathon.healthOf("/app")).toEqual({ healthy: 1, unhealthy: 0 });
    rig.update("/app", { cmd: "new" });
    rig.to(16_000);
    expect(rig.bringUp("a")).toBe(old);
    // Checked by the new version, whose ticks count from 15 s.
    rig.to(24_999);
    expect(deploying(rig)).toBe(true);
    rig.to(25_000);
    expect(deploying(rig)).toBe(false);
  });

  test("ReadinessBehavior.scala:87-96 that it fails later holds nothing up: only the first healthy result counts", () => {
    const flapping: HealthLaw = { ...law(0, 0), unhealthy: { every: at(12_000), lasts: null } };
    const { rig, ids } = started(app({ instances: 2, healthChecks }), flapping);
    rig.answers(ids[1] ?? "", law(25_000, 0));
    rig.to(60_000);
    // The first was healthy at 10 s and is not from 20 s on; the second is from 30 s on.
    expect(rig.marathon.healthOf("/app")).toEqual({ healthy: 1, unhealthy: 1 });
    expect(succeeded(rig)).toEqual([30_000]);
  });
});

describe("a resident task that finishes before it is ready, and comes back", () => {
  const resident = residentApp({ ...named, ports: undefined, readinessChecks: [{ intervalSeconds: 20 }] });
  /** It finishes at 30 s and is queued again at 35 s, which the deployment's own look at the queue does. */
  const finishes = { at: 30_000, do: "task.exit", app: "/app", status: "finished" } as const;
  const played = (readyMs: number) => {
    const simulation = simulate({
      apps: [resident],
      actions: [finishes],
      health: law(0, readyMs),
      durationMs: 200_000,
    });
    const atMs = (name: string) => rowsOf(simulation, name).map((row) => row.atMs);
    return { running: atMs("task.running"), succeeded: atMs("deployment.succeeded") };
  };

  test("ReadinessBehavior.scala:134-141 is asked at the times of its first life, too", () => {
    // Ready at 97 s: asked at 102 s by the first, at 116 s by the second.
    expect(played(61_000)).toEqual({ running: [2004, 36_005], succeeded: [102_005] });
  });

  test("ReadinessBehavior.scala:134-141 and at those of its second", () => {
    // Ready at 84 s: asked at 96 s by the second, at 102 s by the first.
    expect(played(48_000)).toEqual({ running: [2004, 36_005], succeeded: [96_006] });
  });
});
