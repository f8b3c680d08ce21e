/** What an agent does with messages of its master in states in which it does not heed them all. */

import { describe, expect, test } from "vitest";
import type { ToAgent } from "../../../../src/model/messages.ts";
import { agentOf, heard, messagesTo, recordOf } from "../../../conformance/mesos/watch.ts";
import { TestCluster } from "../../../support/cluster.ts";
import { parse } from "../../../support/resources.ts";
import { launch, type ScriptedFramework, task } from "../../../support/scripted-framework.ts";

/** An agent that runs a task t of the framework f, with room for another one. */
function running(): { cluster: TestCluster; framework: ScriptedFramework } {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:2;mem:1024");
  const framework = cluster.framework({ name: "f", role: "*" }, [
    { times: 1, accept: () => [launch(task("t", parse("cpus:1;mem:512")))] },
  ]);
  cluster.runTo(1000);
  return { cluster, framework };
}

/** From now on what agents say to register is lost. */
function loseRegistrations(cluster: TestCluster): void {
  cluster.network.addDropRule({
    message: "register",
    agent: "a",
    framework: null,
    app: null,
    left: Number.POSITIVE_INFINITY,
    untilMs: 10_000,
  });
}

const mine = parse("cpus:1").flatten("r", { principal: "p" });

/** Each message to an agent that has an effect by itself, and whether it had it. */
const messages: Readonly<
  Record<
    string,
    { of: (ids: { slaveId: string; frameworkId: string }) => ToAgent; took: (c: TestCluster) => boolean }
  >
> = {
  RUN_TASK: {
    of: (ids) => ({ type: "RUN_TASK", framework: "f", role: "*", task: task("u", parse("cpus:1")), ...ids }),
    took: (cluster) => processesOf(cluster).includes("u"),
  },
  KILL_TASK: {
    of: ({ frameworkId }) => ({ type: "KILL_TASK", frameworkId, taskId: "t" }),
    took: (cluster) => !processesOf(cluster).includes("t"),
  },
  SHUTDOWN_FRAMEWORK: {
    of: ({ frameworkId }) => ({ type: "SHUTDOWN_FRAMEWORK", frameworkId }),
    took: (cluster) => !processesOf(cluster).includes("t"),
  },
  SHUTDOWN: {
    of: () => ({ type: "SHUTDOWN", message: "" }),
    took: (cluster) => !processesOf(cluster).includes("t"),
  },
  CHECKPOINT_RESOURCES: {
    of: () => ({ type: "CHECKPOINT_RESOURCES", resources: mine }),
    took: (cluster) => agentOf(cluster).checkpointed.equals(mine),
  },
};

const processesOf = (cluster: TestCluster): readonly string[] =>
  [...agentOf(cluster).processes].map((process) => process.task.taskId);

/** Which messages, each sent to an agent of its own that was brought into a state, have an effect at once. */
function heededAfter(bring: (cluster: TestCluster) => void): readonly string[] {
  return Object.keys(messages).filter((type) => {
    const { cluster, framework } = running();
    const ids = { slaveId: recordOf(cluster).slaveId, frameworkId: framework.frameworkId ?? "" };
    bring(cluster);
    const message = messages[type];
    if (message === undefined) throw new Error("each type has its message");
    cluster.network.toAgent("a", message.of(ids));
    cluster.kernel.playInstant(cluster.kernel.nowMs);
    return message.took(cluster);
  });
}

const play = (cluster: TestCluster, untilMs: number): void => {
  while (cluster.kernel.playInstant(untilMs));
  cluster.kernel.nowMs = untilMs;
};

test("one that is registered heeds them all", () => {
  expect(heededAfter(() => undefined)).toEqual(Object.keys(messages));
});

test("one that has found a new master and is not registered yet shuts no framework down (slave.cpp:2099-2103)", () => {
  const heeded = heededAfter((cluster) => {
    loseRegistrations(cluster);
    cluster.failOverMaster(0);
    play(cluster, 2000);
  });
  expect(heeded).toEqual(["RUN_TASK", "KILL_TASK", "SHUTDOWN", "CHECKPOINT_RESOURCES"]);
});

test("one that waits for its executors knows no master yet, and only writes down what it is told to (slave.cpp:704, 1376, 1906, 2084, 2298)", () => {
  const heeded = heededAfter((cluster) => {
    agentOf(cluster).restart(500);
    // Back at 1.5 s, it gives its executors until 3.5 s.
    play(cluster, 2000);
  });
  expect(heeded).toEqual(["CHECKPOINT_RESOURCES"]);
});

test("while no master leads, the last words of the one that is gone count for nothing", () => {
  const cluster = new TestCluster({ latencyMs: 100 });
  cluster.agent("a", "cpus:2;mem:1024");
  const framework = cluster.framework({ name: "f", role: "*" }, [
    { times: 1, accept: () => [launch(task("t", parse("cpus:1;mem:512")))] },
  ]);
  cluster.runTo(3000);
  // Sent at 3 s the kill is with the agent at 3.2 s; the master is gone at 3.15 s.
  framework.send({ type: "KILL", taskId: "t", slaveId: null });
  cluster.at(3150, () => cluster.failOverMaster(10_000));
  cluster.runTo(5000);
  expect(cluster.rows("message.dropped")).toEqual([]);
  expect(processesOf(cluster)).toEqual(["t"]);
});

test("an acknowledgement that comes before it is registered is dropped, and the update sent again (slave.cpp:2391-2396)", () => {
  const { cluster, framework } = running();
  framework.acknowledges = () => false;
  cluster.at(1100, () => agentOf(cluster).exitTask("t", "finished"));
  cluster.runTo(1200);
  const update = framework.updates.at(-1)?.status;
  cluster.at(1300, () => {
    loseRegistrations(cluster);
    cluster.failOverMaster(0);
  });
  cluster.runTo(5000);
  const acknowledge = (): void =>
    cluster.network.toAgent("a", {
      type: "ACKNOWLEDGE_STATUS",
      frameworkId: framework.frameworkId ?? "",
      taskId: "t",
      uuid: update?.uuid ?? 0,
    });
  acknowledge();
  const seen = messagesTo(cluster);
  cluster.runTo(60_000);
  const updates = (): number => seen.filter(({ type }) => type === "STATUS_UPDATE").length;
  const before = updates();
  expect(before).toBeGreaterThan(0);
  acknowledge();
  cluster.runTo(3_600_000);
  expect(updates()).toBe(before);
});

describe("an agent whose host has booted and that is not registered yet", () => {
  /** Crashed at 1 s, up again at 2 s; its registrations are lost until 10 s. */
  function booted(): { cluster: TestCluster; frameworkId: string; slaveId: string } {
    const { cluster, framework } = running();
    const { slaveId } = recordOf(cluster);
    agentOf(cluster).crash();
    loseRegistrations(cluster);
    cluster.at(2000, () => agentOf(cluster).recover());
    cluster.runTo(2000);
    return { cluster, frameworkId: framework.frameworkId ?? "", slaveId };
  }

  test("has nothing to run or to kill for the one it was, and tells nothing", () => {
    const { cluster, frameworkId, slaveId } = booted();
    const seen = messagesTo(cluster);
    cluster.network.toAgent("a", {
      type: "RUN_TASK",
      slaveId,
      frameworkId,
      framework: "f",
      role: "*",
      task: task("u", parse("cpus:1")),
    });
    cluster.network.toAgent("a", { type: "KILL_TASK", frameworkId, taskId: "t" });
    cluster.network.toAgent("a", { type: "SHUTDOWN_FRAMEWORK", frameworkId });
    cluster.runTo(80_000);
    expect(processesOf(cluster)).toEqual([]);
    expect(seen.filter(({ type }) => type === "STATUS_UPDATE")).toEqual([]);
  });

  test("writes down reservations all the same", () => {
    const { cluster } = booted();
    cluster.network.toAgent("a", { type: "CHECKPOINT_RESOURCES", resources: mine });
    play(cluster, 2000);
    expect(agentOf(cluster).checkpointed.equals(mine)).toBe(true);
  });

  test("goes down when it is told to, though another one was meant, and registers once it is back (slave.cpp:704-745)", () => {
    const { cluster } = booted();
    cluster.network.toAgent("a", { type: "SHUTDOWN", message: "" });
    cluster.runTo(2999);
    cluster.network.toAgent("a", { type: "CHECKPOINT_RESOURCES", resources: mine });
    expect(cluster.rows("message.dropped").at(-1)).toMatchObject({
      message: "checkpoint",
      reason: "not-connected",
    });
    cluster.runTo(80_000);
    expect(cluster.rows("agent.registered")).toHaveLength(2);
  });

  test("exits on the answer to what it was before, and registers anew once it is back (slave.cpp:1084-1087)", () => {
    const { cluster, slaveId } = booted();
    cluster.network.toAgent("a", { type: "AGENT_REREGISTERED", slaveId, missing: [] });
    cluster.runTo(2500);
    expect(agentOf(cluster).slaveId).toBe(null);
    cluster.network.toAgent("a", { type: "CHECKPOINT_RESOURCES", resources: mine });
    expect(cluster.rows("message.dropped").at(-1)).toMatchObject({
      message: "checkpoint",
      reason: "not-connected",
    });
    cluster.runTo(80_000);
    expect(cluster.rows("agent.registered")).toHaveLength(2);
    expect(agentOf(cluster).slaveId).not.toBe(slaveId);
  });
});

test("one that is registered under another id than it is told exits, and comes back under its own (slave.cpp:1029-1037)", () => {
  const { cluster } = running();
  const { slaveId } = recordOf(cluster);
  cluster.network.toAgent("a", { type: "AGENT_REGISTERED", slaveId: "another" });
  cluster.runTo(1999);
  expect(cluster.rows("agent.disconnected").map(({ atMs }) => atMs)).toEqual([1000]);
  cluster.runTo(10_000);
  expect(agentOf(cluster).slaveId).toBe(slaveId);
  expect(cluster.rows("agent.reregistered")).toHaveLength(1);
  expect(processesOf(cluster)).toEqual(["t"]);
});

test("a kill of an unknown task is answered where its framework has an executor, and ignored where it has none (slave.cpp:1936-1942, 1985-2002)", () => {
  const { cluster, framework } = running();
  const kill = (frameworkId: string): void =>
    cluster.network.toAgent("a", { type: "KILL_TASK", frameworkId, taskId: "u" });
  const seen = messagesTo(cluster);
  kill(framework.frameworkId ?? "");
  kill("another framework");
  cluster.runTo(2000);
  expect(heard(framework)).toEqual(["0 t running", "1000 u lost EXECUTOR_TERMINATED"]);
  expect(seen.filter(({ type }) => type === "STATUS_UPDATE")).toHaveLength(1);
});

describe("a task id that is here already", () => {
  const again = (cluster: TestCluster, framework: ScriptedFramework): void =>
    cluster.network.toAgent("a", {
      type: "RUN_TASK",
      slaveId: agentOf(cluster).slaveId ?? "",
      frameworkId: framework.frameworkId ?? "",
      framework: "f",
      role: "*",
      task: task("t", parse("cpus:1;mem:512")),
    });

  test("takes the place of the one that waits for its container (slave.cpp:1718-1729)", () => {
    const cluster = new TestCluster({ tasks: [] });
    cluster.agent("a", "cpus:2;mem:1024");
    const framework = cluster.framework({ name: "f", role: "*" }, [
      { times: 1, accept: () => [launch(task("t", parse("cpus:1;mem:512")))] },
    ]);
    // Staging takes a second by default.
    cluster.at(400, () => again(cluster, framework));
    cluster.at(800, () => again(cluster, framework));
    cluster.runTo(10_000);
    expect(cluster.rows("process.started")).toHaveLength(1);
    expect(heard(framework).map((line) => line.replace(/^\d+ /, ""))).toEqual(["t running"]);
    expect(cluster.rows("agent.disconnected")).toEqual([]);
  });

  test("ends the agent process where the task runs, and the task runs on (slave.cpp:5668-5673)", () => {
    const { cluster, framework } = running();
    again(cluster, framework);
    cluster.runTo(10_000);
    expect(cluster.rows("agent.disconnected").map(({ atMs }) => atMs)).toEqual([1000]);
    expect(cluster.rows("agent.reregistered")).toHaveLength(1);
    expect(cluster.rows("process.ended")).toEqual([]);
    expect(processesOf(cluster)).toEqual(["t"]);
  });

  test("is ignored where its framework is being shut down (slave.cpp:1546-1558)", () => {
    const { cluster, framework } = running();
    const process = [...agentOf(cluster).processes][0];
    if (process === undefined) throw new Error("no process");
    process.silently = "framework-shut-down";
    again(cluster, framework);
    cluster.runTo(1000);
    expect(cluster.rows("agent.disconnected")).toEqual([]);
    expect(cluster.rows("process.started")).toHaveLength(1);
  });
});
