/** The outcome on the terminal: first whether all is well, then why. */

import { expect, test } from "vitest";
import { analyse } from "../../src/report/analysis.ts";
import type { FinishedRun } from "../../src/report/finished-run.ts";
import { outcomeJson, outcomeText } from "../../src/report/outcome.ts";
import { plainPalette } from "../../src/report/palette.ts";
import type { ExpectationResult } from "../../src/sim/result.ts";
import { metricExpectation, resources, restartInPlace, Told } from "./journals.ts";

function textOf(run: FinishedRun, palette = plainPalette, wallMs: number | null = null): string[] {
  return outcomeText(run, analyse(run), { palette, wallMs, replay: "holdfast run told.yaml --seed 7" });
}

test("a restart in place, as a whole", () => {
  const run = restartInPlace().run(60_000, {
    expectations: [metricExpectation(["apps", "/db", "moved"], "==", 0)],
  });
  const digest = run.recorder.journal.digest().slice(0, 8);
  // A cell is a second: queued until 1 s, reserving until 2 s, staging until 4 s, and so on.
  expect(textOf(run, plainPalette, 41.3)).toEqual([
    `told   1m simulated in 41 ms   seed 7   ${run.recorder.journal.length} events   digest ${digest}`,
    "",
    "/db          1 of 1 running on a   available 76.6 %, down once for 10s",
    "  0s |-~--################........--##############################| 1m",
    "      # running  . suspended  ~ reserving  - staging or down",
    "     4s       running on a",
    "     20s      failed on a; suspended there, volume kept",
    "     30s      running again on a with its volume",
    "",
    "role marathon   reserved 1 cpu, 512 MiB, 100 MiB disk   stranded 15 % of the time",
    "expectations    1 of 1 hold",
  ]);
});

test("a failed expectation says what was seen, when, and which events led there", () => {
  const base = metricExpectation([], "==", 1).expectation;
  const failed: ExpectationResult = {
    expectation: { ...base, text: "by 25s: /db running 1" },
    held: false,
    seen: "running 0",
    seenAtMs: 25_000,
    because: [14, 15],
    pending: false,
  };
  const lines = textOf(restartInPlace().run(60_000, { expectations: [failed] }));
  expect(lines.slice(lines.indexOf("expectations    0 of 1 hold") + 2)).toEqual([
    `FAIL  by 25s: /db running 1${" ".repeat(61)}told.yaml:12`,
    "      seen   running 0 at 25s",
    "      why    20s  task.failed  /db on a: the process failed",
    "             20s1ms  task.suspended  /db on a: after TASK_FAILED",
    "      replay holdfast run told.yaml --seed 7",
  ]);
});

test("a broken invariant is told apart from a known bug", () => {
  const violations = [
    { invariant: "unique-holds", bug: "B14", atMs: 30_000, text: "/db is on a twice" },
    { invariant: "resources-add-up", bug: null, atMs: 31_000, text: "a has 5 of 4 cpus" },
  ];
  const lines = textOf(restartInPlace().run(60_000, { violations }));
  expect(lines.slice(-7)).toEqual([
    "invariants      1 broken, 1 broken by known bugs of the simulated version",
    "",
    "BUG B14  unique-holds",
    "      at 30s: /db is on a twice",
    "",
    "BROKEN  resources-add-up",
    "      at 31s: a has 5 of 4 cpus",
  ]);
});

test("instances that do the same are told in one line", () => {
  const told = new Told().app("/store", 5);
  const agents = ["a-1", "a-2", "a-3", "a-4", "a-5"];
  for (const agent of agents) told.launch("/store", agent, agent, { cpus: 1 }).start("/store", agent, agent);
  for (const [i, agent] of agents.entries()) told.at(2000 + i).running("/store", agent, agent);
  told.at(60_000).scale("/store", 3);
  for (const agent of ["a-4", "a-5"]) {
    const who = { framework: "marathon", role: "marathon", app: "/store", task: agent, agent };
    told
      .exit("/store", agent, agent)
      .add("task.killed", { ...who, reason: "killed" })
      .suspended("/store", agent, agent);
  }
  told.at(90_000).add("app.destroyed", { framework: "marathon", app: "/store" });
  expect(textOf(told.run(120_000)).slice(5, 9)).toEqual([
    "     2s       5 running on a-1, a-2, a-3 and 2 more",
    "     1m       scaled from 5 to 3",
    "     1m       2 killed on a-4, a-5; suspended there",
    "     1m30s    destroyed",
  ]);
});

test("what befalls the hosts of an app is part of its story, and a loss says what was lost", () => {
  const told = restartInPlace()
    .at(40_000)
    .add("agent.crashed", { agent: "a", disk_lost: false, reason: "crashed" })
    .exit("/db", "db.1", "a", "host-crashed")
    .at(50_000)
    .removed("/db", "db.1", "a")
    .at(50_001)
    .suspended("/db", "db.1", "a")
    .at(55_000)
    .expunged("/db", "db.1", "a", "wiped");
  const lines = textOf(told.run(60_000));
  expect(lines.slice(8, 11)).toEqual([
    "     40s      a crashed, with the task and its volume",
    "     50s      TASK_LOST: a removed after 5 unanswered pings; the task stays pinned to a",
    "     55s      wiped by the operator: the old volume is given up",
  ]);
  // Alive from 4 s to 20 s and from 30 s to 40 s, 26 of 60 s; down from 20 s to 30 s and from 40 s on.
  expect(lines[2]).toBe("/db          0 of 1 running   available 43.3 %, down 2 times for 30s");
});

test("a host that comes back to an app that has moved loses what it kept", () => {
  const told = restartInPlace()
    .at(35_000)
    .add("agent.crashed", { agent: "a", disk_lost: false, reason: "crashed" })
    .exit("/db", "db.1", "a", "host-crashed")
    .removed("/db", "db.1", "a")
    .suspended("/db", "db.1", "a")
    .at(36_000)
    .expunged("/db", "db.1", "a", "wiped")
    .at(38_000)
    .reserve("/db", "db.2", "b", { cpus: 1, disk: 100 })
    .at(40_000)
    .launch("/db", "db.2", "b", { cpus: 1, disk: 100 })
    .running("/db", "db.2", "b")
    .at(50_000)
    .add("agent.recovered", { agent: "a" })
    .agent("a", { cpus: 4 })
    .destroyVolume("/db", "db.1", "a", 100);
  expect(textOf(told.run(60_000)).slice(10, 13)).toEqual([
    "     36s      wiped by the operator: the old volume is given up",
    "     38s      reserved on b; running there from 40s on a new, empty volume",
    "     50s      a is back; its reservation and volume belong to nobody: destroyed and unreserved",
  ]);
});

test("what is given up after its host came back has nothing to do with the return", () => {
  const back = () =>
    restartInPlace()
      .at(35_000)
      .add("agent.crashed", { agent: "a", disk_lost: false, reason: "crashed" })
      .exit("/db", "db.1", "a", "host-crashed")
      .removed("/db", "db.1", "a")
      .suspended("/db", "db.1", "a")
      .at(40_000)
      .add("agent.recovered", { agent: "a" })
      .agent("a", { cpus: 4 });
  const gone = [
    back().at(50_000).expunged("/db", "db.1", "a", "wiped"),
    back()
      .at(50_000)
      .add("app.destroyed", { framework: "marathon", app: "/db" })
      .expunged("/db", "db.1", "a", "terminal"),
  ];
  for (const told of gone) {
    const lines = textOf(told.destroyVolume("/db", "db.1", "a", 100).run(60_000));
    expect(lines).toContain("     40s      a is back");
    expect(lines).toContain("     50s      1 volume destroyed on a");
  }
});

test("a disk that is lost takes the volume with it; one that leaves for good is told apart", () => {
  const lost = { agent: "a", role: "marathon", app: "/db", task: "db.1", volume: "db.1-data", size: 100 };
  const disk = restartInPlace()
    .at(40_000)
    .add("agent.crashed", { agent: "a", disk_lost: true, reason: "disk-lost" })
    .exit("/db", "db.1", "a", "host-crashed")
    .add("volume.lost", { ...lost, reason: "disk-lost" });
  expect(textOf(disk.run(60_000))).toContain(
    "     40s      a crashed and lost its disk, with the task and its volume",
  );
  const gone = restartInPlace()
    .at(40_000)
    .add("volume.lost", { ...lost, reason: "agent-removed" });
  expect(textOf(gone.run(60_000))).toContain("     40s      1 volume gone for good with a");
});

test("several tasks that are lost with several agents are one line", () => {
  const told = new Told().app("/db", 2);
  for (const [task, agent] of [
    ["t1", "a"],
    ["t2", "b"],
  ] as const)
    told
      .reserve("/db", task, agent, { cpus: 1 })
      .launch("/db", task, agent, { cpus: 1 })
      .start("/db", task, agent);
  told.at(80_000);
  for (const [task, agent] of [
    ["t1", "a"],
    ["t2", "b"],
  ] as const)
    told.removed("/db", task, agent).suspended("/db", task, agent);
  expect(textOf(told.run(90_000))).toContain(
    "     1m20s    TASK_LOST 2 times: a, b removed after 5 unanswered pings, though processes run on; the",
  );
});

test("a master's failover and a framework's absence are told with their ends", () => {
  const who = { framework: "marathon", role: "marathon" };
  const told = restartInPlace()
    .at(40_000)
    .add("master.down", { master_id: "m0" })
    .at(45_000)
    .add("master.failedover", { master_id: "m1" })
    .at(50_000)
    .add("framework.disconnected", { ...who, reason: "failover" })
    .at(53_000)
    .add("framework.registered", who);
  const lines = textOf(told.run(60_000));
  expect(lines).toContain("     40s      the master went down; a new one leads from 45s");
  expect(lines).toContain(
    "     50s      the master lost marathon: its leader went down; it is back from 53s",
  );
});

test("after a failover only those that did not come back are missed", () => {
  const gone = { agent: "a", reason: "reregister-timeout" } as const;
  const told = (back: boolean): string[] => {
    const run = restartInPlace().at(40_000).add("master.down", {}).add("master.failedover", {});
    if (back) run.at(42_000).agent("a", { cpus: 4 });
    return textOf(run.at(50_000).add("agent.removed", gone).run(60_000)).filter((line) =>
      line.includes("removed"),
    );
  };
  expect(told(true)).toEqual([]);
  expect(told(false)).toEqual(["     50s      a removed: it did not come back after a master failover"]);
});

test("frameworks without apps: what runs of them, and what that holds", () => {
  const who = { framework: "thief", role: "marathon" };
  const told = restartInPlace().add("framework.registered", who);
  for (const task of ["t1", "t2", "t3"]) {
    const ids = { ...who, agent: "a", task };
    told
      .add("task.launched", { ...ids, resources: resources({ cpus: 0.5, mem: 8192 }) })
      .add("task.running", ids);
  }
  told.add("task.finished", { ...who, agent: "a", task: "t1", reason: "exited" });
  told.add("framework.registered", { framework: "idle", role: "ops" });
  const run = told.run(60_000);
  const lines = textOf(run);
  expect(lines.slice(-3)).toEqual([
    "thief           role marathon   2 tasks running, 1 ended   holds 1 cpu, 16 GiB",
    "idle            role ops   0 tasks running",
    "role marathon   reserved 1 cpu, 512 MiB, 100 MiB disk   stranded 15 % of the time",
  ]);
  expect(outcomeJson(run, analyse(run)).frameworks).toEqual([
    {
      name: "thief",
      role: "marathon",
      state: "registered",
      launched: 3,
      running: 2,
      staging: 0,
      ended: 1,
      holds: { cpus: 1, mem: 16384 },
    },
    {
      name: "idle",
      role: "ops",
      state: "registered",
      launched: 0,
      running: 0,
      staging: 0,
      ended: 0,
      holds: {},
    },
  ]);
});

test("a role with much to say says it in whole words, below each other", () => {
  const many = Object.fromEntries(
    Array.from({ length: 8 }, (_, i) => [`resource-number-${i}`, 1000.125 + i]),
  );
  const told = new Told().agent("a", many).reserve("/db", "t", "a", many);
  const lines = textOf(told.run(60_000)).slice(2);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(lines.at(-1)).toBe(`${" ".repeat(16)}stranded 100 % of the time`);
  expect(lines.join(" ").replaceAll(/ +/g, " ")).toContain("1007.125 resource-number-7");
});

test("an app that was scaled up and never got there is incomplete, not complete", () => {
  const told = restartInPlace().at(40_000).scale("/db", 2);
  expect(textOf(told.run(60_000))[2]).toMatch(/down once for 10s$/);
  const first = new Told().app("/db", 1).start("/db", "t1", "a").at(40_000).scale("/db", 2);
  expect(textOf(first.run(60_000))[2]).toMatch(
    /^\/db +0 of 2 running, 1 alive +available 75 %, incomplete since 40s$/,
  );
});

test("what others do to an app's reservations and volumes is part of its story", () => {
  const of = {
    agent: "a",
    framework: "thief",
    role: "marathon",
    app: "/db",
    task: "db.1",
    volume: "db.1-data",
  };
  const told = restartInPlace()
    .at(40_000)
    .add("role.conflict", { ...of, owner: "marathon", reason: "used" })
    .at(50_000)
    .add("volume.destroyed", { ...of, size: 100, reason: "destroyed-by-framework" })
    .add("app.updated", { framework: "second", app: "/db", instances: 9 });
  const lines = textOf(told.run(60_000));
  expect(lines).toContain("     40s      thief uses what is reserved for it on a");
  expect(lines).toContain("     50s      1 volume destroyed on a");
  expect(lines.some((line) => line.includes("to 9"))).toBe(false);
});

test("calls that are refused for different reasons are told apart, and a 409 names what holds the app", () => {
  const of = { framework: "marathon", app: "/db", call: "PUT /v2/apps/db" };
  const told = restartInPlace().at(40_000);
  for (const message of ["got -1, expected 0 or more", "Persistent volumes can not be changed!"])
    for (let i = 0; i < 2; i++)
      told.add("app.rejected", {
        ...of,
        status: 422,
        path: "/",
        message,
        deployments: null,
        reason: "invalid",
      });
  told.add("app.rejected", {
    ...of,
    status: 409,
    path: null,
    message: "",
    deployments: ["d-1"],
    reason: "locked",
  });
  expect(textOf(told.run(60_000)).filter((line) => line.includes("refused"))).toEqual([
    "     40s      a call was refused 2 times: got -1, expected 0 or more",
    "     40s      a call was refused 2 times: Persistent volumes can not be changed!",
    "     40s      a call was refused: deployment d-1 holds the app, and force=true was not given",
  ]);
});

test("a long story keeps its beginning and its end", () => {
  const told = restartInPlace();
  for (let i = 0; i < 50; i++) {
    told.at(31_000 + 500 * i).scale("/db", i + 2);
  }
  const lines = textOf(told.run(60_000));
  // Of 3 lines and 50 scalings, 12 lines: 6 from the beginning, 5 from the end, one for the other 42.
  expect(lines.filter((line) => line.includes("scaled from"))).toHaveLength(8);
  expect(lines).toContain("              ... 42 more");
  expect(lines.some((line) => line.includes("scaled from 50 to 51"))).toBe(true);
});

test("of many apps those that fared worst are shown, the others counted", () => {
  const told = new Told().agent("a", { cpus: 100 });
  for (let i = 10; i < 40; i++) {
    told.app(`/app-${i}`, 1);
    if (i !== 37) told.start(`/app-${i}`, `t${i}`, "a");
  }
  const lines = textOf(told.run(60_000));
  expect(lines[2]).toMatch(/^\/app-37 +0 of 1 running/);
  expect(lines.filter((line) => line.startsWith("/app-"))).toHaveLength(12);
  expect(lines).toContain("and 18 more apps, all with as many alive as wanted (summary.json has them all)");
});

test("no line is wider than 100 characters, whatever the names", () => {
  const long = `/${"very-long-name/".repeat(6)}db`;
  const told = new Told()
    .app(long, 1)
    .launch(long, "t", "a".repeat(80), { cpus: 1 })
    .failed(long, "t", "a".repeat(80));
  const story = textOf(told.run(1000)).filter((line) => line.startsWith("     "));
  expect(story.length).toBeGreaterThan(0);
  expect(Math.max(...story.map((line) => line.length))).toBeLessThanOrEqual(100);
});

test("colours play roles, and the text without them is the same", () => {
  const mark = (text: string): string => `<${text}>`;
  const palette = { good: mark, bad: mark, warn: mark, strong: mark, dim: mark };
  const run = restartInPlace().run(60_000, {
    expectations: [metricExpectation(["apps", "/db", "moved"], "==", 5)],
  });
  const coloured = textOf(run, palette).join("\n");
  expect(coloured).toContain("<FAIL>");
  expect(coloured.replaceAll(/[<>]/g, "")).toBe(textOf(run).join("\n"));
});

test("a run without apps, expectations or events has a head line", () => {
  const run = new Told().run(0);
  expect(textOf(run)).toEqual([
    `told   0s simulated   seed 7   0 events   digest ${run.recorder.journal.digest().slice(0, 8)}`,
    "",
  ]);
});

test("a run that was cut short says so", () => {
  const run = restartInPlace().run(40_000, { scenario: { durationMs: 60_000 } });
  expect(textOf(run)[0]).toContain("40s of 1m simulated");
});

test("for machines: the summary, and where each app stands", () => {
  const told = restartInPlace().at(40_000).exit("/db", "db.1", "a").failed("/db", "db.1", "a");
  const run = told.suspended("/db", "db.1", "a").run(60_000);
  expect(outcomeJson(run, analyse(run))).toMatchObject({
    scenario: "told",
    apps: [
      { name: "/db", exists: true, wanted: 1, suspended: 1, running: 0, volumes: 1, suspended_on: ["a"] },
    ],
  });
});
