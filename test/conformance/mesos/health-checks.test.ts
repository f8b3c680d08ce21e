/** What a command executor tells of its task's health and of its kill: health_check_tests.cpp, command_executor_tests.cpp
 * (0.28.3), and what the health checker does beyond (health-check/main.cpp). Messages take no time. */

import { describe, expect, test } from "vitest";
import { constant } from "../../../src/model/distributions.ts";
import type { CommandCheckInfo } from "../../../src/model/tasks.ts";
import { defaultLaw, type HealthLaw, type TaskLaw } from "../../../src/sim/scenario.ts";
import { TestCluster } from "../../support/cluster.ts";
import type { ScriptedFramework } from "../../support/scripted-framework.ts";
import { launch, task } from "../../support/scripted-framework.ts";

const law = (health?: HealthLaw, kills = 0): TaskLaw => ({
  ...defaultLaw,
  staging: constant(2000),
  kills: constant(kills),
  ...(health === undefined ? {} : { health }),
});
const never: HealthLaw = { healthyAfter: null, unhealthy: null, readyAfter: null };
/** Every 10 s, from the start of the process at 2 s on. */
const everyTen: CommandCheckInfo = { intervalMs: 10_000, graceMs: 0, failuresMax: 4 };

/** One task that is launched at 0 s. */
function launched(
  tasks: TaskLaw,
  healthCheck: CommandCheckInfo | undefined,
  taskKilling = false,
): { cluster: TestCluster; framework: ScriptedFramework } {
  const cluster = new TestCluster({ tasks: [tasks] });
  cluster.agent("a", "cpus:1;mem:64");
  const framework = cluster.framework({ name: "f", role: "*", taskKilling }, [
    {
      times: 1,
      accept: ({ resources }) => [
        launch({ ...task("1", resources), ...(healthCheck === undefined ? {} : { healthCheck }) }),
      ],
    },
  ]);
  return { cluster, framework };
}

/** `ms state health`. */
const told = (framework: ScriptedFramework): readonly string[] =>
  framework.updates.map(({ atMs, status: { state, healthy } }) =>
    healthy === undefined ? `${atMs} ${state}` : `${atMs} ${state} ${healthy ? "healthy" : "unhealthy"}`,
  );

describe("HealthCheckTest", () => {
  test("health_check_tests.cpp:166 HealthyTask: told once, and to whoever reconciles", () => {
    const { cluster, framework } = launched(law(), everyTen);
    cluster.runTo(60_000);
    // Offered and launched at once; the process runs 2 s later.
    expect(told(framework)).toEqual(["2000 running", "2000 running healthy"]);
    framework.send({ type: "RECONCILE", tasks: [{ taskId: "1", slaveId: null }] });
    framework.send({ type: "RECONCILE", tasks: [] });
    cluster.runTo(60_001);
    expect(told(framework).slice(2)).toEqual(["60000 running healthy", "60000 running healthy"]);
  });

  test("health_check_tests.cpp:471 HealthStatusChange: told at each change, and at each failure", () => {
    const health: HealthLaw = {
      healthyAfter: constant(0),
      unhealthy: { every: constant(15_000), lasts: constant(20_000) },
      readyAfter: null,
    };
    const { cluster, framework } = launched(law(health), everyTen);
    // Checked at 2 s, 12 s, ...: unhealthy from 17 s to 37 s, and from 52 s to 72 s.
    cluster.runTo(70_000);
    expect(told(framework)).toEqual([
      "2000 running",
      "2000 running healthy",
      "22000 running unhealthy",
      "32000 running unhealthy",
      "42000 running healthy",
      "52000 running unhealthy",
      "62000 running unhealthy",
    ]);
  });

  test("health_check_tests.cpp:788 ConsecutiveFailures: four failures, and the executor kills the task", () => {
    const { cluster, framework } = launched(law(never), everyTen);
    cluster.runTo(60_000);
    expect(told(framework)).toEqual([
      "2000 running",
      "2000 running unhealthy",
      "12000 running unhealthy",
      "22000 running unhealthy",
      "32000 running unhealthy",
      "32000 killed unhealthy",
    ]);
    expect(cluster.rows("task.unhealthy-kill")).toMatchObject([
      { atMs: 32_000, failures: 4, reason: "command-check" },
    ]);
  });

  test("health_check_tests.cpp:939 GracePeriod: failures up to its end, that instant included, are passed over", () => {
    const { cluster, framework } = launched(law(never), { ...everyTen, graceMs: 20_000 });
    cluster.runTo(40_000);
    // Up to 22 s, 20 s after the start.
    expect(told(framework)).toEqual(["2000 running", "32000 running unhealthy"]);
  });

  test("health-check/main.cpp: the grace period also covers failures after a success", () => {
    const health: HealthLaw = {
      healthyAfter: constant(0),
      unhealthy: { every: constant(5000), lasts: null },
      readyAfter: null,
    };
    const { cluster, framework } = launched(law(health), { ...everyTen, graceMs: 25_000 });
    cluster.runTo(40_000);
    expect(told(framework)).toEqual(["2000 running", "2000 running healthy", "32000 running unhealthy"]);
  });

  test("health-check/main.cpp: with 0 failures allowed the first one kills", () => {
    const { cluster, framework } = launched(law(never), { ...everyTen, failuresMax: 0 });
    cluster.runTo(60_000);
    expect(told(framework)).toEqual(["2000 running", "2000 running unhealthy", "2000 killed unhealthy"]);
  });

  test("what a check finds while the agent process is away is told when it is back", () => {
    const health: HealthLaw = { healthyAfter: constant(15_000), unhealthy: null, readyAfter: null };
    const { cluster, framework } = launched(law(health), { ...everyTen, failuresMax: 100 });
    cluster.at(21_500, () => cluster.agents.get("a")?.restart(5000));
    cluster.runTo(60_000);
    const found = told(framework).filter((line) => line.endsWith("running healthy"));
    // Found at 22 s; the agent is up at 26.5 s, and hears its executors 2 s later, before it registers again; what waits
    // goes out then, and once more as it hears of the framework (master.cpp:4539-4554).
    expect(found).toHaveLength(2);
    expect(found[1]).toBe(found[0]);
    expect(Number(found[0]?.split(" ")[0])).toBeGreaterThanOrEqual(28_500);
    expect(cluster.agents.get("a")?.processCount).toBe(1);
  });

  test("a new master knows the health from the agent", () => {
    const { cluster, framework } = launched(law(), everyTen);
    cluster.at(20_000, () => cluster.failOverMaster(1000));
    cluster.at(30_000, () => framework.rejoin(true));
    cluster.runTo(60_000);
    framework.send({ type: "RECONCILE", tasks: [{ taskId: "1", slaveId: null }] });
    cluster.runTo(60_001);
    expect(told(framework).at(-1)).toBe("60000 running healthy");
  });
});

describe("CommandExecutorTest", () => {
  const kill = (framework: ScriptedFramework) => () =>
    framework.send({ type: "KILL", taskId: "1", slaveId: null });

  test("command_executor_tests.cpp:59 NoTaskKillingCapability: only the end is told", () => {
    const { cluster, framework } = launched(law(undefined, 700), undefined);
    cluster.at(5000, kill(framework));
    cluster.runTo(60_000);
    expect(told(framework)).toEqual(["2000 running", "5700 killed"]);
  });

  test("command_executor_tests.cpp:115 TaskKillingCapability: TASK_KILLING comes first", () => {
    const { cluster, framework } = launched(law(undefined, 700), undefined, true);
    cluster.at(5000, kill(framework));
    cluster.at(5500, kill(framework));
    cluster.runTo(60_000);
    expect(told(framework)).toEqual(["2000 running", "5000 killing", "5700 killed"]);
    expect(cluster.rows("task.killing")).toMatchObject([{ atMs: 5000, task: "1" }]);
    expect(cluster.rows("task.killed")).toMatchObject([{ atMs: 5700 }]);
  });

  test("an executor that kills its unhealthy task tells so, too", () => {
    const { cluster, framework } = launched(law(never, 700), { ...everyTen, failuresMax: 1 }, true);
    cluster.runTo(60_000);
    expect(told(framework)).toEqual([
      "2000 running",
      "2000 running unhealthy",
      "2000 killing",
      "2700 killed unhealthy",
    ]);
  });

  test("one whose executor has not registered is killed without", () => {
    const { cluster, framework } = launched(law(), undefined, true);
    cluster.at(1000, kill(framework));
    cluster.runTo(60_000);
    expect(told(framework)).toEqual(["1000 killed"]);
  });

  test("an agent that comes back in the meantime reports the task as being killed", () => {
    const { cluster, framework } = launched(law(undefined, 60_000), undefined, true);
    cluster.at(5000, kill(framework));
    cluster.at(10_000, () => cluster.failOverMaster(1000));
    cluster.at(30_000, () => framework.rejoin(true));
    cluster.runTo(40_000);
    expect(cluster.rows("task.adopted")).toMatchObject([{ state: "killing" }]);
    framework.send({ type: "RECONCILE", tasks: [{ taskId: "1", slaveId: null }] });
    cluster.runTo(80_000);
    expect(told(framework).slice(-2)).toEqual(["40000 killing", "65000 killed"]);
  });
});
