/** Updates of one agent: one of a task at a time, sent again until it is acknowledged, kept while there is no master. */

import { expect, test } from "vitest";
import type { ToMaster } from "../../../../src/model/messages.ts";
import type { TaskState, TaskStatus } from "../../../../src/model/tasks.ts";
import { Kernel } from "../../../../src/sim/kernel/kernel.ts";
import { retryEvent, StatusUpdates } from "../../../../src/sim/mesos/agent/status-updates.ts";

const status = (taskId: string, state: TaskState, uuid: number): TaskStatus => ({
  taskId,
  state,
  source: "executor",
  reason: null,
  message: "",
  slaveId: "s",
  uuid,
});

function manager() {
  const kernel = new Kernel();
  const sent: string[] = [];
  const tell = (message: ToMaster): void => {
    if (message.type !== "STATUS_UPDATE") return;
    const { status: one, latestState } = message;
    sent.push(`${kernel.nowMs / 1000} ${one.taskId} ${one.state} (${latestState})`);
  };
  const updates = new StatusUpdates(kernel, retryEvent(kernel), { slaveId: "s", tell });
  const add = (taskId: string, state: TaskState, uuid: number, framework = "f"): void =>
    updates.add(framework, status(taskId, state, uuid), null);
  const runTo = (atMs: number): void => {
    while (kernel.playInstant(atMs));
    kernel.nowMs = atMs;
  };
  return { updates, sent, add, runTo };
}

test("one that is not acknowledged is sent again after 10 s, 20 s, 40 s, ... and then every 10 min", () => {
  const { sent, add, runTo } = manager();
  add("t", "running", 1);
  runTo(2_000_000);
  expect(sent.map((line) => Number(line.split(" ")[0]))).toEqual([0, 10, 30, 70, 150, 310, 630, 1230, 1830]);
});

test("an acknowledgement ends it; one of another update does not", () => {
  const { updates, sent, add, runTo } = manager();
  add("t", "running", 1);
  updates.acknowledged("f", "t", 2);
  runTo(10_000);
  updates.acknowledged("f", "t", 1);
  updates.acknowledged("f", "x", 1);
  runTo(100_000);
  expect(sent).toEqual(["0 t running (running)", "10 t running (running)"]);
  expect(updates.latest("f", "t")).toBe(null);
});

test("the next of a task waits for the one before, and goes along as its newest state", () => {
  const { updates, sent, add, runTo } = manager();
  add("t", "running", 1);
  add("t", "finished", 2);
  expect(updates.latest("f", "t")).toBe("finished");
  runTo(10_000);
  updates.acknowledged("f", "t", 1);
  // Its own first retry comes 10 s later.
  runTo(20_000);
  expect(sent).toEqual([
    "0 t running (running)",
    "10 t running (finished)",
    "10 t finished (finished)",
    "20 t finished (finished)",
  ]);
});

test("what came after a task's end is told no more once the end is acknowledged (status_update_manager.cpp:440-450)", () => {
  const { updates, sent, add, runTo } = manager();
  add("t", "failed", 1);
  add("t", "lost", 2);
  updates.acknowledged("f", "t", 1);
  runTo(100_000);
  expect(sent).toEqual(["0 t failed (failed)"]);
  expect(updates.latest("f", "t")).toBe(null);
});

test("tasks do not wait for each other", () => {
  const { sent, add } = manager();
  add("t", "running", 1);
  add("u", "running", 2);
  expect(sent).toEqual(["0 t running (running)", "0 u running (running)"]);
});

test("nothing is sent while there is no master; then all that waits, at once", () => {
  const { updates, sent, add, runTo } = manager();
  add("t", "running", 1);
  updates.pause();
  add("u", "running", 2);
  runTo(50_000);
  updates.resume();
  runTo(60_000);
  expect(sent).toEqual([
    "0 t running (running)",
    "50 t running (running)",
    "50 u running (running)",
    "60 t running (running)",
    "60 u running (running)",
  ]);
});

test("those of one framework can be forgotten, or all", () => {
  const { updates, sent, add, runTo } = manager();
  add("t", "running", 1, "f");
  add("u", "running", 2, "g");
  updates.clear("f");
  runTo(10_000);
  updates.clear(null);
  runTo(100_000);
  expect(sent.slice(2)).toEqual(["10 u running (running)"]);
});
