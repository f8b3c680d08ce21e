/** The master's side of agents: retries, what a new master finds, and in which order all of it is told. */

import { describe, expect, test } from "vitest";
import { agentOf, messagesTo, offered, recordOf } from "../../conformance/mesos/watch.ts";
import { TestCluster } from "../../support/cluster.ts";
import { parse } from "../../support/resources.ts";
import { launch, task } from "../../support/scripted-framework.ts";

const drop = (cluster: TestCluster, message: string, left: number): void =>
  cluster.network.addDropRule({
    message,
    agent: "a",
    framework: null,
    app: null,
    left,
    untilMs: Number.POSITIVE_INFINITY,
  });

describe("a registration whose answer is lost", () => {
  test("is answered again, with the same id (master.cpp:4161-4189)", () => {
    const cluster = new TestCluster();
    cluster.at(0, () => drop(cluster, "registered", 2));
    cluster.agent("a", "cpus:1;mem:64");
    const seen = messagesTo(cluster);
    cluster.runTo(60_000);
    expect(seen.map(({ type }) => type)).toEqual(["REGISTER_AGENT", "REGISTER_AGENT", "REGISTER_AGENT"]);
    expect(cluster.rows("agent.registered")).toHaveLength(1);
    expect(agentOf(cluster).slaveId).toBe(recordOf(cluster).slaveId);
  });

  test("of an agent that comes back is too, and changes nothing", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:1;mem:64");
    cluster.at(500, () => drop(cluster, "registered", 1));
    cluster.at(1000, () => agentOf(cluster).restart(500));
    cluster.runTo(60_000);
    expect(cluster.rows("agent.reregistered")).toHaveLength(2);
    expect(recordOf(cluster).connected).toBe(true);
  });
});

test("a new master with a strict registry refuses whom it does not name (master.cpp:4464-4500)", () => {
  const cluster = new TestCluster({ mesos: { registry_strict: true } });
  cluster.agent("a", "cpus:1;mem:64");
  cluster.runTo(100);
  cluster.at(1000, () =>
    cluster.network.toMaster(
      { kind: "agent", name: "a" },
      {
        type: "REREGISTER_AGENT",
        slaveId: "of another cluster",
        info: { agent: "a", attributes: {}, run: 7 },
        total: parse("cpus:1;mem:64"),
        checkpointed: parse("cpus:0"),
        tasks: [],
      },
    ),
  );
  cluster.runTo(1000);
  expect(cluster.toAgents.get("a")?.at(-1)).toMatchObject({
    type: "SHUTDOWN",
    message: "Slave attempted to re-register with unknown slave id of another cluster",
  });
});

test("an agent that is removed: the allocator, tasks and offers first, frameworks hear of it after all else of its instant", () => {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:2;mem:1024");
  const f = cluster.framework({ name: "f", role: "*" }, [
    { times: 1, accept: () => [launch(task("t", parse("cpus:1;mem:512")))], refuseMs: 0 },
  ]);
  const g = cluster.framework({ name: "g", role: "*" });
  cluster.at(1500, () => agentOf(cluster).remove());
  cluster.runTo(1500);
  expect(f.updates.at(-1)?.status.message).toBe("Slave a removed: the slave unregistered");
  expect([...f.rescinded, ...g.rescinded]).toHaveLength(1);
  // Every framework hears of the agent, its own or not.
  for (const framework of [f, g]) expect(framework.news.at(-1)?.text).toMatch(/^lost .*-S0$/);
  const order = cluster.rows("agent.removed", "task.lost").map(({ type }) => type);
  expect(order).toEqual(["agent.removed", "task.lost"]);
});

test("tasks of a framework that a new master removed before their agent is back run on until it registers once more (master.cpp:5552-5554)", () => {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:2;mem:1024");
  const framework = cluster.framework({ name: "f", role: "*" }, [
    { times: 1, accept: () => [launch(task("t", parse("cpus:1;mem:64")))] },
  ]);
  cluster.at(1000, () => agentOf(cluster).partition());
  cluster.at(2000, () => cluster.failOverMaster(0));
  cluster.at(3000, () => framework.rejoin(true));
  cluster.at(4000, () => framework.send({ type: "TEARDOWN" }));
  cluster.at(5000, () => agentOf(cluster).heal());
  cluster.runTo(100_000);
  expect(agentOf(cluster).processCount).toBe(1);
  expect(recordOf(cluster).used.equals(parse("cpus:1;mem:64"))).toBe(true);
  // Of an agent that it knows the master asks whether it has such tasks.
  cluster.at(100_000, () => agentOf(cluster).restart(1000));
  cluster.runTo(110_000);
  expect(agentOf(cluster).processCount).toBe(0);
});

describe("quotas after a fail-over (hierarchical.cpp:151-212)", () => {
  const guarantee = parse("cpus:1;mem:64");

  /** Ten agents, a quota for role q, all cut off but some; another master leads from 1 s on; f is back at 3 s. */
  function failedOver(back: number) {
    const cluster = new TestCluster();
    const names = Array.from({ length: 10 }, (_, i) => `a${i}`);
    for (const name of names) cluster.agent(name, "cpus:1;mem:64");
    const framework = cluster.framework({ name: "f", role: "q" });
    cluster.at(100, () => cluster.operator.setQuota("q", guarantee));
    cluster.at(500, () => {
      for (const name of names.slice(back)) agentOf(cluster, name).partition();
    });
    cluster.at(1000, () => cluster.failOverMaster(0));
    cluster.at(3000, () => framework.rejoin(true));
    const times = (): ReadonlySet<number> =>
      new Set(framework.offers.map(({ atMs }) => atMs).filter((atMs) => atMs >= 1000));
    return { cluster, times };
  }

  test("nothing is allocated before 80 % of the agents are back", () => {
    const { cluster, times } = failedOver(7);
    cluster.runTo(60_000);
    expect(times()).toEqual(new Set());
    cluster.at(60_000, () => agentOf(cluster, "a7").heal());
    cluster.runTo(130_000);
    expect(times().size).toBeGreaterThan(0);
  });

  test("or 10 min have passed", () => {
    const { cluster, times } = failedOver(7);
    cluster.runTo(600_999);
    expect(times()).toEqual(new Set());
    cluster.runTo(602_000);
    expect(times().size).toBeGreaterThan(0);
  });

  test("with as many back there is no wait", () => {
    const { cluster, times } = failedOver(8);
    cluster.runTo(4000);
    expect([...times()]).toEqual([3000]);
  });

  test("of a registry with one agent the allocator hears of no quota, though the master holds it (hierarchical.cpp:189-195)", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:128");
    // By its share, which is nothing, and its name the role a would come first; with the quota it gets nothing before.
    const [first, quotaed] = ["a", "q"].map((role) => cluster.framework({ name: role, role }));
    cluster.at(100, () => cluster.operator.setQuota("q", guarantee));
    cluster.at(1000, () => cluster.failOverMaster(0));
    for (const framework of [first, quotaed]) cluster.at(1001, () => framework?.rejoin(true));
    cluster.at(5000, () => cluster.operator.setQuota("q", guarantee));
    cluster.at(6000, () => cluster.operator.removeQuota("q"));
    cluster.at(7500, () => cluster.operator.setQuota("q", guarantee));
    cluster.runTo(8000);
    const since = (framework: typeof first) =>
      framework?.offers.map(({ atMs }) => atMs).filter((atMs) => atMs > 1000);
    // As soon as the agent is back; and at the tick after the quota was set anew, which took the other's offer back.
    expect([since(first), since(quotaed)]).toEqual([[expect.any(Number)], [8000]]);
    expect(cluster.rows("operator.answered").map(({ status }) => status)).toEqual([200, 400, 200, 200]);
  });

  test("the quota itself is kept by the registry", () => {
    const { cluster } = failedOver(10);
    cluster.at(5000, () => cluster.operator.setQuota("q", guarantee));
    cluster.runTo(5000);
    expect(cluster.rows("operator.answered").map(({ status }) => status)).toEqual([200, 400]);
  });
});

test("an agent that a new master has not heard of for a while is offered again once it is back", () => {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:1;mem:64");
  const framework = cluster.framework({ name: "f", role: "*" });
  cluster.at(500, () => agentOf(cluster).partition());
  cluster.at(1000, () => cluster.failOverMaster(0));
  cluster.at(2000, () => framework.rejoin(true));
  cluster.at(30_000, () => agentOf(cluster).heal());
  cluster.runTo(100_000);
  expect(offered(framework)).toHaveLength(2);
  expect(framework.offers[1]?.atMs).toBeGreaterThan(30_000);
});
