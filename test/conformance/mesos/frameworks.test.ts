/**
 * Mesos 0.28.3's own tests of frameworks that come, go and come back, of offers that time out, and of what the master
 * says of tasks while agents are missing (src/tests/fault_tolerance_tests.cpp, master_tests.cpp,
 * master_allocator_tests.cpp, reconciliation_tests.cpp, resource_offers_tests.cpp, role_tests.cpp), played on ours.
 */

import { describe, expect, test } from "vitest";
import { Resources } from "../../../src/model/resources.ts";
import { TestCluster } from "../../support/cluster.ts";
import { parse, reservationOf, reserved, volumeOf } from "../../support/resources.ts";
import { create, launch, reserve, type ScriptedFramework, task } from "../../support/scripted-framework.ts";
import { agentOf, heard, offered, recordOf } from "./watch.ts";

const minute = 60_000;
const launched = (id: string, resources: string, runsMs?: number) =>
  launch(task(id, parse(resources), runsMs));

describe("offer_timeout", () => {
  const mesos = { offer_timeout: 30_000 };

  test("master_tests.cpp:2482 OfferTimeout: rescinded, and offered again at the next tick", () => {
    const cluster = new TestCluster({ mesos });
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" });
    cluster.runTo(31_500);
    expect(framework.rescinded).toEqual([framework.offer(0).offerId]);
    // The timer was set at 0, before the tick of 30 s was.
    expect(framework.offers.map(({ atMs }) => atMs)).toEqual([0, 30_000]);
  });

  test("of one interval ends after the next tick, which was set before the master heard of the offer (hierarchical.cpp:1139-1143)", () => {
    const cluster = new TestCluster({ mesos: { offer_timeout: 1000 } });
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" }, [], 1500);
    cluster.runTo(7000);
    // The first is made of itself, between ticks; each other one by a tick.
    expect(framework.offers.map(({ atMs }) => atMs)).toEqual([1500, 3000, 5000, 7000]);
  });

  test("master_tests.cpp:2545 OfferNotRescindedOnceUsed", () => {
    const cluster = new TestCluster({ mesos });
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" }, [
      { times: 1, accept: ({ resources }) => [launch(task("t", resources))] },
    ]);
    cluster.runTo(120_000);
    expect(framework.rescinded).toEqual([]);
    expect(heard(framework)).toEqual(["0 t running"]);
  });

  test("master_tests.cpp:2609 OfferNotRescindedOnceDeclined", () => {
    const cluster = new TestCluster({ mesos });
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" }, [{ times: 1, refuseMs: 1_000_000 }]);
    cluster.runTo(120_000);
    expect(framework.rescinded).toEqual([]);
  });
});

describe("a framework's connection", () => {
  test("breaks: its offers are rescinded, its tasks run on; it is back under its id, with offers at once (master.cpp:2523-2579, 2377-2428)", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" }, [
      { times: 1, accept: () => [launched("t", "cpus:1;mem:512")], refuseMs: 60_000 },
    ]);
    const { frameworkId } = framework;
    cluster.at(1500, () => framework.disconnect());
    cluster.at(5300, () => framework.reconnect());
    cluster.runTo(5300);
    expect(frameworkId).toBe(null);
    expect(cluster.rows("framework.disconnected").map(({ atMs, reason }) => [atMs, reason])).toEqual([
      [1500, "disconnected"],
    ]);
    expect(framework.news.map(({ text }) => text)).toEqual(["REGISTERED", "REREGISTERED"]);
    expect(agentOf(cluster).processCount).toBe(1);
    // Its filter of a minute went with the connection.
    expect(offered(framework).at(-1)).toBe("5300 a cpus(*):1; mem(*):512");
  });

  test("suppression is forgotten with it (hierarchical.cpp:347-376)", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" }, [{ refuseMs: 0 }]);
    cluster.at(500, () => framework.send({ type: "SUPPRESS" }));
    cluster.at(5000, () => framework.disconnect());
    cluster.at(6300, () => framework.reconnect());
    cluster.runTo(6300);
    expect(framework.offers.map(({ atMs }) => atMs)).toEqual([0, 6300]);
  });

  test("is taken over before the master saw it break: filters and suppression stay (master.cpp:5813-5880)", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" }, [{ times: 1, refuseMs: 8000 }]);
    cluster.at(2500, () => framework.rejoin(true));
    cluster.runTo(9000);
    expect(framework.news.map(({ text }) => text)).toEqual(["REGISTERED", "REGISTERED"]);
    expect(framework.offers.map(({ atMs }) => atMs)).toEqual([0, 8000]);
  });

  test("a scheduler that takes over gets its predecessor's offers again, silently; the same one has them rescinded", () => {
    const rescinds = (force: boolean): readonly string[] => {
      const cluster = new TestCluster();
      cluster.agent("a", "cpus:2;mem:1024");
      const framework = cluster.framework({ name: "f", role: "*" });
      cluster.at(500, () => framework.rejoin(force));
      cluster.runTo(1000);
      // Either way nothing is filtered: the tick offers them again.
      expect(framework.offers.map(({ atMs }) => atMs)).toEqual([0, 1000]);
      return framework.rescinded;
    };
    expect(rescinds(true)).toEqual([]);
    expect(rescinds(false)).toHaveLength(1);
  });

  test("master_allocator_tests.cpp:372 SchedulerFailover: the next scheduler is offered what tasks do not use", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:3;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" }, [
      { times: 1, accept: () => [launched("t", "cpus:1;mem:256")], refuseMs: 1_000_000 },
    ]);
    cluster.at(500, () => framework.disconnect());
    cluster.at(1500, () => framework.reconnect(true));
    cluster.runTo(1500);
    expect(offered(framework)).toEqual(["0 a cpus(*):3; mem(*):1024", "1500 a cpus(*):2; mem(*):768"]);
  });

  test("fault_tolerance_tests.cpp:1831 UpdateFrameworkInfoOnSchedulerFailover: the new failover timeout counts, role and principal stay", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:1;mem:512");
    const framework = cluster.framework({ name: "f", role: "r", failoverTimeoutMs: 1_000_000 });
    cluster.at(1000, () => framework.rejoin(true, { failoverTimeoutMs: 7000, role: "s", principal: "q" }));
    cluster.at(2000, () => framework.disconnect());
    cluster.runTo(1500);
    expect([...cluster.master.frameworks].map(({ info }) => [info.role, info.principal])).toEqual([
      ["r", "p"],
    ]);
    cluster.runTo(20_000);
    expect(cluster.rows("framework.removed").map(({ atMs, reason }) => [atMs, reason])).toEqual([
      [9000, "failover-timeout"],
    ]);
  });
});

test("a framework is back after its agents at a new master: it counts with its own principal and failover timeout", () => {
  const mine = reserved("cpus:1;mem:64", "r", reservationOf("p"));
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:2;mem:1024");
  const framework = cluster.framework({ name: "f", role: "r" }, [
    { times: 1, accept: () => [launched("t", "cpus:1;mem:512")] },
    { times: 1, accept: () => [reserve(mine)] },
  ]);
  cluster.at(1000, () => cluster.failOverMaster(0));
  // The agent is back within 1 s, with a task of a framework that this master does not know.
  cluster.at(3000, () => framework.rejoin(true));
  cluster.at(4000, () => framework.disconnect());
  cluster.runTo(10_000);
  expect(cluster.rows("reservation.refused")).toEqual([]);
  expect(recordOf(cluster).total.contains(mine)).toBe(true);
  expect(cluster.rows("framework.removed")).toEqual([]);
});

describe("a framework that is removed", () => {
  const refusal = "Framework has been removed";

  test("fault_tolerance_tests.cpp:435 SchedulerReregisterAfterFailoverTimeout: its id is refused", () => {
    const cluster = new TestCluster();
    const framework = cluster.framework({ name: "f", role: "*", failoverTimeoutMs: 10_000 });
    cluster.at(1000, () => framework.disconnect());
    cluster.at(11_000, () => framework.reconnect(true));
    cluster.runTo(12_000);
    expect(framework.news).toEqual([
      { atMs: 0, text: "REGISTERED" },
      { atMs: 11_000, text: refusal },
    ]);
  });

  test("fault_tolerance_tests.cpp:520 SchedulerReregisterAfterUnregistration: likewise", () => {
    const cluster = new TestCluster();
    const framework = cluster.framework({ name: "f", role: "*" });
    cluster.at(1000, () => framework.send({ type: "TEARDOWN" }));
    cluster.at(2000, () => framework.rejoin(true));
    cluster.runTo(2000);
    expect(framework.news.at(-1)).toEqual({ atMs: 2000, text: refusal });
  });

  test("a new master has forgotten it, and takes it back (mesos 5)", () => {
    const cluster = new TestCluster();
    const framework = cluster.framework({ name: "f", role: "*" });
    cluster.at(1000, () => framework.send({ type: "TEARDOWN" }));
    cluster.at(2000, () => cluster.failOverMaster(0));
    cluster.at(3000, () => framework.rejoin(true));
    cluster.runTo(3000);
    expect(framework.news.at(-1)).toEqual({ atMs: 3000, text: "REGISTERED" });
  });

  test("a new scheduler in its place gets a new id while the old one waits for its failover timeout", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const old = cluster.framework({ name: "f", role: "*" }, [
      { times: 1, accept: () => [launched("t", "cpus:1;mem:512")] },
    ]);
    cluster.at(500, () => old.disconnect());
    cluster.at(600, () => cluster.network.openFramework("f"));
    const next = cluster.framework({ name: "f", role: "*" }, [], 600);
    cluster.at(1500, () => agentOf(cluster).exitTask("t", "finished"));
    cluster.runTo(2000);
    expect(old.frameworkId).not.toBe(null);
    expect(next.frameworkId).not.toBe(null);
    expect(next.frameworkId).not.toBe(old.frameworkId);
    // What is told of the old one's tasks finds nobody.
    expect(next.updates).toEqual([]);
  });

  test("master_allocator_tests.cpp:494 FrameworkExited: what it held goes to others at the next tick", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:3;mem:1024");
    const f1 = cluster.framework({ name: "f1", role: "*" }, [
      { times: 1, accept: () => [launched("t1", "cpus:2;mem:512")], refuseMs: 1_000_000 },
    ]);
    const f2 = cluster.framework({ name: "f2", role: "*" }, [
      { times: 1, accept: () => [launched("t2", "cpus:1;mem:256")], refuseMs: 0 },
      { when: ({ resources }) => resources.milli("cpus") === 0, refuseMs: 0 },
    ]);
    cluster.at(1500, () => f1.send({ type: "TEARDOWN" }));
    cluster.runTo(2000);
    expect(f2.offers.map(({ atMs }) => atMs)).toEqual([1000, 2000]);
    expect(f2.offer(0).resources.equals(parse("cpus:1;mem:512"))).toBe(true);
    expect(f2.offer(1).resources.equals(parse("cpus:2;mem:768"))).toBe(true);
    expect(agentOf(cluster).processCount).toBe(1);
  });

  test("resource_offers_tests.cpp:98 ResourcesGetReofferedAfterFrameworkStops", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const f1 = cluster.framework({ name: "f1", role: "*" });
    cluster.at(500, () => f1.send({ type: "TEARDOWN" }));
    const f2 = cluster.framework({ name: "f2", role: "*" }, [], 700);
    cluster.runTo(1000);
    expect(offered(f2)).toEqual(["700 a cpus(*):2; mem(*):1024"]);
  });

  test("leaves its reservations and volumes to its role (master.cpp:5908-6048)", () => {
    const owner = reservationOf("p", "owner=f1");
    const mine = reserved("cpus:1;mem:64;disk:10", "r", owner);
    const v = volumeOf(10, "r", "v1", "data", owner);
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:128;disk:20");
    const f1 = cluster.framework({ name: "f1", role: "r" }, [
      { times: 1, accept: () => [reserve(mine), create(v)], refuseMs: 0 },
    ]);
    cluster.at(500, () => f1.send({ type: "TEARDOWN" }));
    const f2 = cluster.framework({ name: "f2", role: "r" }, [], 1500);
    const f3 = cluster.framework({ name: "f3", role: "s" }, [], 1500);
    cluster.runTo(3000);
    expect(f2.offer(0).resources.contains(v)).toBe(true);
    expect(f3.offers).toEqual([]);
  });
});

describe("the flag roles", () => {
  test("role_tests.cpp:52 BadRegister: a role that is not listed is an error", () => {
    const cluster = new TestCluster({ mesos: { roles: ["foo", "bar"] } });
    const bad = cluster.framework({ name: "bad", role: "invalid" });
    const good = cluster.framework({ name: "good", role: "foo" });
    cluster.runTo(1000);
    expect(bad.news.map(({ text }) => text)).toEqual([
      "Role 'invalid' is not present in the master's --roles",
    ]);
    expect(good.news.map(({ text }) => text)).toEqual(["REGISTERED"]);
  });

  test("* is always allowed (master.cpp:648-649)", () => {
    const cluster = new TestCluster({ mesos: { roles: ["foo", "bar"] } });
    const framework = cluster.framework({ name: "f", role: "*" });
    cluster.runTo(0);
    expect(framework.news.map(({ text }) => text)).toEqual(["REGISTERED"]);
  });

  test("role_tests.cpp:86 ImplicitRoleRegister: without it any role may reserve and create", () => {
    const mine = reserved("disk:1024", "new-role-name", reservationOf("p"));
    const v = volumeOf(1024, "new-role-name", "id1", "path1", reservationOf("p"));
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:1;mem:512;disk:1024");
    const framework = cluster.framework({ name: "f", role: "new-role-name" }, [
      { times: 1, accept: () => [reserve(mine)], refuseMs: 0 },
      { times: 1, accept: () => [create(v)], refuseMs: 0 },
    ]);
    cluster.runTo(2000);
    expect(framework.offer(1).resources.contains(mine)).toBe(true);
    expect(framework.offer(2).resources.contains(v)).toBe(true);
  });
});

describe("what the master says while agents may still come back", () => {
  /** The agent of f's task is cut off when the master fails over at 1 s; f is back at 2 s. */
  function missing(): { cluster: TestCluster; framework: ScriptedFramework; slaveId: string } {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" }, [
      { times: 1, accept: () => [launched("t", "cpus:1;mem:512")] },
    ]);
    cluster.runTo(100);
    const { slaveId } = recordOf(cluster);
    cluster.at(500, () => agentOf(cluster).partition());
    cluster.at(1000, () => cluster.failOverMaster(0));
    cluster.at(2000, () => framework.rejoin(true));
    return { cluster, framework, slaveId };
  }

  test("reconciliation_tests.cpp:380 SlaveInTransition: nothing of its tasks, until it is registered", () => {
    const { cluster, framework, slaveId } = missing();
    const ask = (): void => framework.send({ type: "RECONCILE", tasks: [{ taskId: "t", slaveId }] });
    cluster.at(3000, ask);
    cluster.at(4000, () => agentOf(cluster).heal());
    cluster.runTo(4000);
    expect(heard(framework)).toEqual(["0 t running"]);
    cluster.runTo(70_000);
    cluster.at(70_000, ask);
    cluster.runTo(70_000);
    expect(heard(framework).at(-1)).toBe("70000 t running RECONCILIATION");
  });

  test("master_tests.cpp:453 KillUnknownTaskSlaveInTransition: nothing of a task that it does not know", () => {
    const { cluster, framework, slaveId } = missing();
    cluster.at(3000, () => framework.send({ type: "KILL", taskId: "t", slaveId }));
    cluster.at(3000, () => framework.send({ type: "KILL", taskId: "unknown", slaveId: null }));
    cluster.runTo(10 * minute);
    expect(heard(framework)).toEqual(["0 t running"]);
  });

  test("once their time is over an unknown task is lost", () => {
    const { cluster, framework, slaveId } = missing();
    cluster.at(11 * minute, () => framework.send({ type: "RECONCILE", tasks: [{ taskId: "t", slaveId }] }));
    cluster.runTo(11 * minute);
    expect(heard(framework).at(-1)).toBe("660000 t lost RECONCILIATION");
  });
});

test("master_allocator_tests.cpp:755 SlaveAdded: a new agent's resources come with what was left elsewhere", () => {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:3;mem:1024");
  const framework = cluster.framework({ name: "f", role: "*" }, [
    { times: 1, accept: () => [launched("t", "cpus:2;mem:512")], refuseMs: 1000 },
    { refuseMs: 0 },
  ]);
  cluster.agent("b", "cpus:4;mem:2048", 500);
  cluster.runTo(5000);
  const totals = new Map<number, Resources>();
  for (const { atMs, offer } of framework.offers)
    totals.set(atMs, (totals.get(atMs) ?? Resources.none).plus(offer.resources));
  expect(totals.get(500)?.equals(parse("cpus:4;mem:2048"))).toBe(true);
  expect(totals.get(2000)?.equals(parse("cpus:5;mem:2560"))).toBe(true);
});

describe("updates that are not acknowledged", () => {
  test("master_tests.cpp:2742 ReleaseResourcesForTerminalTaskWithPendingUpdates: the newest state frees them, though an older update waits", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" }, [
      { times: 1, accept: ({ resources }) => [launch(task("t", resources))], refuseMs: 0 },
    ]);
    framework.acknowledges = () => false;
    cluster.at(500, () => agentOf(cluster).exitTask("t", "finished"));
    cluster.runTo(11_000);
    // TASK_RUNNING is sent again after 10 s, and tells the master that the task has ended since.
    expect(heard(framework)).toEqual(["0 t running", "10000 t running"]);
    expect(offered(framework).at(-1)).toMatch(/^1[01]000 a cpus/);
  });

  test("are sent again after 10 s, 20 s, ... 10 min at most (slave/constants.cpp:31-32)", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" }, [
      { times: 1, accept: () => [launched("t", "cpus:1;mem:512")] },
    ]);
    framework.acknowledges = () => false;
    cluster.runTo(2_500_000);
    const times = framework.updates.map(({ atMs }) => atMs / 1000);
    expect(times.slice(1).map((at, i) => at - (times[i] ?? 0))).toEqual([
      10, 20, 40, 80, 160, 320, 600, 600, 600,
    ]);
  });
});
