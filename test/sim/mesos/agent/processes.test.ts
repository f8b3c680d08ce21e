/** The containers on one host: staged, run, killed with a grace, ended by themselves, with their volumes in use. */

import { describe, expect, test } from "vitest";
import { constant } from "../../../../src/model/distributions.ts";
import { defaultLaw, type TaskLaw } from "../../../../src/sim/scenario.ts";
import { TestCluster } from "../../../support/cluster.ts";
import { parse } from "../../../support/resources.ts";
import { launch, type ScriptedFramework, task } from "../../../support/scripted-framework.ts";

const law: TaskLaw = { ...defaultLaw, staging: constant(1000), kills: constant(700) };

/** One task on agent a: staged from 0, running from 1 s, for ever unless it says otherwise. */
function hosted(runsMs?: number, kills = 700): { cluster: TestCluster; framework: ScriptedFramework } {
  const cluster = new TestCluster({ tasks: [{ ...law, kills: constant(kills) }] });
  cluster.agent("a", "cpus:1;mem:64");
  const framework = cluster.framework({ name: "f", role: "*" }, [
    { times: 1, accept: ({ resources }) => [launch(task("t", resources, runsMs))] },
  ]);
  return { cluster, framework };
}

const life = (cluster: TestCluster): unknown[] =>
  cluster
    .rows("task.staging", "process.started", "process.ended")
    .map(({ type, atMs, reason }) => (reason === undefined ? [atMs, type] : [atMs, type, reason]));

test("it is staged, runs as long as its task says, and ends by itself", () => {
  const { cluster } = hosted(5000);
  cluster.runTo(10_000);
  expect(life(cluster)).toEqual([
    [0, "task.staging"],
    [1000, "process.started"],
    [6000, "process.ended", "exited"],
  ]);
});

describe("an executor that does not register in time (slave.cpp:4333-4350)", () => {
  const staged = (stagingMs: number, timeoutMs?: number) => {
    const mesos = timeoutMs === undefined ? {} : { executor_registration_timeout: timeoutMs };
    const cluster = new TestCluster({ tasks: [{ ...law, staging: constant(stagingMs) }], mesos });
    cluster.agent("a", "cpus:1;mem:64");
    const framework = cluster.framework({ name: "f", role: "*" }, [
      { times: 1, accept: ({ resources }) => [launch(task("t", resources))] },
    ]);
    cluster.runTo(200_000);
    return { cluster, framework };
  };

  test("fails its task after a minute, and frees what it holds", () => {
    const { cluster, framework } = staged(60_001);
    expect(life(cluster).at(-1)).toEqual([60_000, "process.ended", "REASON_EXECUTOR_REGISTRATION_TIMEOUT"]);
    const { state, source, message } = framework.updates[0]?.status ?? {};
    expect([state, source, message]).toEqual(["failed", "agent", "Executor did not register within 1mins"]);
    expect(framework.offers.at(-1)?.atMs).toBe(61_000);
  });

  test("comes up where that is long enough", () => {
    expect(life(staged(60_000).cluster).at(-1)).toEqual([60_000, "process.started"]);
    expect(life(staged(90_000, 90_000).cluster).at(-1)).toEqual([90_000, "process.started"]);
    const { framework } = staged(90_001, 90_000);
    expect(framework.updates[0]?.status.message).toBe("Executor did not register within 90secs");
  });
});

describe("when its agent is told to shut down", () => {
  const shutDown = (kills: number, atMs: number, runsMs?: number) => {
    const { cluster, framework } = hosted(runsMs, kills);
    cluster.at(atMs, () => cluster.network.toAgent("a", { type: "SHUTDOWN", message: "" }));
    cluster.runTo(30_000);
    // Nobody reports it: the executor goes down with its agent.
    expect(framework.updates.map(({ status }) => status.state).filter((state) => state === "killed")).toEqual(
      [],
    );
    return life(cluster).at(-1);
  };

  test("it ends after its grace", () => {
    expect(shutDown(700, 2000)).toEqual([2700, "process.ended", "agent-shut-down"]);
  });

  test("after 5 s at most (slave/constants.cpp:28)", () => {
    expect(shutDown(60_000, 2000)).toEqual([7000, "process.ended", "agent-shut-down"]);
  });

  test("before, where it would have ended by itself", () => {
    expect(shutDown(60_000, 2000, 1500)).toEqual([2500, "process.ended", "agent-shut-down"]);
  });

  test("at once, where it was not up yet", () => {
    expect(shutDown(700, 500)).toEqual([500, "process.ended", "agent-shut-down"]);
  });
});

test("all end at once with their host, and nobody reports it", () => {
  const { cluster, framework } = hosted();
  cluster.at(2000, () => cluster.agents.get("a")?.crash());
  cluster.runTo(3000);
  expect(life(cluster).at(-1)).toEqual([2000, "process.ended", "host-crashed"]);
  expect(framework.updates.map(({ status }) => status.state)).toEqual(["running"]);
});

test("those of a framework that is shut down end, others run on", () => {
  const cluster = new TestCluster({ tasks: [law] });
  cluster.agent("a", "cpus:2;mem:64");
  const rule = (id: string) => ({
    times: 1,
    accept: () => [launch(task(id, parse("cpus:1;mem:32")))],
    refuseMs: 0,
  });
  const f = cluster.framework({ name: "f", role: "*" }, [rule("t"), { refuseMs: 1_000_000 }]);
  cluster.framework({ name: "g", role: "*" }, [rule("u")]);
  cluster.at(5000, () => f.send({ type: "TEARDOWN" }));
  cluster.runTo(10_000);
  expect([...(cluster.agents.get("a")?.processes ?? [])].map(({ task: { taskId } }) => taskId)).toEqual([
    "u",
  ]);
  expect(life(cluster).at(-1)).toEqual([5700, "process.ended", "framework-shut-down"]);
});
