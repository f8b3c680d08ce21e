/** summary.json: stable order, decided expectations, nothing of the machine. */

import { expect, test } from "vitest";
import { analyse } from "../../src/report/analysis.ts";
import { lookUp } from "../../src/report/metric-expectations.ts";
import { summaryJson, summaryOf } from "../../src/report/summary.ts";
import { metricExpectation, restartInPlace } from "./journals.ts";

const violation = { invariant: "resources-add-up", bug: null, atMs: 5, text: "a has too much" };

test("the members stand in the contract's order", () => {
  const run = restartInPlace().run(60_000, { violations: [violation] });
  const summary = summaryOf(run, analyse(run));
  expect(Object.keys(summary)).toEqual([
    "scenario",
    "seed",
    "duration_ms",
    "events",
    "digest",
    "expectations",
    "violations",
    "metrics",
  ]);
  expect(Object.keys(summary.metrics)).toEqual([
    "apps",
    "roles",
    "cluster",
    "offers",
    "reservations",
    "headroom",
  ]);
  expect(summary).toMatchObject({
    scenario: "told",
    seed: 7,
    duration_ms: 60_000,
    events: run.recorder.journal.length,
  });
  expect(summary.digest).toBe(run.recorder.journal.digest());
  expect(summary.violations).toEqual([
    { invariant: "resources-add-up", bug: null, time_ms: 5, text: "a has too much" },
  ]);
});

test("expectations name their line, not their file", () => {
  const run = restartInPlace().run(60_000, {
    expectations: [metricExpectation(["apps", "/db", "moved"], "==", 0)],
  });
  const text = summaryJson(run, analyse(run));
  expect(JSON.parse(text).expectations).toEqual([
    { text: "metric apps./db.moved is == 0", line: 12, held: true, seen: "0", seen_at_ms: null },
  ]);
  expect(text).not.toContain("told.yaml");
  expect(text.endsWith("}\n")).toBe(true);
});

function decided(
  path: readonly string[],
  op: "==" | ">=" | "!=",
  value: number | string,
): readonly [boolean, string | null] {
  const run = restartInPlace().run(60_000, { expectations: [metricExpectation(path, op, value)] });
  const [result] = analyse(run).expectations;
  if (result === undefined) throw new Error("one expectation was made");
  expect(result.pending).toBe(false);
  return [result.held, result.seen];
}

test("an expectation on a metric compares what the summary shows", () => {
  expect(decided(["apps", "/db", "availability"], "==", 0.766667)).toEqual([true, "0.766667"]);
  expect(decided(["apps", "/db", "availability"], ">=", 0.8)).toEqual([false, "0.766667"]);
  expect(decided(["roles", "marathon", "disk", "stranded", "max"], "==", "100")).toEqual([true, "100"]);
  expect(decided(["apps", "/db", "relaunches"], "!=", 1)).toEqual([false, "1"]);
});

test("a metric that does not exist, or is no single value, holds for nothing", () => {
  expect(decided(["apps", "/nobody", "moved"], "!=", 1)).toEqual([false, "no metric apps./nobody.moved"]);
  expect(decided(["apps", "/db"], "!=", 1)).toEqual([false, "apps./db is no single value"]);
  expect(decided(["apps", "constructor"], "!=", 1)).toEqual([false, "no metric apps.constructor"]);
});

test("a null is not equal to any number", () => {
  const run = restartInPlace().run(60_000);
  const { metrics } = analyse(run);
  const none = {
    ...metrics,
    apps: { "/x": { ...metrics.apps["/db"], availability: null } },
  } as typeof metrics;
  expect(lookUp(none, ["apps", "/x", "availability"])).toBe(null);
});

test("results that the run has decided stay as they are", () => {
  const done = {
    ...metricExpectation(["apps", "/db", "moved"], "==", 0),
    pending: false,
    held: false,
    seen: "as seen",
  };
  const run = restartInPlace().run(60_000, { expectations: [done] });
  expect(analyse(run).expectations).toEqual([done]);
});
