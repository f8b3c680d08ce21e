/** Stateful apps from end to end, with a whole Mesos: ResidentTaskIntegrationTest, LaunchQueueIntegrationTest (v1.1.1). */

import { expect, test } from "vitest";
import { agentValue } from "../../../src/sim/observe.ts";
import { residentApp } from "../../sim/marathon/rig.ts";
import { type Json, rowsOf, simulate } from "../../sim/marathon/simulate.ts";

const writes = residentApp({ cmd: "echo data > persistent-volume/data", backoffSeconds: 1 });
const finishes = { at: 30_000, do: "task.exit", app: "/app", status: "finished" } as const;
const suspends = { at: 60_000, do: "app.scale", app: "/app", instances: 0, force: true } as const;

/** The events of one kind of thing, by name, in order. */
const told = (simulation: ReturnType<typeof simulate>, ...names: readonly string[]): readonly string[] =>
  rowsOf(simulation, ...names).map(({ event }) => String(event));

test("ResidentTaskIntegrationTest.scala:32 a task runs, its deployment succeeds, and it finishes", () => {
  const simulation = simulate({ apps: [writes], actions: [finishes], durationMs: 30_500 });
  expect(told(simulation, "task.running", "deployment.succeeded", "task.finished", "task.suspended")).toEqual(
    ["task.running", "deployment.succeeded", "task.finished", "task.suspended"],
  );
});

test("ResidentTaskIntegrationTest.scala:50 so does one with a UNIQUE constraint", () => {
  const unique = residentApp({ constraints: [["hostname", "UNIQUE", ""]] });
  const simulation = simulate({ apps: [unique], durationMs: 30_000 });
  expect(told(simulation, "task.running", "deployment.succeeded")).toEqual([
    "task.running",
    "deployment.succeeded",
  ]);
});

test("ResidentTaskIntegrationTest.scala:72 the volume of a suspended app is attached again, as it was", () => {
  // 300 ms are 0 s on the wire (Formats.scala:811).
  const change = { instances: 1, cmd: "test -e persistent-volume/data", backoffSeconds: 0 };
  const simulation = simulate({
    agents: ["a", "b"],
    apps: [writes],
    actions: [
      finishes,
      suspends,
      { at: 90_000, do: "app.update", app: "/app", change, force: false },
      { at: 120_000, do: "task.exit", app: "/app", status: "finished" },
    ],
    // Told at 120 001 ms; launched again at once, as there is no backoff.
    durationMs: 120_001,
    check: "every",
  });
  expect(simulation.marathon(null).answers.at(-1)).toMatchObject({ call: "PUT /v2/apps/app", status: 200 });
  const late = rowsOf(simulation, "task.running", "deployment.succeeded", "task.finished");
  expect(late.filter(({ atMs }) => atMs >= 90_000).map(({ event }) => event)).toEqual([
    "task.running",
    "deployment.succeeded",
    "task.finished",
  ]);
  const attached = rowsOf(simulation, "volume.attached").map(({ volume }) => volume);
  // The first task finished and came back once before the app was suspended.
  expect(attached).toHaveLength(3);
  expect(new Set(attached).size).toBe(1);
  expect(rowsOf(simulation, "volume.created")).toHaveLength(1);
});

test("ResidentTaskIntegrationTest.scala:111 a task takes nothing but its reservation, which stays when it is suspended", () => {
  const container: Json = {
    type: "MESOS",
    volumes: [{ containerPath: "persistent-volume", mode: "RW", persistent: { size: 2 } }],
  };
  const app = residentApp({ cpus: 0.001, mem: 1, disk: 1, ports: [], container });
  const at = (durationMs: number) => {
    const simulation = simulate({ apps: [app], actions: [suspends], durationMs });
    const of = (what: string) =>
      ["cpus", "mem", "disk"].map((resource) => agentValue(simulation, "a", [what, resource]));
    return { used: of("used"), reserved: of("reserved") };
  };
  expect(at(30_000)).toEqual({ used: [0.001, 1, 3], reserved: [0.001, 1, 3] });
  expect(at(90_000)).toEqual({ used: [0, 0, 0], reserved: [0.001, 1, 3] });
});

test("ResidentTaskIntegrationTest.scala:141-143 after the app's destroy nothing is reserved any more", () => {
  const simulation = simulate({
    agents: ["a", "b"],
    apps: [residentApp({ instances: 5 })],
    actions: [{ at: 60_000, do: "app.destroy", app: "/app", force: true }],
    durationMs: 90_000,
    check: "every",
  });
  expect(rowsOf(simulation, "reservation.made")).toHaveLength(5);
  expect(rowsOf(simulation, "reservation.released")).toHaveLength(5);
  expect(simulation.run().violations).toEqual([]);
});

test("LaunchQueueIntegrationTest.scala:11 with nothing under way the launch queue is empty", () => {
  const simulation = simulate({ apps: [], durationMs: 30_000 });
  expect(simulation.marathon(null).snapshot().queue).toEqual([]);
});
