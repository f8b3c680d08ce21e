/** Runs a study with the built command; what counts is the time on the wall, since workers share the work. */

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Done } from "../work.ts";

export interface StudyInput {
  /** The built command. */
  readonly bin: string;
  readonly replications: number;
  readonly jobs: number;
}

const scenario = "scripts/bench/scenarios/five-agents.yaml";
/** How often an agent fails, on average. */
const means = ["5d", "10d", "20d", "40d", "80d"];

export function study({ bin, replications, jobs }: StudyInput): Done {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-bench-"));
  try {
    const file = join(folder, "study.yaml");
    const out = join(folder, "out");
    writeFileSync(
      file,
      [
        "name: bench-study",
        `scenario: ${JSON.stringify(resolve(scenario))}`,
        `replications: ${replications}`,
        `vary: { faults.0.every.exponential.mean: [${means.join(", ")}] }`,
        "measure: [apps./db-1.availability, cluster.disk.stranded.mean]",
        "",
      ].join("\n"),
    );
    const args = [bin, "study", file, "--jobs", String(jobs), "--out", out, "--quiet"];
    const started = process.hrtime.bigint();
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    const wallSeconds = Number(process.hrtime.bigint() - started) / 1e9;
    if (status !== 0) throw new Error(`study ended with ${status}: ${stderr.trim()}`);
    const results = readFileSync(join(out, "results.csv"), "utf8");
    // One line for each run, and the names of the columns.
    const runs = results.trimEnd().split("\n").length - 1;
    const digest = createHash("sha256").update(results).digest("hex");
    return { measured: { wallSeconds }, outcome: { runs, results: digest }, failures: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
