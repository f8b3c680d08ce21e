/** A Marathon that is torn down: its tasks end, what it reserved stays with the role, and nobody leads any more. */

import { expect, test } from "vitest";
import { residentApp } from "./rig.ts";
import { rowsOf, simulate } from "./simulate.ts";

const left = (more: readonly { at: number; do: string; [field: string]: unknown }[] = []) =>
  simulate({
    apps: [residentApp({ id: "/db" })],
    actions: [{ at: 60_000, do: "framework.leave", framework: "marathon" }, ...more],
    durationMs: 600_000,
    check: "every",
  });

test("master.cpp:5908-6048 its tasks end without an update, reservations and volumes stay with the role", () => {
  const simulation = left();
  expect(rowsOf(simulation, "framework.removed")).toMatchObject([
    { framework: "marathon", reason: "teardown" },
  ]);
  expect(simulation.census.of("marathon", "/db")).toMatchObject({ alive: 0, volumes: 1 });
  expect(rowsOf(simulation, "reservation.released")).toEqual([]);
  expect(rowsOf(simulation, "leader.elected")).toHaveLength(1);
});

test("nobody leads again, whatever is asked; calls are answered with 503 (LeaderProxyFilter.scala:136)", () => {
  const simulation = left([
    { at: 120_000, do: "marathon.failover", down: 1000 },
    { at: 130_000, do: "marathon.lose-framework-id", down: 1000 },
    { at: 140_000, do: "framework.disconnect", framework: "marathon" },
    { at: 150_000, do: "framework.reconnect", framework: "marathon" },
    { at: 160_000, do: "framework.leave", framework: "marathon" },
    { at: 170_000, do: "master.failover", down: 5000 },
    { at: 180_000, do: "app.scale", app: "/db", instances: 2 },
  ]);
  expect(rowsOf(simulation, "leader.elected")).toHaveLength(1);
  expect(rowsOf(simulation, "framework.removed")).toHaveLength(1);
  expect(simulation.marathon(null).answers.at(-1)).toMatchObject({ status: 503 });
});

test("one that is not registered cannot tear itself down: the master waits for failover_timeout", () => {
  const simulation = simulate({
    apps: [residentApp({ id: "/db" })],
    actions: [
      { at: 60_000, do: "marathon.failover", down: 10_000 },
      { at: 65_000, do: "framework.leave", framework: "marathon" },
    ],
    durationMs: 600_000,
    check: "every",
  });
  expect(rowsOf(simulation, "framework.removed")).toEqual([]);
  expect(rowsOf(simulation, "leader.elected")).toHaveLength(1);
  expect(simulation.census.of("marathon", "/db").alive).toBe(1);
});
