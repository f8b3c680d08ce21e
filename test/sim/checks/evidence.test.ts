/** What the journal says about an expectation's subject. */

import { describe, expect, test } from "vitest";
import { type Counted, countEventsEach } from "../../../src/sim/checks/event-counts.ts";
import { rowsAboutEach } from "../../../src/sim/checks/evidence.ts";
import type { Predicate, Subject } from "../../../src/sim/checks/expectation.ts";
import { Recorder } from "../../../src/sim/cluster/recorder.ts";
import { Kernel } from "../../../src/sim/kernel/kernel.ts";

/** Ten rows about /db and /web in turn, one a second, and an offer declined after each. */
function recorderWith(offers: "counted" | "kept"): Recorder {
  const kernel = new Kernel();
  const recorder = new Recorder(kernel, null, offers);
  for (let i = 0; i < 10; i++) {
    kernel.nowMs = i * 1000;
    const app = i % 2 === 0 ? "/db" : "/web";
    recorder.add("task.running", { agent: `a-${i % 3}`, framework: "f", role: "r", app, task: `t${i}` });
    recorder.offer("offer.declined", () => ({
      agent: `a-${i % 3}`,
      framework: "f",
      role: "r",
      refuse_ms: i,
    }));
  }
  return recorder;
}

const countEvents = (
  recorder: Recorder,
  subject: Extract<Subject, { kind: "events" }>,
  fromMs: number,
  toMs: number,
): Counted => {
  const [counted] = countEventsEach(recorder, [{ subject, fromMs, toMs }]);
  if (counted === undefined) throw new Error("one question has one answer");
  return counted;
};

const rowsAbout = (recorder: Recorder, subject: Subject, untilMs: number): readonly number[] => {
  const [rows] = rowsAboutEach(recorder, [{ subject, untilMs, rows: recorder.journal.length }]);
  return rows ?? [];
};

const events = (type: string, where: readonly Predicate[] = []): Extract<Subject, { kind: "events" }> => ({
  kind: "events",
  type,
  where,
});

const is = (field: string, value: string | number): Predicate => ({
  path: [field],
  op: "==",
  value,
  text: "",
});

describe("counting events", () => {
  test("within a window, both ends included", () => {
    const { count, rows } = countEvents(recorderWith("counted"), events("task.running"), 2000, 5000);
    expect([count, rows]).toEqual([4, [2, 3, 4, 5]]);
  });

  test("of which all predicates hold", () => {
    const recorder = recorderWith("counted");
    expect(countEvents(recorder, events("task.running", [is("app", "/db")]), 0, 9000).count).toBe(5);
    expect(
      countEvents(recorder, events("task.running", [is("app", "/db"), is("agent", "a-0")]), 0, 9000).rows,
    ).toEqual([0, 6]);
    expect(countEvents(recorder, events("task.running", [is("no such field", "x")]), 0, 9000).count).toBe(0);
  });

  test("by their time, as by any field", () => {
    const late: Predicate = { path: ["time_ms"], op: ">=", value: 7000, text: "" };
    for (const type of ["task.running", "offer.declined"])
      expect(countEvents(recorderWith("kept"), events(type, [late]), 0, 9000).count).toBe(3);
  });

  test("of another type finds none", () => {
    expect(countEvents(recorderWith("counted"), events("task.killed"), 0, 9000)).toEqual({
      count: 0,
      rows: [],
    });
  });

  test("shows the last six rows of many", () => {
    const { count, rows } = countEvents(recorderWith("counted"), events("task.running"), 0, 9000);
    expect([count, rows]).toEqual([10, [4, 5, 6, 7, 8, 9]]);
  });

  test("of several questions each has its own answer", () => {
    const recorder = recorderWith("counted");
    const asked = [
      { subject: events("task.running", [is("app", "/db")]), fromMs: 0, toMs: 5000 },
      { subject: events("task.running", [is("agent", "a-1"), is("app", "/db")]), fromMs: 0, toMs: 9000 },
      { subject: events("task.running", [is("app", "/none")]), fromMs: 0, toMs: 9000 },
      { subject: events("task.running"), fromMs: 8000, toMs: 9000 },
      { subject: events("task.killed"), fromMs: 0, toMs: 9000 },
    ];
    expect(countEventsEach(recorder, asked)).toEqual([
      { count: 3, rows: [0, 2, 4] },
      { count: 1, rows: [4] },
      { count: 0, rows: [] },
      { count: 2, rows: [8, 9] },
      { count: 0, rows: [] },
    ]);
  });

  test("offers are looked at where they are kept", () => {
    const recorder = recorderWith("kept");
    expect(countEvents(recorder, events("offer.declined"), 2000, 5000)).toEqual({ count: 4, rows: [] });
    expect(countEvents(recorder, events("offer.declined", [is("refuse_ms", 3)]), 0, 9000).count).toBe(1);
  });
});

describe("the rows that led to a state", () => {
  test("are the last six about the subject up to the instant, oldest first", () => {
    const recorder = recorderWith("counted");
    expect(rowsAbout(recorder, { kind: "app", id: "/db", framework: null }, 9000)).toEqual([0, 2, 4, 6, 8]);
    expect(rowsAbout(recorder, { kind: "app", id: "/web", framework: null }, 5000)).toEqual([1, 3, 5]);
    expect(rowsAbout(recorder, { kind: "agent", id: "a-1" }, 9000)).toEqual([1, 4, 7]);
    expect(rowsAbout(recorder, { kind: "role", name: "r" }, 9000)).toEqual([4, 5, 6, 7, 8, 9]);
    expect(rowsAbout(recorder, { kind: "http", app: "/db" }, 3999)).toEqual([0, 2]);
  });

  test("of several questions each has its own answer, as the journal was when it was asked", () => {
    const recorder = recorderWith("counted");
    const db: Subject = { kind: "app", id: "/db", framework: null };
    const asked = [
      { subject: db, untilMs: 9000, rows: 10 },
      null,
      { subject: db, untilMs: 9000, rows: 5 },
      { subject: db, untilMs: 2999, rows: 10 },
      { subject: { kind: "agent", id: "a-1" }, untilMs: 9000, rows: 2 },
      { subject: { kind: "role", name: "r" }, untilMs: 9000, rows: 7 },
      { subject: db, untilMs: 9000, rows: 0 },
    ] as const;
    expect(rowsAboutEach(recorder, asked)).toEqual([
      [0, 2, 4, 6, 8],
      null,
      [0, 2, 4],
      [0, 2],
      [1],
      [1, 2, 3, 4, 5, 6],
      [],
    ]);
  });

  test("are none for a metric, or for what no row is about", () => {
    const recorder = recorderWith("counted");
    expect(rowsAbout(recorder, { kind: "metric", path: ["offers", "made"] }, 9000)).toEqual([]);
    expect(rowsAbout(recorder, { kind: "app", id: "/none", framework: null }, 9000)).toEqual([]);
  });
});
