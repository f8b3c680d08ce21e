/** What an agent tells of its tasks: when they run and end, what it heard of them only later, and what it lists. */

import { describe, expect, test } from "vitest";
import type { TaskStatus } from "../../../../src/model/tasks.ts";
import { agentOf, heard, messagesTo } from "../../../conformance/mesos/watch.ts";
import { TestCluster } from "../../../support/cluster.ts";
import { parse } from "../../../support/resources.ts";
import { launch, type ScriptedFramework, task } from "../../../support/scripted-framework.ts";

function hosted(runsMs?: number): { cluster: TestCluster; framework: ScriptedFramework } {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:1;mem:64");
  const framework = cluster.framework({ name: "f", role: "*" }, [
    { times: 1, accept: ({ resources }) => [launch(task("t", resources, runsMs))] },
  ]);
  return { cluster, framework };
}

/** The tasks of each registration, as `task state`. */
const listed = (seen: ReturnType<typeof messagesTo>): unknown[] =>
  seen.flatMap((message) =>
    message.type === "REREGISTER_AGENT"
      ? [message.tasks.map(({ info, state }) => `${info.taskId} ${state}`)]
      : [],
  );

describe("what an agent lists when it registers again", () => {
  test("what runs there", () => {
    const { cluster } = hosted();
    const seen = messagesTo(cluster);
    cluster.at(500, () => agentOf(cluster).restart(500));
    cluster.runTo(10_000);
    expect(listed(seen)).toEqual([["t running"]]);
  });

  test("what ended there and is not acknowledged, with its newest state", () => {
    const { cluster, framework } = hosted(300);
    framework.acknowledges = ({ state }: TaskStatus) => state === "running";
    const seen = messagesTo(cluster);
    cluster.at(500, () => agentOf(cluster).restart(500));
    // Its executor, which is gone, has 2 s all the same (slave.cpp:4549-4560).
    cluster.runTo(2999);
    expect(listed(seen)).toEqual([]);
    cluster.runTo(4000);
    expect(listed(seen)).toEqual([["t finished"]]);
  });

  test("nothing of what is acknowledged", () => {
    const { cluster } = hosted(300);
    const seen = messagesTo(cluster);
    cluster.at(500, () => agentOf(cluster).restart(500));
    cluster.runTo(3000);
    expect(listed(seen)).toEqual([[]]);
  });
});

test("slave_recovery_tests.cpp:620 RecoverUnregisteredExecutor: a task that is still staging when the agent process ends is lost", () => {
  const cluster = new TestCluster({ tasks: [] });
  cluster.agent("a", "cpus:1;mem:64");
  const framework = cluster.framework({ name: "f", role: "*" }, [
    { times: 1, accept: ({ resources }) => [launch(task("t", resources))] },
  ]);
  // Staging takes a second by default.
  cluster.at(500, () => agentOf(cluster).restart(1000));
  cluster.runTo(1500);
  expect(heard(framework)).toEqual([]);
  cluster.runTo(10_000);
  // Told when it is registered, and again when it hears of the framework; Mesos' test ignores the second one.
  const update = ["lost", "agent", "EXECUTOR_REREGISTRATION_TIMEOUT"];
  expect(framework.updates.map(({ status }) => [status.state, status.source, status.reason])).toEqual([
    update,
    update,
  ]);
  // Its executor has gone by itself; the agent gives it 2 s from 1.5 s on, and registers.
  expect(framework.updates[0]?.atMs).toBeGreaterThanOrEqual(3500);
  expect(cluster.rows("process.ended")).toMatchObject([{ atMs: 500, ran: false, reason: "agent-restarted" }]);
});

test("updates of a framework that is shut down are sent no more (slave.cpp:4100-4101)", () => {
  const { cluster, framework } = hosted(300);
  framework.acknowledges = () => false;
  const seen = messagesTo(cluster);
  cluster.at(500, () => framework.send({ type: "TEARDOWN" }));
  cluster.runTo(100_000);
  expect(seen.filter(({ type }) => type === "STATUS_UPDATE")).toHaveLength(1);
});

test("an update carries the id that the agent has then", () => {
  const { cluster, framework } = hosted();
  cluster.runTo(100);
  expect(framework.updates[0]?.status.slaveId).toBe(agentOf(cluster).slaveId);
});

test("a kill of a task that is not there loses it, unless its end is under way (slave.cpp:1985-2001)", () => {
  const { cluster, framework } = hosted();
  framework.acknowledges = ({ state }: TaskStatus) => state === "running";
  const kill = (taskId: string): void =>
    cluster.network.toAgent("a", { type: "KILL_TASK", frameworkId: framework.frameworkId ?? "", taskId });
  cluster.at(500, () => agentOf(cluster).exitTask("t", "finished"));
  cluster.at(600, () => kill("t"));
  cluster.at(700, () => kill("u"));
  cluster.runTo(700);
  expect(heard(framework).slice(1)).toEqual(["500 t finished", "700 u lost EXECUTOR_TERMINATED"]);
});

test("a task on a reservation that the agent has not written down is lost (slave.cpp:1597-1627)", () => {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:1;mem:64");
  const framework = cluster.framework({ name: "f", role: "r" });
  const mine = parse("cpus:1").flatten("r", { principal: "p" });
  cluster.at(100, () =>
    cluster.network.toAgent("a", {
      type: "RUN_TASK",
      slaveId: cluster.agents.get("a")?.slaveId ?? "",
      frameworkId: framework.frameworkId ?? "",
      framework: "f",
      role: "r",
      task: task("t", mine),
    }),
  );
  cluster.runTo(100);
  expect(heard(framework)).toEqual(["100 t lost RESOURCES_UNKNOWN"]);
});

test("a task for the agent that was at the address before is ignored (slave.cpp:1391-1396)", () => {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:1;mem:64");
  const framework = cluster.framework({ name: "f", role: "r" });
  cluster.at(100, () =>
    cluster.network.toAgent("a", {
      type: "RUN_TASK",
      slaveId: "the one before",
      frameworkId: framework.frameworkId ?? "",
      framework: "f",
      role: "r",
      task: task("t", parse("cpus:1")),
    }),
  );
  cluster.runTo(5000);
  expect(heard(framework)).toEqual([]);
  expect(cluster.agents.get("a")?.processCount).toBe(0);
});

test("a task whose executor of the same id waits for its last acknowledgement is lost (slave.cpp:1697-1717)", () => {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:1;mem:64");
  const framework = cluster.framework({ name: "f", role: "r" });
  const run = (): void =>
    cluster.network.toAgent("a", {
      type: "RUN_TASK",
      slaveId: cluster.agents.get("a")?.slaveId ?? "",
      frameworkId: framework.frameworkId ?? "",
      framework: "f",
      role: "r",
      task: task("t", parse("cpus:1"), 500),
    });
  // The acknowledgement of its end is lost between master and agent.
  cluster.at(300, () =>
    cluster.network.addDropRule({
      message: "ACKNOWLEDGE",
      agent: null,
      agents: null,
      framework: null,
      app: null,
      left: 1,
      untilMs: Number.POSITIVE_INFINITY,
    }),
  );
  cluster.at(100, run);
  cluster.at(1000, run);
  cluster.runTo(11_000);
  expect(heard(framework)).toEqual([
    "100 t running",
    "600 t finished",
    // The update that was not acknowledged comes again after 10 s. It is the task's end, so what came after it, the loss
    // of the second launch, is told to nobody (status_update_manager.cpp:440-450).
    "10600 t finished",
  ]);
});
