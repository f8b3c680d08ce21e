/** The master's side of frameworks: retries, tasks found again, and what a removal takes along. */

import { describe, expect, test } from "vitest";
import { agentOf, heard, offered, recordOf } from "../../conformance/mesos/watch.ts";
import { TestCluster } from "../../support/cluster.ts";
import { play } from "../../support/random-checks.ts";
import { scenarioOf } from "../../support/random-scenario.ts";
import { parse } from "../../support/resources.ts";
import { launch, type ScriptedFramework, task } from "../../support/scripted-framework.ts";
import { residentApp } from "../marathon/rig.ts";
import { rowsOf, simulate } from "../marathon/simulate.ts";

function running(): { cluster: TestCluster; framework: ScriptedFramework } {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:2;mem:1024");
  const framework = cluster.framework({ name: "f", role: "*" }, [
    { times: 1, accept: () => [launch(task("t", parse("cpus:1;mem:512")))], refuseMs: 0 },
  ]);
  return { cluster, framework };
}

test("a subscription that is sent again is answered with the same id, and adds nothing (master.cpp:2281-2296)", () => {
  const { cluster, framework } = running();
  cluster.at(100, () => framework.rejoin(true, { frameworkId: null }));
  cluster.runTo(100);
  expect(framework.news.map(({ text }) => text)).toEqual(["REGISTERED", "REGISTERED"]);
  expect(cluster.rows("framework.registered")).toHaveLength(1);
});

describe("its failover timeout", () => {
  test("ends with its tasks killed, unheard, and their resources free at the next tick", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*", failoverTimeoutMs: 20_000 }, [
      { times: 1, accept: ({ resources }) => [launch(task("t", resources))] },
    ]);
    const other = cluster.framework({ name: "g", role: "*" });
    cluster.at(1500, () => framework.disconnect());
    cluster.runTo(30_000);
    expect(cluster.rows("task.killed").map(({ atMs, reason }) => [atMs, reason])).toEqual([
      [21_500, "REASON_FRAMEWORK_REMOVED"],
    ]);
    expect(heard(framework)).toEqual(["0 t running"]);
    expect(offered(other)).toEqual(["22000 a cpus(*):2; mem(*):1024"]);
    expect(agentOf(cluster).processCount).toBe(0);
  });

  test("is void once it is back", () => {
    const cluster = new TestCluster();
    const framework = cluster.framework({ name: "f", role: "*", failoverTimeoutMs: 20_000 });
    cluster.at(1000, () => framework.disconnect());
    cluster.at(10_000, () => framework.reconnect());
    cluster.at(15_000, () => framework.disconnect());
    cluster.runTo(34_999);
    expect(cluster.rows("framework.removed")).toEqual([]);
    cluster.runTo(35_000);
    expect(cluster.rows("framework.removed")).toHaveLength(1);
  });
});

test("a disconnected one that disconnects again is told of once", () => {
  const { cluster, framework } = running();
  cluster.at(1000, () => framework.disconnect());
  cluster.at(2000, () => framework.disconnect());
  cluster.runTo(3000);
  expect(cluster.rows("framework.disconnected")).toHaveLength(1);
});

test("after a fail-over it finds the tasks that agents brought, whichever comes first", () => {
  for (const backMs of [1001, 5000]) {
    const { cluster, framework } = running();
    cluster.at(1000, () => cluster.failOverMaster(0));
    cluster.at(backMs, () => framework.rejoin(true));
    cluster.at(6000, () => framework.send({ type: "RECONCILE", tasks: [] }));
    cluster.runTo(6000);
    expect(heard(framework).at(-1)).toBe("6000 t running RECONCILIATION");
    expect(recordOf(cluster).used.equals(parse("cpus:1;mem:512"))).toBe(true);
    // What the task holds counts for the framework: it is offered the rest.
    expect(offered(framework).at(-1)).toMatch(/ a cpus\(\*\):1; mem\(\*\):512$/);
  }
});

test("a teardown takes its offers along, silently, and its pending launches", () => {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:2;mem:1024");
  cluster.agent("b", "cpus:2;mem:1024");
  const framework = cluster.framework({ name: "f", role: "*" });
  cluster.at(500, () => {
    framework.accept([framework.offer(0)], [launch(task("t", parse("cpus:1;mem:512")))]);
    framework.send({ type: "TEARDOWN" });
  });
  const other = cluster.framework({ name: "g", role: "*" }, [], 700);
  cluster.runTo(1000);
  expect(framework.rescinded).toEqual([]);
  expect(cluster.rows("process.started")).toEqual([]);
  expect([...offered(other)].sort()).toEqual([
    "700 a cpus(*):2; mem(*):1024",
    "700 b cpus(*):2; mem(*):1024",
  ]);
});

test("calls of a framework that the master does not know are ignored", () => {
  const { cluster, framework } = running();
  cluster.at(1000, () => cluster.failOverMaster(0));
  cluster.at(2000, () => framework.send({ type: "REVIVE" }));
  cluster.at(2000, () => framework.send({ type: "KILL", taskId: "t", slaveId: null }));
  cluster.runTo(5000);
  expect(agentOf(cluster).processCount).toBe(1);
});

test("a subscription of a leader that is gone, held up until another one leads, takes nothing from that one", () => {
  const { simulation } = play(
    scenarioOf({
      name: "late",
      seed: 0,
      duration: "40s",
      network: { latency: "0ms" },
      agents: [{ id: "a", resources: { cpus: 1, mem: 64 } }],
      frameworks: [{ name: "m", kind: "marathon", role: "marathon" }],
      apps: [],
      actions: [
        { every: "2s", from: "0ms", to: "30s", do: "marathon.failover", framework: "m", down: "1s" },
        { at: "0ms", do: "message.delay", message: "SUBSCRIBE", by: "20s", next: 1 },
      ],
    }),
  );
  const { master } = simulation;
  // What came late registered a framework anew. The leader that took up its own id after that is heard, and nobody else.
  const all = [...master.frameworks];
  const active = all.filter((framework) => framework.active);
  expect([all.length, active.length]).toEqual([3, 1]);
  expect(master.registry.frameworkNamed("m")).toBe(active[0]);
});

describe("updates that wait for a framework", () => {
  function failedMeanwhile(): { cluster: TestCluster; framework: ScriptedFramework; seen: () => number[] } {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" }, [
      { times: 1, accept: () => [launch(task("t", parse("cpus:1;mem:512"), 2000))], refuseMs: 0 },
    ]);
    cluster.at(1000, () => framework.disconnect());
    const seen = (): number[] =>
      framework.updates.filter(({ status }) => status.state === "finished").map(({ atMs }) => atMs);
    return { cluster, framework, seen };
  }

  test("are sent at once when a scheduler that failed over takes its place (master.cpp:2466-2474, slave.cpp:2284-2286)", () => {
    const { cluster, framework, seen } = failedMeanwhile();
    cluster.at(5000, () => framework.reconnect(true));
    cluster.runTo(60_000);
    expect(seen()).toEqual([5000]);
    expect(recordOf(cluster).tasks.size).toBe(0);
  });

  test("wait for their next turn where the same scheduler is back (master.cpp:2398-2428)", () => {
    const { cluster, framework, seen } = failedMeanwhile();
    cluster.at(5000, () => framework.reconnect());
    cluster.runTo(60_000);
    // It ended at 2 s; told again 10 s later.
    expect(seen()).toEqual([12_000]);
  });

  test("are sent at once when it finds a new master, to which the agent has returned already", () => {
    const { cluster, framework, seen } = failedMeanwhile();
    cluster.at(3000, () => cluster.failOverMaster(0));
    cluster.at(5000, () => framework.reconnect());
    cluster.runTo(60_000);
    expect(seen()).toEqual([5000]);
  });

  test("of others on its agents are sent along; on agents that do not know it none", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    cluster.agent("b", "cpus:2;mem:1024");
    const half = parse("cpus:1;mem:512");
    const framework = cluster.framework({ name: "f", role: "*" }, [
      { when: ({ agent }) => agent === "a", times: 1, accept: () => [launch(task("f", half))], refuseMs: 0 },
      { refuseMs: 3_600_000 },
    ]);
    const other = cluster.framework({ name: "g", role: "*" }, [
      { accept: ({ agent }) => [launch(task(`g on ${agent}`, half))] },
    ]);
    other.acknowledges = () => false;
    cluster.at(5000, () => framework.rejoin(true));
    cluster.runTo(9000);
    expect(heard(other).filter((line) => line.startsWith("5000"))).toEqual(["5000 g on a running"]);
  });

  test("so that a resident task that failed while no Marathon led is acknowledged before it is launched under the same id", () => {
    const simulation = simulate({
      apps: [residentApp({ id: "/db" })],
      actions: [
        { at: 60_000, do: "marathon.failover", down: 1_200_000 },
        { at: 70_000, do: "task.exit", app: "/db", status: "failed" },
      ],
      durationMs: 1_400_000,
    });
    // The agent's own next try would come minutes after the master's answers to what Marathon asks.
    expect(rowsOf(simulation, "task.suspended").map(({ atMs }) => atMs)).toEqual([1_260_004]);
    expect(rowsOf(simulation, "task.error")).toEqual([]);
    expect(rowsOf(simulation, "task.running")).toHaveLength(2);
  });
});
