/** Scripted frameworks: which rule answers an offer, and what Mesos makes of the answer. */

import { describe, expect, test } from "vitest";
import { oneAgent, play } from "./play.ts";

/** A run of one scripted framework f in role r, on one agent. */
function script(rules: string, more = "", duration = "20s") {
  const at = rules
    .trim()
    .split("\n")
    .map((line) => `      ${line.trimEnd()}\n`)
    .join("");
  const text = `duration: ${duration}\n${oneAgent}frameworks:\n  - name: f\n    kind: scripted\n    role: r\n    rules:\n${at}${more}`;
  return play(text);
}

/** What was refused of an ACCEPT: the operation and the reason. */
const refusals = (played: ReturnType<typeof play>) =>
  played
    .rows("reservation.refused", "volume.refused")
    .map(({ operation, reason }) => `${String(operation)} ${String(reason)}`);

const all = "cpus(*):4; mem(*):1024; disk(*):100; ports(*):[31000-31000]";

describe("which rule answers", () => {
  test("none: the offer is declined at once, with Mesos' default filter of 5 s", () => {
    // The filter set at 0 ends just before the tick at 5 s (mesos-semantics of timers of one instant).
    const played = script("- { from: 11s, hold: 1s }", "", "12s");
    expect(played.times("offer.made")).toEqual([0, 5000, 10_000]);
    expect(played.times("offer.declined")).toEqual([0, 5000, 10_000]);
  });

  test("the first that matches, so many times as it says", () => {
    const played = script(
      "- { times: 2, decline: { refuse_seconds: 2 } }\n- { decline: { refuse_seconds: 3 } }",
      "",
      "8s",
    );
    expect(played.rows("offer.declined").map(({ atMs, refuse_ms }) => [atMs, refuse_ms])).toEqual([
      [0, 2000],
      [2000, 2000],
      [4000, 3000],
      [7000, 3000],
    ]);
  });

  test("only within its window, of which both ends count", () => {
    const played = script(
      "- { from: 2s, to: 4s, decline: { refuse_seconds: 2 } }\n- { decline: { refuse_seconds: 1.5 } }",
    );
    const refused = new Map(played.rows("offer.declined").map(({ atMs, refuse_ms }) => [atMs, refuse_ms]));
    expect([refused.get(0), refused.get(2000), refused.get(4000), refused.get(6000)]).toEqual([
      1500, 2000, 2000, 1500,
    ]);
  });

  test("only offers of its agent, and with at least what it asks for, over all entries of a name", () => {
    const agents = `agents:
  - { id: a, resources: { cpus: 1, mem: 1024 } }
  - { id: b, resources: { cpus: 2, mem: 1024 }, reserved: { r: { cpus: 1 } } }
  - { id: c, resources: { cpus: 2, mem: 1024 } }
`;
    const played = play(`duration: 900ms
${agents}frameworks:
  - { name: f, kind: scripted, role: r, rules: [{ agent: c, decline: { refuse_seconds: 7 } }, { has: { cpus: 2 }, decline: { refuse_seconds: 6 } }] }
`);
    expect(played.rows("offer.declined").map(({ agent, refuse_ms }) => [agent, refuse_ms])).toEqual([
      ["a", 5000],
      ["b", 6000],
      ["c", 7000],
    ]);
  });

  test("offers of one instant are answered in order of agent id, whatever the order in which they came", () => {
    // Agents that join after the framework are offered one by one, as they join: a-1, a-2, ..., a-10.
    const played = play(`duration: 2s
agents: [{ id: a, count: 10, resources: { cpus: 1, mem: 100 }, joins: 500ms }]
frameworks:
  - { name: f, kind: scripted, rules: [{ times: 2, accept: [{ LAUNCH: { cpus: 1 } }] }] }
`);
    expect(
      played
        .rows("offer.made")
        .map(({ agent }) => agent)
        .slice(0, 3),
    ).toEqual(["a-1", "a-2", "a-3"]);
    expect(played.rows("task.launched").map(({ agent, task }) => `${String(task)} ${String(agent)}`)).toEqual(
      ["f-1 a-1", "f-2 a-10"],
    );
  });

  test("a held offer is declined when its time is over, with the rule's own filter", () => {
    const played = script("- { hold: 3s, decline: { refuse_seconds: 2 } }", "", "11s");
    expect(played.rows("offer.declined").map(({ atMs, refuse_ms }) => [atMs, refuse_ms])).toEqual([
      [3000, 2000],
      [8000, 2000],
    ]);
    expect(played.times("offer.made")).toEqual([0, 5000, 10_000]);
    expect(script("- { hold: 3s }", "", "4s").rows("offer.declined")[0]?.["refuse_ms"]).toBe(5000);
  });

  test("absurd seconds become Mesos' default (mesos-semantics 1.9 H)", () => {
    for (const seconds of ["1.0e+300", "-1"])
      expect(script(`- { decline: { refuse_seconds: ${seconds} } }`, "", "6s").times("offer.made")).toEqual([
        0, 5000,
      ]);
  });
});

describe("operations", () => {
  test("RESERVE, CREATE and LAUNCH in one accept work on what the ones before have made", () => {
    const played = script(`
- accept:
    - { RESERVE: { cpus: 1, mem: 64, disk: 10 }, labels: { owner: f } }
    - { CREATE: { disk: 10 }, id: v1, path: data }
    - { LAUNCH: { cpus: 1, mem: 64 }, volumes: [v1], runs: 5m }
  times: 1
  refuse_seconds: 0`);
    expect(refusals(played)).toEqual([]);
    const [launched] = played.rows("task.launched");
    expect(JSON.parse(String(launched?.["resources"]))).toEqual({ cpus: 1, mem: 64, disk: 10 });
    expect(launched?.["reserved"]).toEqual(launched?.["resources"]);
    expect(played.rows("volume.attached").map(({ volume, task }) => [volume, task])).toEqual([["v1", "f-1"]]);
    // What is left comes back at the next tick: with refuse_seconds 0 no filter hides it.
    expect(played.offered("f")[1]).toBe("1000 a cpus(*):3; mem(*):960; disk(*):90; ports(*):[31000-31000]");
  });

  test("without refuse_seconds an accept hides what is left for Mesos' 5 s", () => {
    const played = script("- { times: 1, accept: [{ RESERVE: { cpus: 1 } }] }", "", "7s");
    // Set at 0, so it ends before the tick at 5 s.
    expect(played.times("offer.made")).toEqual([0, 5000]);
  });

  test("UNRESERVE takes the reservation with exactly its labels, whoever made it", () => {
    const played = play(`duration: 20s
${oneAgent}frameworks:
  - name: f
    kind: scripted
    role: r
    principal: p
    rules:
      - times: 1
        accept:
          - { RESERVE: { cpus: 1 }, labels: { owner: f } }
          - { RESERVE: { cpus: 2 } }
        refuse_seconds: 1000
  - name: g
    kind: scripted
    role: r
    principal: q
    joins: 3s
    rules:
      - { times: 1, accept: [{ UNRESERVE: { cpus: 1 } }], refuse_seconds: 0 }
      - { times: 1, accept: [{ UNRESERVE: { cpus: 1 }, labels: { owner: f } }], refuse_seconds: 0 }
      - { times: 1, accept: [{ UNRESERVE: { cpus: 1 }, labels: { owner: f } }], refuse_seconds: 0 }
      - { accept: [{ UNRESERVE: { cpus: 1 }, labels: {} }] }
`);
    expect(
      played.rows("reservation.released").map(({ reservation, framework }) => [reservation, framework]),
    ).toEqual([
      ["unlabelled", "g"],
      ["owner=f", "g"],
    ]);
    // The third finds none any more; to Mesos no labels are not an empty list of them.
    expect(refusals(played).slice(0, 2)).toEqual([
      "UNRESERVE insufficient-resources",
      "UNRESERVE insufficient-resources",
    ]);
    expect(played.offered("g").at(-1)).toContain("cpus(r, p):1");
  });

  test("CREATE takes reserved disk of the role, of the labels that it names, static disk too", () => {
    const played = play(`duration: 3s
agents: [{ id: a, resources: { cpus: 4, mem: 1GiB, disk: 100 }, reserved: { r: { disk: 20 } } }]
frameworks:
  - name: f
    kind: scripted
    role: r
    rules:
      - times: 1
        accept:
          - { RESERVE: { disk: 15 }, labels: { owner: f } }
          - { CREATE: { disk: 10 }, id: dynamic, labels: { owner: f } }
          - { CREATE: { disk: 20 }, id: static }
          - { CREATE: { disk: 10 }, id: too-large, labels: { owner: f } }
        refuse_seconds: 0
`);
    expect(played.rows("volume.created").map(({ volume, path }) => [volume, path])).toEqual([
      ["dynamic", "dynamic"],
      ["static", "static"],
    ]);
    expect(refusals(played)).toEqual(["CREATE insufficient-resources"]);
    expect(played.offered("f")[1]).toContain("disk(r)[static:static]:20");
  });

  test("DESTROY names a volume, and finds it in a later offer, too", () => {
    const played = script(`
- { times: 1, accept: [{ RESERVE: { disk: 10 } }, { CREATE: { disk: 10 }, id: v1, path: data }, { DESTROY: v1 }, { CREATE: { disk: 5 }, id: v2 }], refuse_seconds: 0 }
- { times: 1, accept: [{ DESTROY: v2 }, { DESTROY: v2 }, { DESTROY: nobody }], refuse_seconds: 0 }`);
    expect(
      played
        .rows("volume.created", "volume.destroyed")
        .map(({ type, volume }) => `${type} ${String(volume)}`),
    ).toEqual(["volume.created v1", "volume.destroyed v1", "volume.created v2", "volume.destroyed v2"]);
    expect(refusals(played)).toEqual(["DESTROY unknown-volume", "DESTROY unknown-volume"]);
  });

  test("LAUNCH takes its role's reservations first, then what is unreserved", () => {
    const played = script(`
- { times: 1, accept: [{ RESERVE: { cpus: 1, mem: 64 } }, { LAUNCH: { cpus: 3, mem: 64 } }] }`);
    const [launched] = played.rows("task.launched");
    expect(JSON.parse(String(launched?.["resources"]))).toEqual({ cpus: 3, mem: 64 });
    expect(JSON.parse(String(launched?.["reserved"]))).toEqual({ cpus: 1, mem: 64 });
  });

  test("LAUNCH: all takes the whole offer, ports and volumes too", () => {
    const played = script(`
- { times: 1, accept: [{ RESERVE: { disk: 10 } }, { CREATE: { disk: 10 }, id: v1 }, { LAUNCH: all }] }`);
    const [launched] = played.rows("task.launched");
    expect(JSON.parse(String(launched?.["resources"]))).toEqual({
      cpus: 4,
      mem: 1024,
      disk: 100,
      ports: "31000-31000",
    });
    expect(played.rows("volume.attached")).toHaveLength(1);
    expect(played.times("offer.made")).toEqual([0]);
  });

  test("what the offer cannot carry is sent unchanged and fails as in Mesos; the next operations go on", () => {
    const played = script(`
- accept:
    - { RESERVE: { cpus: 5 } }
    - { UNRESERVE: { cpus: 1 } }
    - { CREATE: { disk: 10 }, id: v1 }
    - { LAUNCH: { cpus: 5 } }
    - { LAUNCH: { cpus: 1 }, volumes: [v1] }
    - { LAUNCH: {} }
    - { LAUNCH: { cpus: 1, mem: 32 } }
  times: 1
  refuse_seconds: 0`);
    expect(refusals(played)).toEqual([
      "RESERVE insufficient-resources",
      "UNRESERVE insufficient-resources",
      "CREATE insufficient-resources",
    ]);
    expect(
      played.rows("task.error").map(({ task, message }) => [task, String(message).slice(0, 24)]),
    ).toEqual([
      ["f-1", "Task uses more resources"],
      ["f-2", "Task uses more resources"],
      ["f-3", "Task uses no resources"],
    ]);
    expect(played.rows("task.launched").map(({ task }) => task)).toEqual(["f-4"]);
  });

  test("a framework of the role * cannot reserve (validation.cpp:658 @ 0.28.3)", () => {
    const played = play(`duration: 1s
${oneAgent}frameworks: [{ name: f, kind: scripted, rules: [{ accept: [{ RESERVE: { cpus: 1 } }] }] }]
`);
    expect(refusals(played)).toEqual(["RESERVE role-is-star"]);
  });

  test("runs counts from TASK_RUNNING and goes before that of tasks", () => {
    const played = script(
      "- { times: 1, accept: [{ LAUNCH: { cpus: 1 }, runs: 4s }, { LAUNCH: { cpus: 1 } }] }",
      "tasks: [{ staging: 2s, runs: 7s }]\n",
    );
    expect(played.rows("task.running").map(({ atMs }) => atMs)).toEqual([2000, 2000]);
    expect(played.rows("task.finished").map(({ atMs, task }) => [atMs, task])).toEqual([
      [6000, "f-1"],
      [9000, "f-2"],
    ]);
  });
});

test("it registers with checkpointing, a week of failover timeout, and the principal that it is given", () => {
  const played = play(`duration: 1s
${oneAgent}frameworks:
  - { name: f, kind: scripted, rules: [], joins: 300ms }
  - { name: g, kind: greedy, principal: p, task: { cpus: 1, mem: 32 } }
`);
  const infos = [...played.simulation.master.frameworks].map(({ info }) => info);
  expect(infos.map(({ name, principal }) => [name, principal])).toEqual([
    ["g", "p"],
    ["f", null],
  ]);
  for (const { checkpoint, failoverTimeoutMs, role } of infos) {
    expect([checkpoint, failoverTimeoutMs, role]).toEqual([true, 604_800_000, "*"]);
  }
  expect(played.times("framework.registered")).toEqual([0, 300]);
  expect(played.offered("g")[0]).toBe(`0 a ${all}`);
});
