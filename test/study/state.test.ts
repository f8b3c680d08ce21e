/** The file of played runs: what is in it counts, however the process ended. */

import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Run } from "../../src/study/job.ts";
import { readState, StateWriter } from "../../src/study/state.ts";
import { baseOf, load } from "./studies.ts";

const base = baseOf(load("name: s\nscenario: x.yaml\nmeasure: [events]\n"));
const metrics = ["apps./db.availability", "events"];
const run = (replication: number, values: readonly (number | null)[] = [0.5, null]): Run => ({
  replication,
  seed: 1 + replication,
  values,
  events: 10,
  broken: null,
});

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-state-"));
  path = join(folder, "below", "state.ndjson");
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(names: readonly string[], runs: readonly Run[], of = base): void {
  const writer = new StateWriter(path, "s", of, names);
  for (const one of runs) writer.add("0123456789abcdef", [one]);
  writer.close();
}

test("what was added is there again, in one session and the next", () => {
  write(metrics, [run(0), run(1)]);
  write(metrics, [run(2, [1, 7])]);
  const kept = readState(path, base, metrics);
  expect(kept.foreign).toBe(0);
  expect(kept.runs.map((one) => one.run)).toEqual([run(0), run(1), run(2, [1, 7])]);
});

test("values follow their metrics by name", () => {
  write(["events", "x", "apps./db.availability"], [run(0, [12, 1, 0.9])]);
  expect(readState(path, base, metrics).runs[0]?.run.values).toEqual([0.9, 12]);
});

test("a file cut anywhere loses its last run at most, and can be written on", () => {
  write(metrics, [run(0), run(1), run(2)]);
  const whole = readFileSync(path).length;
  for (let size = whole; size > whole - 40; size--) {
    truncateSync(path, size);
    expect(readState(path, base, metrics).runs.length).toBeGreaterThanOrEqual(size === whole ? 3 : 2);
  }
  write(metrics, [run(2, [0.25, null])]);
  expect(readState(path, base, metrics).runs.map((one) => one.run.replication)).toEqual([0, 1, 2]);
});

test("runs of another scenario, version or without a metric are not used, and counted", () => {
  write(
    metrics,
    [run(0)],
    baseOf(load("name: s\nscenario: x.yaml\nmeasure: [events]\n"), undefined, { version: "2" }),
  );
  write(["events"], [run(1, [3])]);
  write(metrics, [run(2)]);
  const kept = readState(path, base, metrics);
  expect(kept.runs.map((one) => one.run.replication)).toEqual([2]);
  expect(kept.foreign).toBe(2);
});

test("lines that are no runs are passed over", () => {
  write(metrics, [run(0)]);
  appendFileSync(path, 'null\n[]\n["k",1]\n{"a":1}\nnot json\n["k",-1,"x",1,[],null]\n');
  write(metrics, [run(1)]);
  expect(readState(path, base, metrics).runs.length).toBe(2);
  writeFileSync(path, "");
  expect(readState(path, base, metrics)).toEqual({ runs: [], foreign: 0 });
});
