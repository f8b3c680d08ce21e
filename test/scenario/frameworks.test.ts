/** Entries under `frameworks`: every kind of the documentation, with its defaults, and what is wrong with others. */

import { expect, test } from "vitest";
import { issuesOf, load } from "./memory.ts";

const start = `name: t
duration: 1h
agents: [{ id: a, count: 3, resources: { cpus: 4, mem: 8GiB, disk: 100GiB } }]
frameworks:
`;

test("a rule may speak of an agent that comes later, and of none that never comes", () => {
  const rules = (agent: string): string =>
    `${start}  - { name: f, kind: scripted, rules: [{ hold: 1s }, { agent: ${agent}, hold: 30s }] }\n`;
  const added = "actions: [{ at: 1m, do: agent.add, entry: { id: b, resources: { cpus: 1, mem: 1 } } }]\n";
  expect(load(`${rules("b")}${added}`).frameworks).toHaveLength(1);
  expect(issuesOf(rules("b"))).toEqual([
    '5:63: frameworks[0].rules[1].agent: no agent is called "b" (there is a-1, a-2, a-3)',
  ]);
});

test("a rule that is nothing is no map", () => {
  expect(issuesOf(`${start}  - { name: f, kind: scripted, rules: [~, { hold: 1s }] }\n`)).toEqual([
    "5:40: frameworks[0].rules[0]: nothing is not a map",
  ]);
});

test("a hoarder holds each offer for 30 s unless it says otherwise", () => {
  const { frameworks } = load(`${start}  - { name: h, kind: hoarder }\n`);
  expect(frameworks[0]).toMatchObject({ fields: { holdsMs: 30_000 } });
});

// All that calls a Marathon: where there are several it says which, and nothing else is one.
test.each([
  "app.create, app: { id: /n, cmd: x }",
  "app.update, app: /w, change: { cmd: y }",
  "app.scale, app: /w, instances: 3",
  "app.restart, app: /w",
  "app.destroy, app: /w",
  "deployment.cancel, app: /w",
  "task.kill, app: /w",
  "task.exit, app: /w, status: failed",
  "queue.reset-delay, app: /w",
  "marathon.failover, down: 1s",
  "marathon.lose-framework-id, down: 1s",
])("%s of another framework than a Marathon is refused", (action) => {
  const text = `${start}  - { name: m, kind: marathon }
  - { name: h, kind: hoarder }
apps: [{ id: /w, cmd: x }]
actions:
  - { framework: h, at: 1m, do: ${action} }
`;
  expect(issuesOf(text)).toEqual(["9:18: actions[0].framework: h is no Marathon"]);
});

test("what an app is like asks a Marathon, too", () => {
  const text = `${start}  - { name: m, kind: marathon }
  - { name: h, kind: hoarder }
apps: [{ id: /w, cmd: x }]
expect:
  - { framework: h, app: /w, running: 1 }
`;
  expect(issuesOf(text)).toEqual(["9:18: expect[0].framework: h is no Marathon"]);
});

test("every kind of the documentation is read, with its defaults written out", () => {
  const { frameworks } = load(
    `${start}  - { name: greedy, kind: greedy, role: marathon, joins: 10m, task: { cpus: 1, mem: 512, disk: 0, runs: 5m } }
  - { name: polite, kind: polite, role: marathon, principal: me, task: { cpus: 1, mem: 512, disk: 1GiB } }
  - { name: hoarder, kind: hoarder, holds: 30s }
  - { name: jobs, kind: batch, arrives: { exponential: { mean: 1m } }, task: { cpus: 1, mem: { uniform: { min: 512, max: 1GiB } } } }
  - { name: trace, kind: batch, workload: jobs.csv, where: { workload: Batch }, memUnit: GiB, thinks: { job: 10ms, task: 5ms } }
`,
    {
      "jobs.csv":
        "id,workload,submitted,numTasks,duration,cpus,mem\n2,Batch,7.412,3,155.4587,0.098561,0.057514\n1,Batch,1.5,1,2,3,4\n3,Service,0,1,1,1,1\n",
    },
  );
  const common = { role: "*", principal: null, joinsMs: 0 };
  expect(frameworks).toEqual([
    {
      ...common,
      kind: "greedy",
      name: "greedy",
      role: "marathon",
      joinsMs: 600_000,
      fields: {
        demand: [
          ["cpus", 1000],
          ["mem", 512_000],
        ],
        runs: { kind: "constant", ms: 300_000 },
      },
    },
    {
      ...common,
      kind: "polite",
      name: "polite",
      role: "marathon",
      principal: "me",
      fields: {
        demand: [
          ["cpus", 1000],
          ["mem", 512_000],
          ["disk", 1_024_000],
        ],
        runs: null,
      },
    },
    { ...common, kind: "hoarder", name: "hoarder", fields: { holdsMs: 30_000 } },
    {
      ...common,
      kind: "batch",
      name: "jobs",
      fields: {
        jobs: {
          arrives: { kind: "exponential", meanMs: 60_000 },
          cpus: { kind: "constant", ms: 1000 },
          mem: { kind: "uniform", minMs: 512_000, maxMs: 1_024_000 },
          disk: { kind: "constant", ms: 0 },
          count: { kind: "constant", ms: 1 },
          runs: null,
        },
        thinksJobMs: 0,
        thinksTaskMs: 0,
      },
    },
    {
      ...common,
      kind: "batch",
      name: "trace",
      fields: {
        jobs: [
          {
            id: "1",
            submittedMs: 1500,
            tasks: 1,
            runsMs: 2000,
            demand: [
              ["cpus", 3000],
              ["mem", 4_096_000],
            ],
          },
          {
            id: "2",
            submittedMs: 7412,
            tasks: 3,
            runsMs: 155_459,
            demand: [
              ["cpus", 99],
              ["mem", 58_894],
            ],
          },
        ],
        thinksJobMs: 10,
        thinksTaskMs: 5,
      },
    },
  ]);
});

test("the rules of a scripted framework are read as the documentation writes them", () => {
  const { frameworks } = load(`${start}  - name: f1
    kind: scripted
    role: role1
    joins: 300ms
    rules:
      - { agent: a-1, from: 1s, to: 10s, times: 1, has: { cpus: 2 }, decline: { refuse_seconds: 5 } }
      - { hold: 30s }
      - accept:
          - { RESERVE: { cpus: 1, mem: 64, disk: 10 }, labels: { owner: f1 } }
          - { CREATE: { disk: 10 }, id: v1, path: data }
          - { LAUNCH: { cpus: 1, mem: 64 }, volumes: [v1], runs: 5m }
          - { LAUNCH: all }
          - { DESTROY: v1 }
          - { UNRESERVE: { cpus: 1 }, labels: {} }
        refuse_seconds: 0
`);
  const always = {
    agent: null,
    fromMs: 0,
    toMs: Number.MAX_SAFE_INTEGER,
    times: Number.MAX_SAFE_INTEGER,
    has: [],
  };
  expect(frameworks[0]).toEqual({
    kind: "scripted",
    name: "f1",
    role: "role1",
    principal: null,
    joinsMs: 300,
    fields: {
      rules: [
        {
          agent: "a-1",
          fromMs: 1000,
          toMs: 10_000,
          times: 1,
          has: [["cpus", 2000]],
          accept: null,
          holdMs: 0,
          refuseMs: 5000,
        },
        { ...always, accept: null, holdMs: 30_000, refuseMs: null },
        {
          ...always,
          accept: [
            {
              type: "RESERVE",
              demand: [
                ["cpus", 1000],
                ["mem", 64_000],
                ["disk", 10_000],
              ],
              labels: [{ key: "owner", value: "f1" }],
            },
            { type: "CREATE", sizeMilli: 10_000, id: "v1", path: "data", labels: null },
            {
              type: "LAUNCH",
              demand: [
                ["cpus", 1000],
                ["mem", 64_000],
              ],
              volumes: ["v1"],
              runs: { kind: "constant", ms: 300_000 },
            },
            { type: "LAUNCH", demand: "all", volumes: [], runs: null },
            { type: "DESTROY", id: "v1" },
            { type: "UNRESERVE", demand: [["cpus", 1000]], labels: [] },
          ],
          holdMs: 0,
          refuseMs: 0,
        },
      ],
    },
  });
});

test("a filter that is shorter than a millisecond is one all the same", () => {
  const rule = (seconds: string) =>
    load(`${start}  - { name: f, kind: scripted, rules: [{ decline: { refuse_seconds: ${seconds} } }] }\n`)
      .frameworks.map(({ ...spec }) => ("fields" in spec ? spec.fields : null))
      .map((fields) => (fields as { rules: { refuseMs: number }[] }).rules[0]?.refuseMs);
  expect([rule("0.0001"), rule("0"), rule("0.25"), rule("-0.0001")]).toEqual([[1], [0], [250], [-1]]);
});

test("distributions of an entry may be files", () => {
  const { frameworks } = load(
    `${start}  - { name: g, kind: greedy, task: { cpus: 1, mem: 32, runs: { empirical: runs.csv } } }\n`,
    { "runs.csv": "runs\n5s\n7s\n" },
  );
  expect(frameworks[0]).toMatchObject({ fields: { runs: { kind: "empirical", valuesMs: [5000, 7000] } } });
});

test.each([
  ["{ name: g, kind: greedy }", ["5:5: frameworks[0].task: missing; expected a map"]],
  [
    "{ name: g, kind: greedy, task: { cpus: 0, mem: 0 } }",
    ["5:36: frameworks[0].task: a task of nothing would be launched without end"],
  ],
  [
    "{ name: g, kind: polite, task: { cpus: 1, mem: 32, run: 5m } }",
    ["5:56: frameworks[0].task.run: unknown key; did you mean runs?"],
  ],
  ["{ name: h, kind: hoarder, holds: 0s }", ['5:38: frameworks[0].holds: "0s" is too short (more than 0s)']],
  [
    "{ name: h, kind: horder, holds: 1s }",
    [
      '5:22: frameworks[0].kind: "horder" is not one of marathon, greedy, polite, hoarder, batch, scripted; did you mean hoarder?',
    ],
  ],
] as const)("%s is refused at its line", (entry, issues) => {
  expect(issuesOf(`${start}  - ${entry}\n`)).toEqual(issues);
});

test.each([
  ["{ times: 1 }", ["one of accept, decline, hold is missing"]],
  ["{ accept: [], hold: 1s }", [".hold: cannot stand beside accept"]],
  ["{ accept: [], decline: {} }", [".decline: cannot stand beside accept"]],
  [
    "{ hold: 1s, refuse_seconds: 1 }",
    [".refuse_seconds: goes with accept; a decline has its own: decline: { refuse_seconds: ... }"],
  ],
  ["{ from: 2s, to: 1s, hold: 1s }", [".to: before from: the rule answers nothing"]],
  ["{ accept: [{ RESERVE: { cpus: 1 }, id: v1 }] }", [".accept[0].id: goes with CREATE, not with RESERVE"]],
  [
    "{ accept: [{ LAUNCH: all, labels: { a: b } }] }",
    [".accept[0].labels: goes with RESERVE, UNRESERVE, CREATE, not with LAUNCH"],
  ],
  ["{ accept: [{ CREATE: { disk: 1 } }] }", [".accept[0]: a volume needs an id"]],
  [
    "{ accept: [{ DESTROY: v1, LAUNCH: all }] }",
    [
      ".accept[0].LAUNCH: cannot stand beside DESTROY; give one of RESERVE, UNRESERVE, CREATE, DESTROY, LAUNCH",
    ],
  ],
  ["{ accept: [{ lanch: all }] }", [".accept[0].lanch: unknown key; did you mean LAUNCH?"]],
] as const)("the rule %s is refused", (rule, expected) => {
  const issues = issuesOf(`${start}  - { name: f, kind: scripted, rules: [${rule}] }\n`);
  expect(
    issues.map((issue) => issue.replace(/^\d+:\d+: frameworks\[0\]\.rules\[0\](: )?(?!\[)/, "")),
  ).toEqual(expected);
});
