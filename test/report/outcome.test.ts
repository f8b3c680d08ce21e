/** The outcome on the terminal: first whether all is well, then why. */

import { expect, test } from "vitest";
import { analyse } from "../../src/report/analysis.ts";
import type { FinishedRun } from "../../src/report/finished-run.ts";
import { outcomeJson, outcomeText } from "../../src/report/outcome.ts";
import { plainPalette } from "../../src/report/palette.ts";
import type { ExpectationResult } from "../../src/sim/result.ts";
import { metricExpectation, resources, restartInPlace, Told } from "./journals.ts";

function textOf(
  run: FinishedRun,
  palette = plainPalette,
  wallMs: number | null = null,
  width = 100,
): string[] {
  return outcomeText(run, analyse(run), {
    palette,
    wallMs,
    replay: "holdfast run told.yaml --seed 7",
    width,
  });
}

const barLegend = "                # used  . stranded   (of all it could hold, at the end)";

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
    // Of 4 cpus, 8192 MiB and 10240 MiB disk: a quarter is three of twelve cells, what is less than one is one.
    "                cpus |###         | 25 %   mem |#           | 6.2 %   disk |#           | 0.9 %",
    barLegend,
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

test("a task that no agent answers for is lost where it was, though the master does not know where (master.cpp:5139-5154)", () => {
  const told = new Told().app("/store", 1);
  told.launch("/store", "t", "a", { cpus: 1 }).start("/store", "t", "a").at(2000).running("/store", "t", "a");
  const who = { framework: "marathon", role: "marathon", task: "t" };
  told.at(60_000).add("task.lost", { ...who, message: "unknown", reason: "REASON_RECONCILIATION" });
  expect(textOf(told.run(120_000))).toContain(
    "     1m       TASK_LOST on a: found missing by a reconciliation",
  );
});

test("what runs of an update is not put together with what it replaces", () => {
  const told = new Told().app("/web", 2);
  const launch = (task: string): void => {
    told.launch("/web", task, "a", { cpus: 1 }).start("/web", task, "a").running("/web", task, "a");
  };
  told.at(6000);
  for (const task of ["w1", "w2"]) launch(task);
  told.at(50_000).update("/web", 2, ["cmd"]).at(51_000);
  for (const task of ["w3", "w4"]) launch(task);
  const lines = textOf(told.run(60_000));
  expect(lines.filter((line) => line.includes("running on a"))).toEqual([
    expect.stringContaining("/web"),
    "     6s       2 running on a",
    "     51s      2 running on a",
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
  expect(lines[2]).toBe(
    "/db          0 of 1 running   available 43.3 %, down 2 times for 30s, back after 10s",
  );
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
  expect(lines.slice(-5)).toEqual([
    "thief           role marathon   2 tasks running, 1 ended   holds 1 cpu, 16 GiB",
    "idle            role ops   0 tasks running",
    "role marathon   reserved 1 cpu, 512 MiB, 100 MiB disk   stranded 15 % of the time",
    // The app's task and the two of the thief: 2 of 4 cpus, and more memory than there is.
    "                cpus |######      | 50 %   mem |############| 100 %   disk |#           | 0.9 %",
    barLegend,
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
  expect(lines).toContain(`${" ".repeat(16)}stranded 100 % of the time`);
  // All of the one agent is reserved and nothing of it used.
  expect(lines).toContain(
    `${" ".repeat(16)}resource-number-0 |............| 100 %   resource-number-1 |............| 100 %`,
  );
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

test("how long it took until a lost instance was replaced, once and in the worst case", () => {
  const told = new Told().app("/db", 1).start("/db", "t0", "a").running("/db", "t0", "a");
  // Down for 1 s, 2 s and 6 s: the middle one is 2 s.
  for (const [n, [endMs, backMs]] of [
    [10_000, 11_000],
    [20_000, 22_000],
    [30_000, 36_000],
  ].entries()) {
    told
      .at(endMs ?? 0)
      .exit("/db", `t${n}`, "a")
      .failed("/db", `t${n}`, "a");
    told.at(backMs ?? 0).launch("/db", `t${n + 1}`, "a", { cpus: 1 }, null);
    told.start("/db", `t${n + 1}`, "a").running("/db", `t${n + 1}`, "a");
  }
  expect(textOf(told.run(90_000))[2]).toBe(
    "/db          1 of 1 running on a   available 90 %, down 3 times for 9s, back after 2s, at most 6s",
  );
});

test("a role whose tasks reserve nothing has its bar in the line of its name", () => {
  const told = new Told().agent("a", { cpus: 4, mem: 1024 }).app("/web", 1);
  told
    .launch("/web", "t", "a", { cpus: 1, mem: 1024 }, null)
    .start("/web", "t", "a")
    .running("/web", "t", "a");
  expect(textOf(told.run(60_000)).slice(-2)).toEqual([
    "role marathon   cpus |###         | 25 %   mem |############| 100 %",
    barLegend,
  ]);
});

function launched(told: Told, app: string, task: string): void {
  told.launch(app, task, "a", { cpus: 1 }, null).start(app, task, "a").running(app, task, "a");
}

function manyApps(): FinishedRun {
  const told = new Told().agent("a", { cpus: 100 });
  for (let i = 10; i < 40; i++) {
    told.app(`/app-${i}`, 1);
    if (i !== 37) launched(told, `/app-${i}`, `t${i}`);
  }
  told.at(15_000).exit("/app-20", "t20", "a").failed("/app-20", "t20", "a");
  launched(told.at(30_000), "/app-20", "u20");
  return told.run(60_000);
}

test("many apps are summed up, and a line each tells of those that fared worst", () => {
  expect(textOf(manyApps()).slice(2, 10)).toEqual([
    "30 apps         29 with all instances alive, 1 with fewer",
    "                available 100 % in the middle, 0 % at worst",
    "",
    `/app-37  0 of 1  |${"-".repeat(40)}|    0 %  never complete`,
    // Down from 15 s to 30 s of 60 s: from the tenth cell of forty to the twentieth.
    `/app-20  1 of 1  |${"#".repeat(10)}${"-".repeat(10)}${"#".repeat(20)}|   75 %  down once for 15s`,
    `/app-10  1 of 1  |${"#".repeat(40)}|  100 %  complete from 0s`,
    `/app-11  1 of 1  |${"#".repeat(40)}|  100 %  complete from 0s`,
    `/app-12  1 of 1  |${"#".repeat(40)}|  100 %  complete from 0s`,
  ]);
  const lines = textOf(manyApps());
  expect(lines.filter((line) => line.startsWith("/app-"))).toHaveLength(12);
  expect(lines.slice(17, 21)).toEqual([
    "                  # running  - staging or down",
    "and 18 more apps, none worse off (summary.json has them all)",
    "holdfast explain with --app /app-37 says why that one waits",
    "",
  ]);
});

test("on a narrow terminal lines are broken between words, and strips are shorter", () => {
  const [one, many] = [restartInPlace().run(60_000), manyApps()];
  const narrow = textOf(one, plainPalette, null, 50);
  for (const lines of [narrow, textOf(many, plainPalette, null, 50)])
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(50);
  const words = (text: readonly string[]): string[] =>
    text
      .join(" ")
      .split(/ +/)
      .filter((word) => !word.includes("#"));
  expect(words(narrow)).toEqual(words(textOf(one)));
  // Forty cells of 1.5 s: reserving from 1 s, staging from 2 s, running from 4 s, suspended from 20 s, again from 28 s.
  expect(narrow).toContain("  0s |~~-##########.....--####################| 1m");
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
