/** Expectations are decided at the right instants, and say what was seen instead. */

import { describe, expect, test, vi } from "vitest";
import type { Expectation, Predicate, Subject, When } from "../../../src/sim/checks/expectation.ts";
import { Expectations } from "../../../src/sim/checks/expectations.ts";
import type { ExpectationResult } from "../../../src/sim/result.ts";
import { TestCluster } from "../../support/cluster.ts";
import { StandInMarathon } from "../../support/stand-in-marathon.ts";

const db: Subject = { kind: "app", id: "/db", framework: null };

const expecting = (subject: Subject, when: When, ...predicates: readonly Predicate[]): Expectation => ({
  subject,
  when,
  predicates,
  text: "",
  place: null,
});

const predicate = (path: string, op: Predicate["op"], value: Predicate["value"]): Predicate => ({
  path: path.split("."),
  op,
  value,
  text: `${path} ${op} ${String(value)}`,
});

const running = (n: number): Predicate => predicate("running", "==", n);
const endMs = 10_000;

/**
 * One expectation over ten seconds in which /db is running 0, from 2 s on 1, from 5 s on 2 with 1 staging, from 8 s on
 * 0; the changes come before and after other things of their instants.
 */
function decide(
  expectation: Expectation,
  more: (marathon: StandInMarathon, cluster: TestCluster) => void = () => undefined,
): ExpectationResult {
  const cluster = new TestCluster({ expect: [expectation] });
  const marathon = new StandInMarathon();
  cluster.marathons.set("marathon", marathon);
  marathon.show("/db", { instances: 2 });
  cluster.agent("a-1", "cpus:4;mem:512;cpus(r):1");
  cluster.at(2000, () => marathon.show("/db", { running: 1, agents: ["a-1"] }));
  // Within one instant, what comes last is what counts.
  cluster.at(5000, () => marathon.show("/db", { running: 7 }));
  cluster.at(5000, () => marathon.show("/db", { running: 2, staging: 1 }));
  cluster.at(8000, () => marathon.show("/db", { running: 0, staging: 0 }));
  more(marathon, cluster);
  const probe = cluster.kernel.kind("probe", () => undefined);
  const expectations = new Expectations(cluster, endMs, probe);
  while (cluster.kernel.playInstant(endMs)) expectations.afterInstant();
  const [result] = expectations.results();
  if (result === undefined) throw new Error("one expectation has one result");
  return result;
}

const told = ({ held, seen, seenAtMs }: ExpectationResult): unknown[] => [held, seen, seenAtMs];

describe("at an instant", () => {
  test("after all events of it", () => {
    expect(told(decide(expecting(db, { form: "at", atMs: 5000 }, running(2))))).toEqual([
      true,
      "running 2",
      5000,
    ]);
    expect(told(decide(expecting(db, { form: "at", atMs: 4999 }, running(2))))).toEqual([
      false,
      "running 1",
      4999,
    ]);
  });

  test("even where nothing happens then", () => {
    expect(told(decide(expecting(db, { form: "at", atMs: 3210 }, running(1))))).toEqual([
      true,
      "running 1",
      3210,
    ]);
  });

  test("at the very end", () => {
    expect(told(decide(expecting(db, { form: "at", atMs: endMs }, running(0))))).toEqual([
      true,
      "running 0",
      endMs,
    ]);
  });

  test("all predicates must hold, and all are told", () => {
    const both = expecting(db, { form: "at", atMs: 6000 }, running(2), predicate("staging", "==", 0));
    expect(told(decide(both))).toEqual([false, "running 2, staging 1", 6000]);
  });
});

describe("by an instant", () => {
  test("holds from the first time on", () => {
    expect(told(decide(expecting(db, { form: "by", fromMs: 0, byMs: 9000 }, running(2))))).toEqual([
      true,
      "running 2",
      5000,
    ]);
  });

  test("both ends of the window are in it", () => {
    expect(decide(expecting(db, { form: "by", fromMs: 0, byMs: 5000 }, running(2))).held).toBe(true);
    expect(decide(expecting(db, { form: "by", fromMs: 7999, byMs: 9000 }, running(2))).held).toBe(true);
    expect(decide(expecting(db, { form: "by", fromMs: 8000, byMs: 9000 }, running(2))).held).toBe(false);
    expect(decide(expecting(db, { form: "by", fromMs: 0, byMs: 4999 }, running(2))).held).toBe(false);
  });

  test("all predicates at one instant: each at another is not enough", () => {
    const both = expecting(
      db,
      { form: "by", fromMs: 0, byMs: 9000 },
      running(1),
      predicate("staging", "==", 1),
    );
    expect(decide(both).held).toBe(false);
  });

  test("tells what was there all the time, or last", () => {
    const never = decide(expecting(db, { form: "by", fromMs: 3000, byMs: 4000 }, running(2)));
    expect(told(never)).toEqual([false, "running 1 all the time from 3s to 4s", 4000]);
    const changing = decide(expecting(db, { form: "by", fromMs: 0, byMs: 9000 }, running(3)));
    expect(told(changing)).toEqual([false, "running 0 at 9s, never what is expected from 0s to 9s", 9000]);
  });
});

describe("throughout a window", () => {
  test("holds where it never fails", () => {
    expect(decide(expecting(db, { form: "throughout", fromMs: 2000, toMs: 4999 }, running(1))).held).toBe(
      true,
    );
  });

  test("fails at the first instant at which it does not hold, both ends included", () => {
    const late = decide(expecting(db, { form: "throughout", fromMs: 2000, toMs: 5000 }, running(1)));
    expect(told(late)).toEqual([false, "running 2", 5000]);
    const early = decide(expecting(db, { form: "throughout", fromMs: 1999, toMs: 4000 }, running(1)));
    expect(told(early)).toEqual([false, "running 0", 1999]);
  });

  test("what is so only within an instant does not count", () => {
    const never7 = expecting(
      db,
      { form: "throughout", fromMs: 0, toMs: endMs },
      predicate("running", "!=", 7),
    );
    expect(decide(never7).held).toBe(true);
  });
});

test("without a time it is decided at the end", () => {
  expect(told(decide(expecting(db, { form: "end" }, running(0))))).toEqual([true, "running 0", endMs]);
  expect(told(decide(expecting(db, { form: "end" }, running(2))))).toEqual([false, "running 0", endMs]);
});

describe("other subjects", () => {
  const end: When = { form: "end" };

  test("sets of agents", () => {
    const on = (value: readonly string[]): Expectation =>
      expecting(db, { form: "at", atMs: 3000 }, predicate("agents", "==", value));
    expect(decide(on(["a-1"])).held).toBe(true);
    expect(told(decide(on(["a-1", "a-2"])))).toEqual([false, "agents [a-1]", 3000]);
  });

  test("an agent, as the master knows it", () => {
    const agent: Subject = { kind: "agent", id: "a-1" };
    const all = [
      predicate("registered", "==", true),
      predicate("free.cpus", "==", 4),
      predicate("reserved.cpus", "==", 1),
      predicate("used.mem", "==", 0),
      predicate("tasks", "==", 0),
    ];
    expect(told(decide(expecting(agent, end, ...all)))).toEqual([
      true,
      "registered true, free cpus 4, reserved cpus 1, used mem 0, tasks 0",
      endMs,
    ]);
    const nobody = expecting({ kind: "agent", id: "nobody" }, end, predicate("registered", "==", true));
    expect(told(decide(nobody))).toEqual([false, "registered false", endMs]);
  });

  test("a role", () => {
    const role: Subject = { kind: "role", name: "r" };
    const all = [
      predicate("reserved.cpus", ">=", 1),
      predicate("stranded.cpus", "==", 1),
      predicate("unreserved.cpus", "==", 4),
    ];
    expect(decide(expecting(role, end, ...all)).held).toBe(true);
  });

  test("events, counted within their window", () => {
    const registered: Subject = { kind: "events", type: "agent.registered", where: [] };
    const within = (fromMs: number, toMs: number, count: number): Expectation =>
      expecting(registered, { form: "throughout", fromMs, toMs }, predicate("count", "==", count));
    expect(decide(within(0, endMs, 1)).held).toBe(true);
    const none = decide(within(0, endMs, 0));
    expect([...told(none), none.because]).toEqual([false, "count 1", null, [0]]);
    expect(decide(within(1, endMs, 0)).held).toBe(true);
  });

  test("a metric waits until the metrics are known", () => {
    const metric = expecting({ kind: "metric", path: ["offers", "made"] }, end, predicate("is", "==", 1));
    expect(decide(metric)).toMatchObject({ pending: true, held: false, seen: null });
  });
});

describe("what the API answered", () => {
  const http: Subject = { kind: "http", app: "/db" };

  const answering = (marathon: StandInMarathon, cluster: TestCluster): void => {
    cluster.at(1000, () => marathon.answer(1000, "/db", 201));
    cluster.at(1000, () => marathon.answer(1000, "/web", 500));
    cluster.at(3000, () => {
      const details = [{ path: "/cpus", errors: ["must be positive", "is odd"] }];
      marathon.answer(3000, "/db", 422, { message: "Object is not valid", details });
    });
  };

  const answered = (atMs: number, ...predicates: readonly Predicate[]): boolean =>
    decide(expecting(http, { form: "by", fromMs: atMs, byMs: atMs }, ...predicates), answering).held;

  test("is that of the last call on the app", () => {
    expect(answered(2000, predicate("status", "==", 201), predicate("rejected", "==", false))).toBe(true);
    expect(answered(3000, predicate("status", "==", 422), predicate("rejected", "==", true))).toBe(true);
  });

  test("with `at`, of the call at that instant", () => {
    const at = (atMs: number): ExpectationResult =>
      decide(expecting(http, { form: "at", atMs }, predicate("status", "==", 201)), answering);
    expect(at(1000).held).toBe(true);
    expect(told(at(2000))).toEqual([false, "status nothing", 2000]);
  });

  test("a message may be the reply's or that of any detail, and a path that of any detail", () => {
    for (const message of ["Object is not valid", "must be positive", "is odd"]) {
      expect(answered(3000, predicate("message", "==", message))).toBe(true);
    }
    expect(answered(3000, predicate("path", "==", "/cpus"))).toBe(true);
    expect(answered(3000, predicate("path", "==", "/mem"))).toBe(false);
    expect(answered(3000, predicate("message", "==", "something else"))).toBe(false);
  });

  test("before any call is nothing", () => {
    expect(answered(500, predicate("status", "==", 201))).toBe(false);
    expect(answered(500, predicate("status", "!=", 201))).toBe(true);
  });
});

test("a failed one names the rows that led there", () => {
  const result = decide(
    expecting({ kind: "agent", id: "a-1" }, { form: "end" }, predicate("tasks", "==", 1)),
  );
  // The agent's registration is the only row about it.
  expect([result.held, result.because]).toEqual([false, [0]]);
});

test("results come in the order of the scenario, whenever they were decided", () => {
  const cluster = new TestCluster({
    expect: [
      expecting(db, { form: "end" }, running(0)),
      expecting(db, { form: "at", atMs: 10 }, running(0)),
      expecting(db, { form: "at", atMs: 5 }, running(1)),
    ],
  });
  cluster.marathons.set("marathon", new StandInMarathon());
  const expectations = new Expectations(
    cluster,
    endMs,
    cluster.kernel.kind("probe", () => undefined),
  );
  while (cluster.kernel.playInstant(endMs)) expectations.afterInstant();
  expect(expectations.results().map(({ held, seenAtMs }) => [held, seenAtMs])).toEqual([
    [true, endMs],
    [true, 10],
    [false, 5],
  ]);
});

test("what a stopped run never came to is not held", () => {
  const cluster = new TestCluster({
    expect: [expecting(db, { form: "throughout", fromMs: 50, toMs: 90 }, running(0))],
  });
  cluster.marathons.set("marathon", new StandInMarathon());
  const expectations = new Expectations(
    cluster,
    endMs,
    cluster.kernel.kind("probe", () => undefined),
  );
  while (cluster.kernel.playInstant(40)) expectations.afterInstant();
  expect(expectations.results()[0]?.held).toBe(false);
});

test("of many apps only those are looked at of which something has changed", () => {
  const apps = Array.from({ length: 50 }, (_, i) => `/app-${i}`);
  const cluster = new TestCluster({
    expect: apps.map((id) =>
      expecting(
        { kind: "app", id, framework: null },
        { form: "throughout", fromMs: 0, toMs: endMs },
        running(0),
      ),
    ),
  });
  const marathon = new StandInMarathon();
  cluster.marathons.set("marathon", marathon);
  // At each of a hundred instants one app has another version.
  for (let i = 1; i <= 100; i++)
    cluster.at(i * 10, () => marathon.show(apps[i % apps.length] ?? "", { version: String(i) }));
  const view = vi.spyOn(marathon, "appView");
  const expectations = new Expectations(
    cluster,
    endMs,
    cluster.kernel.kind("probe", () => undefined),
  );
  while (cluster.kernel.playInstant(endMs)) expectations.afterInstant();
  expect(expectations.results().every(({ held }) => held)).toBe(true);
  // Each when its window opens and when it ends, and once for each change: not 50 at each of 102 instants.
  expect(view).toHaveBeenCalledTimes(50 + 100 + 50);
});
