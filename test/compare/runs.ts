/** Runs and lines of events that tests compare. */

import { createHash } from "node:crypto";
import { linesOf } from "../../src/compare/event-line.ts";
import type { Side } from "../../src/compare/side.ts";
import { analyse } from "../../src/report/analysis.ts";
import type { FinishedRun } from "../../src/report/finished-run.ts";
import { summaryOf } from "../../src/report/summary.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { load } from "../scenario/memory.ts";

/** One app with a volume on one of two agents; its first RESERVE is lost. `more` is added at the end. */
export function scenarioText(more = ""): string {
  return `name: t
duration: 5m
agents:
  - { id: a, resources: { cpus: 4, mem: 8GiB, disk: 10GiB } }
apps:
  - id: /db
    cmd: serve
    cpus: 1
    mem: 512
    container:
      type: MESOS
      volumes: [{ containerPath: data, mode: RW, persistent: { size: 100 } }]
    residency: {}
    upgradeStrategy: { minimumHealthCapacity: 0, maximumOverCapacity: 0 }
actions:
  - { at: 0s, do: message.drop, message: RESERVE, next: 1 }
${more}`;
}

export function finished(text: string): FinishedRun {
  const scenario = load(text);
  const hash = createHash("sha256");
  const simulation = new Simulation(scenario, {
    hash: { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("hex") },
    keepOffers: false,
    check: "off",
  });
  const result = simulation.run();
  return { scenario, recorder: simulation.recorder, result, endMs: scenario.durationMs };
}

export function sideOf(run: FinishedRun, source: string): Side {
  return {
    source,
    scenario: run.scenario,
    summary: summaryOf(run, analyse(run)),
    lines: () => linesOf(run.recorder),
  };
}

/** A line of an event, as `linesOf` gives it. */
export function line(time_ms: number, type: string, fields: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ time_ms, type, ...fields });
}
