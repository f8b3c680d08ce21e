/** The network: when messages arrive, in which order, and which operations a scenario loses. */

import { describe, expect, test } from "vitest";
import type { ToMaster } from "../../../src/model/messages.ts";
import { type DropRule, Network, type OperationUnderway } from "../../../src/sim/cluster/network.ts";
import { Recorder } from "../../../src/sim/cluster/recorder.ts";
import { Kernel } from "../../../src/sim/kernel/kernel.ts";
import { namedRows, TestCluster } from "../../support/cluster.ts";
import { parse, reservationOf, reserved, volumeOf } from "../../support/resources.ts";
import { create, launch, reserve, task } from "../../support/scripted-framework.ts";

function networkOf(latencyMs: number): { kernel: Kernel; network: Network; recorder: Recorder } {
  const kernel = new Kernel();
  const recorder = new Recorder(kernel, null, "counted");
  return { kernel, recorder, network: new Network(kernel, recorder, latencyMs) };
}

const from = { kind: "framework", name: "f" } as const;

describe("delivery", () => {
  test("takes the latency, one way, whoever sends", () => {
    const { kernel, network } = networkOf(7);
    const arrivals: unknown[] = [];
    network.connectMaster({
      receive: (sender, message) => arrivals.push([kernel.nowMs, sender.name, message.type]),
    });
    network.connectAgent("a", { receive: (message) => arrivals.push([kernel.nowMs, "a", message.type]) });
    network.connectFramework("f", { receive: (message) => arrivals.push([kernel.nowMs, "f", message.type]) });
    network.toMaster(from, { type: "REVIVE" });
    network.toAgent("a", { type: "AGENT_REGISTERED", slaveId: "s" });
    network.toFramework("f", { type: "RESCIND", offer: { offerId: "o" } });
    while (kernel.playInstant(100));
    expect(arrivals).toEqual([
      [7, "f", "REVIVE"],
      [7, "a", "AGENT_REGISTERED"],
      [7, "f", "RESCIND"],
    ]);
  });

  test.each([0, 1, 250])("keeps the order of a link, at %d ms too", (latencyMs) => {
    const { kernel, network } = networkOf(latencyMs);
    const seen: ToMaster[] = [];
    network.connectMaster({ receive: (_from, message) => seen.push(message) });
    const sent: ToMaster[] = Array.from({ length: 50 }, (_, i) => ({
      type: "KILL",
      taskId: String(i),
      slaveId: null,
    }));
    for (const message of sent) network.toMaster(from, message);
    while (kernel.playInstant(1000));
    expect(seen).toEqual(sent);
  });

  test("what nobody listens to is gone, and leaves a row", () => {
    const { kernel, network, recorder } = networkOf(1);
    network.toAgent("nobody", { type: "AGENT_REGISTERED", slaveId: "s" });
    while (kernel.playInstant(10));
    expect(namedRows(recorder.journal)).toEqual([
      {
        type: "message.dropped",
        atMs: 1,
        agent: "nobody",
        message: "registered",
        from: "master",
        to: "nobody",
        reason: "not-connected",
      },
    ]);
  });

  test("messages of a whole ACCEPT take their time: checkpoint before task, status one latency later", () => {
    const mine = reserved("cpus:1", "r", reservationOf("p"));
    const cluster = new TestCluster({ latencyMs: 10 });
    cluster.agent("a", "cpus:1;mem:64");
    const framework = cluster.framework({ name: "f", role: "r" }, [
      { times: 1, accept: () => [reserve(mine), launch(task("t", mine))] },
    ]);
    cluster.runTo(100);
    // SUBSCRIBE 10, offer 20, ACCEPT 30, task on the agent 40, TASK_RUNNING at the master 50 and at the framework 60.
    expect(framework.offers.map(({ atMs }) => atMs)).toEqual([20]);
    expect(cluster.toAgents.get("a")?.map(({ type }) => type)).toEqual([
      "AGENT_REGISTERED",
      "CHECKPOINT_RESOURCES",
      "RUN_TASK",
      "ACKNOWLEDGE_STATUS",
    ]);
    expect(
      cluster
        .rows("task.launched", "task.staging", "process.started", "task.running")
        .map(({ atMs }) => atMs),
    ).toEqual([30, 40, 40, 50]);
    expect(framework.updates.map(({ atMs, status }) => [atMs, status.state])).toEqual([[60, "running"]]);
  });
});

describe("drop rules", () => {
  const rule = (change: Partial<DropRule>): DropRule => ({
    message: "RESERVE",
    agent: null,
    framework: null,
    app: null,
    left: 1,
    untilMs: Number.POSITIVE_INFINITY,
    ...change,
  });

  const operation = (change: Partial<OperationUnderway> = {}): OperationUnderway => ({
    type: "RESERVE",
    agent: "a",
    framework: "f",
    role: "r",
    trace: { app: "/db", task: "db.1" },
    ...change,
  });

  test("take as many as they say, then no more", () => {
    const { network } = networkOf(0);
    network.addDropRule(rule({ left: 2 }));
    expect([1, 2, 3].map(() => network.dropsOperation(operation()))).toEqual([true, true, false]);
  });

  test.each([
    ["message", rule({ message: "CREATE" })],
    ["agent", rule({ agent: "b" })],
    ["framework", rule({ framework: "g" })],
    ["app", rule({ app: "/web" })],
  ])("take only what they name: another %s is let through", (_what, other) => {
    const { network } = networkOf(0);
    network.addDropRule(other);
    expect(network.dropsOperation(operation())).toBe(false);
  });

  test("that name all of it take it", () => {
    const { network } = networkOf(0);
    network.addDropRule(rule({ agent: "a", framework: "f", app: "/db" }));
    expect(network.dropsOperation(operation({ agent: "b" }))).toBe(false);
    expect(network.dropsOperation(operation({ trace: undefined }))).toBe(false);
    expect(network.dropsOperation(operation())).toBe(true);
  });

  test("end with their time, the last instant included", () => {
    const { kernel, network } = networkOf(0);
    network.addDropRule(rule({ left: Number.POSITIVE_INFINITY, untilMs: 100 }));
    const at = (nowMs: number): boolean => {
      kernel.nowMs = nowMs;
      return network.dropsOperation(operation());
    };
    expect([at(0), at(100), at(101)]).toEqual([true, true, false]);
  });

  test("of one operation are used up in the order in which they were set", () => {
    const { network } = networkOf(0);
    network.addDropRule(rule({}));
    network.addDropRule(rule({ app: "/db" }));
    expect(network.dropsOperation(operation({ trace: { app: "/web" } }))).toBe(true);
    expect(network.dropsOperation(operation({ trace: { app: "/web" } }))).toBe(false);
    expect(network.dropsOperation(operation())).toBe(true);
  });

  test("leave a row that says what was lost", () => {
    const { network, recorder } = networkOf(0);
    network.addDropRule(rule({}));
    network.dropsOperation(operation());
    expect(namedRows(recorder.journal)).toEqual([
      {
        type: "message.dropped",
        atMs: 0,
        agent: "a",
        framework: "f",
        role: "r",
        app: "/db",
        task: "db.1",
        message: "RESERVE",
        from: "f",
        to: "master",
        reason: "told-to",
      },
    ]);
  });

  test("lose one operation of an ACCEPT: the others go on, and what it would have taken is left over", () => {
    const mine = reserved("cpus:1;disk:10", "r", reservationOf("p"));
    const v = volumeOf(10, "r", "v", "data", reservationOf("p"));
    const cluster = new TestCluster();
    cluster.network.addDropRule(rule({ message: "CREATE" }));
    cluster.agent("a", "cpus:2;mem:64;disk:10");
    const framework = cluster.framework({ name: "f", role: "r" }, [
      {
        times: 1,
        accept: () => [reserve(mine), create(v), launch(task("t", parse("cpus:1").plus(v)))],
        refuseMs: 0,
      },
    ]);
    cluster.runTo(1000);
    expect(cluster.rows("volume.created")).toEqual([]);
    expect(framework.updates.map(({ status }) => status.state)).toEqual(["error"]);
    expect(framework.offer(1).resources.equals(parse("cpus:1;mem:64").plus(mine))).toBe(true);
  });
});
