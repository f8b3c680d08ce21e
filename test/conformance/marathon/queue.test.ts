/** The launch queue and its delays: AppTaskLauncherActorTest, RateLimiterTest, RateLimiterActorTest, QueueResourceTest
 * (v1.1.1). */

import { describe, expect, test } from "vitest";
import { parseApp } from "../../../src/model/app/parse.ts";
import { Recorder } from "../../../src/sim/cluster/recorder.ts";
import { Kernel } from "../../../src/sim/kernel/kernel.ts";
import { Streams } from "../../../src/sim/kernel/streams.ts";
import type { App } from "../../../src/sim/marathon/apps.ts";
import type { Context } from "../../../src/sim/marathon/context.ts";
import { Ids } from "../../../src/sim/marathon/ids.ts";
import { KeptRefusals } from "../../../src/sim/marathon/kept-refusals.ts";
import { LaunchQueue } from "../../../src/sim/marathon/launch-queue.ts";
import { needOf } from "../../../src/sim/marathon/matching/need.ts";
import { PortDraws } from "../../../src/sim/marathon/port-draws.ts";
import { quirksOf11 } from "../../../src/sim/marathon/quirks.ts";
import { RateLimiter } from "../../../src/sim/marathon/rate-limiter.ts";
import { Terms } from "../../../src/sim/marathon/terms.ts";
import { Tracker } from "../../../src/sim/marathon/tracker.ts";
import { marathonDefaults } from "../../../src/sim/scenario.ts";
import { basicApp, Rig, residentApp } from "../../sim/marathon/rig.ts";

const large = "cpus:40;mem:64000;disk:4000;ports:[31000-32000]";

function context(clock = new Kernel()): Context {
  const kernel = new Terms(clock).begin();
  const recorder = new Recorder(clock, null, "counted");
  const streams = new Streams(1);
  const ids = new Ids(streams, "m");
  const draws = new PortDraws(streams, "m");
  const quirks = quirksOf11;
  return {
    name: "m",
    role: "test",
    flags: marathonDefaults,
    quirks,
    kernel,
    recorder,
    streams,
    ids,
    draws,
    keptRefusals: new KeptRefusals(),
  };
}

function app(json: Readonly<Record<string, unknown>> = {}, versionMs = 0, configVersionMs = versionMs): App {
  const parsed = parseApp(basicApp(json), "POST");
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return { id: parsed.app.id, definition: parsed.app, versionMs, configVersionMs };
}

describe("delays", () => {
  test("RateLimiterTest.scala:15 the first is the backoff", () => {
    const limiter = new RateLimiter(context());
    limiter.add(app({ backoffSeconds: 10 }));
    expect(limiter.delayOf(app())).toBe(10_000);
  });

  test("RateLimiterTest.scala:24 each further one is longer by the factor", () => {
    const limiter = new RateLimiter(context());
    const failing = app({ backoffSeconds: 10, backoffFactor: 2 });
    limiter.add(failing);
    limiter.add(failing);
    expect(limiter.delayOf(failing)).toBe(20_000);
  });

  test("RateLimiter.scala:74-88 none is longer than maxLaunchDelaySeconds, and a deadline is cut to milliseconds", () => {
    const limiter = new RateLimiter(context());
    const failing = app({ backoffSeconds: 1, backoffFactor: 1.15, maxLaunchDelaySeconds: 2 });
    const delays = [1, 2, 3, 4, 5, 6].map(() => {
      limiter.add(failing);
      return limiter.delayOf(failing);
    });
    // 1 s, 1.15 s, 1.3225 s, 1.520875 s, 1.74900625 s, then the maximum.
    expect(delays).toEqual([1000, 1150, 1322, 1520, 1749, 2000]);
  });

  test("RateLimiterTest.scala:34 what has passed is dropped every 10 s, so that the next failure starts anew", () => {
    const clock = new Kernel();
    const limiter = new RateLimiter(context(clock));
    limiter.elected();
    const overdue = app({ id: "/overdue", backoffSeconds: 10, backoffFactor: 2 });
    const waiting = app({ id: "/waiting", backoffSeconds: 20, backoffFactor: 2 });
    limiter.add(overdue);
    limiter.add(waiting);
    clock.nowMs = 11_000;
    expect(limiter.delayOf(overdue)).toBe(11_000);
    expect(limiter.delayOf(waiting)).toBe(20_000);
    limiter.add(overdue);
    limiter.add(waiting);
    expect([limiter.delayOf(overdue), limiter.delayOf(waiting)]).toEqual([21_000, 51_000]);
  });

  test("a delay that has passed still counts until it is dropped", () => {
    const clock = new Kernel();
    const limiter = new RateLimiter(context(clock));
    limiter.elected();
    const failing = app({ backoffSeconds: 2, backoffFactor: 2 });
    limiter.add(failing);
    clock.nowMs = 9999;
    limiter.add(failing);
    expect(limiter.delayOf(failing)).toBe(9999 + 4000);
  });

  test("RateLimiterTest.scala:49 a reset takes it away", () => {
    const limiter = new RateLimiter(context());
    limiter.add(app({ backoffSeconds: 10 }));
    limiter.reset(app());
    expect(limiter.delayOf(app())).toBe(0);
  });

  test("they are kept by configuration, not by version (RateLimiter.scala:28-68)", () => {
    const limiter = new RateLimiter(context());
    limiter.add(app({ backoffSeconds: 10 }, 0, 0));
    expect(limiter.delayOf(app({ instances: 3 }, 500, 0))).toBe(10_000);
    expect(limiter.delayOf(app({ cpus: 2 }, 700, 700))).toBe(0);
  });
});

/** A queue whose registrations and revives are listed. */
function queue() {
  const clock = new Kernel();
  const shared = context(clock);
  const tracker = new Tracker();
  const limiter = new RateLimiter(shared);
  const calls: string[] = [];
  const made = new LaunchQueue(
    shared,
    limiter,
    {
      tasksOf: (id) => tracker.of(id),
      register: () => calls.push("register"),
      unregister: () => calls.push("unregister"),
      classify: () => undefined,
      needOf: ({ definition }) => needOf(definition, new Set(["*"])),
      buildTaskOp: () => ({ fits: false, reasons: [] }),
      reasonsAgainst: () => [],
      requestRevive: () => calls.push("revive"),
    },
    () => undefined,
  );
  return { queue: made, calls, limiter, clock };
}

describe("launchers", () => {
  test("AppTaskLauncherActorTest.scala:59 a new configuration sets the count anew and asks for its delay", () => {
    const { queue: launches, calls, limiter } = queue();
    launches.add(app({}, 0), 3);
    expect(calls).toEqual(["register"]);
    const upgraded = app({ cmd: "new command", backoffSeconds: 5 }, 100);
    limiter.add(upgraded);
    launches.add(upgraded, 1);
    const launcher = launches.get("/app");
    expect(launcher?.left).toBe(1);
    expect(launcher?.app).toBe(upgraded);
    expect(launcher?.backoffUntilMs).toBe(5000);
    expect(calls).toEqual(["register", "unregister"]);
  });

  test("AppTaskLauncherActorTest.scala:93 a new configuration without a delay registers anew", () => {
    const { queue: launches, calls } = queue();
    launches.add(app({}, 0), 1);
    launches.add(app({ cmd: "new command" }, 100), 1);
    expect(calls).toEqual(["register", "unregister", "register"]);
  });

  test("AppTaskLauncherActor.scala:290-320 the same version adds, another one replaces", () => {
    const { queue: launches } = queue();
    launches.add(app({}, 0), 3);
    launches.add(app({}, 0), 2);
    expect(launches.get("/app")?.left).toBe(5);
    launches.add(app({ instances: 4 }, 100, 0), 2);
    expect(launches.get("/app")?.left).toBe(2);
  });

  test("AppTaskLauncherActor.scala:184-211 a delay for another version is ignored", () => {
    const { queue: launches } = queue();
    launches.add(app({ instances: 4 }, 100, 0), 2);
    launches.addDelay(app({}, 0));
    expect(launches.get("/app")?.backoffUntilMs).toBe(0);
    launches.addDelay(app({ instances: 4 }, 100, 0));
    expect(launches.get("/app")?.backoffUntilMs).toBe(1150);
  });

  test("it registers when the delay is over, and not before", () => {
    const { queue: launches, calls, clock, limiter } = queue();
    limiter.add(app({ backoffSeconds: 3 }));
    launches.add(app({ backoffSeconds: 3 }), 1);
    while (clock.playInstant(2999));
    expect(calls).toEqual([]);
    clock.playInstant(3000);
    expect(calls).toEqual(["register"]);
  });

  test("a purge forgets all demand and unregisters", () => {
    const { queue: launches, calls } = queue();
    launches.add(app(), 3);
    launches.purge("/app");
    expect(launches.get("/app")).toBeNull();
    expect(calls).toEqual(["register", "unregister"]);
  });
});

describe("counts", () => {
  test("AppTaskLauncherActorTest.scala:123,:239 a launch counts as launched, and nothing is left or in flight", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp());
    rig.offer("a");
    expect(rig.marathon.snapshot().queue).toEqual([{ app: "/app", left: 0, inFlight: 0, backoffMs: 0 }]);
    expect(rig.marathon.appView("/app").staging).toBe(1);
  });

  test("AppTaskLauncherActor.scala:359-366 a reservation does not count against what is left, its launch does", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(residentApp());
    rig.operations("a");
    expect(rig.marathon.appView("/app").queued).toBe(1);
    rig.operations("a");
    expect(rig.marathon.appView("/app").queued).toBe(0);
  });

  test("AppTaskLauncherActorTest.scala:265 an ended ephemeral task is gone from the counts, and one more is queued", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp());
    rig.tell(rig.bringUp("a"), "failed");
    expect(rig.marathon.appView("/app")).toMatchObject({ running: 0, queued: 1, backoffMs: 1000 });
  });

  test("AppTaskLauncherActorTest.scala:287 a task that runs is one of the launched", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp());
    rig.bringUp("a");
    expect(rig.marathon.snapshot().queue).toEqual([{ app: "/app", left: 0, inFlight: 0, backoffMs: 0 }]);
    expect(rig.marathon.appView("/app")).toMatchObject({ running: 1, staging: 0 });
  });

  test("AppTaskLauncherActorTest.scala:309 the end of a task of an app with constraints revives offers", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp({ id: "/other", cpus: 1000 }));
    rig.create(basicApp({ constraints: [["hostname", "UNIQUE"]] }));
    const taskId = rig.bringUp("a");
    rig.to(60_000);
    const before = rig.all("REVIVE").length;
    rig.tell(taskId, "killed");
    expect(rig.all("REVIVE").length).toBe(before + 1);
  });

  test("AppTaskLauncherActorTest.scala:342 a running task stays in the counts whatever it tells again", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp());
    const taskId = rig.bringUp("a");
    rig.tell(taskId, "running");
    expect(rig.marathon.appView("/app")).toMatchObject({ running: 1, queued: 0 });
  });
});

describe("GET /v2/queue", () => {
  /** One task has failed, and 23 are left to launch. */
  function delayed(): Rig {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp({ backoffSeconds: 100 }));
    rig.tell(rig.bringUp("a"), "failed");
    rig.to(1000);
    rig.scale("/app", 24);
    return rig;
  }

  test("QueueResourceTest.scala:20 what is left to launch, and how long that is delayed", () => {
    const rig = delayed();
    // One was queued when the other 23 came; they took its place.
    expect(rig.marathon.snapshot().queue).toEqual([
      { app: "/app", left: 23, inFlight: 0, backoffMs: 99_000 },
    ]);
  });

  test("QueueResourceTest.scala:44 once it is over the delay is 0", () => {
    const rig = delayed();
    rig.to(200_000);
    // The deployment's sync has made up for the one.
    expect(rig.marathon.snapshot().queue).toEqual([{ app: "/app", left: 24, inFlight: 0, backoffMs: 0 }]);
  });
});

describe("DELETE /v2/queue/{app}/delay", () => {
  test("QueueResourceTest.scala:68 of an app that is not in the queue is 404", () => {
    const rig = Rig.joined();
    expect(rig.marathon.resetDelay("/unknown")).toMatchObject({
      status: 404,
      message: "Application /unknown not found in tasks queue.",
    });
  });

  test("QueueResourceTest.scala:79 of one that is there is 204, and it may launch at once", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(basicApp({ backoffSeconds: 60 }));
    rig.tell(rig.bringUp("a"), "failed");
    expect(rig.operations("a")).toEqual([]);
    expect(rig.marathon.resetDelay("/app")?.status).toBe(204);
    expect(rig.operations("a")).toHaveLength(1);
    expect(rig.rows("queue.backoff").map(({ reason, delay_ms }) => [reason, delay_ms])).toEqual([
      ["task-failed", 60_000],
      ["reset", 0],
    ]);
  });
});
