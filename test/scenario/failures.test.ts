/** What a scenario says of things that go wrong: actions on hosts, messages and frameworks, faults, latencies, flags. */

import { describe, expect, test } from "vitest";
import { actions } from "../../src/sim/actions/index.ts";
import { mesosDefaults } from "../../src/sim/scenario.ts";
import { issuesOf, load } from "./memory.ts";

const start = `name: t
duration: 1h
agents: [{ id: a, count: 3, resources: { cpus: 4, mem: 8GiB, disk: 100GiB }, attributes: { rack: r1 } }]
apps: [{ id: /postgres, cmd: serve }]
`;

/** Issues of lines under a key of the scenario's top, without their places in the text. */
function wrong(key: string, ...lines: readonly string[]): readonly string[] {
  const text = `${start}${key}:\n${lines.map((line) => `  - { ${line} }\n`).join("")}`;
  return issuesOf(text).map((issue) => issue.replace(/^\d+:\d+: /, ""));
}

describe("actions", () => {
  test("all that the documentation names can be written", () => {
    const written = [
      "agent.crash, agent: { hosting: /postgres }",
      "agent.recover, agent: { volumeOf: /postgres }",
      "agent.restart, agent: a-1, down: 10s",
      "agent.partition, agent: { attribute: rack=r1 }",
      "agent.heal, agent: all",
      "agent.lose-disk, agent: { any: 1 }",
      "agent.remove-data, agent: a-1",
      "agent.add, entry: { id: b, count: 2, resources: { cpus: 1, mem: 512 }, attributes: { rack: r2 }, reserved: { eng: { cpus: 1 } } }",
      "agent.remove, agent: b-2",
      "agent.crash, agent: { attribute: rack=r2 }",
      "master.failover, down: 10s",
      "framework.join, entry: { name: thief, kind: greedy, role: thieves, task: { cpus: 1, mem: 512, runs: 5m } }",
      "framework.leave, framework: thief",
      "framework.disconnect, framework: thief",
      "framework.reconnect, framework: thief",
      "framework.revive, framework: thief",
      "framework.suppress, framework: thief",
      "message.delay, message: status, by: 5s, next: 2, app: /postgres",
      "message.drop, message: ping, for: 2m, agent: a-1",
      "operator.reserve, agent: a-1, role: ops, principal: ops, resources: { cpus: 1, disk: 1GiB }, labels: { a: b }",
      "operator.unreserve, agent: a-1, role: ops, resources: { cpus: 1 }",
      "operator.create-volumes, agent: a-1, role: thieves, volumes: [{ id: v, size: 10, path: data }]",
      "operator.destroy-volumes, agent: a-1, role: eng, volumes: [{ id: v, size: 10, path: data }]",
      "operator.unreserve, agent: all, app: /postgres",
      "operator.destroy-volumes, agent: { attribute: rack=r1 }, app: /postgres, framework: marathon",
      "operator.set-quota, role: marathon, guarantee: { cpus: 2, mem: 1GiB }",
      "operator.remove-quota, role: marathon",
      "operator.update-weights, weights: { marathon: 2.5 }",
      "operator.whitelist, agents: [a-1, b-1]",
      "operator.whitelist, agents: all",
    ];
    const text = `actions:\n${written.map((fields) => `  - { at: 1m, do: ${fields} }\n`).join("")}`;
    const read = load(start + text).actions;
    expect(read).toHaveLength(written.length);
    for (const { do: name } of read) expect(actions.get(name)?.apply).not.toBeNull();
  });

  test("a framework that joins is read as those under frameworks, with all that it leaves out", () => {
    const { actions: read } = load(
      `${start}actions:\n  - { at: 1m, do: framework.join, entry: { name: second, kind: marathon, role: ops } }\n`,
    );
    expect(read[0]?.fields).toMatchObject({
      entry: {
        kind: "marathon",
        name: "second",
        role: "ops",
        principal: "marathon",
        flags: { launch_tokens: 100 },
      },
    });
  });

  test("what is added is there once, at the action's own time, under a name of its own", () => {
    expect(
      wrong(
        "actions",
        "at: 1m, do: agent.add, entry: { id: a-2, resources: { cpus: 1, mem: 32 } }",
        "every: 1m, do: agent.add, entry: { id: b, resources: { cpus: 1, mem: 32 } }",
        "at: 1m, do: agent.add, entry: { id: c, joins: 5s, resources: { cpus: 1, mem: 32 } }",
        "at: 1m, do: framework.join, entry: { name: marathon, kind: hoarder, holds: 1s }",
        "every: 1m, do: framework.join, entry: { name: h, kind: hoarder, holds: 1s, joins: 1s }",
        "at: 1m, do: framework.join, entry: { name: i, kind: hoardr, holds: 1s }",
      ),
    ).toEqual([
      "actions[0].entry.id: another agent is called a-2",
      "actions[1].every: names are given once: what is added is added at one instant",
      "actions[2].entry.joins: the action's own at: says when",
      "actions[3].entry.name: another framework is called marathon",
      "actions[4].every: names are given once: what is added is added at one instant",
      "actions[4].entry.joins: the action's own at: says when",
      'actions[5].entry.kind: "hoardr" is not one of marathon, greedy, polite, hoarder, batch, scripted; did you mean hoarder?',
    ]);
  });

  test("names that nothing has are refused where they stand", () => {
    expect(
      wrong(
        "actions",
        "at: 1m, do: agent.crash, agent: b",
        "at: 1m, do: framework.leave, framework: thief",
        "at: 1m, do: operator.unreserve, agent: a-1, role: ops, resources: { cpus: 1 }",
        "at: 1m, do: operator.whitelist, agents: [a-1, a-4]",
        "at: 1m, do: operator.whitelist, agents: some",
        "at: 1m, do: message.drop, message: pings, next: 1",
        "at: 1m, do: message.delay, message: ping, next: 1",
      ),
    ).toEqual([
      'actions[0].agent: no agent is called "b" (there is a-1, a-2, a-3)',
      'actions[1].framework: no framework is called "thief" (there is marathon)',
      'actions[2].role: no role is called "ops" (there is *, marathon)',
      'actions[3].agents[1]: no agent is called "a-4"; did you mean a-1?',
      'actions[4].agents: "some" is not a list of agents, or all',
      'actions[5].message: "pings" is unknown; did you mean ping?',
      "actions[6].by: missing; expected a duration (such as 250ms, 20s, 5m, 2h, 30d, 1h30m)",
    ]);
  });
});

describe("faults", () => {
  test("are read with every default written out", () => {
    const { faults } = load(`${start}faults:
  - { do: agent.crash, every: 30d }
  - { do: agent.partition, agents: { hosting: /postgres }, every: { exponential: { mean: 30d } }, recovers: { lognormal: { median: 10m, sigma: 0.5 } }, crews: 2, per: rack, together: { share: 0.13, size: 3 } }
`);
    expect(faults).toEqual([
      {
        kind: "random",
        do: "agent.crash",
        agents: { by: "all" },
        every: { kind: "constant", ms: 2_592_000_000 },
        recovers: null,
        crews: null,
        per: null,
        together: null,
      },
      {
        kind: "random",
        do: "agent.partition",
        agents: { by: "hosting", app: "/postgres" },
        every: { kind: "exponential", meanMs: 2_592_000_000 },
        recovers: { kind: "lognormal", medianMs: 600_000, sigma: 0.5 },
        crews: 2,
        per: "rack",
        together: { share: 0.13, size: 3 },
      },
    ]);
  });

  test("times may come from a file", () => {
    const { faults } = load(`${start}faults: [{ do: agent.crash, every: { empirical: times.csv } }]`, {
      "times.csv": "time\n1h\n2h\n",
    });
    expect(faults).toMatchObject([{ every: { kind: "empirical", valuesMs: [3_600_000, 7_200_000] } }]);
  });

  test("a recorded history is read in its order, whatever the order of its columns; no time means never", () => {
    const { faults } = load(`${start}faults: [{ do: agent.lose-disk, trace: failures.csv }]`, {
      "failures.csv": "at,why,agent,recovers\n10m,fan,a-2,1h\n5m,,a-1,\n",
    });
    expect(faults).toEqual([
      {
        kind: "recorded",
        do: "agent.lose-disk",
        failures: [
          { agent: "a-2", atMs: 600_000, recoversMs: 3_600_000 },
          { agent: "a-1", atMs: 300_000, recoversMs: null },
        ],
      },
    ]);
    const short = load(`${start}faults: [{ do: agent.crash, trace: failures.csv }]`, {
      "failures.csv": "agent,at\na-1,1s\n",
    });
    expect(short.faults).toMatchObject([{ failures: [{ agent: "a-1", atMs: 1000, recoversMs: null }] }]);
  });

  test("mistakes of a history are told at their lines", () => {
    expect(
      issuesOf(`${start}faults: [{ do: agent.crash, trace: failures.csv }]`, {
        "failures.csv": "agent,at,recovers\na-1,1s,2s\na-9,1s,2s\na-1,soon,2s\n\na-2,1s,-5s\n",
      }),
    ).toEqual([
      'failures.csv:3:1: agent: no agent is called "a-9"; did you mean a-1?',
      'failures.csv:4:1: at: "soon" is not a duration (such as 250ms, 20s, 5m, 2h, 30d, 1h30m)',
      'failures.csv:6:1: recovers: "-5s" is not a duration (such as 250ms, 20s, 5m, 2h, 30d, 1h30m)',
    ]);
    // Cells without a name may be empty, as spreadsheets leave them.
    expect(
      issuesOf(`${start}faults: [{ do: agent.crash, trace: failures.csv }]`, {
        "failures.csv": "agent,at,recovers\na-1,1s,2s,,\na-1,10s,1s,5s\n",
      }),
    ).toEqual([
      "failures.csv:3:1: has 4 cells, and the first line names 3: a cell that holds a comma stands in double quotes",
    ]);
    const place = /^5:\d+: faults\[0\]\.trace: /;
    const first = (files: Readonly<Record<string, string>>): string =>
      issuesOf(`${start}faults: [{ do: agent.crash, trace: failures.csv }]`, files)[0] ?? "";
    expect(first({})).toMatch(place);
    expect(first({ "failures.csv": "agent,when\na-1,1s\n" }).replace(place, "")).toBe(
      "failures.csv has no column called at (a history has agent, at and recovers)",
    );
  });

  test("what cannot be is refused where it stands", () => {
    expect(
      wrong(
        "faults",
        "do: agent.crash",
        "do: agent.crash, every: 1d, trace: x.csv",
        "do: agent.crash, trace: x.csv, per: rack, recovers: 1m",
        "do: agent.crash, every: 0s",
        "do: agent.crash, every: 1d, per: rak",
        "do: agent.crash, every: 1d, agents: b",
        "do: agent.crash, every: 1d, together: { share: 2, size: 1 }",
        "do: agent.krash, every: 1d",
        "do: agent.crash, every: { normal: { mean: 0s, sd: 0s } }",
        "do: agent.crash, every: { empirical: [0s, 0s] }, recovers: 0s",
        "do: agent.crash, every: { uniform: { min: 0s, max: 0s } }",
        "do: agent.crash, every: 1d, crews: 2",
        "do: agent.crash, every: 1d, recovers: 1h, crews: 0",
      ),
    ).toEqual([
      "faults[0]: one of every, trace is missing",
      "faults[1].trace: cannot stand beside every; give one of every, trace",
      "faults[2].per: goes with every, not with trace",
      "faults[2].recovers: goes with every, not with trace",
      "faults[3].every: an agent cannot fail all the time (more than 0s)",
      "faults[4].per: no agent has an attribute rak; did you mean rack?",
      'faults[5].agents: no agent is called "b" (there is a-1, a-2, a-3)',
      "faults[6].together.share: 2 is too large (at most 1)",
      "faults[6].together.size: 1 is too small (at least 2)",
      'faults[7].do: no fault is called "agent.krash"; did you mean agent.crash?',
      "faults[8].every: an agent cannot fail all the time (more than 0s)",
      "faults[9].every: an agent cannot fail all the time (more than 0s)",
      "faults[10].every: an agent cannot fail all the time (more than 0s)",
      "faults[11].crews: goes with recovers: without it nobody mends anything",
      "faults[12].crews: 0 is too small (at least 1)",
    ]);
  });
});

test("a latency may be a distribution", () => {
  expect(load(`${start}network: { latency: { exponential: { mean: 5ms } } }`).latencyMs).toEqual({
    kind: "exponential",
    meanMs: 5,
  });
  expect(load(`${start}network: { latency: 5ms }`).latencyMs).toBe(5);
});

describe("flags of Mesos", () => {
  const mesos = (text: string) => load(`${start}mesos: { ${text} }`).mesos;

  test("are left at their defaults where nothing is said", () => {
    expect(load(start).mesos).toEqual(mesosDefaults);
  });

  test.each<readonly [string, object]>([
    ['weights: "ops=2,eng=0.5"', { weights: { ops: 2, eng: 0.5 } }],
    ["offer_timeout: 5mins", { offer_timeout: 300_000 }],
    ['roles: "ops,eng"', { roles: ["ops", "eng"] }],
    ["slave_removal_rate_limit: 1/20mins", { slave_removal_rate_limit: 1_200_000 }],
    ["agent_removal_rate_limit: 4/1hrs", { slave_removal_rate_limit: 900_000 }],
    ["agent_reregister_timeout: 10mins", { slave_reregister_timeout: 600_000 }],
    ["registry_strict: true", { registry_strict: true }],
    ["executor_registration_timeout: 5mins", { executor_registration_timeout: 300_000 }],
    ["registration_backoff_factor: 500ms", { registration_backoff_factor: 500 }],
  ])("%s is read in Mesos' syntax", (text, flags) => {
    expect(mesos(text)).toEqual({ ...mesosDefaults, ...flags });
  });

  test("are refused where Mesos would refuse them", () => {
    const wrongFlags = (text: string): readonly string[] =>
      issuesOf(`${start}mesos: { ${text} }`).map((issue) => issue.replace(/^\d+:\d+: mesos\./, ""));
    const weights = "is not a list of weights above 0 (such as ops=2,eng=0.5)";
    // master.cpp:652-673, 388-393; master/main.cpp:401-433 @ 0.28.3.
    expect(wrongFlags('weights: "ops"')).toEqual([`weights: "ops" ${weights}`]);
    expect(wrongFlags('weights: "ops=0"')).toEqual([`weights: "ops=0" ${weights}`]);
    expect(wrongFlags('weights: "ops=2", roles: "eng"')).toEqual([
      "weights: ops is none of the roles that roles: allows",
    ]);
    expect(wrongFlags('weights: "*=2", roles: "eng"')).toEqual([]);
    expect(wrongFlags("slave_reregister_timeout: 9mins")).toEqual([
      'slave_reregister_timeout: "9mins" is out of range (at least 10mins, in whole milliseconds)',
    ]);
    for (const rate of ["20mins", "0/20mins", "1/20m"]) {
      expect(wrongFlags(`slave_removal_rate_limit: ${rate}`)).toEqual([
        `slave_removal_rate_limit: "${rate}" is not a number of agents per duration (such as 1/20mins)`,
      ]);
    }
    expect(wrongFlags("offer_timeout: 0secs")).toEqual([
      'offer_timeout: "0secs" is out of range (at least 1ms, in whole milliseconds)',
    ]);
  });
});
