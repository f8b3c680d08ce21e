/** Ticks that are not played change nothing: what the checks of a task find out is what playing every tick finds out. */

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { constant } from "../../../../src/model/distributions.ts";
import { HealthCourse } from "../../../../src/sim/cluster/health-course.ts";
import { Streams } from "../../../../src/sim/kernel/streams.ts";
import type { HealthLaw } from "../../../../src/sim/scenario.ts";
import { seeded } from "../../../support/seed.ts";
import { basicApp, Rig } from "../rig.ts";

const large = "cpus:400;mem:640000;disk:40000;ports:[31000-32000]";
const endMs = 600_000;
const startedMs = 1000;

interface Plan {
  readonly everyMs: number;
  readonly graceMs: number;
  readonly timeoutMs: number;
  readonly max: number;
  readonly law: HealthLaw;
  /** Instants at which the host is cut off, and is back, in turn. */
  readonly cuts: readonly number[];
}

const seconds = (from: number, to: number) => fc.integer({ min: from, max: to }).map((s) => s * 1000);

const plans: fc.Arbitrary<Plan> = fc.record({
  everyMs: seconds(1, 60),
  graceMs: seconds(0, 120),
  timeoutMs: seconds(0, 70),
  max: fc.integer({ min: 0, max: 5 }),
  law: fc.record({
    healthyAfter: fc.oneof(fc.constant(null), seconds(0, 100).map(constant)),
    unhealthy: fc.oneof(
      fc.constant(null),
      fc.record({
        every: fc.constant({ kind: "uniform", minMs: 1, maxMs: 90_000 } as const),
        lasts: fc.oneof(
          fc.constant(null),
          fc.constant({ kind: "uniform", minMs: 1, maxMs: 120_000 } as const),
        ),
      }),
    ),
    readyAfter: fc.constant(null),
  }),
  cuts: fc
    .uniqueArray(fc.integer({ min: 2000, max: endMs }), { maxLength: 4 })
    .map((all) => all.sort((a, b) => a - b)),
});

interface Found {
  readonly kills: readonly number[];
  /** Instants of task.healthy and task.unhealthy. */
  readonly healthy: readonly number[];
  readonly unhealthy: readonly number[];
  /** At the end. */
  readonly counts: { readonly healthy: number; readonly unhealthy: number };
}

/** As Marathon is simulated. */
function computed({ everyMs, graceMs, timeoutMs, max, law, cuts }: Plan): { found: Found; taskId: string } {
  const rig = Rig.joined();
  rig.kills = false;
  rig.health = law;
  rig.agent("a", large);
  const check = {
    protocol: "TCP",
    intervalSeconds: everyMs / 1000,
    gracePeriodSeconds: graceMs / 1000,
    timeoutSeconds: timeoutMs / 1000,
    maxConsecutiveFailures: max,
  };
  rig.create(basicApp({ healthChecks: [check] }));
  rig.to(startedMs);
  const taskId = rig.bringUp("a");
  for (const [i, atMs] of cuts.entries()) {
    rig.to(atMs - 1);
    // What happens at an instant comes before its ticks.
    rig.kernel.at(
      atMs,
      rig.kernel.kind(`cut ${i}`, () => rig.vitals.host("a", i % 2 === 1)),
    );
  }
  rig.to(endMs);
  const times = (type: string): number[] => rig.rows(type).map(({ atMs }) => Number(atMs));
  const found = {
    kills: rig.timesOf("KILL"),
    healthy: times("task.healthy"),
    unhealthy: times("task.unhealthy"),
    counts: rig.marathon.healthOf("/app"),
  };
  return { found, taskId };
}

/** As HealthCheckActor does it, tick by tick. */
function played({ everyMs, graceMs, timeoutMs, max, law, cuts }: Plan, taskId: string): Found {
  const streams = new Streams(1);
  const course = new HealthCourse(startedMs, law, (purpose) => streams.once(purpose, taskId));
  const [kills, healthy, unhealthy]: [number[], number[], number[]] = [[], [], []];
  let [first, success, failure, failures, known] = [-1, -1, -1, 0, false];
  const alive = (): boolean => success >= 0 && success > failure;
  const result = (atMs: number, isHealthy: boolean): void => {
    const before = alive();
    if (isHealthy) {
      if (first < 0) first = atMs;
      success = atMs;
      failures = 0;
    } else if (first >= 0 || startedMs + graceMs <= atMs) {
      if (max > 0 && failures >= max) kills.push(atMs);
      failure = atMs;
      failures++;
    }
    if (alive() && !before) healthy.push(atMs);
    else if (!alive() && (before || !known)) unhealthy.push(atMs);
    known = true;
  };
  const timeouts: number[] = [];
  for (let atMs = everyMs; atMs <= endMs; atMs += everyMs) {
    while ((timeouts[0] ?? Number.POSITIVE_INFINITY) <= atMs) result(timeouts.shift() ?? 0, false);
    if (atMs < startedMs) continue;
    const cutOff = cuts.filter((cutMs) => cutMs <= atMs).length % 2 === 1;
    if (cutOff) timeouts.push(atMs + timeoutMs);
    else result(atMs, course.isHealthyAt(atMs));
  }
  for (const atMs of timeouts) if (atMs <= endMs) result(atMs, false);
  const counts = { healthy: known && alive() ? 1 : 0, unhealthy: known && !alive() ? 1 : 0 };
  return { kills, healthy, unhealthy, counts };
}

describe("ticks", () => {
  test("that are computed find out what ticks that are played find out", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { found, taskId } = computed(plan);
        expect(found).toEqual(played(plan, taskId));
      }),
      { ...seeded(), numRuns: 150 },
    );
  });

  test("of 1,000 tasks that stay healthy cost nothing, however long they run", () => {
    const tasks = 1000;
    const eventsUntil = (untilMs: number, healthChecks: readonly unknown[]): number => {
      const rig = Rig.joined({ flags: { max_tasks_per_offer: tasks, launch_tokens: tasks } });
      rig.agent("a", "cpus:2000;mem:6400000;disk:40000;ports:[30000-40000]");
      rig.create(basicApp({ instances: tasks, healthChecks }));
      const ids = rig.launchAll("a");
      expect(ids).toHaveLength(tasks);
      for (const taskId of ids) rig.tell(taskId, "running");
      rig.to(untilMs);
      return rig.kernel.events;
    };
    const checked = [{ protocol: "TCP", intervalSeconds: 1 }];
    const more = (untilMs: number): number => eventsUntil(untilMs, checked) - eventsUntil(untilMs, []);
    // Two events for the first tick of each task, and one for its change of health; no more in a day than in a minute.
    expect(more(60_000)).toBeGreaterThanOrEqual(2 * tasks);
    expect(more(60_000)).toBeLessThanOrEqual(3 * tasks + 10);
    expect(more(86_400_000)).toBe(more(60_000));
  });
});
