/** Rows into a recorder and out of its journal again: the life of tasks, with as many names as a large cluster has. */

import { createHash } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { kindOf, Resources, scalar } from "../../../src/model/resources.ts";
import { Recorder } from "../../../src/sim/cluster/recorder.ts";
import { Kernel } from "../../../src/sim/kernel/kernel.ts";
import { type Done, timed } from "../work.ts";

export interface JournalInput {
  readonly rows: number;
}

/** Rows of one life of a task. */
const rowsPerLife = 4;

export function journal({ rows }: JournalInput): Done {
  const kernel = new Kernel();
  const hash = createHash("sha256");
  const digest = { update: (bytes: Uint8Array) => void hash.update(bytes), digest: () => hash.digest("hex") };
  const before = held();
  const recorder = new Recorder(kernel, digest, "counted");
  const resources = Resources.of(scalar(kindOf("cpus"), 1000), scalar(kindOf("mem"), 1_024_000));
  const written = timed(() => {
    for (let life = 0; life * rowsPerLife < rows; life++) liveOnce(recorder, kernel, life, resources);
  });
  const bytes = held() - before;
  const { journal: made } = recorder;
  const read = timed(() => {
    let cells = 0;
    for (let i = 0; i < made.length; i++) cells += made.row(i).cells.length;
    return cells;
  });
  return {
    measured: {
      inCpuSeconds: written.cpuSeconds,
      outCpuSeconds: read.cpuSeconds,
      bytesPerRow: bytes / made.length,
    },
    outcome: { rows: made.length, cells: read.value, digest: made.digest() },
    failures: [],
  };
}

/** One of 50,000 tasks of 10,000 apps on 10,000 agents starts, runs and fails. */
function liveOnce(recorder: Recorder, kernel: Kernel, life: number, resources: Resources): void {
  const instance = life % 50_000;
  const app = `/db-${instance % 10_000}`;
  const ids = {
    agent: `a-${(instance * 7) % 10_000}`,
    framework: "marathon",
    role: "marathon",
    app,
    task: `db-${instance % 10_000}.${instance}`,
  };
  kernel.nowMs += 10;
  recorder.add("task.launched", { ...ids, resources, reserved: resources, version: "1", ports: "31000" });
  recorder.add("task.staging", ids);
  recorder.add("task.running", ids);
  recorder.add("task.failed", { ...ids, reason: "REASON_COMMAND_EXECUTOR_FAILED" });
}

/** Bytes that are in use once all that is not is collected. */
function held(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
