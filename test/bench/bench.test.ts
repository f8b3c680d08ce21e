/** `npm run bench` as a command, and what its models and tables are held against. */

import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { help, parseArguments } from "../../scripts/bench/arguments.ts";
import { BatchMeans, intervalOf, TimeAverage } from "../../scripts/bench/batch-means.ts";
import { meanDown, meanWait } from "../../scripts/bench/exact.ts";
import { workloadFor } from "../../scripts/bench/workload.ts";

const top = resolve(import.meta.dirname, "../..");

function bench(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const script = join(top, "scripts", "bench", "main.ts");
  return spawnSync(join(top, "node_modules", ".bin", "tsx"), [script, ...args], {
    cwd: top,
    encoding: "utf8",
  });
}

describe("the command", () => {
  test("--list has each bench of issue and documentation, one a line", () => {
    const { status, stdout } = bench("--list");
    expect(status).toBe(0);
    const names = stdout.split("\n").map((line) => line.split(" ")[0]);
    for (const name of [
      "hold",
      "allocator",
      "cluster",
      "scale",
      "stateless",
      "idle",
      "overfull",
      "offers",
      "journal",
      "study",
      "peers",
    ])
      expect(names).toContain(name);
  });

  test("runs a bench: figures in JSON, absolute ones also beside flatqueue's of the same run", () => {
    const { status, stdout } = bench("journal", "--quick", "--json");
    expect(status).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.quick).toBe(true);
    const [journal] = report.benches;
    expect(journal.name).toBe("journal");
    expect(journal.failures).toEqual([]);
    const rowsIn = journal.figures.find(({ name }: { name: string }) => name === "in");
    expect(rowsIn.per_flatqueue).toBeCloseTo(rowsIn.best / report.flatqueue_holds_per_cpu_second.max, 10);
  });

  test("says all that is wrong, suggests what is near, and runs nothing", () => {
    const { status, stdout, stderr } = bench("alocator", "--quik", "--repeats", "0");
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("no bench is called alocator; did you mean allocator?");
    expect(stderr).toContain("--quik: no such option; did you mean --quick?");
    expect(stderr).toContain('--repeats: "0" is not a whole number');
  });
});

describe("arguments", () => {
  const known = ["hold", "cluster"];
  test("--help goes before all else, and its text has examples", () => {
    expect(parseArguments(["--help", "nonsense"], known)).toEqual({ is: "help" });
    expect(help).toContain("Examples");
  });

  test("an option that needs a value does not take the next option for it", () => {
    expect(parseArguments(["--workload", "--quick"], known)).toMatchObject({
      is: "wrong",
      problems: ["--workload: its value is missing"],
    });
  });

  test("without names all benches run, three times; --quick and --profile once", () => {
    const plan = (...words: string[]) => parseArguments(words, known);
    expect(plan()).toMatchObject({ arguments: { names: known, repeats: 3 } });
    expect(plan("--quick")).toMatchObject({ arguments: { quick: true, repeats: 1 } });
    expect(plan("--profile", "p", "cluster")).toMatchObject({
      arguments: { names: ["cluster"], repeats: 1 },
    });
  });
});

describe("what figures are held against", () => {
  // M/M/4 at 3.6 and 1, by octave-queueing's qsmmm(3.6, 1, 4); one server waits rho / (mu - lambda).
  test("the exact wait of queues", () => {
    expect(meanWait(3.6, 1, 4)).toBeCloseTo(1.969383, 6);
    expect(meanWait(0.5, 1, 1)).toBeCloseTo(1, 12);
  });

  // Two machines, one repairer, all rates 1: weights 1, 2, 2 for 0, 1, 2 down, so 6/5 on average.
  test("the exact number of machines down", () => {
    expect(meanDown(2, 1, 1, 1)).toBeCloseTo(1.2, 12);
    expect(meanDown(10_000, 0.001, 12, 1)).toBeCloseTo(12.1913, 4);
  });

  // Batches of two: 0.5, 2.5, ..., 40.5; the first is left out, so the mean is that of 2.5 to 40.5.
  test("batch means leave the first batch out", () => {
    const means = new BatchMeans(42);
    for (let i = 0; i < 42; i++) means.add(i);
    expect(means.means).toHaveLength(21);
    expect(intervalOf(means.means).mean).toBe(21.5);
  });

  // One change a unit of time, values 0 and 1 in turns, two changes a batch: a half in each.
  test("averages over time weigh each value with how long it lasted", () => {
    const average = new TimeAverage(42);
    for (let now = 1; now <= 42; now++) average.add(now, now % 2);
    expect(average.means).toEqual(Array.from({ length: 21 }, () => 0.5));
  });

  test("the made-up workload is the same each time, in order, and has the means of its laws", () => {
    const { csv, jobs, tasks } = workloadFor(10_000, 86_400, 1);
    expect(workloadFor(10_000, 86_400, 1).csv).toBe(csv);
    const rows = csv
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","));
    const submitted = rows.map((row) => Number(row[2]));
    expect(submitted).toEqual([...submitted].sort((a, b) => a - b));
    // 8,640 and 4,320 jobs are expected, with as large variances: five standard deviations are 570.
    expect(Math.abs(jobs - 12_960)).toBeLessThan(570);
    // 100 tasks on average for the former, 10 for the latter: 907,200, with a standard deviation of about 13,200.
    expect(Math.abs(tasks - 907_200)).toBeLessThan(66_000);
    expect(Math.max(...rows.map((row) => Number(row[5])))).toBe(3.9);
    expect(Math.max(...rows.map((row) => Number(row[6])))).toBe(15.9);
  });
});
