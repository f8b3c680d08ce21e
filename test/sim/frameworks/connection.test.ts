/** The connection of a framework to the master: tried again, lost, taken up again, ended. */

import { describe, expect, test } from "vitest";
import { oneAgent, play } from "./play.ts";

const greedy = "{ name: g, kind: greedy, task: { cpus: 1, mem: 32 } }";

test("a subscription that is lost is sent again, within 2 s, and one that is answered is not", () => {
  const drop = "actions: [{ at: 0s, do: message.drop, message: SUBSCRIBE, next: 1 }]\n";
  const late = `[${greedy.replace("kind:", "joins: 1s, kind:")}]`;
  const [atMs = 0, ...others] = play(`duration: 1m\n${oneAgent}frameworks: ${late}\n${drop}`).times(
    "framework.registered",
  );
  expect(others).toEqual([]);
  expect(atMs).toBeGreaterThanOrEqual(1000);
  expect(atMs).toBeLessThan(3000);
  expect(play(`duration: 1m\n${oneAgent}frameworks: [${greedy}]\n`).times("framework.registered")).toEqual([
    0,
  ]);
});

test("an answer that is lost is asked for again; offers that came before it stay unanswered, as with Mesos' driver", () => {
  const played = play(
    `duration: 1m\n${oneAgent}frameworks: [${greedy.replace("kind:", "joins: 1s, kind:")}]\nactions: [{ at: 0s, do: message.drop, message: registered, framework: g, next: 1 }]\n`,
  );
  expect(played.rows("framework.registered")).toHaveLength(1);
  expect(played.rows("message.dropped")).toHaveLength(1);
  expect(played.rows("offer.made")).toHaveLength(1);
  expect(played.rows("task.launched")).toEqual([]);
});

describe("a connection that breaks", () => {
  const actions =
    "actions: [{ at: 7500ms, do: framework.disconnect, framework: f }, { at: 9500ms, do: framework.reconnect, framework: f }]\n";

  test("voids its offers, and is taken up again under the same id, with offers at once", () => {
    const played = play(
      `duration: 12s\n${oneAgent}frameworks: [{ name: f, kind: hoarder, holds: 10s }]\n${actions}`,
    );
    expect(played.times("framework.disconnected")).toEqual([7500]);
    const registered = played.rows("framework.registered");
    expect(registered.map(({ atMs }) => atMs)).toEqual([0, 9500]);
    expect(new Set(registered.map(({ framework_id }) => framework_id)).size).toBe(1);
    expect(played.times("offer.rescinded")).toEqual([7500]);
    expect(played.times("offer.made")).toEqual([0, 9500]);
    // The first offer's time would be over at 10 s: nobody declines what is void.
    expect(played.rows("offer.declined")).toEqual([]);
  });

  test("leaves tasks running, and their ends are heard of later", () => {
    const played = play(`duration: 40s
${oneAgent}frameworks: [{ name: f, kind: greedy, task: { cpus: 4, mem: 32, runs: 8s } }]
tasks: [{ staging: 0s }]
${actions}`);
    const [first] = played.rows("task.finished");
    expect([first?.["task"], first?.atMs]).toEqual(["f-1", 8000]);
    expect(played.rows("task.launched").map(({ atMs, task }) => [task, atMs])[1]).toEqual(["f-2", 9500]);
  });

  test("makes a batch framework queue again what it had planned for an offer that is void", () => {
    const played = play(
      `duration: 20s
${oneAgent}frameworks: [{ name: f, kind: batch, workload: jobs.csv, thinks: { job: 3s } }]
${actions}`,
      { "jobs.csv": "id,submitted,numTasks,duration,cpus,mem\n1,5,2,100,1,32\n" },
    );
    // Offered at 5 s it would answer at 8 s; offered again at 9.5 s it answers at 12.5 s.
    expect(played.rows("task.launched").map(({ atMs, task }) => [task, atMs])).toEqual([
      ["f-1-3", 12_500],
      ["f-1-4", 12_500],
    ]);
    expect(played.rows("task.lost")).toEqual([]);
  });
});

test("a framework that leaves is removed with its tasks, and does nothing any more", () => {
  const played = play(`duration: 1m
${oneAgent}frameworks:
  - { name: h, kind: hoarder, role: r, holds: 10s }
  - { name: b, kind: batch, arrives: 3s, task: { cpus: 1, mem: 32, runs: 1h }, thinks: { job: 1s } }
actions:
  - { at: 15s, do: framework.leave, framework: h }
  - { at: 25s, do: framework.leave, framework: b }
`);
  expect(played.rows("framework.removed").map(({ atMs, framework }) => [atMs, framework])).toEqual([
    [15_000, "h"],
    [25_000, "b"],
  ]);
  const launched = played.times("task.launched", "b");
  expect(launched.length).toBeGreaterThan(0);
  expect(Math.max(...launched)).toBeLessThan(25_000);
  expect(played.rows("task.killed")).toHaveLength(launched.length);
  expect(played.rows("offer.made").filter(({ atMs }) => atMs > 25_000)).toEqual([]);
});

test("revive drops its filters, suppress stops offers", () => {
  const played = play(`duration: 20s
${oneAgent}frameworks: [{ name: f, kind: scripted, rules: [{ decline: { refuse_seconds: 1000 } }] }]
actions:
  - { at: 4500ms, do: framework.revive, framework: f }
  - { at: 6s, do: framework.suppress, framework: f }
  - { at: 9500ms, do: framework.revive, framework: f }
`);
  expect(played.times("offer.made")).toEqual([0, 4500, 9500]);
});

test("when a new master leads it registers again under its id, and its tasks have gone on", () => {
  const played = play(`duration: 2m
${oneAgent}frameworks: [{ name: f, kind: greedy, task: { cpus: 4, mem: 32, runs: 90s } }]
actions: [{ at: 10s, do: master.failover, down: 20s }]
`);
  const registered = played.rows("framework.registered");
  expect(registered.map(({ atMs }) => atMs)).toEqual([0, 30_000]);
  expect(new Set(registered.map(({ framework_id }) => framework_id)).size).toBe(1);
  expect(played.rows("task.finished").map(({ task, atMs }) => [task, atMs])).toEqual([["f-1", 91_000]]);
  expect(played.rows("task.launched").map(({ task }) => task)).toEqual(["f-1", "f-2"]);
});

test("one that the master refuses gives up", () => {
  const played = play(
    `duration: 1m\n${oneAgent}frameworks: [${greedy.replace("kind:", "role: other, kind:")}]\n`,
    {},
    'roles: "one,two", ',
  );
  expect(played.rows("framework.registered")).toEqual([]);
  expect(played.rows("offer.made")).toEqual([]);
});

test("a batch task that is lost with its agent queues again, and runs elsewhere", () => {
  const played = play(
    `duration: 5m
agents: [{ id: a, count: 2, resources: { cpus: 1, mem: 1GiB } }]
frameworks: [{ name: b, kind: batch, workload: jobs.csv }]
actions: [{ at: 10s, do: agent.crash, agent: a-1 }]
`,
    { "jobs.csv": "id,submitted,numTasks,duration,cpus,mem\n1,0,1,1000,1,32\n2,0,1,60,1,32\n" },
  );
  expect(played.rows("task.launched").map(({ task, agent }) => [task, agent])).toEqual([
    ["b-1-1", "a-1"],
    ["b-2-1", "a-2"],
    ["b-1-2", "a-2"],
  ]);
  expect(played.rows("task.lost").map(({ task }) => task)).toEqual(["b-1-1"]);
});

test.each(["greedy, task: { cpus: 1, mem: 32 }", "marathon"])(
  "an answer of a master that leads no more counts for nothing (sched.cpp:698-721): %s",
  (kind) => {
    const played = play(`duration: 2m
${oneAgent}frameworks: [{ name: f, joins: 10s, kind: ${kind} }]
actions:
  - { at: 5s, do: message.delay, message: registered, framework: f, by: 10s, next: 1 }
  - { at: 15s, do: master.failover, down: 20s }
`);
    expect(played.rows("framework.registered").map(({ atMs }) => atMs)).toEqual([10_000, 35_000]);
    expect(played.rows("message.dropped")).toEqual([]);
  },
);

describe("while no master leads (sched.cpp:283-356)", () => {
  const leaderless = "{ at: 5s, do: master.failover, down: 20s }";

  test.each(["kind: greedy, task: { cpus: 1, mem: 32 }", "kind: marathon"])(
    "one that joins waits for a leader and sends nothing before: %s",
    (kind) => {
      const played = play(
        `duration: 1m\n${oneAgent}frameworks: [{ name: f, joins: 10s, ${kind} }]\nactions: [${leaderless}]\n`,
      );
      expect(played.times("framework.registered")).toEqual([25_000]);
      expect(played.rows("message.dropped")).toEqual([]);
    },
  );

  test("one whose connection is mended waits for a leader, too", () => {
    const played = play(`duration: 1m
${oneAgent}frameworks: [${greedy}]
actions:
  - { at: 4s, do: framework.disconnect, framework: g }
  - ${leaderless}
  - { at: 10s, do: framework.reconnect, framework: g }
`);
    expect(played.times("framework.registered")).toEqual([0, 25_000]);
    expect(played.rows("message.dropped")).toEqual([]);
  });
});

describe("a framework that registers again asks about the tasks that it takes for alive", () => {
  const jobs = { "jobs.csv": "id,submitted,numTasks,duration,cpus,mem\n1,1,1,100,1,32\n" };
  const batch = "frameworks: [{ name: b, kind: batch, workload: jobs.csv }]\n";

  test("one whose ACCEPT was lost with the master is lost, as soon as its agent is back, and queues again", () => {
    const played = play(
      `duration: 30s
${oneAgent}${batch}actions:
  - { at: 0s, do: message.delay, message: ACCEPT, by: 10s, next: 1 }
  - { at: 8s, do: master.failover, down: 1s }
`,
      jobs,
    );
    // What follows the ACCEPT arrives after it.
    expect(played.rows("message.dropped").map(({ message }) => message)).toEqual(["ACCEPT", "SUPPRESS"]);
    // The agent is back within a second of 9 s: the first question, at 9 s, is not answered, the next one 5 s later is.
    expect(played.rows("agent.reregistered").every(({ atMs }) => atMs > 9000 && atMs <= 10_000)).toBe(true);
    expect(played.rows("task.lost").map(({ task, atMs, reason }) => [task, atMs, reason])).toEqual([
      ["b-1-1", 14_000, "REASON_RECONCILIATION"],
    ]);
    expect(played.rows("task.launched").map(({ task }) => task)).toEqual(["b-1-2"]);
  });

  test("one that runs is told of, and not asked about again", () => {
    const played = play(
      `duration: 60s
${oneAgent}${batch}actions:
  - { at: 8s, do: framework.disconnect, framework: b }
  - { at: 9s, do: framework.reconnect, framework: b }
  - { at: 9500ms, do: message.drop, message: RECONCILE, for: 50s }
`,
      jobs,
    );
    expect(played.rows("task.launched").map(({ task }) => task)).toEqual(["b-1-1"]);
    expect(played.rows("message.dropped", "task.lost")).toEqual([]);
  });

  test("questions come at longer and longer intervals, up to five minutes, until there is an answer", () => {
    const played = play(
      `duration: 30m
${oneAgent}${batch}actions:
  - { at: 8s, do: framework.disconnect, framework: b }
  - { at: 8500ms, do: message.drop, message: RECONCILE, for: 20m }
  - { at: 9s, do: framework.reconnect, framework: b }
`,
      { "jobs.csv": "id,submitted,numTasks,duration,cpus,mem\n1,1,1,3600,1,32\n" },
    );
    // 5, 10, 20, ... 160 s, then 300 s.
    const after = [0, 5, 15, 35, 75, 155, 315, 615, 915].map((seconds) => 9000 + seconds * 1000);
    expect(played.times("message.dropped")).toEqual(after);
  });
});
