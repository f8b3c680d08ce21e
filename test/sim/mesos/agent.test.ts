/** An agent's ways between its host, its process and its master, where they cross. */

import { describe, expect, test } from "vitest";
import { agentOf, heard, messagesTo, recordOf } from "../../conformance/mesos/watch.ts";
import { TestCluster } from "../../support/cluster.ts";
import { play } from "../../support/random-checks.ts";
import { scenarioOf } from "../../support/random-scenario.ts";
import { parse } from "../../support/resources.ts";
import { launch, type ScriptedFramework, task } from "../../support/scripted-framework.ts";
import { rowsOf } from "../marathon/simulate.ts";

function running(): { cluster: TestCluster; framework: ScriptedFramework } {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:2;mem:1024");
  const framework = cluster.framework({ name: "f", role: "*" }, [
    { times: 1, accept: () => [launch(task("t", parse("cpus:1;mem:512")))], refuseMs: 0 },
  ]);
  return { cluster, framework };
}

const registrations = (seen: ReturnType<typeof messagesTo>): readonly string[] =>
  seen.map(({ type }) => type).filter((type) => type.includes("REGISTER"));

describe("nothing happens", () => {
  test("to a host that is up when it is recovered, to one that is down when it crashes, to one that is gone", () => {
    const { cluster } = running();
    cluster.runTo(100);
    const agent = agentOf(cluster);
    agent.recover();
    agent.heal();
    agent.crash();
    agent.crash();
    agent.restart(1000);
    expect(cluster.rows("agent.crashed")).toHaveLength(1);
    agent.remove();
    agent.remove();
    agent.recover();
    agent.partition();
    cluster.runTo(200_000);
    expect(cluster.rows("agent.recovered")).toEqual([]);
    expect(cluster.rows("agent.registered")).toHaveLength(1);
  });

  test("to what was set for an absence that is over: a crash during a restart", () => {
    const { cluster } = running();
    cluster.at(1000, () => agentOf(cluster).restart(5000));
    cluster.at(2000, () => agentOf(cluster).crash());
    cluster.runTo(10_000);
    // It would have been back at 6 s.
    expect(agentOf(cluster).crashed).toBe(true);
    expect(cluster.rows("agent.reregistered")).toEqual([]);
    cluster.at(10_000, () => agentOf(cluster).recover());
    cluster.runTo(20_000);
    expect(cluster.rows("agent.registered")).toHaveLength(2);
  });
});

describe("while no master leads", () => {
  test("an agent sends nothing, and registers within a second once there is one", () => {
    const { cluster } = running();
    cluster.at(1000, () => cluster.failOverMaster(20_000));
    cluster.runTo(20_999);
    expect(cluster.rows("message.dropped")).toEqual([]);
    cluster.runTo(22_000);
    expect(cluster.rows("agent.reregistered").map(({ atMs }) => atMs >= 21_000 && atMs <= 22_000)).toEqual([
      true,
    ]);
  });

  test("one that starts again waits for the next", () => {
    const { cluster } = running();
    cluster.at(500, () => agentOf(cluster).restart(1000));
    cluster.at(1000, () => cluster.failOverMaster(20_000));
    cluster.runTo(25_000);
    expect(cluster.rows("message.dropped")).toEqual([]);
    expect(cluster.rows("agent.reregistered")).toHaveLength(1);
  });

  test("one that boots waits too, and registers anew", () => {
    const { cluster } = running();
    cluster.at(500, () => agentOf(cluster).crash());
    cluster.at(1000, () => cluster.failOverMaster(20_000));
    cluster.at(2000, () => agentOf(cluster).recover());
    cluster.runTo(25_000);
    expect(cluster.rows("message.dropped")).toEqual([]);
    expect(cluster.rows("agent.registered")).toHaveLength(2);
  });

  test("the answer of the one that is gone counts for nothing (slave.cpp:961-970)", () => {
    const cluster = new TestCluster({ latencyMs: 100 });
    cluster.agent("a", "cpus:1;mem:64");
    // Asked at 0, the master answers at 100 ms, and is gone when the answer comes.
    cluster.at(150, () => cluster.failOverMaster(5000));
    cluster.runTo(5000);
    expect(agentOf(cluster).slaveId).toBe(null);
    cluster.runTo(10_000);
    expect(cluster.rows("agent.registered")).toHaveLength(2);
  });
});

test("a restarted agent with executors looks for a new master only once they had their time", () => {
  const { cluster } = running();
  cluster.at(1000, () => agentOf(cluster).restart(500));
  // It is back at 1.5 s, and its executors have until 3.5 s.
  cluster.at(2000, () => cluster.failOverMaster(0));
  cluster.runTo(5000);
  const [again] = cluster.rows("agent.reregistered");
  expect(again?.atMs).toBeGreaterThanOrEqual(3500);
  expect(recordOf(cluster).liveTasks).toBe(1);
});

test("an agent that misses pings sends no update until it is registered again (slave.cpp:760-826)", () => {
  const { cluster, framework } = running();
  cluster.at(1000, () => agentOf(cluster).partition());
  cluster.at(80_000, () => agentOf(cluster).exitTask("t", "finished"));
  const seen = messagesTo(cluster);
  cluster.at(200_000, () => agentOf(cluster).heal());
  cluster.runTo(300_000);
  // It was removed at 90 s: what it says first is that it registers, and it is shut down.
  expect(seen.filter(({ type }) => type === "STATUS_UPDATE")).toHaveLength(1);
  expect(registrations(seen)).toEqual(["REGISTER_AGENT", "REREGISTER_AGENT", "REGISTER_AGENT"]);
  expect(heard(framework)).toEqual(["0 t running", "90000 t lost SLAVE_REMOVED"]);
});

test("told to shut down twice, it goes down once", () => {
  const { cluster } = running();
  const shutDown = (): void => cluster.network.toAgent("a", { type: "SHUTDOWN", message: "" });
  cluster.at(1000, shutDown);
  cluster.at(1000, shutDown);
  cluster.runTo(10_000);
  expect(cluster.rows("agent.registered")).toHaveLength(2);
});

test("a disk that is lost takes reservations and volumes along, of a host that is down already as well", () => {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:2;mem:1024");
  const mine = parse("cpus:1").flatten("r", { principal: "p" });
  cluster.framework({ name: "f", role: "r" }, [
    { times: 1, accept: () => [{ type: "RESERVE", resources: mine }] },
  ]);
  cluster.at(1000, () => agentOf(cluster).crash());
  cluster.at(2000, () => agentOf(cluster).loseDisk());
  cluster.at(3000, () => agentOf(cluster).recover());
  cluster.runTo(4000);
  expect(cluster.rows("agent.crashed")).toHaveLength(1);
  expect(recordOf(cluster).total.equals(parse("cpus:2;mem:1024"))).toBe(true);
});

test("what gave its agent up is told as lost when the agent is back, as what ended meanwhile (slave_recovery_tests.cpp:832)", () => {
  const { simulation } = play(
    scenarioOf({
      name: "away",
      duration: "30m",
      mesos: { max_slave_ping_timeouts: 200 },
      agents: [{ id: "a", resources: { cpus: 1, mem: 64 } }],
      frameworks: [{ name: "f", kind: "greedy", role: "*", task: { cpus: 1, mem: 64 } }],
      actions: [{ at: "1m", do: "agent.restart", agent: "a", down: "20m" }],
    }),
  );
  expect(rowsOf(simulation, "task.lost")).toMatchObject([
    { source: "agent", reason: "REASON_EXECUTOR_REREGISTRATION_TIMEOUT" },
  ]);
});
