/** Batch frameworks: jobs queue, are thought about, and are packed into offers. */

import { describe, expect, test } from "vitest";
import { issuesOf } from "../../scenario/memory.ts";
import { oneAgent, play } from "./play.ts";

const launches = (played: ReturnType<typeof play>) =>
  played.rows("task.launched").map(({ atMs, task }) => `${atMs} ${String(task)}`);

/** A run of one batch framework b that takes its jobs from a table, on one agent. */
function tabled(rows: readonly string[], more = "", duration = "60s", agents = oneAgent) {
  const text = `duration: ${duration}\n${agents}frameworks:\n  - { name: b, kind: batch, workload: jobs.csv${more} }\n`;
  const header = "id,submitted,numTasks,duration,cpus,mem";
  return play(text, { "jobs.csv": `${[header, ...rows].join("\n")}\n` });
}

describe("jobs that are made up", () => {
  test("arrive one after the other, each with so many tasks of its size", () => {
    const played = play(`duration: 29s
${oneAgent}frameworks:
  - { name: b, kind: batch, arrives: 10s, task: { cpus: 1, mem: 64, count: 2, runs: 5s } }
tasks: [{ staging: 0s }]
`);
    // It asks for offers when a job finds its queue empty, and has some at once.
    expect(launches(played)).toEqual(["10000 b-1-1", "10000 b-1-2", "20000 b-2-1", "20000 b-2-2"]);
    expect(played.times("task.finished")).toEqual([15_000, 15_000, 25_000, 25_000]);
  });

  test("are drawn from streams of their own: the size of one says nothing about the arrival of the next", () => {
    /** When the first task of each job was launched. */
    const starts = (task: string): readonly number[] =>
      play(`duration: 10m
agents: [{ id: a, resources: { cpus: 100, mem: 100GiB } }]
frameworks: [{ name: b, kind: batch, arrives: { exponential: { mean: 30s } }, task: ${task} }]
`)
        .rows("task.launched")
        .filter(({ task: id }) => String(id).endsWith("-1"))
        .map(({ atMs }) => atMs);
    const equal = starts("{ cpus: 0.1, mem: 64, runs: 1s }");
    const drawn = starts(
      "{ cpus: { uniform: { min: 0.1, max: 0.2 } }, mem: { exponential: { mean: 64MiB } }, count: { uniform: { min: 1, max: 9 } }, runs: { exponential: { mean: 1s } } }",
    );
    expect(equal.length).toBeGreaterThan(10);
    expect(drawn).toHaveLength(equal.length);
    // A job waits for the end of a filter of 5 s, and for the tick after it, at most.
    drawn.forEach((atMs, i) => {
      expect(Math.abs(atMs - (equal[i] ?? 0))).toBeLessThanOrEqual(6000);
    });
  });

  test("have sizes within what they are drawn from, in thousandths and at least one task", () => {
    const played = play(`duration: 10m
agents: [{ id: a, resources: { cpus: 1000, mem: 1000GiB, disk: 1000GiB } }]
frameworks:
  - name: b
    kind: batch
    arrives: 5s
    task:
      cpus: { uniform: { min: 0.5, max: 0.502 } }
      mem: { empirical: [64, 1GiB] }
      disk: 10
      count: { empirical: [0, 3] }
      runs: 1s
`);
    const sizes = played
      .rows("task.launched")
      .map(({ resources }) => JSON.parse(String(resources)) as { cpus: number; mem: number; disk: number });
    expect(new Set(sizes.map(({ cpus }) => cpus))).toEqual(new Set([0.5, 0.501, 0.502]));
    expect(new Set(sizes.map(({ mem }) => mem))).toEqual(new Set([64, 1024]));
    expect(new Set(sizes.map(({ disk }) => disk))).toEqual(new Set([10]));
    const jobs = new Map<string, number>();
    for (const { task } of played.rows("task.launched")) {
      const job = String(task).split("-")[1] ?? "";
      jobs.set(job, (jobs.get(job) ?? 0) + 1);
    }
    expect(new Set(jobs.values())).toEqual(new Set([1, 3]));
  });
});

describe("jobs of a table", () => {
  test("queue at the instant at which they are submitted, in seconds; amounts are rounded as Mesos rounds", () => {
    const played = tabled(["2,12.3456,1,4.5,1.5015,100.0004", "1,0,1,3,0.25,32"]);
    expect(launches(played)).toEqual(["0 b-1-1", "12346 b-2-1"]);
    // 1.5015 is 1.502 to Mesos (resources_tests.cpp:1638 @ 0.28.3).
    const [, second] = played.rows("task.launched");
    expect(JSON.parse(String(second?.["resources"]))).toEqual({ cpus: 1.502, mem: 100 });
    // Staging takes 1 s where the scenario says nothing.
    expect(played.times("task.finished")).toEqual([4000, 17_846]);
  });

  test("may be some of the rows, with memory in GiB, disk, and columns that nobody reads", () => {
    const rows =
      "id,workload,submitted,numTasks,duration,cpus,mem,disk,user\n1,Service,0,1,1,1,0.5,10,x\n2,Batch,0,2,1,1,0.25,20,y\n";
    const played = play(
      `duration: 4s\n${oneAgent}frameworks: [{ name: b, kind: batch, workload: jobs.csv, where: { workload: Batch, id: 2 }, memUnit: GiB }]\n`,
      { "jobs.csv": rows },
    );
    expect(
      played.rows("task.launched").map(({ task, resources }) => [task, JSON.parse(String(resources))]),
    ).toEqual([
      ["b-2-1", { cpus: 1, mem: 256, disk: 20 }],
      ["b-2-2", { cpus: 1, mem: 256, disk: 20 }],
    ]);
  });

  test("that were submitted before it joined arrive when it joins", () => {
    expect(launches(tabled(["1,0,1,1,1,32", "2,3,1,1,1,32"], ", joins: 2500ms", "4s"))).toEqual([
      "2500 b-1-1",
      "3000 b-2-1",
    ]);
  });
});

describe("packing", () => {
  test("places tasks in order of arrival; a job that does not fit is passed over, and placed when there is room", () => {
    const played = tabled(["1,0,1,9,3,32", "2,0,1,9,2,32", "3,0,2,9,0.5,32"], "", "14s");
    // 4 cpus hold job 1 and both tasks of job 3; job 2 waits until these have ended, at 10 s.
    expect(launches(played)).toEqual(["0 b-1-1", "0 b-3-1", "0 b-3-2", "11000 b-2-1"]);
  });

  test("spreads a job over the offers that it needs, in order of agent id", () => {
    const agents = "agents: [{ id: a, count: 3, resources: { cpus: 2, mem: 1GiB } }]\n";
    const played = tabled(["1,0,5,9,1,32"], "", "1s", agents);
    expect(played.rows("task.launched").map(({ task, agent }) => [task, agent])).toEqual([
      ["b-1-1", "a-1"],
      ["b-1-2", "a-1"],
      ["b-1-3", "a-2"],
      ["b-1-4", "a-2"],
      ["b-1-5", "a-3"],
    ]);
  });

  test("leaves alone what carries labels", () => {
    const played = play(
      `duration: 9s
${oneAgent}frameworks:
  - { name: f, kind: scripted, role: r, rules: [{ times: 1, accept: [{ RESERVE: { cpus: 3 }, labels: { owner: f } }], refuse_seconds: 1000 }] }
  - { name: b, kind: batch, role: r, joins: 1500ms, workload: jobs.csv }
`,
      { "jobs.csv": "id,submitted,numTasks,duration,cpus,mem\n1,0,2,100,1,32\n" },
    );
    expect(played.rows("task.launched").map(({ task, reserved }) => [task, reserved])).toEqual([
      ["b-1-1", undefined],
    ]);
  });
});

describe("thinking", () => {
  test("delays an answer for each job and each task that is placed, and offers wait their turn", () => {
    const agents = "agents: [{ id: a, count: 3, resources: { cpus: 2, mem: 1GiB } }]\n";
    const played = tabled(
      ["1,0,1,9,1,32", "2,0,3,9,1,32"],
      ", thinks: { job: 10ms, task: 5ms }",
      "1s",
      agents,
    );
    // a-1: 2 jobs and 2 tasks, 30 ms. a-2: 1 job and 2 tasks, 20 ms more. a-3: nothing is left to place.
    expect(launches(played)).toEqual(["30 b-1-1", "30 b-2-1", "50 b-2-2", "50 b-2-3"]);
    expect(played.rows("offer.declined").map(({ atMs, agent }) => [atMs, agent])).toEqual([[50, "a-3"]]);
  });

  test("an offer that is of no use is declined at once", () => {
    expect(
      tabled(["1,0,1,9,5,32"], ", thinks: { job: 10s, task: 5s }", "4s").times("offer.declined"),
    ).toEqual([0]);
  });
});

describe("while nothing is queued it wants no offers", () => {
  const made = (played: ReturnType<typeof play>) => played.times("offer.made", "b");

  test("which it says when it answers the last ones; the next job asks for some, whatever it has declined", () => {
    // The job at 2 s finds the whole agent declined at 0 s, for 5 s. It leaves 3 cpus, of which nobody hears before 9 s.
    expect(made(tabled(["1,2,1,30,1,32", "2,9,1,30,1,32"]))).toEqual([0, 2000, 9000]);
  });

  test("and a neighbour gets them all", () => {
    const neighbour = "{ name: h, kind: hoarder, holds: 7s }";
    const text = `duration: 20s\n${oneAgent}frameworks:\n  - { name: b, kind: batch, workload: jobs.csv }\n  - ${neighbour}\n`;
    const played = play(text, { "jobs.csv": "id,submitted,numTasks,duration,cpus,mem\n1,9000,1,1,1,32\n" });
    expect(made(played)).toEqual([0]);
    // Declined at 8 s for 5 s, at 20 s again.
    expect(played.times("offer.made", "h")).toEqual([1000, 13_000]);
  });

  test("with some queued that fit nowhere it declines, and is offered all again when that is over", () => {
    expect(made(tabled(["1,0,1,9,5,32"], "", "12s"))).toEqual([0, 5000, 10_000]);
  });

  const lossy = (message: string, count: number): string =>
    `, joins: 0s }\nactions:\n  - { at: 1s, do: message.drop, message: ${message}, next: ${count} }\n#`;

  test("where its REVIVE is lost it sends another one after 5 s, and after twice as long each time", () => {
    expect(launches(tabled(["1,2,1,9,1,32"], lossy("REVIVE", 1)))).toEqual(["7000 b-1-1"]);
    expect(launches(tabled(["1,2,1,9,1,32"], lossy("REVIVE", 2)))).toEqual(["17000 b-1-1"]);
  });

  test("where what says so is lost, it says it with the next offers", () => {
    // Lost at 2 s, when it accepts; what is left of the agent is filtered until 7 s.
    expect(made(tabled(["1,2,1,90,1,32"], lossy("SUPPRESS", 1)))).toEqual([0, 2000, 7000]);
  });

  test("a new master does not know, and offers all", () => {
    const failover = ", joins: 0s }\nactions: [{ at: 10s, do: master.failover, down: 1s }]\n#";
    const [first, second, ...more] = made(tabled(["1,900,1,9,1,32"], failover));
    expect([first, more]).toEqual([0, []]);
    // The agent is back within a second.
    expect(second).toBeGreaterThanOrEqual(11_000);
  });

  test("what it is told by hand lasts until its next job finds the queue empty", () => {
    const by = ", joins: 0s }\nactions:\n  - { at: 1s, do: framework.revive, framework: b }\n#";
    expect(made(tabled(["1,900,1,9,1,32"], by))).toEqual([0, 1000]);
    const suppressed = ", joins: 0s }\nactions:\n  - { at: 3s, do: framework.suppress, framework: b }\n#";
    expect(made(tabled(["1,0,1,9,5,32", "2,8,1,9,1,32"], suppressed, "12s"))).toEqual([0, 8000]);
  });
});

describe("wrong input", () => {
  const issues = (entry: string, csv?: string) =>
    issuesOf(
      `name: t\nduration: 1m\nagents: [{ id: a, resources: { cpus: 1, mem: 32 } }]\nframeworks:\n  - { name: b, kind: batch, ${entry} }\n`,
      csv === undefined ? {} : { "jobs.csv": csv },
    );

  test("rows are wrong at their line of the table, all at once", () => {
    const csv = `id,submitted,numTasks,duration,cpus,mem,disk
a/b,0,1,1,1,32,
2,soon,1.5,1,1,32,
3,0,0,-1,1,32,

4,0,1,1,1
5,0,1,1,0,0,0
5,0,1,1,1,32,big
6,0,1,1,1,32,5
6,0,1,1,1,32,5
`;
    expect(issues("workload: jobs.csv", csv)).toEqual([
      'jobs.csv:2:1: id: "a/b" is not an id (letters, digits, -, _ and .)',
      "jobs.csv:3:1: numTasks: 1.5 is not a number of tasks (a whole number, at least 1)",
      'jobs.csv:3:1: submitted: "soon" is not a number from 0 to 3153600000',
      'jobs.csv:4:1: duration: "-1" is not a number from 0 to 3153600000',
      "jobs.csv:4:1: numTasks: 0 is not a number of tasks (a whole number, at least 1)",
      "jobs.csv:6:1: mem: missing; expected a number from 0 to 1000000000",
      "jobs.csv:7:1: cpus: a task must need something",
      'jobs.csv:8:1: disk: "big" is not a number from 0 to 1000000000',
      'jobs.csv:10:1: id: another job has the id "6"',
    ]);
  });

  test.each([
    ["workload: nowhere.csv", undefined, ["5:39: frameworks[0].workload: nowhere.csv: no such file"]],
    [
      "workload: jobs.csv",
      "",
      ["5:39: frameworks[0].workload: jobs.csv is empty; its first line must name its columns"],
    ],
    [
      "workload: jobs.csv",
      "id,submitted,numTasks,duration,cpus,mem\n",
      ["5:39: frameworks[0].workload: jobs.csv has no jobs"],
    ],
    [
      "workload: jobs.csv",
      "id,submitted,numTasks,cpus\n",
      [
        "5:39: frameworks[0].workload: jobs.csv has no column duration, mem (it has id, submitted, numTasks, cpus)",
      ],
    ],
    ["workload: jobs.csv", "id,id\n", ['jobs.csv:1:1: two columns are called "id"']],
    [
      "workload: jobs.csv",
      "id;submitted;numTasks\n",
      ["jobs.csv:1:1: cells are separated by semicolons; commas are expected"],
    ],
    [
      "workload: jobs.csv",
      'id,"x\n',
      ["jobs.csv:1:1: not CSV: Quote Not Closed: the parsing is finished with an opening quote at line 1"],
    ],
    [
      "workload: jobs.csv, where: { kind: Batch }",
      "id,submitted,numTasks,duration,cpus,mem\n1,0,1,1,1,32\n",
      [
        "5:64: frameworks[0].where.kind: jobs.csv has no such column (it has id, submitted, numTasks, duration, cpus, mem)",
      ],
    ],
    [
      "workload: jobs.csv, where: { id: 2 }",
      "id,submitted,numTasks,duration,cpus,mem\n1,0,1,1,1,32\n",
      ["5:56: frameworks[0].where: no row of jobs.csv has these values"],
    ],
    [
      "arrives: 0s, task: { cpus: 1, mem: 32 }",
      undefined,
      ["5:38: frameworks[0].arrives: jobs would arrive without end at one instant"],
    ],
    ["arrives: 1s", undefined, ["5:5: frameworks[0]: task is missing: what a job needs"]],
    ["task: { cpus: 1, mem: 32 }", undefined, ["5:5: frameworks[0]: one of arrives, workload is missing"]],
    [
      "arrives: 1s, task: { cpus: 1, mem: 32 }, memUnit: GiB, where: { id: 1 }",
      undefined,
      [
        "5:70: frameworks[0].memUnit: goes with workload, not with arrives",
        "5:84: frameworks[0].where: goes with workload, not with arrives",
      ],
    ],
  ] as const)("%s", (entry, csv, expected) => {
    expect(issues(entry, csv)).toEqual(expected);
  });
});
