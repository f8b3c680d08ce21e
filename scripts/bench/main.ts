/**
 * `npm run bench`: how fast holdfast is, beside what else can do the same.
 *
 * Work is deterministic and seeded; each piece of it is a process of its own, so that none warms the next and its peak
 * memory is its own; repeats are taken in turns, so that a busy moment hits all of a bench. Figures of one machine at one
 * time: compare ratios of one run, never seconds of two. What flatqueue does in the same run is the measure for the rest.
 */

import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { help, parseArguments } from "./arguments.ts";
import { type Bench, type Case, ours, type Repeats } from "./bench.ts";
import { benches } from "./benches/index.ts";
import { scaled } from "./figures.ts";
import { type BenchResult, benchText, headText, machine, reportJson } from "./report.ts";
import { bundleWorks, failuresOf, type Runner, repeatsOf, runCase, top } from "./run.ts";
import type { Spread } from "./spread.ts";
import type { Done } from "./work.ts";

const say = (text: string): void => void process.stderr.write(text);

/** Runs all cases so often, in turns. */
async function repeat(runner: Runner, bench: string, cases: readonly Case[], times: number, quiet: boolean) {
  const done = new Map<string, Done[]>(cases.map(({ name }) => [name, []]));
  for (let i = 0; i < times; i++) {
    for (const one of cases) {
      if (!quiet) say(`\r\u001b[K${bench}: ${one.name}, ${i + 1} of ${times}`);
      done.get(one.name)?.push(await runCase(runner, `${bench} ${one.name}`, one));
    }
  }
  if (!quiet) say("\r\u001b[K");
  return done;
}

/** The hold figure that all others are held against, in millions of its own repeats. */
async function reference(runner: Runner, times: number, quick: boolean): Promise<Spread> {
  const holds = quick ? 1_000_000 : 5_000_000;
  const hold = ours("flatqueue", "hold", { queue: "flatqueue", pending: 1000, increments: "ticks", holds });
  const done = await repeat({ ...runner, profiles: null }, "reference", [hold], times, true);
  const { min, median, max } = repeatsOf("flatqueue", done.get("flatqueue") ?? []).spread("cpuSeconds");
  return scaled({ min: 1 / max, median: 1 / median, max: 1 / min }, holds);
}

async function main(): Promise<number> {
  const parsed = parseArguments(process.argv.slice(2), Object.keys(benches));
  if (parsed.is === "help") {
    console.log(help);
    return 0;
  }
  if (parsed.is === "wrong") {
    for (const problem of parsed.problems) console.error(problem);
    console.error("nothing was run; npm run bench -- --help");
    return 2;
  }
  const { names, list, quick, json, repeats, workload, rows, profile } = parsed.arguments;
  if (list) {
    const width = Math.max(...names.map((name) => name.length)) + 2;
    for (const name of names) console.log(`${name.padEnd(width)}${benches[name]?.about ?? ""}`);
    return 0;
  }
  const profiles = profile === null ? null : resolve(profile);
  if (profiles !== null) mkdirSync(profiles, { recursive: true });
  const runner = { bundle: await bundleWorks(), profiles };
  const plan = { quick, workload, rows };
  const quiet = json || process.stderr.isTTY !== true;
  const flatqueue = await reference(runner, Math.max(3, repeats), quick);
  const where = machine(top);
  if (!json) console.log(headText(where, { quick, repeats, flatqueue }));

  const results: BenchResult[] = [];
  const measure = async (name: string, bench: Bench): Promise<BenchResult> => {
    try {
      await bench.prepare?.(plan);
      const done = await repeat(runner, name, bench.cases(plan), repeats, quiet);
      const all = new Map<string, Repeats>();
      for (const [label, each] of done) all.set(label, repeatsOf(label, each));
      const of = (label: string): Repeats => {
        const found = all.get(label);
        if (found === undefined) throw new Error(`${name} has no case ${label}`);
        return found;
      };
      return {
        name,
        about: bench.about,
        figures: bench.figures(of, plan),
        notes: bench.notes?.(of, plan) ?? [],
        failures: [...done].flatMap(([label, each]) => failuresOf(label, each)),
      };
    } catch (error) {
      const failures = [error instanceof Error ? error.message : String(error)];
      return { name, about: bench.about, figures: [], notes: [], failures };
    }
  };
  for (const name of names) {
    const bench = benches[name];
    if (bench === undefined) continue;
    const result = await measure(name, bench);
    results.push(result);
    if (!json) console.log(`\n${benchText(result, flatqueue, !quick)}`);
  }
  if (json)
    console.log(JSON.stringify(reportJson(where, { quick, repeats, flatqueue, benches: results }), null, 2));
  return results.some(({ failures }) => failures.length > 0) ? 1 : 0;
}

process.exitCode = await main();
