/** Why an app does not run as expected, where that can be said plainly. */

import { expect, test } from "vitest";
import { explain } from "../../src/report/failure-why.ts";
import type { ExpectationResult } from "../../src/sim/result.ts";
import { metricExpectation, restartInPlace, Told } from "./journals.ts";

/** That `/db` has so many running, and had not at that time. */
function failed(atMs: number, name = "running"): ExpectationResult {
  const { expectation } = metricExpectation([], "==", 1);
  const subject = { kind: "app", id: "/db", framework: null } as const;
  const predicates = [{ path: [name], op: "==", value: 1, text: `${name} 1` }] as const;
  return {
    expectation: { ...expectation, subject, predicates },
    held: false,
    seen: `${name} 0`,
    seenAtMs: atMs,
    because: [],
    pending: false,
  };
}

const answer = (told: Told, atMs: number, name?: string) => explain(told.run(100_000), failed(atMs, name));

/** The app's only task is suspended on an agent that was removed at 50 s. */
const lost = (): Told =>
  restartInPlace()
    .at(40_000)
    .exit("/db", "db.1", "a", "host-crashed")
    .at(50_000)
    .removed("/db", "db.1", "a")
    .suspended("/db", "db.1", "a");

test("a task that is pinned to an agent that is gone keeps Marathon from reserving anew", () => {
  expect(answer(lost(), 60_000)).toEqual({
    why: "its only task is pinned to a, removed at 50s; one suspended task covers the one instance to launch, so Marathon reserves nothing new",
    todo: "task.kill with wipe: true places it anew and loses the data; or bring a back",
    also: "suspended 1",
  });
  expect(answer(lost(), 60_000, "suspended")).toBeNull();
});

test("the state is that of the instant at which it failed, not of the end", () => {
  expect(answer(lost().at(70_000).agent("a", { cpus: 4 }), 60_000)?.why).toContain("removed at 50s");
  expect(answer(lost().at(70_000).agent("a", { cpus: 4 }), 80_000)).toBeNull();
});

test("after a master's failover, whoever has not come back is told as such", () => {
  const told = restartInPlace().at(40_000).exit("/db", "db.1", "a").failed("/db", "db.1", "a");
  told.suspended("/db", "db.1", "a").at(50_000).add("master.down", {});
  expect(answer(told, 60_000)?.why).toContain(
    "pinned to a, which has not registered since the master went down at 50s",
  );
});

test("what another framework of the role took is not to be had", () => {
  const told = restartInPlace().at(40_000).exit("/db", "db.1", "a").failed("/db", "db.1", "a");
  told.suspended("/db", "db.1", "a").at(45_000).add("role.conflict", {
    framework: "thief",
    app: "/db",
    agent: "a",
    owner: "marathon",
    reason: "used",
  });
  const found = answer(told, 60_000);
  expect(found?.why).toMatch(/^thief launched at 45s on what is reserved for the suspended task on a/);
  expect(found?.todo).toBe("end thief's tasks there, or give it a role of its own");
});

test("a host that died unnoticed is believed to run what it ran", () => {
  const told = restartInPlace().at(40_000);
  told.add("agent.crashed", { agent: "a", disk_lost: false, reason: "crashed" });
  expect(answer(told.exit("/db", "db.1", "a", "host-crashed"), 60_000, "alive")?.why).toMatch(
    /^a crashed, and the master has not noticed yet/,
  );
});

test("delays, destroyed apps, apps that are not wanted and apps that never were", () => {
  const who = { framework: "marathon", app: "/db" };
  const delayed = new Told().app("/db", 1);
  delayed.at(10).add("queue.backoff", { ...who, delay_ms: 90_000, until_ms: 90_010, reason: "task-failed" });
  expect(answer(delayed, 60_000)).toMatchObject({ todo: "queue.reset-delay ends the delay" });
  expect(answer(delayed, 95_000)).toBeNull();
  expect(answer(new Told().app("/db", 1).at(5000).scale("/db", 0), 60_000)?.why).toBe(
    "the app was scaled to 0 at 5s",
  );
  const destroyed = new Told().app("/db", 1).at(5000).add("app.destroyed", who);
  expect(answer(destroyed, 60_000)?.why).toBe("the app was destroyed at 5s");
  expect(answer(new Told(), 60_000)?.why).toBe("no such app was created by then");
});

test("a metric is explained by nothing", () => {
  expect(explain(lost().run(100_000), metricExpectation(["apps"], "==", 1))).toBeNull();
});
