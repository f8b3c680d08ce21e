/** One measured run, in a process of its own: reads a scenario, plays it, prints what that took as JSON. */

import { createHash } from "node:crypto";
import { nodeFiles } from "../../src/cli/files.ts";
import { analyse } from "../../src/report/analysis.ts";
import { formatIssue } from "../../src/scenario/issue.ts";
import { loadScenario } from "../../src/scenario/load.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import type { Measured } from "./measured.ts";

/** The value that work makes, and the seconds that it takes. */
function timed<T>(work: () => T): { readonly value: T; readonly seconds: number } {
  const started = process.hrtime.bigint();
  const value = work();
  return { value, seconds: Number(process.hrtime.bigint() - started) / 1e9 };
}

const load = timed(() => loadScenario(process.argv[2] ?? "", nodeFiles));
if (!load.value.ok) throw new Error(load.value.issues.map(formatIssue).join("\n"));
const { scenario } = load.value;

const hash = createHash("sha256");
const simulation = new Simulation(scenario, {
  hash: { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("hex") },
  keepOffers: false,
  check: "end",
});
const run = timed(() => simulation.run());
const { recorder } = simulation;
const analysis = timed(() => analyse({ scenario, recorder, result: run.value, endMs: scenario.durationMs }));

const measured: Measured = {
  scenario: scenario.name,
  digest: recorder.journal.digest(),
  played: run.value.played,
  rows: recorder.journal.length,
  loadSeconds: load.seconds,
  runSeconds: run.seconds,
  analyseSeconds: analysis.seconds,
  peakMib: process.resourceUsage().maxRSS / 1024,
  failures: [
    ...analysis.value.expectations
      .filter(({ held }) => !held)
      .map(({ expectation, seen }) => `${expectation.text}: seen ${seen}`),
    ...run.value.violations.map(({ invariant, text }) => `${invariant}: ${text}`),
  ],
};
console.log(JSON.stringify(measured));
