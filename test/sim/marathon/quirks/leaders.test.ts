/** Known bugs of new leaders, each as in 1.1.1 and mended. */

import { expect, test } from "vitest";
import { residentApp } from "../rig.ts";
import { rowsOf, simulate } from "../simulate.ts";

const dotted = residentApp({ id: "/registry.domain" });

/** One app, and a new leader after a minute. */
const failedOver = (app: typeof dotted, fixes: readonly string[], doing = "marathon.failover") =>
  simulate({
    apps: [app],
    actions: [
      { at: 60_000, do: doing, down: 1000 },
      { at: 120_000, do: "app.scale", app: String(app["id"]), instances: 2 },
    ],
    fixes,
    durationMs: 300_000,
    check: "every",
  });

test("B9 TaskSerializer.scala:212-215 no leader can load the tasks of an app whose volume ids have a dot", () => {
  const simulation = failedOver(dotted, []);
  expect(rowsOf(simulation, "leader.failed")).toMatchObject([
    { atMs: 61_000, reason: "tasks-not-loaded", task: expect.stringMatching(/^registry\.domain\./) },
  ]);
  const marathon = simulation.marathon(null);
  expect(marathon.answers.at(-1)).toMatchObject({
    status: 503,
    message: expect.stringContaining("timed out"),
  });
  // It is registered all the same, so that Mesos leaves the tasks alone.
  expect(rowsOf(simulation, "framework.removed")).toEqual([]);
  expect(simulation.census.of("marathon", "/registry.domain").alive).toBe(1);
});

test("B9 TaskSerializer.scala:212-215 nobody hears of what ends from then on, and nothing replaces it", () => {
  const ended = (fixes: readonly string[]) =>
    simulate({
      apps: [dotted],
      actions: [
        { at: 60_000, do: "marathon.failover", down: 1000 },
        { at: 120_000, do: "task.exit", app: "/registry.domain", status: "failed" },
      ],
      fixes,
      durationMs: 600_000,
    });
  const stuck = ended([]);
  expect(rowsOf(stuck, "task.suspended")).toEqual([]);
  expect(stuck.census.of("marathon", "/registry.domain").alive).toBe(0);
  const mended = ended(["B9"]);
  expect(rowsOf(mended, "task.suspended")).toMatchObject([{ reason: "failed" }]);
  expect(mended.census.of("marathon", "/registry.domain").alive).toBe(1);
});

test("B9 mended (b110c6a19) the next leader goes on", () => {
  const simulation = failedOver(dotted, ["B9"]);
  expect(rowsOf(simulation, "leader.failed")).toEqual([]);
  expect(simulation.marathon(null).appView("/registry.domain")).toMatchObject({ instances: 2, running: 2 });
});

test("B9 Task.scala:364 an app without residency may have a dot in its id", () => {
  const { container: _container, residency: _residency, upgradeStrategy: _strategy, ...plain } = dotted;
  const simulation = failedOver(plain, []);
  expect(rowsOf(simulation, "leader.failed")).toEqual([]);
  expect(simulation.marathon(null).appView("/registry.domain").running).toBe(2);
});

test("B27 SchedulerDriverFactory.scala:25-31 without its id it registers anew, and what it had is out of reach", () => {
  const simulation = failedOver(residentApp(), [], "marathon.lose-framework-id");
  expect(rowsOf(simulation, "framework.registered").map((row) => row["framework_id"])).toEqual([
    expect.stringMatching(/-0000$/),
    expect.stringMatching(/-0001$/),
  ]);
  // Mesos knows no such task of the new framework: TASK_LOST at the first reconciliation, 15 s after the election and 1 ms each way.
  expect(rowsOf(simulation, "task.suspended")).toMatchObject([{ atMs: 76_002, reason: "lost" }]);
  expect(simulation.marathon(null).appView("/app")).toMatchObject({ suspended: 1 });
  // The process runs on all the same, as one of nobody's.
  expect(simulation.census.of("marathon", "/app").alive).toBeGreaterThan(0);
});

test("B27 mended (c77c5ef35) it does not register while it knows instances, and what runs runs on", () => {
  const simulation = failedOver(residentApp(), ["B27"], "marathon.lose-framework-id");
  expect(rowsOf(simulation, "leader.failed")).toMatchObject([
    { atMs: 61_000, reason: "framework-id-missing" },
  ]);
  expect(rowsOf(simulation, "framework.registered")).toHaveLength(1);
  expect(rowsOf(simulation, "task.suspended", "task.lost")).toEqual([]);
  expect(simulation.census.of("marathon", "/app").alive).toBe(1);
  expect(simulation.marathon(null).answers.at(-1)).toMatchObject({ status: 503 });
});

test("B27 mended, a Marathon that knows no instance gets a new id", () => {
  const simulation = failedOver(residentApp({ instances: 0 }), ["B27"], "marathon.lose-framework-id");
  expect(rowsOf(simulation, "leader.failed")).toEqual([]);
  expect(rowsOf(simulation, "framework.registered")).toHaveLength(2);
});

test("B27 MarathonScheduler.scala:112-150 one that Mesos has removed forgets its id; mended, it keeps it and is refused", () => {
  const removed = (fixes: readonly string[]) =>
    simulate({
      apps: [residentApp()],
      actions: [{ at: 60_000, do: "marathon.failover", down: 60_000 }],
      flags: { failover_timeout: 30 },
      fixes,
      durationMs: 200_000,
    });
  expect(rowsOf(removed([]), "framework.registered")).toHaveLength(2);
  const refused = removed(["B27"]);
  expect(rowsOf(refused, "framework.registered")).toHaveLength(1);
  // At 120 s, and every 15 s (and 2 ms for the answer) from then on.
  expect(rowsOf(refused, "leader.elected").map(({ atMs }) => atMs)).toEqual([
    0, 120_000, 135_002, 150_004, 165_006, 180_008, 195_010,
  ]);
});
