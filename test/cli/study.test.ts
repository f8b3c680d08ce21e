/** `holdfast study` as a user runs it: results, exit codes, interruption, parts. */

import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bin, newPlace, type Place, plainEnvironment } from "./holdfast.ts";
import { Running } from "./running.ts";

let place: Place;
beforeAll(() => {
  place = newPlace();
  place.write("x.yaml", scenario);
  place.write("s.yaml", study);
});
afterAll(async () => {
  await Running.endAll();
  place.remove();
});

const scenario = `name: x
duration: 2h
agents: [{ id: a, count: 2, resources: { cpus: 4, mem: 8GiB, disk: 10GiB } }]
frameworks: [{ name: marathon, kind: marathon, role: marathon, principal: marathon, flags: { decline_offer_duration: 3600000 } }]
apps: [{ id: /db, cmd: serve, cpus: 1, mem: 512, instances: 1 }]
faults: [{ do: agent.crash, agents: all, every: { exponential: { mean: 1h } }, recovers: 5m }]
`;
const study = `name: s
about: Cheap & <quick>.
scenario: x.yaml
replications: 6
vary:
  faults.0.recovers: [1m, 20m]
measure:
  - apps./db.availability
  - { name: down, metric: apps./db.downtime_ms, is: "> 60000" }
find:
  largest: faults.0.recovers
  between: [1m, 40m]
  step: 3m
  where: { metric: apps./db.downtime_ms, is: "<= 300000" }
`;

const results = ["results.csv", "summary.csv", "differences.csv", "probes.csv", "report.html"];
const bytesOf = (folder: string): string =>
  results.map((name) => readFileSync(join(place.folder, folder, name), "utf8")).join("\n");

describe("a study", () => {
  test("prints means with intervals, differences and what it found, and writes its files", () => {
    const { status, stdout, stderr } = place.run(["study", "s.yaml", "--jobs", "2"]);
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^s {3}\d+ points x 6 replications, 95 % intervals$/m);
    // Shares and amounts as numbers, times as durations.
    expect(stdout).toMatch(/^ {2}1m +[\d.]+ \+- [\d.]+ +[\d.]+ \([\d.]+ to [\d.]+\) +[\dms]+ \+- [\dms]+$/m);
    expect(stdout).toMatch(
      /^largest faults\.0\.recovers that keeps apps\.\/db\.downtime_ms <= 300000 with 95 % confidence: \d+m/m,
    );
    expect(readdirSync(join(place.folder, "reports/s")).sort()).toEqual(
      [...results, "state.ndjson", "study.json"].sort(),
    );
    const rows = readFileSync(join(place.folder, "reports/s/results.csv"), "utf8").trimEnd().split("\n");
    expect(rows[0]).toBe(
      "combination,faults.0.recovers,replication,seed,apps./db.availability,apps./db.downtime_ms,events,broken",
    );
    expect(rows[1]).toMatch(/^1,1m,0,1,[\d.]+,\d+,\d+,$/);
    const summary = readFileSync(join(place.folder, "reports/s/summary.csv"), "utf8");
    expect(summary).toMatch(/^combination,faults\.0\.recovers,metric,n,mean,sd,ci_low,ci_high,p05,p50,p95,/);
  });

  test("plays whatever flags of V8 the process was started with", () => {
    const args = [
      "--max-semi-space-size=32",
      bin,
      "study",
      "s.yaml",
      "--jobs",
      "2",
      "--out",
      "flags",
      "--quiet",
    ];
    const { status, stderr } = spawnSync(process.execPath, args, {
      cwd: place.folder,
      env: plainEnvironment,
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([0, ""]);
    place.run(["study", "s.yaml", "--jobs", "2", "--out", "plain", "--quiet"]);
    expect(bytesOf("flags")).toBe(bytesOf("plain"));
  });

  test("replication 3 is what run --seed 4 gives", () => {
    const row = readFileSync(join(place.folder, "reports/s/results.csv"), "utf8")
      .split("\n")
      .find((line) => line.startsWith("2,20m,3,4,"));
    const { stdout } = place.run([
      ...["run", "x.yaml", "--seed", "4", "--set", "faults.0.recovers=20m", "--out", "again", "--json"],
    ]);
    const { metrics } = JSON.parse(stdout).runs[0];
    const { availability, downtime_ms: downMs } = metrics.apps["/db"];
    expect(row).toMatch(new RegExp(`^2,20m,3,4,${availability},${downMs},\\d+,$`));
  });

  test("the page is one file without a script, names from files are escaped", () => {
    const page = readFileSync(join(place.folder, "reports/s/report.html"), "utf8");
    expect(page).toContain("default-src 'none'");
    expect(page).toContain("Cheap &amp; &lt;quick&gt;.");
    expect(page).not.toMatch(/<script|<link|https?:|src=/);
    expect(page).toContain("holdfast run x.yaml --seed ");
    // Every element that is opened is closed.
    const opened = [...page.matchAll(/<([a-z]+\d?)[^>]*>/g)]
      .map(([, name]) => name)
      .filter((name) => name !== "meta");
    const closed = [...page.matchAll(/<\/([a-z]+\d?)>/g)].map(([, name]) => name);
    expect(opened.sort()).toEqual(closed.sort());
  });

  test("one worker or three, in parts or whole: the same bytes", () => {
    expect(place.run(["study", "s.yaml", "--jobs", "1", "--out", "one", "--quiet"])).toMatchObject({
      status: 0,
      stdout: "",
      stderr: "",
    });
    const parts = ["1/3", "2/3", "3/3"].map((shard) => {
      const out = `part-${shard[0]}`;
      const { status, stdout } = place.run([
        "study",
        "s.yaml",
        "--shard",
        shard,
        "--out",
        out,
        "--jobs",
        "1",
      ]);
      expect(status).toBe(0);
      expect(stdout).toContain(`part ${shard[0]} of 3: 4 runs in ${out}`);
      return out;
    });
    // A machine that puts the parts together needs neither the study's file nor the scenario's.
    const { status, stderr } = place.run(["study", "--merge", ...parts, "--out", "all", "--jobs", "3"]);
    expect(stderr).toContain("4 runs in part-2");
    expect(status).toBe(0);
    expect(bytesOf("one")).toBe(bytesOf("reports/s"));
    expect(bytesOf("all")).toBe(bytesOf("reports/s"));
  });

  test("a part with --json is one document", () => {
    const args = ["study", "s.yaml", "--shard", "1/2", "--replications", "2", "--out", "short"];
    const { stdout } = place.run([...args, "--json", "--quiet"]);
    expect(JSON.parse(stdout)).toMatchObject({ study: "s", part: 1, of: 2, folder: "short" });
  });

  test("parts that do not belong together are refused", () => {
    place.run(["study", "s.yaml", "--shard", "1/2", "--replications", "2", "--out", "short", "--quiet"]);
    const { status, stderr } = place.run(["study", "--merge", "part-1", "short", "nowhere"]);
    expect(status).toBe(2);
    expect(stderr).toContain("nowhere: no part of a study (nowhere/study.json is missing)");
    expect(stderr).toContain("short: is a part of another study, or of another form of it, than part-1");
  });

  test("goes on from what is there, torn or not, to the same bytes", () => {
    const state = readFileSync(join(place.folder, "reports/s/state.ndjson"), "utf8");
    place.run(["study", "s.yaml", "--out", "torn", "--replications", "2", "--quiet"]);
    for (const name of results) rmSync(join(place.folder, "torn", name), { force: true });
    writeFileSync(join(place.folder, "torn/state.ndjson"), state.slice(0, Math.floor(state.length * 0.6)));
    copyFileSync(join(place.folder, "reports/s/study.json"), join(place.folder, "torn/study.json"));
    const { status, stderr } = place.run(["study", "s.yaml", "--out", "torn"]);
    expect(stderr).toMatch(/^\d+ runs of torn\/state\.ndjson are used again$/m);
    expect(status).toBe(0);
    expect(bytesOf("torn")).toBe(bytesOf("reports/s"));
  });

  test("--json is the statistics and nothing else", () => {
    const { stdout, status } = place.run(["study", "s.yaml", "--json"]);
    expect(status).toBe(0);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ study: "s", confidence: 0.95, held: true, folder: "reports/s" });
    expect(document.combinations[1]).toMatchObject({ values: { "faults.0.recovers": "20m" }, runs: 6 });
    expect(document.combinations[1].metrics[0]).toMatchObject({ metric: "apps./db.availability", n: 6 });
    expect(document.find.searches[0].probes.length).toBeGreaterThan(2);
  });

  test("exit code 1 where no value meets the target, with what it is at the end of the range", () => {
    place.write("never.yaml", study.replace("<= 300000", "<= 1").replace("name: s", "name: never"));
    const { status, stdout } = place.run(["study", "never.yaml", "--quiet"]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/: none; at 1m, the least that may be tried, it is \d/);
  });

  test("an answer at the end of the range is told as such, since a better one may lie beyond", () => {
    const always = study.replace("<= 300000", "<= 24h");
    place.write("greatest.yaml", always.replace("name: s", "name: greatest"));
    expect(place.run(["study", "greatest.yaml", "--quiet"]).stdout).toBe("");
    const largest = place.run(["study", "greatest.yaml"]).stdout;
    expect(largest).toContain("with 95 % confidence: 40m, the greatest that may be tried");
    place.write("least.yaml", always.replace("name: s", "name: least").replace("largest", "smallest"));
    const smallest = place.run(["study", "least.yaml"]).stdout;
    expect(smallest).toContain("with 95 % confidence: 1m, the least that may be tried");
  });

  test("wrong studies, wrong folders and wrong options are refused before anything is played", () => {
    place.write("wrong.yaml", study.replace("faults.0.recovers: [", "faults.0.recover: ["));
    const wrong = place.run(["study", "wrong.yaml"]);
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toBe(
      "wrong.yaml:6:22: faults.0.recover: there is no such path in x.yaml; did you mean faults.0.recovers?\n1 problem, nothing was run\n",
    );
    expect(place.run(["validate", "wrong.yaml"]).stderr).toContain("did you mean faults.0.recovers?");
    expect(place.run(["validate", "s.yaml", "x.yaml"]).stdout).toBe("ok s.yaml\nok x.yaml\n");
    const folder = place.run(["study", "s.yaml", "--out", "again"]);
    expect(folder.status).toBe(2);
    expect(folder.stderr).toContain("--out: again holds something else than a study (");
    expect(place.run(["study", "s.yaml", "other.yaml"]).stderr).toContain("study takes one file");
    expect(place.run(["study", "--merge", "one", "--seed", "3"]).stderr).toContain(
      "--seed: goes with a study file",
    );
    expect(place.run(["study", "s.yaml", "--shard", "3/2"]).stderr).toContain("1/4 for the first of four");
  });

  test("a combination that only turns out to be wrong when it is played is wrong input", () => {
    // Values are tried one by one; these two do not go together.
    const text = `name: pair
scenario: y.yaml
replications: 1
vary:
  agents.0.count: [3, 2]
  actions.0.agent: [a-1, a-3]
measure: [events]
`;
    place.write(
      "y.yaml",
      `${scenario.replace("count: 2", "count: 3")}actions: [{ at: 1m, do: agent.crash, agent: a-1 }]\n`,
    );
    place.write("pair.yaml", text);
    const { status, stderr } = place.run(["study", "pair.yaml", "--jobs", "1"]);
    expect(status).toBe(2);
    expect(stderr).toContain('no agent is called "a-3"');
    expect(stderr).toContain("(with agents.0.count=2 actions.0.agent=a-3)");
  });
});

test("compact: how few of the agents hold the workload, alone or for each combination", () => {
  place.write(
    "shop.yaml",
    `name: shop
duration: 1h
agents: [{ id: a, count: 6, resources: { cpus: 4, mem: 8GiB } }]
apps: [{ id: /web, cmd: serve, cpus: 2, mem: 128, instances: 6 }]
`,
  );
  place.write(
    "small.yaml",
    `name: small
scenario: shop.yaml
vary: { apps.0.instances: [4, 6] }
compact: { trials: 3 }
`,
  );
  const { status, stdout, stderr } = place.run(["study", "small.yaml"]);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  // Two instances fill an agent.
  expect(stdout).toMatch(/^at apps\.0\.instances 4\ncompact shop .*\n2 agents hold it in all 3 orders/m);
  expect(stdout).toMatch(/^at apps\.0\.instances 6\ncompact shop .*\n3 agents hold it in all 3 orders/m);
  const rows = readFileSync(join(place.folder, "reports/small/compaction.csv"), "utf8").trimEnd().split("\n");
  expect(rows.map((row) => row.split(",").slice(0, 4).join(","))).toEqual([
    "apps.0.instances,trial,seed,agents",
    ...["4,0,1,2", "4,1,2,2", "4,2,3,2", "6,0,1,3", "6,1,2,3", "6,2,3,3"],
  ]);
  expect(readFileSync(join(place.folder, "reports/small/report.html"), "utf8")).toContain("3 agents hold it");
  expect(place.run(["study", "small.yaml", "--shard", "1/2"]).stderr).toContain("only searches or compacts");
});

test("SIGINT keeps what is finished; the same command goes on to the same bytes", async () => {
  place.write(
    "slow.yaml",
    study.replace("name: s", "name: slow").replace("replications: 6", "replications: 15"),
  );
  const child = new Running(place.folder, ["study", "slow.yaml", "--jobs", "1"]);
  const state = join(place.folder, "reports/slow/state.ndjson");
  // Until a few runs are there.
  const linesIn = (path: string): number =>
    existsSync(path) ? readFileSync(path, "utf8").split("\n").length : 0;
  while (linesIn(state) < 6 && !child.hasEnded) await new Promise((done) => setTimeout(done, 20));
  child.signal("SIGINT");
  expect(await child.exit).toBe(130);
  expect(child.stderr).toMatch(
    /^interrupted; \d+ runs are kept in reports\/slow, and the same command goes on from there\n$/,
  );
  expect(existsSync(join(place.folder, "reports/slow/results.csv"))).toBe(false);

  expect(place.run(["study", "slow.yaml", "--quiet"]).status).toBe(0);
  expect(place.run(["study", "slow.yaml", "--quiet", "--out", "undisturbed"]).status).toBe(0);
  expect(bytesOf("reports/slow")).toBe(bytesOf("undisturbed"));
});
