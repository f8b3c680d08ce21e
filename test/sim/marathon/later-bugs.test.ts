/** Known bugs of other versions, as docs/known-failures.md lists them: Marathon 1.1.1 has none of these. */

import { expect, test } from "vitest";
import type { Simulation } from "../../../src/sim/simulation.ts";
import { residentApp } from "./rig.ts";
import { type Json, rowsOf, simulate } from "./simulate.ts";

const hourMs = 3_600_000;
const hosting = { by: "hosting", app: "/app" };

/** One instance, two agents, of which the one with the task goes down after a minute. */
function lost(durationMs: number, ...then: readonly (Json & { readonly at: number; readonly do: string })[]) {
  return simulate({
    agents: ["a", "b"],
    apps: [residentApp()],
    actions: [{ at: 60_000, do: "agent.crash", agent: hosting }, ...then],
    durationMs,
  });
}

const view = (simulation: Simulation) => simulation.marathon(null).appView("/app");
const back = { do: "agent.recover", agent: { by: "all" } };

test("B10 a lost task's instance is reserved nowhere else (MarathonTaskStatus.scala:49, TaskOpFactoryImpl.scala:69)", () => {
  const simulation = lost(hourMs);
  expect(view(simulation)).toMatchObject({ running: 0, suspended: 1, reserving: 0, queued: 1 });
  expect(rowsOf(simulation, "reservation.made")).toHaveLength(1);
});

test("B11 after more than a day its agent is back, and so is the task with its data: nothing expunges it", () => {
  const simulation = lost(25 * hourMs, { at: 24.5 * hourMs, ...back });
  expect(view(simulation)).toMatchObject({ running: 1, suspended: 0 });
  expect(rowsOf(simulation, "task.expunged", "volume.destroyed")).toEqual([]);
});

test("B12 a kill of a lost task leaves its reservation and volume (TaskKiller.scala:41)", () => {
  const kill = { at: 600_000, do: "task.kill", app: "/app" };
  const simulation = lost(hourMs, kill, { at: 1_800_000, ...back });
  expect(view(simulation)).toMatchObject({ running: 1, suspended: 0 });
  expect(rowsOf(simulation, "task.expunged", "volume.destroyed")).toEqual([]);
});

test("B13 an agent that is back under a new id gets the task again, at once or after its removal", () => {
  for (const at of [70_000, 600_000]) {
    const simulation = lost(hourMs, { at, ...back });
    expect(rowsOf(simulation, "agent.registered")).toHaveLength(3);
    expect(view(simulation)).toMatchObject({ running: 1, suspended: 0 });
    expect(rowsOf(simulation, "volume.created")).toHaveLength(1);
  }
});

test("B24 a deployment that kills a task on a dead agent is over when the task is lost", () => {
  const simulation = lost(hourMs, { at: 61_000, do: "app.scale", app: "/app", instances: 0 });
  const [given] = rowsOf(simulation, "task.lost");
  const [over] = rowsOf(simulation, "deployment.succeeded").slice(-1);
  // Five pings of 15 s are not answered; the deployment looks every 10 s (TaskKillActor.scala).
  expect(given?.atMs).toBeGreaterThanOrEqual(60_000 + 75_000);
  expect(over?.atMs).toBeGreaterThan(given?.atMs ?? 0);
  expect(over?.atMs).toBeLessThan((given?.atMs ?? 0) + 10_000);
  expect(view(simulation)).toMatchObject({ instances: 0, deploying: false, suspended: 1 });
});

test("B25 the next leader knows the volumes, and starts the suspended task on them", () => {
  const simulation = lost(
    hourMs,
    { at: 600_000, do: "marathon.failover", down: 1000 },
    { at: 1_800_000, ...back },
  );
  expect(view(simulation)).toMatchObject({ running: 1, suspended: 0 });
  expect(rowsOf(simulation, "volume.created")).toHaveLength(1);
});

test("B26 a reservation of an app that is destroyed meanwhile times out all the same (OverdueTasksActor.scala:99-103)", () => {
  const simulation = simulate({
    apps: [],
    actions: [
      { at: 60_000, do: "message.drop", message: "RESERVE", next: 1 },
      { at: 60_000, do: "app.create", app: residentApp() },
      { at: 65_000, do: "app.destroy", app: "/app" },
    ],
    durationMs: 120_000,
    check: "every",
  });
  // Asked for at 60.002 s, so that 20 s are over at the look of 85 s.
  expect(rowsOf(simulation, "reservation.timed-out").map(({ atMs }) => atMs)).toEqual([85_000]);
  expect(simulation.marathon(null).tasksOf("/app")).toEqual([]);
});

test("B28, B31 killed, failed over and scaled, there are never more tasks and reservations than wanted", () => {
  const simulation = simulate({
    agents: ["a", "b", "c"],
    apps: [residentApp({ instances: 3 })],
    actions: [
      // Reserved and not launched yet.
      { at: 500, do: "marathon.failover", down: 1000 },
      { at: 60_000, do: "task.kill", app: "/app" },
      { at: 120_000, do: "app.scale", app: "/app", instances: 1 },
      { at: 180_000, do: "app.scale", app: "/app", instances: 3 },
      { at: 181_000, do: "marathon.failover", down: 1000 },
      { at: 240_000, do: "app.restart", app: "/app" },
    ],
    durationMs: hourMs,
    check: "every",
  });
  expect(view(simulation)).toMatchObject({ running: 3, suspended: 0, reserving: 0, queued: 0 });
  expect(rowsOf(simulation, "reservation.made")).toHaveLength(3);
  expect(simulation.census.of("marathon", "/app").alive).toBe(3);
});
