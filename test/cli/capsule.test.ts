/** Capsules: a failed run in one file, played again from that file alone. */

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { type BundledFiles, Gatherer } from "../../src/cli/capsule/bundle.ts";
import { type Capsule, capsuleJsonSchema } from "../../src/cli/capsule/format.ts";
import { capsuleOfDefect } from "../../src/cli/capsule/make.ts";
import { isCapsule, openCapsule } from "../../src/cli/capsule/open.ts";
import { CapsuleShelf } from "../../src/cli/capsule/write.ts";
import type { Host } from "../../src/cli/console.ts";
import { Defect } from "../../src/cli/defect.ts";
import { main } from "../../src/cli/program.ts";
import { loadSource } from "../../src/cli/source.ts";
import { formatIssue } from "../../src/scenario/issue.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { newPlace, type Place } from "./holdfast.ts";

/** Names a file of every kind that a scenario can name, above and beside it. */
const everything = `name: everything
duration: 3m
agents:
  - { id: a, resources: { cpus: 4, mem: 8GiB, disk: 10GiB } }
frameworks:
  - { name: marathon, kind: marathon, role: marathon, principal: marathon }
  - { name: jobs, kind: batch, workload: tables/jobs.csv }
apps:
  - file: ../apps/db.json
tasks:
  - { app: /db, runs: { empirical: tables/runs.csv } }
faults:
  - { do: agent.crash, trace: tables/failures.csv }
expect:
  - { app: /db, volumes: 1 }
  - { app: /db, running: 3 }
`;

const small = (expect: string, name = "small"): string => `name: ${name}
duration: 2m
agents:
  - { id: a, resources: { cpus: 4, mem: 8GiB } }
apps:
  - { id: /web, cmd: x, cpus: 1, mem: 64 }
expect:
  - { app: /web, ${expect} }
`;

let place: Place;
/** Where nothing is but what a colleague was sent. */
let elsewhere: Place;
let sent: Capsule;
beforeAll(async () => {
  place = newPlace();
  elsewhere = newPlace();
  rmSync(join(elsewhere.folder, "scenarios"));
  for (const folder of ["apps", "mine/tables", "several"])
    mkdirSync(join(place.folder, folder), { recursive: true });
  const postgres = readFileSync(join(place.folder, "scenarios/apps/postgres.json"), "utf8");
  place.write("apps/db.json", postgres.replace('"/postgres"', '"/db"'));
  place.write("mine/tables/jobs.csv", "id,submitted,numTasks,duration,cpus,mem\n1,0,1,30,0.5,128\n");
  place.write("mine/tables/runs.csv", "duration\r\n40s\r\n50s\r\n");
  place.write("mine/tables/failures.csv", "agent,at,recovers\na,1m,20s\n");
  place.write("mine/everything.yaml", everything);
  place.write("several/a-fails.yaml", small("running: 2"));
  place.write("several/b-holds.yaml", small("running: 1"));
  place.write("several/c-fails.yaml", small("running: 3"));
  place.write("several/d-wrong.yaml", "duration: 2 minutes\n");
  const ran = place.run(
    [
      "run",
      "mine/everything.yaml",
      "--seed",
      "3",
      "--set",
      "agents.0.resources.cpus=6",
      "--check",
      "every",
    ].concat(["--capsule", "sent/db.capsule.json"]),
  );
  expect(ran.status).toBe(1);
  sent = read("sent/db.capsule.json");
  elsewhere.write("db.capsule.json", readFileSync(join(place.folder, "sent/db.capsule.json"), "utf8"));
});
afterAll(() => {
  place.remove();
  elsewhere.remove();
});

/** Runs a command in this process, in that folder: cheaper than a process each. `test` needs the built one. */
async function within(
  { folder }: Place,
  args: readonly string[],
): Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }> {
  const written = { stdout: "", stderr: "" };
  const stream = (name: keyof typeof written): object => ({
    write: (text: string) => {
      written[name] += text;
    },
    on: () => undefined,
  });
  const host = {
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    env: {},
    cwd: () => folder,
    on: () => undefined,
    off: () => undefined,
    hrtime: process.hrtime,
  };
  const before = process.cwd();
  process.chdir(folder);
  try {
    return { status: await main(args, host as unknown as Host), ...written };
  } finally {
    process.chdir(before);
  }
}

function read(path: string): Capsule {
  const opened = openCapsule(join(place.folder, path));
  if (!opened.ok) throw new Error(opened.issues.map(formatIssue).join("\n"));
  return opened.capsule;
}

describe("what is in one", () => {
  test("the scenario with all files that it names, byte for byte, and how it was played", () => {
    expect(Object.keys(sent.files)).toEqual([
      "apps/db.json",
      "mine/everything.yaml",
      "mine/tables/failures.csv",
      "mine/tables/jobs.csv",
      "mine/tables/runs.csv",
    ]);
    for (const [name, lines] of Object.entries(sent.files))
      expect(lines.join("\n")).toBe(readFileSync(join(place.folder, name), "utf8"));
    expect(sent).toMatchObject({
      holdfast: packageJson.version,
      node: process.version,
      scenario: { name: "everything", file: "mine/everything.yaml" },
      seed: 3,
      settings: ["agents.0.resources.cpus=6"],
      check: "every",
    });
  });

  test("what failed, what came of the run, and its last events", () => {
    expect(sent.failed).toMatchObject([{ kind: "expectation", text: "at the end: /db running 3", line: 16 }]);
    const rows = readFileSync(join(place.folder, "reports/everything/events.jsonl"), "utf8").trimEnd();
    expect(sent.tail.length).toBe(50);
    expect(sent.tail.map((row) => JSON.stringify(row))).toEqual(rows.split("\n").slice(-50));
    const summary = readFileSync(join(place.folder, "reports/everything/summary.json"), "utf8");
    expect(sent.outcome?.digest).toBe((JSON.parse(summary) as { digest: string }).digest);
  });

  test("nothing is left of the writing", () => {
    expect(readdirSync(join(place.folder, "sent"))).toEqual(["db.capsule.json"]);
  });

  test("a defect has no outcome, but the events up to it", () => {
    const source = loadSource(join(place.folder, "several/b-holds.yaml"));
    if (!source.ok) throw new Error("the scenario is wrong");
    const simulation = new Simulation(source.scenario, { hash: null, keepOffers: false, check: "off" });
    simulation.runTo(1000);
    const defect = new Defect(new Error("boom"), 1, simulation, "holdfast run x.yaml");
    const capsule = capsuleOfDefect(source, { check: "end", exhaustive: false }, defect);
    expect(capsule).toMatchObject({ outcome: null, failed: [{ kind: "defect", text: "boom" }] });
    expect(capsule.tail[0]).toMatchObject({ seq: 1, time_ms: 0 });
  });
});

describe("the files of a scenario", () => {
  const texts: Readonly<Record<string, string>> = {
    "/home/me/s/x.yaml": "x",
    "/home/me/apps/p.json": "p",
    "/data/trace.csv": "t",
  };
  /** As a scenario at that place would be read, which names one file relatively and one absolutely. */
  const gathered = (scenario: string): { file: string; files: BundledFiles; digest: string } => {
    const gatherer = new Gatherer({
      read: (path) => ({ ok: true, text: texts[path] ?? "?" }),
      resolve: (from, path) => (path.startsWith("/") ? path : join(from, "..", path)),
    });
    for (const path of [scenario, "../apps/p.json", "/data/trace.csv"])
      gatherer.read(path === scenario ? path : gatherer.resolve(scenario, path));
    return gatherer.bundle(scenario);
  };

  test("are named from the folder that all are in, so that nobody's home is told", () => {
    expect(gathered("/home/me/s/x.yaml")).toMatchObject({
      file: "s/x.yaml",
      files: { "s/x.yaml": ["x"], "apps/p.json": ["p"], "/data/trace.csv": ["t"] },
    });
  });

  test("have one digest wherever they are, and another where a byte is another", () => {
    const here = place.write("several/copy.yaml", small("running: 1"));
    const there = elsewhere.write("copy.yaml", small("running: 1"));
    const more = elsewhere.write("more.yaml", `${small("running: 1")}\n`);
    const digest = (path: string): string => {
      const source = loadSource(path);
      if (!source.ok) throw new Error(source.issues.map(formatIssue).join("\n"));
      return source.bundle().digest;
    };
    const first = digest(join(place.folder, here));
    rmSync(join(place.folder, here));
    expect(digest(join(elsewhere.folder, there))).toBe(first);
    expect(digest(join(elsewhere.folder, more))).not.toBe(first);
  });
});

describe("where only the capsule is", () => {
  test("run plays it as it was, and says that it came out the same", async () => {
    const { status, stdout, stderr } = await within(elsewhere, ["run", "db.capsule.json"]);
    expect(stderr).toBe("");
    expect(status).toBe(1);
    expect(stdout).toContain("everything.yaml:16");
    expect(stdout).toContain(
      `\ncapsule         the same as then: digest ${sent.outcome?.digest.slice(0, 8)}\n` +
        `                written by holdfast ${packageJson.version} on Node ${process.version}\n`,
    );
    expect(stdout.split("\n").slice(-3)).toEqual([
      "replay          holdfast run db.capsule.json --seed 3",
      `                scenario ${sent.scenario.digest.slice(0, 8)}, holdfast ${packageJson.version}, Node ${process.version}`,
      "",
    ]);
  });

  test.each<[readonly string[], number, RegExp]>([
    [
      ["test", "db.capsule.json"],
      1,
      /FAIL {5}db\.capsule .*running 3[\s\S]*capsule the same as then: digest/,
    ],
    [["show", "db.capsule.json", "--at", "90s"], 0, /^everything at 1m30s\n[\s\S]* of 6 /],
    [
      ["explain", "db.capsule.json", "--app", "/db", "--at", "70s"],
      0,
      /^\/db at 1m10s: 1 of 1 [\s\S]*the host crashed at 1m/,
    ],
    [["diff", "db.capsule.json", "db.capsule.json"], 0, /\nThe same: \d+ events in 3m/],
    [["diff", "db.capsule.json", "--set-b", "seed=4"], 1, /because seed is 3 in A and 4 in B/],
    [["validate", "db.capsule.json"], 0, /^ok db\.capsule\.json$/m],
  ])("%j works", async (args, exit, shown) => {
    const { status, stdout, stderr } = await (args[0] === "test"
      ? elsewhere.run(args)
      : within(elsewhere, args));
    expect(stderr).toBe("");
    expect(status).toBe(exit);
    expect(stdout).toMatch(shown);
  });

  test("a setting or a seed makes it another scenario, and its own files are all it has", async () => {
    const set = await within(elsewhere, [
      "run",
      "db.capsule.json",
      "--set",
      "expect=[]",
      "--json",
      "--quiet",
    ]);
    expect(set.status).toBe(0);
    expect(JSON.parse(set.stdout)).toMatchObject({
      runs: [{ seed: 3, capsule: { is: "not-compared" } }],
    });
    const seed = (await within(elsewhere, ["run", "db.capsule.json", "--seed", "4"])).stdout;
    expect(seed).toContain("capsule         not compared with the run that it was made of: its seed was 3");
    elsewhere.write("db.json", "{}");
    const file = await within(elsewhere, ["run", "db.capsule.json", "--set", "apps.0.file=db.json"]);
    expect(file.status).toBe(2);
    expect(file.stderr).toContain("is not in the capsule");
  });

  test("a capsule of it is the same again", async () => {
    await within(elsewhere, ["run", "db.capsule.json", "--capsule", "again.json"]);
    const text = (name: string): string => readFileSync(join(elsewhere.folder, name), "utf8");
    expect(text("again.json")).toBe(text("db.capsule.json"));
  });
});

describe("written by another version", () => {
  /** What another version would have written: it knew no crash, so its run was another. */
  test("run says what differs first, and which versions they are", async () => {
    const other: Capsule = { ...sent, holdfast: "9.8.7", settings: [...sent.settings, "faults=[]"] };
    elsewhere.write("other.json", JSON.stringify(other));
    const { status, stdout } = await within(elsewhere, ["run", "other.json"]);
    expect(status).toBe(1);
    const told = stdout.slice(stdout.indexOf("\ncapsule "));
    expect(told).toMatch(/^\ncapsule {9}not the same as then\n {16}first difference at .*agent\.crashed/);
    expect(told).toContain("agent.crashed 0, was 1");
    expect(told).toContain(
      `written by holdfast 9.8.7 on Node ${process.version}; this is holdfast ${packageJson.version}`,
    );
  });

  test("test takes it as good where it holds now, and says that it is not the same", () => {
    const mended: Capsule = { ...sent, settings: [...sent.settings, "faults=[]", "expect.1.running=0"] };
    elsewhere.write("mended.json", JSON.stringify(mended));
    const { status, stdout } = elsewhere.run(["test", "mended.json"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}ok {7}mended {2}.*\n {8}capsule not the same as then\n/);
    expect(stdout).toContain("agent.crashed 0, was 1");
  });
});

describe("wrong or damaged", () => {
  const whole = (): string => readFileSync(join(elsewhere.folder, "db.capsule.json"), "utf8");
  const problems = (text: string): readonly string[] => {
    const path = join(elsewhere.folder, "damaged.json");
    writeFileSync(path, text);
    expect(isCapsule(path)).toBe(true);
    const opened = openCapsule(path);
    return opened.ok ? [] : opened.issues.map((issue) => formatIssue(issue).slice(path.length));
  };
  const changed = (change: Partial<Record<keyof Capsule, unknown>>): string =>
    JSON.stringify({ ...sent, ...change }, null, 1);

  test("a file that was cut", () => {
    const lines = whole().split("\n").length;
    const [first] = problems(whole().slice(0, -20));
    expect(first).toMatch(new RegExp(`^:${lines - 4}:\\d+: not valid JSON: `));
  });

  test("a form that is not known yet is the only problem", () => {
    expect(problems(changed({ capsule: 2, files: null }))).toEqual([
      `:2:13: capsule: 2 is a form of capsules that holdfast ${packageJson.version} cannot read (it reads 1)`,
    ]);
  });

  test("each wrong member, with its place", () => {
    expect(problems(changed({ seed: "x", nods: 1 } as object))).toEqual([
      expect.stringMatching(/^:\d+:\d+: seed: "x" is not a whole number from 0 up$/),
      expect.stringMatching(/^:\d+:\d+: nods: unknown key; did you mean node\?$/),
    ]);
  });

  test("a file that was changed, or is missing", () => {
    const name = sent.scenario.file;
    const lines = (sent.files[name] ?? []).with(1, "duration: 4m");
    expect(problems(changed({ files: { ...sent.files, [name]: lines } }))).toEqual([
      expect.stringMatching(/^:\d+:\d+: files: the files are not those that were put in/),
    ]);
    expect(problems(changed({ files: {} }))).toEqual([
      expect.stringMatching(
        /^:\d+:\d+: scenario\.file: no file of the capsule is called mine\/everything\.yaml$/,
      ),
    ]);
  });

  test("a setting that is none, and a trail that is none", () => {
    const outcome = { ...sent.outcome, trail: { ...sent.outcome?.trail, events: ["?"] } };
    expect(problems(changed({ settings: ["seed"], outcome }))).toEqual([
      expect.stringMatching(/^:\d+:\d+: settings\[0\]: "seed" is not path=value/),
      expect.stringMatching(/^:\d+:\d+: outcome\.trail: "\?" is no event of a trail$/),
    ]);
  });

  test("exits with 2 and writes nothing", async () => {
    elsewhere.write("cut.json", whole().slice(0, 500));
    const { status, stderr, stdout } = await within(elsewhere, ["run", "cut.json", "--out", "cut"]);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^cut\.json:\d+:\d+: not valid JSON: .*\n[\s\S]*nothing was run\n$/);
    expect(readdirSync(elsewhere.folder)).not.toContain("cut");
    expect(elsewhere.run(["test", "cut.json"]).status).toBe(2);
  });
});

describe("of several failures", () => {
  test("test writes one for each into a folder, none of what holds or is wrong", () => {
    const { status, stdout } = place.run(["test", "several", "--capsule", "failed/"]);
    expect(status).toBe(2);
    expect(readdirSync(join(place.folder, "failed"))).toEqual([
      "a-fails.capsule.json",
      "c-fails.capsule.json",
    ]);
    const lines = stdout.split("\n");
    expect(lines.slice(-6, -3)).toEqual([
      "capsules        failed/a-fails.capsule.json",
      "                failed/c-fails.capsule.json",
      "                holdfast run failed/a-fails.capsule.json replays the first",
    ]);
    expect(lines.at(-3)).toBe("replay          holdfast run several/a-fails.yaml --seed 1 --check every");
    expect(read("failed/c-fails.capsule.json")).toMatchObject({
      scenario: { file: "c-fails.yaml" },
      check: "every",
      failed: [{ text: "at the end: /web running 3" }],
    });
  });

  test("a file takes the first of them, and run does as test does", async () => {
    const tested = place.run(["test", "several", "--capsule", "first.json", "--json"]);
    expect(JSON.parse(tested.stdout)).toMatchObject({ capsules: ["first.json"] });
    expect(read("first.json").scenario.file).toBe("a-fails.yaml");
    expect(
      (await within(place, ["run", "several/c-fails.yaml", "--capsule", "second.json"])).stdout,
    ).toContain("\ncapsule         holdfast run second.json   replays it from that one file\nreplay ");
    expect(read("second.json").failed.length).toBe(1);
  });

  test("run puts them into a folder under their scenarios' names, and tells all at the end", async () => {
    const files = ["one", "two"].map((name) => place.write(`${name}.yaml`, small("running: 2", name)));
    const { status, stdout } = await within(place, ["run", ...files, "--capsule", "both/"]);
    expect(status).toBe(1);
    expect(readdirSync(join(place.folder, "both"))).toEqual(["one.capsule.json", "two.capsule.json"]);
    const lines = stdout.split("\n");
    const sum = lines.indexOf("2 scenarios, 2 failed");
    expect(lines.slice(sum + 1, -2)).toEqual([
      "capsules        both/one.capsule.json",
      "                both/two.capsule.json",
      "                holdfast run both/one.capsule.json replays the first",
      "replay          holdfast run one.yaml --seed 1",
    ]);
  });

  test("nothing is written where nothing fails", () => {
    const { status } = place.run(["test", "several/b-holds.yaml", "--capsule", "none.json"]);
    expect(status).toBe(0);
    expect(readdirSync(place.folder)).not.toContain("none.json");
  });

  test("a place that cannot be written is told, and nothing is left there", async () => {
    place.write("taken", "");
    const { status, stderr } = await within(place, [
      "run",
      "several/a-fails.yaml",
      "--capsule",
      "taken/x.json",
    ]);
    expect(status).toBe(2);
    expect(stderr).toContain("taken/x.json: cannot be written: ");
  });

  test("names lead to places below the folder, each to its own", () => {
    const folder = join(place.folder, "shelf");
    const shelf = new CapsuleShelf(`${folder}/`);
    for (const name of ["../x", "x", "/a/b", "y.capsule"]) expect(shelf.add(name, sent)).toBeNull();
    expect(shelf.written.map((path) => path.slice(folder.length + 1))).toEqual([
      "x.capsule.json",
      "x-2.capsule.json",
      "a/b.capsule.json",
      "y.capsule.json",
    ]);
  });
});

test("what changed from a golden file changes again, with the golden file that came along", () => {
  mkdirSync(join(place.folder, "golden"));
  place.write("golden/g.yaml", small("running: 1"));
  expect(place.run(["test", "golden", "--update"]).status).toBe(0);
  place.write("golden/g.yaml", `${small("running: 1")}actions:\n  - { at: 1m, do: task.kill, app: /web }\n`);
  const changed = place.run(["test", "golden", "--capsule", "g.json"]);
  expect(changed.status).toBe(1);
  const [first = "?"] = /first difference at 1m: .*/.exec(changed.stdout) ?? [];
  expect(changed.stdout).toContain("\nreplay          holdfast test golden/g.yaml\n");
  elsewhere.write("g.json", readFileSync(join(place.folder, "g.json"), "utf8"));
  const again = elsewhere.run(["test", "g.json"]);
  expect(again.status).toBe(1);
  expect(again.stdout).toMatch(/^ {2}CHANGED {2}g /);
  expect(again.stdout).toContain(first);
  expect(again.stdout).toContain("capsule the same as then");
  expect(elsewhere.run(["test", "g.json", "--update"]).stderr).toContain(
    "--update: g.json is a capsule, which has no golden file",
  );
});

test("a folder of scenarios may have capsules in it: they are played only where they are named", () => {
  elsewhere.write("s.yaml", small("running: 1"));
  const { stdout } = elsewhere.run(["test", ".", "--filter", "s.yaml", "--json"]);
  expect((JSON.parse(stdout) as { scenarios: { file: string }[] }).scenarios.map(({ file }) => file)).toEqual(
    ["s.yaml"],
  );
});

test("schema capsule describes every member", async () => {
  const { properties, required } = capsuleJsonSchema() as { properties: object; required: readonly string[] };
  expect(Object.keys(properties)).toEqual(Object.keys(sent));
  expect(required).toEqual(Object.keys(sent));
  const { status, stdout } = await within(place, ["schema", "capsule"]);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(capsuleJsonSchema())));
});
