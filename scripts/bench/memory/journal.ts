/** Rows into a journal as the command keeps it, and each report made from them: how fast, and in how much memory. */

import { createHash } from "node:crypto";
import { JournalStore } from "../../../src/cli/journal-store.ts";
import { analyse } from "../../../src/report/analysis.ts";
import { capacityCsv } from "../../../src/report/capacity-csv.ts";
import { eventsJsonl } from "../../../src/report/events-jsonl.ts";
import type { FinishedRun } from "../../../src/report/finished-run.ts";
import { outcomeText } from "../../../src/report/outcome.ts";
import { plainPalette } from "../../../src/report/palette.ts";
import { timelineCsv } from "../../../src/report/timeline-csv.ts";
import { traceJson } from "../../../src/report/trace/trace-json.ts";
import { Recorder } from "../../../src/sim/cluster/recorder.ts";
import { Kernel } from "../../../src/sim/kernel/kernel.ts";
import {
  defaultVersions,
  marathonDefaults,
  mesosDefaults,
  type Scenario,
} from "../../../src/sim/scenario.ts";
import { Feed, largeShape } from "./feed.ts";

interface Step {
  readonly step: string;
  readonly rowsPerCpuSecond: number;
  /** Of the process, at the end of the step, and at most so far. */
  readonly residentMib: number;
  readonly peakMib: number;
  /** Of a file. */
  readonly bytes?: number;
}

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** How long a text is as a file, written nowhere: all of ours is ASCII here. */
function sizeOf(chunks: Iterable<string>): number {
  let bytes = 0;
  for (const chunk of chunks) bytes += Buffer.from(chunk).length;
  return bytes;
}

/** Half of the apps are stateful: their tasks keep their ids. The others' have a new one with each launch. */
export function measureJournal(rows: number, memoryMib: number) {
  const hash = createHash("sha256");
  const store = new JournalStore(memoryMib);
  const kernel = new Kernel();
  const digest = { update: (bytes: Uint8Array) => void hash.update(bytes), digest: () => hash.digest("hex") };
  const recorder = new Recorder(kernel, digest, "counted", store.blocks);
  const steps: Step[] = [];
  const step = (name: string, work: () => number | null): void => {
    const started = cpuSeconds();
    const bytes = work();
    const seconds = cpuSeconds() - started;
    steps.push({
      step: name,
      rowsPerCpuSecond: Math.round(recorder.journal.length / seconds),
      residentMib: Math.round(process.memoryUsage.rss() / 1_048_576),
      peakMib: Math.round(process.resourceUsage().maxRSS / 1024),
      ...(bytes === null ? {} : { bytes }),
    });
    process.stderr.write(`${JSON.stringify(steps.at(-1))}\n`);
  };

  step("in", () => {
    new Feed(recorder, kernel, largeShape).upTo(rows);
    return null;
  });
  const run: FinishedRun = {
    scenario: scenarioOf(kernel.nowMs),
    recorder,
    result: { expectations: [], violations: [], headroom: [], played: 0 },
    endMs: kernel.nowMs,
  };
  const digestText = recorder.journal.digest();
  const analysis: { value: ReturnType<typeof analyse> | null } = { value: null };
  step("metrics", () => {
    analysis.value = analyse(run);
    return null;
  });
  step("events.jsonl", () => sizeOf(eventsJsonl(recorder)));
  step("timeline.csv", () => sizeOf(timelineCsv(run)));
  step("capacity.csv", () => sizeOf(capacityCsv(run)));
  step("outcome", () => {
    if (analysis.value === null) return null;
    const lines = outcomeText(run, analysis.value, { palette: plainPalette, wallMs: null, replay: null });
    return sizeOf(lines);
  });
  step("trace.json", () => sizeOf(traceJson(run)));
  const { heldBytes, spilledBytes } = store.blocks;
  const measured = {
    rows: recorder.journal.length,
    memoryMib,
    digest: digestText,
    bytesPerRow: (heldBytes + spilledBytes) / recorder.journal.length,
    heldMib: heldBytes / 1_048_576,
    spilledMib: spilledBytes / 1_048_576,
    texts: recorder.journal.texts,
    steps,
  };
  store.close();
  return measured;
}

function scenarioOf(durationMs: number): Scenario {
  const marathon = { kind: "marathon", name: "marathon", role: "marathon", principal: "marathon" } as const;
  return {
    name: "fed",
    about: "",
    seed: 1,
    durationMs,
    versions: defaultVersions,
    agents: [],
    mesos: mesosDefaults,
    frameworks: [{ ...marathon, joinsMs: 0, flags: marathonDefaults }],
    apps: [],
    latencyMs: 1,
    tasks: [],
    actions: [],
    faults: [],
    expect: [],
  };
}
