/**
 * `npm run bench`: how fast a large scenario is played, and how fast the command starts.
 *
 * Each run is a process of its own, so that none warms the next and its peak memory is its own. Figures of one
 * machine at one time: compare ratios of one session, never seconds of two.
 */

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type BuildOptions, build } from "esbuild";
import options from "../bundle-options.json" with { type: "json" };
import type { Measured } from "./measured.ts";
import { type Spread, spreadOf, spreadText } from "./spread.ts";

const top = resolve(import.meta.dirname, "../..");
const bin = join(top, "dist", "cli.js");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false }, repeats: { type: "string", default: "3" } },
});
const scenario = positionals[0] ?? "scripts/bench/thousand-agents.yaml";
const repeats = Number(values.repeats);
if (!Number.isInteger(repeats) || repeats < 1) throw new Error("--repeats is a whole number from 1 up");

async function bundledChild(): Promise<string> {
  const outfile = join(top, ".holdfast", "bench", "child.mjs");
  mkdirSync(join(top, ".holdfast", "bench"), { recursive: true });
  await build({
    ...(options as BuildOptions),
    absWorkingDir: top,
    entryPoints: ["scripts/bench/child.ts"],
    outfile,
  });
  return outfile;
}

function measureRuns(child: string): readonly Measured[] {
  return Array.from({ length: repeats }, (_, i) => {
    if (!values.json) process.stderr.write(`run ${i + 1} of ${repeats}\n`);
    const text = execFileSync(process.execPath, [child, scenario], { cwd: top, encoding: "utf8" });
    return JSON.parse(text) as Measured;
  });
}

/** Wall milliseconds of each command, taken in turns so that a busy moment hits all of them. */
function measureStarts(): Readonly<Record<"node" | "version" | "run", Spread>> {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-bench-"));
  const commands = {
    node: ["-e", "0"],
    version: [bin, "--version"],
    run: [bin, "run", "scenarios/documentation/postgres.yaml", "--quiet", "--out", join(folder, "out")],
  } as const;
  const taken: Record<keyof typeof commands, number[]> = { node: [], version: [], run: [] };
  for (let i = 0; i < 15; i++) {
    for (const name of ["node", "version", "run"] as const) {
      const started = performance.now();
      execFileSync(process.execPath, [...commands[name]], { cwd: top });
      taken[name].push(performance.now() - started);
    }
  }
  rmSync(folder, { recursive: true });
  return { node: spreadOf(taken.node), version: spreadOf(taken.version), run: spreadOf(taken.run) };
}

const runs = measureRuns(await bundledChild());
const [first] = runs;
if (first === undefined) throw new Error("nothing was measured");
const digests = new Set(runs.map(({ digest }) => digest));
const failures = [...runs.flatMap((run) => run.failures), ...(digests.size > 1 ? ["the runs differ"] : [])];
const figures = {
  eventsPerSecond: spreadOf(runs.map(({ played, runSeconds }) => played / runSeconds)),
  runSeconds: spreadOf(runs.map(({ runSeconds }) => runSeconds)),
  loadSeconds: spreadOf(runs.map(({ loadSeconds }) => loadSeconds)),
  analyseSeconds: spreadOf(runs.map(({ analyseSeconds }) => analyseSeconds)),
  peakMib: spreadOf(runs.map(({ peakMib }) => peakMib)),
};
const starts = measureStarts();
const ratios = {
  version: starts.version.min / starts.node.min,
  run: starts.run.min / starts.node.min,
};

if (values.json) {
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? "", cores: cpus().length };
  const { scenario: name, digest, played, rows } = first;
  console.log(
    JSON.stringify(
      { machine, scenario: name, digest, played, rows, repeats, figures, starts, ratios, failures },
      null,
      2,
    ),
  );
} else {
  console.log(`${first.scenario}   ${repeats} runs, median (least to most)   digest ${first.digest.slice(0, 8)}
events played     ${first.played}, rows of the journal ${first.rows}
events a second   ${spreadText(figures.eventsPerSecond, 0, "/s")}
played in         ${spreadText(figures.runSeconds, 2, "s")}
read in           ${spreadText(figures.loadSeconds, 2, "s")}
metrics in        ${spreadText(figures.analyseSeconds, 2, "s")}
peak memory       ${spreadText(figures.peakMib, 0, "MiB")}

starts            15 of each, in turns, median (least to most)
node -e 0         ${spreadText(starts.node, 0, "ms")}
--version         ${spreadText(starts.version, 0, "ms")}   ${ratios.version.toFixed(2)} x node -e 0
run postgres      ${spreadText(starts.run, 0, "ms")}   ${ratios.run.toFixed(2)} x node -e 0`);
  for (const failure of failures) console.log(`FAIL  ${failure}`);
}
process.exitCode = failures.length === 0 ? 0 : 1;
