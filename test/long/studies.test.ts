/** Studies at length: how often intervals hold the truth, searches beside exhaustive sweeps, a process that is killed again and again. */

import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Gatherer } from "../../src/cli/capsule/bundle.ts";
import { nodeFiles } from "../../src/cli/files.ts";
import { parseSetting } from "../../src/scenario/setting.ts";
import { withDigest } from "../../src/study/bundle.ts";
import { estimateOf } from "../../src/study/estimate.ts";
import { loadStudy } from "../../src/study/load.ts";
import { Player } from "../../src/study/play.ts";
import { MetricList } from "../../src/study/results.ts";
import { bin, newPlace, type Place, plainEnvironment, top } from "../cli/holdfast.ts";
import { machineRepair, meanInService, queueOf, shareUp } from "../study/closed-forms.ts";
import { bothWays } from "../study/exhaustive.ts";
import { baseOf, load, threeAgents } from "../study/studies.ts";

const hourMs = 3_600_000;

/** As `closed-forms.test.ts` has them, each of 20 runs: its scenario, the rest of its study, and what is true. */
const closedForms: readonly {
  readonly name: string;
  readonly scenario: string;
  readonly rest: string;
  readonly truth: number;
}[] = [
  {
    name: "machines under repair, all up at the start",
    scenario: machineRepair,
    rest: "measure: [apps./machine.availability]",
    truth: shareUp(20, 10, 0, 120),
  },
  {
    name: "machines under repair, after a day",
    scenario: machineRepair,
    rest: "warmup: 1d\nmeasure: [apps./machine.availability]",
    truth: shareUp(20, 10, 24, 120),
  },
  // Wilson's interval for 19/27 and 20 runs: 189.5 of 200, by adding the binomial terms whose interval holds it.
  {
    name: "one of three machines is down at the end",
    scenario: machineRepair,
    rest: 'warmup: 1d\nmeasure: [{ name: down, metric: apps./machine.time_to_recover_ms.censored, is: ">= 1" }]',
    truth: 1 - (2 / 3) ** 3,
  },
  {
    name: "M/M/infinity from empty",
    scenario: queueOf(50),
    rest: "set: { duration: 40m }\nmeasure: [cluster.cpus.used.mean]",
    truth: meanInService(1 / 2, 4, 40),
  },
  {
    name: "M/M/3 in the long run",
    scenario: queueOf(3),
    rest: "set: { duration: 3h }\nwarmup: 1h\nmeasure: [cluster.cpus.used.mean]",
    truth: 2,
  },
];

test.each(closedForms)(
  "of 200 studies, 182 to 197 of the 95 % intervals hold the true value: $name",
  { timeout: hourMs },
  ({ scenario, rest, truth }) => {
    const replications = 20;
    const study = load(`name: s\nscenario: x.yaml\n${rest}\n`, scenario);
    const [measure] = study.measures;
    if (measure === undefined) throw new Error("nothing is measured");
    const player = new Player(baseOf(study, scenario, { check: "off" }));
    const list = new MetricList(study.measures);
    let holding = 0;
    for (let number = 0; number < 200; number++) {
      const from = number * replications;
      const batch = { key: "", combination: [], from, to: from + replications, metrics: list.paths };
      const values = player.play(batch).runs.map((run) => list.valueOf(run, measure));
      const { low, high } = estimateOf(measure, values, 0.95);
      if ((low ?? 1) <= truth && (high ?? 0) >= truth) holding++;
    }
    // 190 expected, with a standard deviation of 3.1; the seeds are fixed.
    expect(holding).toBeGreaterThanOrEqual(182);
    expect(holding).toBeLessThanOrEqual(197);
  },
);

describe("a search finds what an exhaustive sweep finds", () => {
  const findIn = (find: string): string => `name: s
scenario: x.yaml
replications: 20
find:
${find}`;

  test("the longest recovery of a host", { timeout: hourMs }, async () => {
    const study = load(
      findIn(
        '  largest: faults.0.recovers\n  between: [1m, 60m]\n  step: 1m\n  where: { metric: apps./db.availability, is: ">= 0.9" }\n',
      ),
    );
    const both = await bothWays(study, baseOf(study));
    expect(both.searched).toBe(both.exhaustive);
    expect(both.exhaustive).not.toBeNull();
  });

  /** A search in a scenario of the project. */
  async function inScenario(scenario: string, settings: readonly string[], find: string) {
    const text = findIn(find).replace("x.yaml", scenario);
    const file = join(top, "scenarios/studies/here.yaml");
    const files = {
      ...nodeFiles,
      read: (path: string) => (path === file ? { ok: true as const, text } : nodeFiles.read(path)),
    };
    const gatherer = new Gatherer(nodeFiles);
    const parsed = settings.flatMap((one) => {
      const setting = parseSetting("--set", one);
      return "problem" in setting ? [] : [setting];
    });
    const loaded = loadStudy(file, files, gatherer, { settings: parsed, replications: null });
    if (!loaded.ok) throw new Error(loaded.issues.map(({ message }) => message).join("\n"));
    const bundle = gatherer.bundle(loaded.scenarioFile);
    const base = withDigest({
      version: "1",
      file: bundle.file,
      files: bundle.files,
      settings: loaded.study.fixed.map((one) => one.text),
      warmUpMs: 0,
      check: "off",
    });
    return await bothWays(loaded.study, base);
  }

  test("the smallest number of hosts for twelve databases", { timeout: hourMs }, async () => {
    const both = await inScenario(
      "../planning/databases.yaml",
      ["duration=30d"],
      '  smallest: agents.0.count\n  between: [6, 10]\n  where: { metric: apps./db.availability, is: ">= 0.999" }\n',
    );
    expect(both.searched).toBe(both.exhaustive);
    expect(both.exhaustive).not.toBeNull();
  });

  test("how seldom an operator may look after databases that wait", { timeout: hourMs }, async () => {
    const both = await inScenario(
      "../planning/databases.yaml",
      ["duration=30d"],
      '  largest: actions.0.every\n  between: [10m, 6h]\n  step: 30m\n  where: { metric: apps./db.availability, is: ">= 0.999" }\n',
    );
    expect(both.searched).toBe(both.exhaustive);
    expect(both.exhaustive).not.toBeNull();
  });
});

describe("a study whose process is killed", () => {
  let place: Place;
  beforeAll(() => {
    place = newPlace();
    place.write("x.yaml", threeAgents);
    place.write(
      "s.yaml",
      `name: s
scenario: x.yaml
replications: { min: 20, max: 120, until: { metric: apps./db.availability, halfwidth: 0.02 } }
vary: { faults.0.recovers: [5m, 15m, 30m] }
measure: [apps./db.availability, apps./db.downtime_ms]
`,
    );
  });
  afterAll(() => place.remove());

  test("twenty times, ends with the bytes of one that is left alone", { timeout: hourMs }, async () => {
    const state = join(place.folder, "killed/state.ndjson");
    const linesIn = (): number => (existsSync(state) ? readFileSync(state, "utf8").split("\n").length : 0);
    for (let kill = 0; kill < 20; kill++) {
      const child = spawn(process.execPath, [bin, "study", "s.yaml", "--out", "killed", "--quiet"], {
        cwd: place.folder,
        env: plainEnvironment,
        stdio: "ignore",
      });
      const ended = new Promise((done) => child.on("close", done));
      // After one to eight runs more; the numbers are as good as random, and the same each time.
      const enough = linesIn() + 2 + ((kill * 5) % 8);
      while (linesIn() < enough && child.exitCode === null) await new Promise((done) => setTimeout(done, 5));
      child.kill("SIGKILL");
      await ended;
    }
    expect(existsSync(join(place.folder, "killed/results.csv"))).toBe(false);
    expect(place.run(["study", "s.yaml", "--out", "killed", "--quiet"]).status).toBe(0);
    expect(place.run(["study", "s.yaml", "--out", "alone", "--quiet"]).status).toBe(0);
    for (const name of ["results.csv", "summary.csv", "differences.csv", "report.html"])
      expect(readFileSync(join(place.folder, "killed", name), "utf8")).toBe(
        readFileSync(join(place.folder, "alone", name), "utf8"),
      );
  });
});
