/** Known bugs in what Marathon makes of an app's definition and of its number of instances, each as in 1.1.1 and mended. */

import { expect, test } from "vitest";
import { type QuirkId, type Quirks, quirksOf11, quirksWithout } from "../../../../src/sim/marathon/quirks.ts";
import { basicApp, Rig, residentApp } from "../rig.ts";
import { rowsOf, simulate } from "../simulate.ts";

const large = "cpus:16;mem:64000;disk:64000;ports:[31000-32000]";

const mended = (id: QuirkId): Quirks => quirksWithout([id]);

const careful = { minimumHealthCapacity: 1, maximumOverCapacity: 0 };

test("B17 UpgradeStrategy.scala:29-32 a resident app may keep half of its instances, and all with #4138", () => {
  const answers = (quirks: Quirks) => {
    const rig = Rig.joined({ quirks });
    rig.create(residentApp());
    return [
      rig.create(residentApp({ id: "/posted", upgradeStrategy: careful })),
      rig.update("/put", residentApp({ id: "/put", upgradeStrategy: careful })),
      rig.update("/app", { upgradeStrategy: careful }, true),
      rig.create({ id: "/group", apps: [residentApp({ id: "in", upgradeStrategy: careful })] }),
    ].map((answer) => [answer?.status, answer?.details[0]?.errors[0] ?? null]);
  };
  const refused = [422, "got 1.0, expected 0.5 or less"];
  expect(answers(quirksOf11)).toEqual([refused, refused, refused, refused]);
  expect(answers(mended("B17"))).toEqual([
    [201, null],
    [201, null],
    [200, null],
    [201, null],
  ]);
});

test("B17 mended, over-capacity stays forbidden, and more than all is no share (UpgradeStrategy.scala:29-32 @ 546cdfea2)", () => {
  const rig = Rig.joined({ quirks: mended("B17") });
  const over = { minimumHealthCapacity: 1, maximumOverCapacity: 0.5 };
  expect(rig.create(residentApp({ upgradeStrategy: over }))?.details).toMatchObject([
    { path: "/upgradeStrategy", errors: ["got 0.5, expected 0.0"] },
  ]);
  const more = { minimumHealthCapacity: 1.5, maximumOverCapacity: 0 };
  expect(rig.create(residentApp({ upgradeStrategy: more }))?.status).toBe(422);
});

test("B17 mended, an upgrade with all instances kept replaces one at a time (RestartStrategyTest.scala:101)", () => {
  const rig = Rig.joined({ quirks: mended("B17") });
  rig.agent("a", large);
  rig.create(residentApp({ instances: 5, upgradeStrategy: careful }));
  const ids = rig.launchAll("a");
  for (const id of ids) rig.tell(id, "running");
  rig.kills = false;
  rig.update("/app", { cmd: "sleep 2" });
  expect(rig.all("KILL").map(({ taskId }) => taskId)).toEqual([...ids].sort().slice(0, 1));
});

/** An app that asks to be started elsewhere ten seconds after a loss, and its host that is gone for good. */
const lost = (fixes: readonly string[], taskLostBehavior = "RELAUNCH_AFTER_TIMEOUT") =>
  simulate({
    agents: ["a", "b"],
    apps: [residentApp({ residency: { taskLostBehavior, relaunchEscalationTimeoutSeconds: 10 } })],
    actions: [{ at: 60_000, do: "agent.crash", agent: { by: "hosting", app: "/app" } }],
    fixes,
    durationMs: 600_000,
    check: "every",
  });

test("B35 Residency.scala:9-13 RELAUNCH_AFTER_TIMEOUT changes nothing: a lost task is waited for", () => {
  const simulation = lost([]);
  expect(simulation.marathon(null).appView("/app")).toMatchObject({ running: 0, suspended: 1 });
  expect(rowsOf(simulation, "reservation.timed-out")).toEqual([]);
});

test("B35 mended (ResidentTaskIntegrationTest.scala:235-240) not before the timeout, and then under a new id", () => {
  const simulation = lost(["B35"]);
  const [suspended] = rowsOf(simulation, "task.suspended");
  const [given] = rowsOf(simulation, "reservation.timed-out");
  expect(given).toMatchObject({ reason: "lost-too-long", task: suspended?.["task"] });
  // Deadlines are looked at every 5 s.
  const waitedMs = (given?.atMs ?? 0) - (suspended?.atMs ?? 0);
  expect(waitedMs).toBeGreaterThanOrEqual(10_000);
  expect(waitedMs).toBeLessThan(15_000);
  const [task] = simulation.marathon(null).tasksOf("/app");
  expect(task).toMatchObject({ state: "running" });
  expect(task?.taskId).not.toBe(suspended?.["task"]);
  expect(simulation.run().violations).toEqual([]);
});

test("B35 mended, WAIT_FOREVER is WAIT_FOREVER (ResidentTaskIntegrationTest.scala:242-247)", () => {
  const simulation = lost(["B35"], "WAIT_FOREVER");
  expect(simulation.marathon(null).appView("/app")).toMatchObject({ running: 0, suspended: 1 });
});

test("B35 mended, a task that failed is not lost: it has no deadline", () => {
  const rig = Rig.joined({ quirks: mended("B35") });
  rig.agent("a", large);
  const residency = { taskLostBehavior: "RELAUNCH_AFTER_TIMEOUT", relaunchEscalationTimeoutSeconds: 10 };
  rig.create(residentApp({ residency }));
  rig.tell(rig.bringUp("a"), "failed");
  rig.to(300_000);
  expect(rig.rows("reservation.timed-out")).toEqual([]);
});

test("B38 DeploymentActor.scala:113-137 what was queued when the app was scaled down is launched (#4059)", () => {
  const left = (quirks: Quirks) => {
    const rig = Rig.joined({ quirks });
    for (const agent of ["a", "b", "c"]) rig.agent(agent, large);
    rig.create(basicApp({ instances: 3, constraints: [["hostname", "UNIQUE"]] }));
    const ids = ["a", "b", "c"].map((agent) => rig.bringUp(agent));
    // The node of the third goes down; no other may take its instance.
    rig.tell(ids[2] ?? "", "lost");
    rig.to(60_000);
    rig.scale("/app", 2);
    const { instances, running, queued, deploying } = rig.marathon.appView("/app");
    const bug = rig.marathon.knownBug("/app");
    // It comes back.
    const launched = rig.operations("c").length;
    return { instances, running, queued, deploying, bug, launched };
  };
  const both = { instances: 2, running: 2, deploying: false };
  expect(left(quirksOf11)).toEqual({ ...both, queued: 1, bug: "B38", launched: 1 });
  expect(left(mended("B38"))).toEqual({ ...both, queued: 0, bug: null, launched: 0 });
});

/** A new version with a check, of which the first task ends after 5 s, before it is healthy; the later ones stay. */
const finishing = (fixes: readonly string[], exit: string) =>
  simulate({
    agents: ["a"],
    apps: [
      residentApp({
        portDefinitions: [{ port: 0 }],
        healthChecks: [{ protocol: "TCP", gracePeriodSeconds: 300, intervalSeconds: 10 }],
        upgradeStrategy: { minimumHealthCapacity: 0, maximumOverCapacity: 0 },
      }),
    ],
    actions: [
      { at: 60_000, do: "app.update", app: "/app", change: { cmd: "sleep 2" } },
      { at: 66_000, do: "task.exit", app: "/app", status: exit },
    ],
    fixes,
    durationMs: 600_000,
    check: "every",
  });

test("B39 TaskReplaceActor.scala:74-77 a new task that finishes during an upgrade is not started again (#4866)", () => {
  const view = (fixes: readonly string[], exit = "finished") =>
    finishing(fixes, exit).marathon(null).appView("/app");
  expect(view([])).toMatchObject({ running: 0, suspended: 1, queued: 0, deploying: true });
  expect(view(["B39"])).toMatchObject({ running: 1, suspended: 0, queued: 0, deploying: false });
  expect(view([], "failed")).toMatchObject({ running: 1, suspended: 0, deploying: false });
});

/** An upgrade of four, of which two may go: each new task is healthy 10 s after its start, and ready 100 s after it. */
const checkedForBoth = (fixes: readonly string[]) =>
  simulate({
    agents: ["a", "b"],
    apps: [
      residentApp({
        instances: 4,
        portDefinitions: [{ port: 0, name: "http-api" }],
        healthChecks: [{ protocol: "TCP", gracePeriodSeconds: 300, intervalSeconds: 10 }],
        readinessChecks: [{ intervalSeconds: 10, timeoutSeconds: 5 }],
      }),
    ],
    health: {
      healthyAfter: { kind: "constant", ms: 10_000 },
      unhealthy: null,
      readyAfter: { kind: "constant", ms: 100_000 },
    },
    actions: [{ at: 300_000, do: "app.update", app: "/app", change: { cmd: "sleep 2" } }],
    fixes,
    durationMs: 900_000,
    check: "every",
  });

test("B43 TaskReplaceActor.scala:92-95 a new task costs two old ones: when it is healthy, and when it is ready (#3899)", () => {
  const endsOf = (fixes: readonly string[]) => {
    const simulation = checkedForBoth(fixes);
    expect(simulation.marathon(null).appView("/app")).toMatchObject({ running: 4, deploying: false });
    const bugs = simulation.run().violations.map(({ invariant, bug }) => `${invariant} ${bug}`);
    return { killed: rowsOf(simulation, "task.killed").filter(({ atMs }) => atMs < 395_000).length, bugs };
  };
  // ceil(4 * 0.5) = 2 stay. Before 100 s after the start of the first new ones nobody can be ready.
  expect(endsOf([])).toEqual({ killed: 4, bugs: ["upgrade-keeps-minimum B43"] });
  expect(endsOf(["B43"])).toEqual({ killed: 2, bugs: [] });
});

test("B45 RateLimiter.scala:22-26 a delay that has passed is forgotten, and the next one is the first again (#3059)", () => {
  const delays = (quirks: Quirks, failsAfterMs: number) => {
    const rig = Rig.joined({ quirks });
    rig.agent("a", large);
    rig.create(basicApp({ backoffSeconds: 4, backoffFactor: 2 }));
    return Array.from({ length: 4 }, () => {
      const task = rig.bringUp("a");
      rig.to(rig.kernel.nowMs + failsAfterMs);
      rig.tell(task, "failed");
      const { backoffMs } = rig.marathon.appView("/app");
      rig.to(rig.kernel.nowMs + backoffMs);
      return backoffMs;
    });
  };
  // A clean-up comes every 10 s: one of them between the end of a delay and the next failure.
  expect(delays(quirksOf11, 12_000)).toEqual([4000, 4000, 4000, 4000]);
  expect(delays(mended("B45"), 12_000)).toEqual([4000, 8000, 16_000, 32_000]);
  // Mended, a task that lives for more than a minute, and 10 s, is viable.
  expect(delays(mended("B45"), 71_000)).toEqual([4000, 4000, 4000, 4000]);
});
