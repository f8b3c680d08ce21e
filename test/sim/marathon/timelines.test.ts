/** Marathon with the simulated Mesos: what happens when, beyond what scenarios/timelines/ show. One way takes 1 ms, the
 * allocator ticks every second. */

import { describe, expect, test } from "vitest";
import type { Label } from "../../../src/model/resources.ts";
import type { Simulation } from "../../../src/sim/simulation.ts";
import { residentApp } from "./rig.ts";
import { type Json, rowsOf, simulate } from "./simulate.ts";

const timesOf = (simulation: Simulation, name: string): readonly number[] =>
  rowsOf(simulation, name).map(({ atMs }) => atMs);

const app = residentApp({ id: "/db", cmd: "db" });

test("a resident app takes two offers: reserved on the first, launched on the next, a second later", () => {
  const simulation = simulate({ apps: [app], durationMs: 60_000 });
  const names = [
    "app.created",
    "reservation.requested",
    "reservation.made",
    "volume.created",
    "task.launched",
  ];
  expect(
    rowsOf(simulation, ...names, "deployment.succeeded").map(({ event, atMs }) => [event, atMs]),
  ).toEqual([
    ["app.created", 0],
    // SUBSCRIBE arrives at 1 ms, the first offer is back at 2 ms.
    ["reservation.requested", 2],
    ["reservation.made", 3],
    ["volume.created", 3],
    // Accepted with a filter of 0 s: offered again by the tick at 1 s, there at 1001 ms, answered at 1002 ms.
    ["task.launched", 1002],
    // RUN_TASK, 1 s of staging, and two ways back.
    ["deployment.succeeded", 2005],
  ]);
  const [made] = rowsOf(simulation, "reservation.made");
  const [task] = simulation.marathon(null).tasksOf("/db");
  const labels = JSON.parse(String(made?.["labels"])) as Label[];
  expect(labels.map(({ key }) => key)).toEqual(["marathon_framework_id", "marathon_task_id"]);
  expect(labels[1]?.value).toBe(task?.taskId);
  expect(task?.taskId).toMatch(/^db\.[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(task?.volumes).toEqual([expect.stringMatching(/^db#persistent-volume#[0-9a-f-]{36}$/)]);
});

test("an offer that comes before the master's answer to SUBSCRIBE is ignored, and stays out (sched.cpp:847-851, master.cpp:2307-2321)", () => {
  const drop = { at: 0, do: "message.drop", message: "registered", framework: "marathon", next: 1 };
  const simulation = simulate({ apps: [app], actions: [drop], durationMs: 600_000 });
  // It subscribes again within two seconds, and is answered: it is registered already, and nothing is taken back.
  expect(timesOf(simulation, "message.dropped")).toEqual([1]);
  expect(simulation.marathon(null).insight("/db").registered).toBe(true);
  expect(timesOf(simulation, "reservation.requested")).toEqual([]);
});

test.each([{ agent: { by: "id", id: "a" } }, { app: "/db" }])(
  "a TASK_LOST that is lost, chosen by %o, is told by the next reconciliation (1.8: every 600 s from 15 s on)",
  (chosen) => {
    const simulation = simulate({
      apps: [app],
      actions: [
        { at: 300_000, do: "agent.crash", agent: { by: "id", id: "a" } },
        { at: 300_000, do: "message.drop", message: "status", next: 1, ...chosen },
      ],
      durationMs: 700_000,
    });
    // The master knows neither the agent nor the task any more when it tells of them (master.cpp:6303-6358).
    const [lost] = rowsOf(simulation, "message.dropped").filter(({ message }) => message === "status");
    expect(lost).toMatchObject({ atMs: 375_001, agent: "a", app: "/db" });
    expect(timesOf(simulation, "task.suspended")).toEqual([615_002]);
  },
);

test.each(["error", "lost"] as const)(
  "a TASK_%s of a launch that the master refuses is chosen by its app, too",
  (state) => {
    // Refused as a duplicate, since its former end is not acknowledged; or lost, since its agent is gone meanwhile.
    const cause: Json & { at: number; do: string } =
      state === "error"
        ? { at: 300_000, do: "message.drop", message: "ACKNOWLEDGE", next: 1 }
        : { at: 301_000, do: "message.delay", message: "LAUNCH", by: 20_000, next: 1 };
    const simulation = simulate({
      apps: [app],
      actions: [
        cause,
        { at: 300_000, do: "task.exit", app: "/db", status: "failed" },
        { at: 301_000, do: "message.drop", message: "status", app: "/db", next: 1 },
        ...(state === "error"
          ? []
          : [{ at: 310_000, do: "agent.restart", agent: { by: "id", id: "a" }, down: 30_000 }]),
      ],
      durationMs: 400_000,
    });
    const [told] = rowsOf(simulation, `task.${state}`);
    const [dropped] = rowsOf(simulation, "message.dropped").filter(({ message }) => message === "status");
    expect(dropped).toMatchObject({ atMs: told?.atMs, app: "/db" });
  },
);

test("a CREATE that is lost leaves a reservation that is never freed, on an agent that no app gets any more (#6071, #3653)", () => {
  const drop = { at: 0, do: "message.drop", message: "CREATE", next: 1 };
  const simulation = simulate({ apps: [app], actions: [drop], durationMs: 600_000 });
  expect(timesOf(simulation, "reservation.timed-out")).toEqual([30_000]);
  expect(rowsOf(simulation, "reservation.released")).toEqual([]);
  // From then on every offer goes to the reconciler, which has nothing to send.
  expect(timesOf(simulation, "reservation.requested")).toEqual([2]);
  expect(simulation.marathon(null).appView("/db")).toMatchObject({ running: 0, queued: 1 });
});

test("a task that fails is suspended, and launched again on its reservation when its delay is over", () => {
  const exit = { at: 60_000, do: "task.exit", app: "/db", status: "failed" };
  const simulation = simulate({ apps: [app], actions: [exit], durationMs: 120_000 });
  const [suspended] = rowsOf(simulation, "task.suspended");
  const launches = rowsOf(simulation, "task.launched");
  expect(suspended?.["reason"]).toBe("failed");
  expect(launches.map(({ task }) => task)).toEqual([suspended?.["task"], suspended?.["task"]]);
  // 1 s of backoff, then REVIVE, offer and ACCEPT take 1 ms each.
  expect(launches[1]?.atMs).toBe((suspended?.atMs ?? 0) + 1000 + 3);
});

describe("destroying an app", () => {
  const simulation = simulate({
    agents: ["a-1", "a-2"],
    apps: [{ ...app, instances: 2 }],
    flags: { max_tasks_per_offer: 1 },
    actions: [
      { at: 60_000, do: "app.scale", app: "/db", instances: 1, force: false },
      { at: 300_000, do: "app.destroy", app: "/db", force: true },
    ],
    durationMs: 600_000,
  });

  test("nothing of it is left in Marathon", () => {
    const marathon = simulation.marathon(null);
    expect(marathon.appIds()).toEqual([]);
    expect(marathon.snapshot()).toMatchObject({ tasks: [], queue: [], deployments: [], offersWanted: false });
  });
});

test("a hundred apps of five under default flags never come up: tokens run out before anything is launched", () => {
  const apps = Array.from({ length: 100 }, (_, i) => ({ ...app, id: `/db-${i}`, instances: 5 }));
  const agents = Array.from({ length: 100 }, (_, i) => `a-${i}`);
  const simulation = simulate({ agents, apps, durationMs: 300_000 });
  expect(rowsOf(simulation, "task.launched")).toEqual([]);
  expect(rowsOf(simulation, "reservation.timed-out").length).toBeGreaterThan(100);
});

test("another app shifts neither ids nor ports", () => {
  const pinned = (id: string, host: string): Json => ({
    ...residentApp({ id, constraints: [["hostname", "LIKE", host]] }),
    instances: 3,
  });
  const of = (apps: readonly Json[]): readonly unknown[] =>
    rowsOf(simulate({ agents: ["a", "b"], apps, durationMs: 60_000 }), "task.launched")
      .filter((row) => row["app"] === "/db")
      .map(({ task, resources }) => [task, resources]);
  const alone = of([pinned("/db", "a")]);
  expect(alone).toHaveLength(3);
  expect(of([pinned("/first", "b"), pinned("/db", "a"), pinned("/last", "b")])).toEqual(alone);
});

test("the same seed walks the same path", () => {
  const of = (): readonly unknown[] =>
    rowsOf(simulate({ apps: [{ ...app, instances: 5 }], durationMs: 60_000 }), "task.launched");
  expect(of()).toEqual(of());
});
