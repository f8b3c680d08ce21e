/** Golden results: written, read again, and compared with what comes of a scenario now. */

import { expect, test } from "vitest";
import { changedValues, firstText } from "../../src/compare/change-text.ts";
import { linesOf } from "../../src/compare/event-line.ts";
import { changeFrom, type Golden, goldenOf, goldenText, readGolden } from "../../src/compare/golden.ts";
import { analyse } from "../../src/report/analysis.ts";
import type { FinishedRun } from "../../src/report/finished-run.ts";
import { finished, scenarioText } from "./runs.ts";

const run = finished(scenarioText());
const golden = goldenOf(run, analyse(run), "0.1.0");

function change(from: Golden, now: FinishedRun) {
  return changeFrom(from, goldenOf(now, analyse(now), "0.2.0"), linesOf(now.recorder));
}

test("a golden result is the same after it was written and read", () => {
  expect(readGolden(goldenText(golden))).toEqual({ ok: true, golden });
  expect(change(golden, finished(scenarioText()))).toBe(null);
});

test("it says what happened, how often, and what came of it", () => {
  expect(golden).toMatchObject({
    scenario: "t",
    holdfast: "0.1.0",
    versions: { marathon: "1.1", mesos: "0.28", fixes: [] },
    seed: 1,
    duration_ms: 300_000,
    digest: run.recorder.journal.digest(),
    events: run.recorder.journal.length,
    counts: { "reservation.timed-out": 1, "reservation.made": 1, "task.running": 1 },
    metrics: { apps: { "/db": { moved: 0 } }, reservations: { made: 1, timed_out: 1 } },
  });
  const total = Object.values(golden.counts).reduce((sum, count) => sum + count, 0);
  expect(total).toBe(golden.events);
});

test("a change is named by its first event, and by the counts and metrics that it moves", () => {
  const now = finished(scenarioText("  - { at: 2m, do: task.kill, app: /db }\n"));
  const found = change(golden, now);
  if (found === null) throw new Error("nothing has changed");
  expect(firstText(found)).toMatch(/^first difference at 2m: \S+ \/db/);
  expect(found.writtenBy).toBe("0.1.0");
  // One kill, one relaunch on the same reservation.
  expect(changedValues(found)).toContain("task.killed 1, was 0");
  expect(found.values).toContainEqual({ path: ["metrics", "apps", "/db", "relaunches"], a: 0, b: 1 });
});

test("the same events with another metric are a change, too", () => {
  const reservations = { ...(golden.metrics["reservations"] as object), made: 7 };
  const found = change({ ...golden, metrics: { ...golden.metrics, reservations } }, run);
  if (found === null) throw new Error("nothing has changed");
  expect(firstText(found)).toBe("the same events, but metrics.reservations.made 1, was 7");
});

test("a digest that differs while no event does is told as what it is", () => {
  const found = change({ ...golden, digest: "0".repeat(64) }, run);
  expect(found?.first).toBe(null);
  expect(found === null ? "" : firstText(found)).toContain("the digest alone is another (00000000");
});

test.each([
  ["{", "is not valid JSON"],
  ["{}", "is no golden result: scenario: "],
  [goldenText({ ...golden, digest: "abc" }), "is no golden result: digest: "],
  [goldenText({ ...golden, trail: { ...golden.trail, heads: [] } }), "is no golden result: trail: "],
])("a file that is no golden result says why (%#)", (text, why) => {
  const read = readGolden(text);
  expect(read.ok ? "" : read.why).toContain(why);
});
