/** Jobs of the queue: known by what they play, and checked where they arrive. */

import { describe, expect, test } from "vitest";
import type { Batch } from "../../../src/study/job.ts";
import {
  batchesOf,
  jobId,
  jobOf,
  readJob,
  readReason,
  readSpent,
  reasonOf,
} from "../../../src/study/runners/queue/queue-job.ts";
import { baseOf, load } from "../studies.ts";

const base = baseOf(load("name: s\nscenario: x.yaml\nmeasure: [events]\n"));
const batch: Batch = {
  key: "k",
  combination: ["agents.0.count=2"],
  from: 4,
  to: 8,
  metrics: [["apps", "/db", "availability"]],
};

test("a job survives the way through JSON", () => {
  const job = readJob(JSON.parse(JSON.stringify(jobOf(base, [batch]))));
  expect(job === null ? null : batchesOf(job)).toEqual([batch]);
});

test("its id is that of the version, the scenario, the combination, the replications and the metrics", () => {
  const id = jobId(jobOf(base, [batch]));
  expect(id).toMatch(/^[0-9a-f]{64}$/);
  expect(jobId(jobOf({ ...base }, [{ ...batch, key: "another name of the same" }]))).toBe(id);
  const others = [
    jobOf({ ...base, version: "1.2.4" }, [batch]),
    jobOf({ ...base, digest: base.digest.replace(/^./, (c) => (c === "0" ? "1" : "0")) }, [batch]),
    jobOf(base, [{ ...batch, combination: ["agents.0.count=3"] }]),
    jobOf(base, [{ ...batch, from: 5 }]),
    jobOf(base, [{ ...batch, metrics: [["events"]] }]),
    jobOf(base, [batch, { ...batch, from: 8, to: 9 }]),
  ];
  expect(new Set([id, ...others.map(jobId)]).size).toBe(7);
});

test.each([
  null,
  "job",
  {},
  { ...jobOf(base, [batch]), parts: [] },
  { ...jobOf(base, [batch]), base: "../../etc/passwd" },
  { ...jobOf(base, [batch]), parts: [{ ...batch, from: -1 }] },
])("what is no job is not taken for one: %j", (data) => {
  expect(readJob(data)).toBeNull();
});

describe("why a job failed", () => {
  test("is told by the worker", () => {
    const failures = [{ is: "defect" as const, key: "k", replication: 5, text: "boom\n  seed       6" }];
    expect(readReason(reasonOf(failures))).toEqual(failures);
  });

  test("or by BullMQ, where workers were lost with it", () => {
    expect(readReason("job stalled more than allowable limit")).toBeNull();
    expect(readReason("[]")).toBeNull();
  });
});

test("what is no list of durations is none", () => {
  expect(readSpent([{ key: "k", runs: 4, ms: 1.5 }])).toEqual([{ key: "k", runs: 4, ms: 1.5 }]);
  expect(readSpent("soon")).toEqual([]);
});
