/**
 * Mesos 0.28.3's own tests of agents that are cut off, restart, reboot, are removed and come back
 * (src/tests/partition_tests.cpp, slave_recovery_tests.cpp, slave_tests.cpp, master_tests.cpp), played on ours.
 */

import { describe, expect, test } from "vitest";
import { constant } from "../../../src/model/distributions.ts";
import { defaultLaw, type MesosFlags } from "../../../src/sim/scenario.ts";
import { TestCluster } from "../../support/cluster.ts";
import { parse } from "../../support/resources.ts";
import { launch, type ScriptedFramework, task } from "../../support/scripted-framework.ts";
import { agentOf, heard, messagesTo, offered, recordOf } from "./watch.ts";

const minute = 60_000;

/** Agents a (and b) of 2 cpus; f launches a task for ever on one cpu of the first. */
function running(
  mesos: Partial<MesosFlags> = {},
  agents: readonly string[] = ["a"],
): { cluster: TestCluster; framework: ScriptedFramework; slaveIds: Map<string, string> } {
  const cluster = new TestCluster({ mesos });
  for (const id of agents) cluster.agent(id, "cpus:2;mem:1024");
  const framework = cluster.framework({ name: "f", role: "*" }, [
    { times: 1, accept: () => [launch(task("t", parse("cpus:1;mem:512")))], refuseMs: 0 },
  ]);
  cluster.runTo(100);
  return {
    cluster,
    framework,
    slaveIds: new Map(agents.map((id) => [id, recordOf(cluster, id).slaveId])),
  };
}

const removals = (cluster: TestCluster): unknown[] =>
  cluster.rows("agent.removed").map(({ atMs, agent, reason }) => [atMs, agent, reason]);
const told = (cluster: TestCluster, agent: string, type: string): number =>
  (cluster.toAgents.get(agent) ?? []).filter((message) => message.type === type).length;
const lost = ({ news }: ScriptedFramework): unknown[] =>
  news.filter(({ text }) => text.startsWith("lost")).map(({ atMs }) => atMs);

describe("a silent partition", () => {
  test("partition_tests.cpp:71 PartitionedSlave: lost 75 s after the first ping that is not answered", () => {
    const { cluster, framework, slaveIds } = running();
    cluster.at(1000, () => agentOf(cluster).partition());
    cluster.runTo(90_000);
    // Pings at 0, 15 s, ... of which that of 15 s is the first without an answer.
    expect(removals(cluster)).toEqual([[90_000, "a", "health-check-timed-out"]]);
    expect(heard(framework)).toEqual(["0 t running", "90000 t lost SLAVE_REMOVED"]);
    expect(framework.news.at(-1)).toEqual({ atMs: 90_000, text: `lost ${slaveIds.get("a")}` });
    expect(cluster.rows("message.dropped").filter(({ message }) => message === "shutdown")).toHaveLength(1);
  });

  test("partition_tests.cpp:305 PartitionedSlaveStatusUpdates: a removed agent's update gets it shut down, and goes no further", () => {
    const { cluster, framework, slaveIds } = running();
    cluster.at(1000, () => agentOf(cluster).partition());
    cluster.at(91_000, () => agentOf(cluster).heal());
    const slaveId = slaveIds.get("a") ?? "";
    cluster.at(91_000, () =>
      cluster.network.toMaster(
        { kind: "agent", name: "a" },
        {
          type: "STATUS_UPDATE",
          frameworkId: framework.frameworkId ?? "",
          status: {
            taskId: "t",
            state: "finished",
            source: "executor",
            reason: null,
            message: "",
            slaveId,
            uuid: 9,
          },
          latestState: "finished",
        },
      ),
    );
    cluster.runTo(91_000);
    expect(told(cluster, "a", "SHUTDOWN")).toBe(1);
    expect(heard(framework)).toHaveLength(2);
  });

  test("slave_recovery_tests.cpp:2794 PartitionedSlave: when it heals it is shut down, and registers as a new agent", () => {
    const { cluster, framework, slaveIds } = running();
    const seen = messagesTo(cluster);
    cluster.at(1000, () => agentOf(cluster).partition());
    cluster.at(100_000, () => agentOf(cluster).heal());
    cluster.runTo(100_000);
    // The process runs on, whoever knows of it.
    expect(agentOf(cluster).processCount).toBe(1);
    // It tries again within 60 s; then a second for its supervisor, and its registration.
    cluster.runTo(170_000);
    expect(told(cluster, "a", "SHUTDOWN")).toBe(1);
    expect(agentOf(cluster).processCount).toBe(0);
    expect(recordOf(cluster).slaveId).not.toBe(slaveIds.get("a"));
    expect(seen.filter(({ type }) => type === "REREGISTER_AGENT")).toHaveLength(1);
    expect(seen.at(-1)?.type).toBe("REGISTER_AGENT");
    expect(offered(framework).at(-1)).toMatch(/^\d+ a cpus\(\*\):2; mem\(\*\):1024$/);
  });

  test("one shorter than that costs nothing: the same id, the task runs on, updates come late", () => {
    const { cluster, framework, slaveIds } = running();
    cluster.at(1000, () => agentOf(cluster).partition());
    cluster.at(2000, () => agentOf(cluster).exitTask("t", "finished"));
    // In time for the ping of 75 s, the last whose answer still counts.
    cluster.at(70_000, () => agentOf(cluster).heal());
    cluster.runTo(200_000);
    expect(removals(cluster)).toEqual([]);
    expect(recordOf(cluster).slaveId).toBe(slaveIds.get("a"));
    expect(heard(framework).at(-1)).toMatch(/^\d+ t finished$/);
    expect(framework.updates.at(-1)?.atMs).toBeGreaterThanOrEqual(70_000);
  });

  test("meanwhile it is offered, and a launch goes into the void until its removal (mesos 4.1)", () => {
    const { cluster, framework } = running();
    cluster.at(500, () => agentOf(cluster).partition());
    cluster.at(1500, () =>
      framework.accept([framework.offer(1)], [launch(task("u", parse("cpus:1;mem:512")))]),
    );
    cluster.runTo(90_000);
    expect(offered(framework).at(-1)).toBe("1000 a cpus(*):1; mem(*):512");
    expect(heard(framework).slice(1)).toEqual(["90000 t lost SLAVE_REMOVED", "90000 u lost SLAVE_REMOVED"]);
  });
});

describe("slave_removal_rate_limit", () => {
  const mesos = { slave_removal_rate_limit: 10 * minute };

  /** Both agents are cut off at 1 s. */
  function cutOff(): ReturnType<typeof running> {
    const made = running(mesos, ["a", "b"]);
    made.cluster.at(1000, () => {
      for (const agent of made.cluster.agents.values()) agent.partition();
    });
    return made;
  }

  test("slave_tests.cpp:1841 RateLimitSlaveShutdown: removed only once it is permitted", () => {
    const { cluster, framework } = cutOff();
    cluster.runTo(20 * minute);
    expect(removals(cluster)).toEqual([
      [90_000, "a", "health-check-timed-out"],
      [90_000 + 10 * minute, "b", "health-check-timed-out"],
    ]);
    expect(lost(framework)).toEqual([90_000, 90_000 + 10 * minute]);
  });

  test("slave_tests.cpp:1906 CancelSlaveShutdown: an answer before the permit keeps it", () => {
    const { cluster } = cutOff();
    cluster.at(100_000, () => agentOf(cluster, "b").heal());
    cluster.runTo(30 * minute);
    expect(removals(cluster)).toEqual([[90_000, "a", "health-check-timed-out"]]);
    expect(recordOf(cluster, "b").connected).toBe(true);
  });
});

describe("agents after a fail-over of the master", () => {
  const strict = { registry_strict: true };

  /** a is cut off before the master goes at 1 s, and another one leads at once; f is back at 2 s. */
  function missing(mesos: Partial<MesosFlags>, agents?: readonly string[]): ReturnType<typeof running> {
    const made = running(mesos, agents);
    const { cluster, framework } = made;
    cluster.at(500, () => {
      for (const agent of cluster.agents.values()) agent.partition();
    });
    cluster.at(1000, () => cluster.failOverMaster(0));
    cluster.at(2000, () => framework.rejoin(true));
    return made;
  }

  test("master_tests.cpp:1703 RecoveredSlaveDoesNotReregister: lost after 10 min, and refused later, where the registry is strict", () => {
    const { cluster, framework, slaveIds } = missing(strict);
    cluster.at(12 * minute, () => agentOf(cluster).heal());
    cluster.runTo(11 * minute);
    expect(removals(cluster)).toEqual([[10 * minute + 1000, "a", "reregister-timeout"]]);
    expect(framework.news.at(-1)).toEqual({
      atMs: 10 * minute + 1000,
      text: `lost ${slaveIds.get("a")}`,
    });
    // No TASK_LOST: this master never knew the task.
    expect(heard(framework)).toEqual(["0 t running"]);
    cluster.runTo(14 * minute);
    expect(told(cluster, "a", "SHUTDOWN")).toBe(1);
    expect(recordOf(cluster).slaveId).not.toBe(slaveIds.get("a"));
  });

  test("master_tests.cpp:1781 NonStrictRegistryWriteOnly: else nobody is told, and it may come back with its task", () => {
    const { cluster, framework, slaveIds } = missing({});
    cluster.at(12 * minute, () => agentOf(cluster).heal());
    cluster.runTo(14 * minute);
    expect(removals(cluster)).toEqual([[10 * minute + 1000, "a", "reregister-timeout"]]);
    expect(lost(framework)).toEqual([]);
    expect(recordOf(cluster).slaveId).toBe(slaveIds.get("a"));
    expect(recordOf(cluster).liveTasks).toBe(1);
  });

  const limited = { ...strict, slave_removal_rate_limit: 5 * minute };
  const timeoutMs = 10 * minute + 1000;

  test("master_tests.cpp:1860 RateLimitRecoveredSlaveRemoval: removed only once it is permitted", () => {
    const { cluster, framework } = missing(limited, ["a", "b"]);
    cluster.runTo(20 * minute);
    expect(removals(cluster)).toEqual([
      [timeoutMs, "a", "reregister-timeout"],
      [timeoutMs + 5 * minute, "b", "reregister-timeout"],
    ]);
    expect(lost(framework)).toEqual([timeoutMs, timeoutMs + 5 * minute]);
  });

  test("master_tests.cpp:1935 CancelRecoveredSlaveRemoval: one that is back first stays", () => {
    const { cluster, framework, slaveIds } = missing(limited, ["a", "b"]);
    cluster.at(12 * minute, () => agentOf(cluster, "b").heal());
    cluster.runTo(20 * minute);
    expect(removals(cluster)).toEqual([[timeoutMs, "a", "reregister-timeout"]]);
    expect(lost(framework)).toEqual([timeoutMs]);
    expect(recordOf(cluster, "b").slaveId).toBe(slaveIds.get("b"));
  });

  test("master_tests.cpp:2027 RecoveredSlaveReregisters: it is not removed when the time is over", () => {
    const { cluster, framework, slaveIds } = running(strict);
    cluster.at(1000, () => cluster.failOverMaster(0));
    cluster.at(2000, () => framework.rejoin(true));
    cluster.runTo(12 * minute);
    expect(removals(cluster)).toEqual([]);
    expect(recordOf(cluster).slaveId).toBe(slaveIds.get("a"));
  });

  test("master_tests.cpp:2225 OrphanTasks: a task is nobody's until its framework is back, and holds its resources", () => {
    const { cluster, framework } = running();
    cluster.at(1000, () => cluster.failOverMaster(0));
    cluster.runTo(3000);
    expect([...cluster.master.frameworks]).toEqual([]);
    expect(recordOf(cluster).liveTasks).toBe(1);
    expect(recordOf(cluster).used.equals(parse("cpus:1;mem:512"))).toBe(true);
    cluster.at(3000, () => framework.rejoin(true));
    cluster.runTo(3000);
    expect([...cluster.master.frameworks].map(({ tasks }) => [...tasks.keys()])).toEqual([["t"]]);
    expect(offered(framework).at(-1)).toBe("3000 a cpus(*):1; mem(*):512");
  });
});

describe("an agent process that restarts", () => {
  test("keeps its id and its tasks; its offers are rescinded at once (master.cpp:1160-1207)", () => {
    const { cluster, framework, slaveIds } = running();
    cluster.at(1500, () => agentOf(cluster).restart(5000));
    cluster.runTo(1500);
    expect(framework.rescinded).toEqual([framework.offer(1).offerId]);
    expect(heard(framework)).toEqual(["0 t running"]);
    // Back at 6.5 s, two seconds for its executors, one at most to register; then the next tick.
    cluster.runTo(11_000);
    expect(recordOf(cluster).slaveId).toBe(slaveIds.get("a"));
    expect(agentOf(cluster).processCount).toBe(1);
    expect(offered(framework).at(-1)).toMatch(/^(9|10)000 a cpus\(\*\):1; mem\(\*\):512$/);
    expect(removals(cluster)).toEqual([]);
  });

  test("slave_recovery_tests.cpp:832 RecoverTerminatedExecutor: what ended meanwhile is lost, two seconds after the start", () => {
    const { cluster, framework } = running();
    cluster.at(1000, () => agentOf(cluster).restart(1000));
    cluster.at(1500, () => agentOf(cluster).exitTask("t", "finished"));
    cluster.runTo(5000);
    const [, update] = framework.updates;
    expect(update?.status).toMatchObject({
      state: "lost",
      source: "agent",
      reason: "EXECUTOR_REREGISTRATION_TIMEOUT",
    });
    // Up at 2 s; executors have until 4 s; then it registers within a second.
    expect(update?.atMs).toBeGreaterThanOrEqual(4000);
    expect(recordOf(cluster).used.isEmpty).toBe(true);
  });

  test("what waits is sent once more when it hears of its tasks' framework, so that losing one of the two costs nothing (master.cpp:4539-4554, slave.cpp:2284)", () => {
    const told = [0, 1].map((losses) => {
      const { cluster, framework } = running();
      cluster.at(1000, () => agentOf(cluster).restart(1000));
      cluster.at(1500, () => agentOf(cluster).exitTask("t", "finished"));
      const rule = { message: "status", agent: "a", framework: null, app: null, untilMs: 6000 };
      if (losses > 0) cluster.at(2000, () => cluster.network.addDropRule({ ...rule, left: losses }));
      cluster.runTo(5000);
      return heard(framework).slice(1);
    });
    const [[first, second] = [], afterLoss] = told;
    expect(first).toMatch(/^\d+ t lost EXECUTOR_REREGISTRATION_TIMEOUT$/);
    expect(second).toBe(first);
    expect(afterLoss).toEqual([first]);
  });

  test("slave_recovery_tests.cpp:2472 ReconcileTasksMissingFromSlave: a task that never came there is lost", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" }, [
      { times: 1, accept: () => [launch(task("t", parse("cpus:1;mem:512")))], refuseMs: 0 },
    ]);
    const rule = { message: "run", agent: "a", framework: null, app: null, left: 1 };
    cluster.at(0, () => cluster.network.addDropRule({ ...rule, untilMs: 500 }));
    cluster.at(1500, () => agentOf(cluster).restart(500));
    cluster.runTo(900);
    expect(heard(framework)).toEqual([]);
    cluster.runTo(5000);
    const [update] = framework.updates;
    expect(update?.status).toMatchObject({
      taskId: "t",
      state: "lost",
      source: "agent",
      reason: "RECONCILIATION",
    });
    expect(recordOf(cluster).used.isEmpty).toBe(true);
    expect(recordOf(cluster).tasks.size).toBe(0);
  });

  test("slave_recovery_tests.cpp:2371 ReconcileShutdownFramework: a framework that was removed meanwhile is shut down there", () => {
    const { cluster, framework } = running();
    cluster.at(1000, () => agentOf(cluster).restart(3000));
    cluster.at(2000, () => framework.send({ type: "TEARDOWN" }));
    cluster.runTo(3900);
    expect(agentOf(cluster).processCount).toBe(1);
    expect(recordOf(cluster).used.isEmpty).toBe(true);
    cluster.runTo(10_000);
    expect(told(cluster, "a", "SHUTDOWN_FRAMEWORK")).toBe(1);
    expect(agentOf(cluster).processCount).toBe(0);
  });

  test("a kill that was asked for meanwhile is sent when it is back (master.cpp:3813-3843)", () => {
    const { cluster, framework } = running();
    cluster.at(1000, () => agentOf(cluster).restart(3000));
    cluster.at(2000, () => framework.send({ type: "KILL", taskId: "t", slaveId: null }));
    cluster.runTo(10_000);
    expect(heard(framework).at(-1)).toMatch(/^\d+ t killed$/);
  });
});

describe("an agent that comes back as a new one", () => {
  test("slave_recovery_tests.cpp:1665 Reboot: it registers anew, and all its resources are offered", () => {
    const { cluster, framework, slaveIds } = running();
    cluster.at(1500, () => agentOf(cluster).crash());
    cluster.at(2500, () => agentOf(cluster).recover());
    cluster.runTo(4000);
    expect(recordOf(cluster).slaveId).not.toBe(slaveIds.get("a"));
    expect(offered(framework).at(-1)).toBe("2500 a cpus(*):2; mem(*):1024");
  });

  test("slave_recovery_tests.cpp:2159 RegisterDisconnectedSlave: the old one at its address is removed then", () => {
    const { cluster, framework } = running();
    cluster.at(1500, () => agentOf(cluster).crash());
    cluster.at(2500, () => agentOf(cluster).recover());
    cluster.runTo(2500);
    expect(removals(cluster)).toEqual([[2500, "a", "same-address"]]);
    expect(heard(framework).at(-1)).toBe("2500 t lost SLAVE_REMOVED");
    expect(framework.updates.at(-1)?.status.message).toBe(
      "Slave a removed: a new slave registered at the same address",
    );
    expect(lost(framework)).toEqual([2500]);
  });

  test("slave_recovery_tests.cpp:1950 ShutdownSlave: told to shut down, it has a new id after its restart", () => {
    const { cluster, slaveIds } = running();
    cluster.at(1000, () => cluster.network.toAgent("a", { type: "SHUTDOWN", message: "test" }));
    cluster.runTo(5000);
    expect(agentOf(cluster).processCount).toBe(0);
    expect(recordOf(cluster).slaveId).not.toBe(slaveIds.get("a"));
  });

  test("a dead host that stays away is lost as one that is cut off is", () => {
    const { cluster, framework } = running();
    cluster.at(1500, () => agentOf(cluster).crash());
    cluster.runTo(100_000);
    expect(removals(cluster)).toEqual([[90_000, "a", "health-check-timed-out"]]);
    expect(heard(framework).at(-1)).toBe("90000 t lost SLAVE_REMOVED");
  });

  test("an agent that unregisters is removed at once, for good (master.cpp:4569-4585)", () => {
    const { cluster, framework } = running();
    cluster.at(1500, () => agentOf(cluster).remove());
    cluster.runTo(10_000);
    expect(removals(cluster)).toEqual([[1500, "a", "unregistered"]]);
    expect(heard(framework).at(-1)).toBe("1500 t lost SLAVE_REMOVED");
    expect(cluster.master.agentNamed("a")).toBeNull();
  });
});

test("executors whose agent stays away for 15 min end by themselves (slave/flags.cpp:309)", () => {
  const { cluster } = running();
  cluster.at(1000, () => agentOf(cluster).restart(20 * minute));
  cluster.runTo(1000 + 15 * minute - 1);
  expect(agentOf(cluster).processCount).toBe(1);
  cluster.runTo(1000 + 15 * minute);
  expect(agentOf(cluster).processCount).toBe(0);
});

test("slave_recovery_tests.cpp:731 KillTaskUnregisteredExecutor, with the restart: no update follows the kill", () => {
  const cluster = new TestCluster({ tasks: [{ ...defaultLaw, staging: constant(5000) }] });
  cluster.agent("a", "cpus:2;mem:1024");
  const framework = cluster.framework({ name: "f", role: "*" }, [
    { times: 1, accept: () => [launch(task("t", parse("cpus:1;mem:512")))] },
  ]);
  cluster.at(1000, () => framework.send({ type: "KILL", taskId: "t", slaveId: null }));
  cluster.at(1500, () => agentOf(cluster).restart(500));
  cluster.runTo(30_000);
  expect(heard(framework)).toEqual(["1000 t killed EXECUTOR_UNREGISTERED"]);
});
