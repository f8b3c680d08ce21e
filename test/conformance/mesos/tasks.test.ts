/**
 * Mesos 0.28.3's own tests of offers, tasks and reconciliation (src/tests/master_tests.cpp, reconciliation_tests.cpp,
 * master_allocator_tests.cpp, resource_offers_tests.cpp), end to end on ours.
 */

import { describe, expect, test } from "vitest";
import { constant } from "../../../src/model/distributions.ts";
import { Resources } from "../../../src/model/resources.ts";
import { defaultLaw } from "../../../src/sim/scenario.ts";
import { TestCluster } from "../../support/cluster.ts";
import { parse } from "../../support/resources.ts";
import { launch, type ScriptedFramework, task } from "../../support/scripted-framework.ts";

const states = (framework: ScriptedFramework): string[] =>
  framework.updates.map(({ status }) => `${status.taskId} ${status.state}`);

const offered = (framework: ScriptedFramework): string[] =>
  framework.offers.map(({ atMs, offer }) => `${atMs} ${offer.agent} ${offer.resources}`);

describe("tasks run", () => {
  test("master_tests.cpp:110 TaskRunning: the framework hears of it once", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" }, [
      { times: 1, accept: ({ resources }) => [launch(task("1", resources))] },
    ]);
    cluster.runTo(5000);
    expect(framework.updates.map(({ status }) => [status.state, status.source, status.reason])).toEqual([
      ["running", "executor", null],
    ]);
    expect(framework.offers.length).toBe(1);
  });

  test("master_tests.cpp:305 KillTask", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" }, [
      { times: 1, accept: ({ resources }) => [launch(task("1", resources))] },
    ]);
    cluster.at(1500, () => framework.send({ type: "KILL", taskId: "1", slaveId: null }));
    cluster.runTo(2000);
    expect(states(framework)).toEqual(["1 running", "1 killed"]);
    expect(offered(framework).at(-1)).toBe("2000 a cpus(*):2; mem(*):1024");
  });

  test("a kill with the id of another agent is ignored (master.cpp:3797-3804)", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" }, [
      { times: 1, accept: ({ resources }) => [launch(task("1", resources))] },
    ]);
    cluster.at(1500, () => framework.send({ type: "KILL", taskId: "1", slaveId: "another" }));
    cluster.runTo(5000);
    expect(states(framework)).toEqual(["1 running"]);
  });

  test.each([
    ["master_allocator_tests.cpp:950 CpusOnlyOfferedAndTaskLaunched", "cpus:2;mem:0", "cpus(*):2"],
    ["master_allocator_tests.cpp:1028 MemoryOnlyOfferedAndTaskLaunched", "cpus:0;mem:200", "mem(*):200"],
  ])("%s", (_name, resources, text) => {
    const cluster = new TestCluster();
    cluster.agent("a", resources);
    const framework = cluster.framework({ name: "f", role: "*" }, [
      { times: 1, accept: (offer) => [launch(task("1", offer.resources, 500))] },
    ]);
    cluster.runTo(1000);
    expect(states(framework)).toEqual(["1 running", "1 finished"]);
    expect(offered(framework)).toEqual([`0 a ${text}`, `1000 a ${text}`]);
  });

  test("master_allocator_tests.cpp:849 TaskFinished: what one of two tasks held joins what is left", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:3;mem:1024");
    const part = parse("cpus:1;mem:256");
    const framework = cluster.framework({ name: "f", role: "*" }, [
      { times: 1, accept: () => [launch(task("1", part, 500), task("2", part))], refuseMs: 0 },
    ]);
    cluster.runTo(1000);
    expect(offered(framework)).toEqual(["0 a cpus(*):3; mem(*):1024", "1000 a cpus(*):2; mem(*):768"]);
  });

  test("master_tests.cpp:2662 UnacknowledgedTerminalTask: its resources are free before it is acknowledged", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:1;mem:64");
    const framework = cluster.framework({ name: "f", role: "*" }, [
      { times: 1, accept: ({ resources }) => [launch(task("1", resources, 500))] },
    ]);
    framework.acknowledges = ({ state }) => state === "running";
    cluster.runTo(1000);
    expect(offered(framework)).toEqual(["0 a cpus(*):1; mem(*):64", "1000 a cpus(*):1; mem(*):64"]);
    expect([...(cluster.master.agentNamed("a")?.tasks ?? [])].map(({ state }) => state)).toEqual([
      "finished",
    ]);
  });
});

describe("offers", () => {
  test("master_tests.cpp:1187 LaunchCombinedOfferTest: one ACCEPT of two offers of one agent", () => {
    const half = parse("cpus:1;mem:512");
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" }, [
      { times: 1, accept: () => [launch(task("1", half))], refuseMs: 0 },
    ]);
    cluster.at(1500, () => framework.send({ type: "KILL", taskId: "1", slaveId: null }));
    cluster.at(2500, () =>
      framework.accept([framework.offer(1), framework.offer(2)], [launch(task("2", half.plus(half)))]),
    );
    cluster.runTo(3000);
    expect(offered(framework)).toEqual([
      "0 a cpus(*):2; mem(*):1024",
      "1000 a cpus(*):1; mem(*):512",
      "2000 a cpus(*):1; mem(*):512",
    ]);
    expect(states(framework)).toEqual(["1 running", "1 killed", "2 running"]);
  });

  test("master_tests.cpp:1322 LaunchAcrossSlavesTest: the task is lost, both offers are recovered", () => {
    const cluster = new TestCluster();
    cluster.agent("a1", "cpus:2;mem:1024");
    cluster.agent("a2", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" });
    cluster.at(500, () => {
      const offers = [framework.offer(0), framework.offer(1)];
      framework.accept(offers, [launch(task("1", parse("cpus:4;mem:2048")))]);
    });
    cluster.runTo(1000);
    expect(framework.updates.map(({ status }) => [status.state, status.source, status.reason])).toEqual([
      ["lost", "master", "INVALID_OFFERS"],
    ]);
    // Without a filter: both come again at the next tick.
    expect(offered(framework).slice(2)).toEqual([
      "1000 a1 cpus(*):2; mem(*):1024",
      "1000 a2 cpus(*):2; mem(*):1024",
    ]);
  });

  test("master_tests.cpp:1428 LaunchDuplicateOfferTest: the task is lost, the offer recovered", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" });
    cluster.at(500, () => {
      const offer = framework.offer(0);
      framework.accept([offer, offer], [launch(task("1", offer.resources))]);
    });
    cluster.runTo(1000);
    expect(framework.updates[0]?.status).toMatchObject({ state: "lost", reason: "INVALID_OFFERS" });
    expect(offered(framework).slice(1)).toEqual(["1000 a cpus(*):2; mem(*):1024"]);
  });

  test("an offer that is gone loses the task; one of another framework is used up too (master.cpp:2990-3098)", () => {
    const cluster = new TestCluster();
    cluster.agent("a1", "cpus:1;mem:64");
    const f1 = cluster.framework({ name: "f1", role: "r" });
    cluster.agent("a2", "cpus:1;mem:64", 100);
    const f2 = cluster.framework({ name: "f2", role: "r" }, [], 50);
    cluster.at(500, () => f1.accept([f2.offer(0)], [launch(task("1", f2.offer(0).resources))]));
    cluster.at(600, () => f1.accept([f2.offer(0)], [launch(task("2", f2.offer(0).resources))]));
    cluster.runTo(600);
    expect(
      f1.updates.map(({ status }) => [status.taskId, status.state, status.message.split(" ").slice(-3)]),
    ).toEqual([
      [
        "1",
        "lost",
        ["-0000", "is", "expected"].map((word) => (word === "-0000" ? `${f1.frameworkId}` : word)),
      ],
      ["2", "lost", ["no", "longer", "valid"]],
    ]);
    expect([...cluster.master.offers].map(({ framework }) => framework.info.name)).toEqual(["f1"]);
    expect(f2.rescinded).toEqual([]);
  });

  test("a missing offer is found before one of another agent (validation.cpp:624-646)", () => {
    const cluster = new TestCluster();
    for (const id of ["a1", "a2", "a3"]) cluster.agent(id, "cpus:1;mem:64");
    const framework = cluster.framework({ name: "f", role: "r" });
    cluster.at(500, () => {
      framework.decline(framework.offer(2));
      framework.accept(
        [0, 1, 2].map((n) => framework.offer(n)),
        [launch(task("1", parse("cpus:1")))],
      );
    });
    cluster.runTo(500);
    expect(framework.updates[0]?.status.message).toMatch(/no longer valid$/);
  });

  test("an ACCEPT of no offers loses its tasks (master.cpp:2996)", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:1;mem:64");
    const framework = cluster.framework({ name: "f", role: "*" });
    cluster.at(500, () => framework.accept([], [launch(task("1", parse("cpus:1")))]));
    cluster.runTo(500);
    expect(framework.updates[0]?.status).toMatchObject({ state: "lost", reason: "INVALID_OFFERS" });
  });

  test("a lost ACCEPT does not take along a task of that id that is on its way (master.cpp:3066-3098)", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:1;mem:64");
    const framework = cluster.framework({ name: "f", role: "*" });
    cluster.at(500, () => {
      framework.accept([framework.offer(0)], [launch(task("1", parse("cpus:1;mem:64")))]);
      framework.accept([], [launch(task("1", parse("cpus:1;mem:64")))]);
    });
    cluster.runTo(500);
    expect(states(framework)).toEqual(["1 lost", "1 running"]);
  });

  test("resource_offers_tests.cpp:54 ResourceOfferWithMultipleSlaves: one offer per agent", () => {
    const cluster = new TestCluster();
    for (let i = 0; i < 10; i++) cluster.agent(`a${i}`, "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" }, [], 1);
    cluster.runTo(1);
    expect(offered(framework)).toEqual(
      Array.from({ length: 10 }, (_, i) => `1 a${i} cpus(*):2; mem(*):1024`),
    );
  });

  test("resource_offers_tests.cpp:146 ResourcesGetReofferedWhenUnused: an ACCEPT of nothing is a decline", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const f1 = cluster.framework({ name: "f1", role: "*" }, [{ accept: () => [launch()] }]);
    const f2 = cluster.framework({ name: "f2", role: "*" }, [], 500);
    cluster.runTo(500);
    expect(offered(f1)).toEqual(["0 a cpus(*):2; mem(*):1024"]);
    expect(offered(f2)).toEqual(["500 a cpus(*):2; mem(*):1024"]);
  });

  test("resource_offers_tests.cpp:198 ResourcesGetReofferedAfterTaskInfoError", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const f1 = cluster.framework({ name: "f1", role: "*" }, [
      { accept: () => [launch(task("1", Resources.none))] },
    ]);
    const f2 = cluster.framework({ name: "f2", role: "*" }, [], 500);
    cluster.runTo(500);
    expect(f1.updates[0]?.status).toMatchObject({ state: "error", reason: "TASK_INVALID" });
    expect(offered(f2)).toEqual(["500 a cpus(*):2; mem(*):1024"]);
  });

  test("a DECLINE does not ask whose the offer is (master.cpp:3638-3694)", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const f1 = cluster.framework({ name: "f1", role: "r" });
    const f2 = cluster.framework({ name: "f2", role: "r" });
    cluster.at(500, () => f2.decline(f1.offer(0), 100_000));
    cluster.runTo(2000);
    // The filter is that of the offer's own framework.
    expect(offered(f1).length).toBe(1);
    expect(offered(f2)).toEqual(["1000 a cpus(*):2; mem(*):1024"]);
  });
});

describe("what nobody knows", () => {
  function running(): { cluster: TestCluster; framework: ScriptedFramework } {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" }, [
      { times: 1, accept: ({ resources }) => [launch(task("1", resources))] },
    ]);
    return { cluster, framework };
  }

  test("master_tests.cpp:380 KillUnknownTask", () => {
    const { cluster, framework } = running();
    cluster.at(500, () => framework.send({ type: "KILL", taskId: "2", slaveId: null }));
    cluster.runTo(500);
    expect(states(framework)).toEqual(["1 running", "2 lost"]);
  });

  test.each([
    ["reconciliation_tests.cpp:235 UnknownSlave", () => "an unknown id", "Reconciliation: Task is unknown"],
    [
      "reconciliation_tests.cpp:280 UnknownTask",
      (cluster: TestCluster) => cluster.master.agentNamed("a")?.slaveId ?? "",
      "Reconciliation: Task is unknown to the slave",
    ],
  ])("%s", (_name, slaveIdIn, message) => {
    const { cluster, framework } = running();
    cluster.at(500, () => {
      framework.send({ type: "RECONCILE", tasks: [{ taskId: "2", slaveId: slaveIdIn(cluster) }] });
    });
    cluster.runTo(500);
    expect(framework.updates.at(-1)?.status).toMatchObject({
      taskId: "2",
      state: "lost",
      source: "master",
      reason: "RECONCILIATION",
      message,
      uuid: null,
    });
  });

  test("reconciliation_tests.cpp:339 UnknownKillTask: a kill names the task's state by reconciliation", () => {
    const { cluster, framework } = running();
    cluster.at(500, () => framework.send({ type: "KILL", taskId: "2", slaveId: "an unknown id" }));
    cluster.runTo(500);
    expect(framework.updates.at(-1)?.status).toMatchObject({
      taskId: "2",
      state: "lost",
      reason: "RECONCILIATION",
    });
  });

  test.each(["reconciliation_tests.cpp:74 TaskStateMismatch", "reconciliation_tests.cpp:155 TaskStateMatch"])(
    "%s: a known task's state is sent, whatever state it was asked with",
    () => {
      const { cluster, framework } = running();
      cluster.at(500, () => framework.send({ type: "RECONCILE", tasks: [{ taskId: "1", slaveId: null }] }));
      cluster.runTo(500);
      expect(states(framework)).toEqual(["1 running", "1 running"]);
      expect(framework.updates.at(-1)?.status).toMatchObject({ source: "master", reason: "RECONCILIATION" });
    },
  );

  test("reconciliation_tests.cpp:471 ImplicitNonTerminalTask", () => {
    const { cluster, framework } = running();
    cluster.at(500, () => framework.send({ type: "RECONCILE", tasks: [] }));
    cluster.runTo(500);
    expect(states(framework)).toEqual(["1 running", "1 running"]);
  });

  test("reconciliation_tests.cpp:540 ImplicitTerminalTask: an acknowledged end is forgotten", () => {
    const { cluster, framework } = running();
    cluster.at(500, () => cluster.agents.get("a")?.exitTask("1", "finished"));
    cluster.at(600, () => framework.send({ type: "RECONCILE", tasks: [] }));
    cluster.runTo(600);
    expect(states(framework)).toEqual(["1 running", "1 finished"]);
  });

  test("reconciliation_tests.cpp:703 UnacknowledgedTerminalTask: an end that is not acknowledged is sent", () => {
    const { cluster, framework } = running();
    framework.acknowledges = ({ state }) => state === "running";
    cluster.at(500, () => cluster.agents.get("a")?.exitTask("1", "finished"));
    cluster.at(600, () => framework.send({ type: "RECONCILE", tasks: [] }));
    cluster.runTo(600);
    expect(states(framework)).toEqual(["1 running", "1 finished", "1 finished"]);
  });

  test("an acknowledgement of an earlier update does not end the task (master.cpp:3943-3948)", () => {
    const { cluster, framework } = running();
    framework.acknowledges = ({ state }) => state === "running";
    cluster.at(500, () => cluster.agents.get("a")?.exitTask("1", "finished"));
    cluster.at(600, () => {
      const [{ status } = { status: undefined }] = framework.updates;
      const { slaveId, uuid } = status ?? { slaveId: null, uuid: null };
      if (slaveId === null || uuid === null) throw new Error("TASK_RUNNING came from the agent");
      framework.send({ type: "ACKNOWLEDGE", taskId: "1", slaveId, uuid });
      framework.send({ type: "RECONCILE", tasks: [] });
    });
    cluster.runTo(600);
    expect(states(framework)).toEqual(["1 running", "1 finished", "1 finished"]);
  });
});

describe("between an ACCEPT and its authorization", () => {
  test("reconciliation_tests.cpp:617 PendingTask: it is staging, asked for or not", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" });
    cluster.at(500, () => {
      framework.accept([framework.offer(0)], [launch(task("1", parse("cpus:1")))]);
      framework.send({ type: "RECONCILE", tasks: [] });
    });
    cluster.runTo(500);
    expect(states(framework)).toEqual(["1 staging", "1 running"]);
    expect(framework.updates[0]?.status.slaveId).toBe(framework.offer(0).slaveId);
  });

  test("a kill that comes first ends it, and it is not launched (master.cpp:3771-3790)", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" });
    cluster.at(500, () => {
      framework.accept([framework.offer(0)], [launch(task("1", parse("cpus:1")))], 0);
      framework.send({ type: "KILL", taskId: "1", slaveId: null });
    });
    cluster.runTo(1000);
    expect(framework.updates.map(({ status }) => [status.state, status.message])).toEqual([
      ["killed", "Killed pending task"],
    ]);
    expect(offered(framework).at(-1)).toBe("1000 a cpus(*):2; mem(*):1024");
    expect(cluster.agents.get("a")?.processCount).toBe(0);
  });
});

describe("on the agent", () => {
  const slow = [{ ...defaultLaw, staging: constant(2000), kills: constant(700), exit: "failed" as const }];

  function launched(runsMs?: number): { cluster: TestCluster; framework: ScriptedFramework } {
    const cluster = new TestCluster({ tasks: slow });
    cluster.agent("a", "cpus:1;mem:64");
    const framework = cluster.framework({ name: "f", role: "*" }, [
      { times: 1, accept: ({ resources }) => [launch(task("1", resources, runsMs))] },
    ]);
    return { cluster, framework };
  }

  const timed = (framework: ScriptedFramework): unknown[] =>
    framework.updates.map(({ atMs, status }) => [atMs, status.state, status.reason]);

  test("slave_recovery_tests.cpp:731 KillTaskUnregisteredExecutor, without the restart: killed before its executor has registered", () => {
    const { cluster, framework } = launched();
    cluster.at(500, () => framework.send({ type: "KILL", taskId: "1", slaveId: null }));
    cluster.runTo(5000);
    expect(timed(framework)).toEqual([[500, "killed", "EXECUTOR_UNREGISTERED"]]);
    expect(cluster.rows("process.started")).toEqual([]);
  });

  test("a running task ends after its grace, and a second kill does not prolong it", () => {
    const { cluster, framework } = launched();
    cluster.at(3000, () => framework.send({ type: "KILL", taskId: "1", slaveId: null }));
    cluster.at(3500, () => framework.send({ type: "KILL", taskId: "1", slaveId: null }));
    cluster.runTo(5000);
    expect(timed(framework)).toEqual([
      [2000, "running", null],
      [3700, "killed", null],
    ]);
  });

  test("one that would end before its grace is over ends then, as killed", () => {
    const { cluster, framework } = launched(1500);
    cluster.at(3000, () => framework.send({ type: "KILL", taskId: "1", slaveId: null }));
    cluster.runTo(5000);
    expect(timed(framework)).toEqual([
      [2000, "running", null],
      [3500, "killed", null],
    ]);
  });

  test("one that ends by itself ends as its law says", () => {
    const { cluster, framework } = launched(1500);
    cluster.runTo(5000);
    expect(timed(framework)).toEqual([
      [2000, "running", null],
      [3500, "failed", "COMMAND_EXECUTOR_FAILED"],
    ]);
  });

  test("updates of one task wait for each other's acknowledgement (status_update_manager.cpp)", () => {
    const { cluster, framework } = launched(500);
    framework.acknowledges = () => false;
    cluster.runTo(5000);
    expect(timed(framework)).toEqual([[2000, "running", null]]);
    const [first] = framework.updates;
    cluster.at(5000, () => {
      const { slaveId, uuid } = first?.status ?? { slaveId: null, uuid: null };
      if (slaveId === null || uuid === null) throw new Error("TASK_RUNNING came from the agent");
      framework.send({ type: "ACKNOWLEDGE", taskId: "1", slaveId, uuid });
    });
    cluster.runTo(5000);
    expect(timed(framework).slice(1)).toEqual([[5000, "failed", "COMMAND_EXECUTOR_FAILED"]]);
  });
});
