/** Processes that run on though Marathon does not hold them for launched: whose fault that is. */

import { expect, test } from "vitest";
import type { Simulation } from "../../../src/sim/simulation.ts";
import { Rig, residentApp } from "./rig.ts";
import { type Json, simulate } from "./simulate.ts";

const wipedAt = 60_000;
const wipe = { at: wipedAt, do: "task.kill", app: "/app", scale: false, wipe: true, task: { by: "all" } };

/** One instance of a resident app; it is wiped once it runs, and there is room for another one. */
function wiped(fixes: readonly string[], ...actions: (Json & { at: number; do: string })[]): Simulation {
  return simulate({
    agents: ["a-1", "a-2"],
    apps: [residentApp({ instances: 1 })],
    actions: [wipe, ...actions],
    fixes,
    flags: { scale_apps_initial_delay: 1000, reconciliation_initial_delay: 90_000 },
    durationMs: wipedAt,
    check: "every",
  });
}

/** What runs of the app, and how its Marathon stands to it, in order of launch. */
function standings(simulation: Simulation): readonly string[] {
  const marathon = simulation.marathon(null);
  return [...simulation.agents.values()]
    .flatMap(({ processes }) => [...processes])
    .map(({ task }) => marathon.standingOf(task.taskId))
    .sort();
}

const longAfter = wipedAt + 25_000;

test("the kill of a wiped task is dropped while a scale check holds the lock: a violation, and it is B5's", () => {
  const simulation = wiped([]);
  expect(standings(simulation)).toEqual(["kill-dropped"]);
  simulation.runTo(longAfter);
  expect(standings(simulation)).toEqual(["kill-dropped", "launched"]);
  expect(simulation.run().violations).toMatchObject([
    { invariant: "no-more-instances-than-wanted", bug: "B5", text: "/app: 2 processes, 1 allowed" },
  ]);
});

test("with B5 mended it is killed", () => {
  const simulation = wiped(["B5"]);
  expect(standings(simulation)).toEqual(["kill-sent"]);
  simulation.runTo(longAfter);
  expect(standings(simulation)).toEqual(["launched"]);
  expect(simulation.run().violations).toEqual([]);
});

test("with B5 mended and the kill lost on its way it runs on, and that is no fault of Marathon's", () => {
  const simulation = wiped(["B5"], { at: wipedAt - 1, do: "message.drop", message: "KILL", next: 1 });
  simulation.runTo(longAfter);
  expect(standings(simulation)).toEqual(["kill-sent", "launched"]);
  expect(simulation.run().violations).toEqual([]);
});

test("with B5 mended and the leader gone before it could ask, the next one knows of nothing until Mesos tells it", () => {
  const simulation = wiped(["B5"], { at: wipedAt, do: "marathon.failover", framework: null, down: 1000 });
  expect(standings(simulation)).toEqual(["unknown"]);
  // The next leader scales the app before it reconciles.
  simulation.runTo(wipedAt + 85_000);
  expect(standings(simulation)).toEqual(["launched", "unknown"]);
  simulation.runTo(wipedAt + 95_000);
  expect(standings(simulation)).toEqual(["launched"]);
  expect(simulation.run().violations).toEqual([]);
});

test("a task of which Mesos tells and that Marathon does not know is killed at once, each time, and forgotten at its end", () => {
  const rig = Rig.joined();
  const stray = "app.stray";
  for (const times of [1, 2]) {
    rig.tell(stray, "running");
    expect(rig.marathon.standingOf(stray)).toBe("kill-sent");
    expect(rig.all("KILL").map(({ taskId }) => taskId)).toEqual(Array.from({ length: times }, () => stray));
  }
  rig.tell(stray, "killed");
  expect(rig.marathon.standingOf(stray)).toBe("unknown");
});

test("of a framework whose id is lost nothing is known any more, nor of what B5 left behind", () => {
  const simulation = wiped([]);
  const marathon = simulation.marathon(null);
  marathon.failOver(1000);
  expect(standings(simulation)).toEqual(["kill-dropped"]);
  marathon.loseFrameworkId(1000);
  expect(standings(simulation)).toEqual(["unknown"]);
});
