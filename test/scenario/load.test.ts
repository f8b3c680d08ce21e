/** Scenarios that are right: what is read, and every default written out. */

import { expect, test } from "vitest";
import { formatIssue } from "../../src/scenario/issue.ts";
import { loadScenario } from "../../src/scenario/load.ts";
import { marathonDefaults, mesosDefaults } from "../../src/sim/scenario.ts";
import { issuesOf, load, memoryFiles } from "./memory.ts";

const top = "name: t\nduration: 5m\n";
const oneAgent = `${top}agents:\n  - { id: a, resources: { cpus: 4, mem: 8GiB, disk: 10GiB } }\n`;
const postgres = JSON.stringify({ id: "/postgres", cmd: "serve", cpus: 1, mem: 512, instances: 1 });

test("all that a scenario leaves out has its default written out", () => {
  expect(load(top)).toEqual({
    name: "t",
    about: "",
    seed: 1,
    durationMs: 300_000,
    versions: { marathon: "1.1", mesos: "0.28", fixes: [] },
    agents: [],
    mesos: mesosDefaults,
    frameworks: [
      {
        kind: "marathon",
        name: "marathon",
        role: "marathon",
        principal: "marathon",
        joinsMs: 0,
        flags: { ...marathonDefaults, mesos_authentication_principal: "marathon" },
      },
    ],
    apps: [],
    latencyMs: 1,
    tasks: [],
    actions: [],
    faults: [],
    expect: [],
  });
});

test("JSON says the same as YAML", () => {
  const json = JSON.stringify({ name: "t", duration: "5m", $schema: "scenario.schema.json" });
  expect(load(json, {}, "x.json")).toEqual(load(top));
});

test("a byte order mark is no part of the text", () => {
  expect(load(`\uFEFF${top}`).name).toBe("t");
});

test("an agent has what it says, disk 0 and Mesos' ports by default", () => {
  const [agent] = load(`${top}agents: [{ id: a, resources: { cpus: 0.5, mem: 512 } }]`).agents;
  expect(agent?.resources.toString()).toBe("cpus(*):0.5; mem(*):512; ports(*):[31000-32000]");
  expect(agent).toMatchObject({ id: "a", attributes: {}, joinsMs: 0 });
});

test("a count makes id-1 to id-n, and a count of 1 makes id-1", () => {
  const { agents } = load(`${top}agents:
  - { id: a, count: 3, resources: { cpus: 1, mem: 512 }, joins: 10s }
  - { id: b, count: 1, resources: { cpus: 1, mem: 512 } }
`);
  expect(agents.map(({ id, joinsMs }) => [id, joinsMs])).toEqual([
    ["a-1", 10_000],
    ["a-2", 10_000],
    ["a-3", 10_000],
    ["b-1", 0],
  ]);
});

test("static reservations are taken out of the agent's total, roles in order of code unit", () => {
  const [agent] = load(`${top}agents:
  - id: a
    resources: { cpus: 4, mem: 1GiB, disk: 2GiB, ports: "31000-31009", tea: 7, gpus: 1 }
    attributes: { rack: r1, zone: 2, ssd: true }
    reserved: { ops: { cpus: 1, ports: "31000-31001" }, dev: { mem: 256, tea: 3 } }
`).agents;
  expect(agent?.resources.toString()).toBe(
    "cpus(*):3; mem(*):768; disk(*):2048; ports(*):[31002-31009]; gpus(*):1; tea(*):4; " +
      "mem(dev):256; tea(dev):3; cpus(ops):1; ports(ops):[31000-31001]",
  );
  expect(agent?.attributes).toEqual({ rack: "r1", zone: "2", ssd: "true" });
});

test("an attribute with which an agent of Mesos does not start is refused (attributes.cpp:102-132 @ 0.28.3)", () => {
  const entry =
    'agents: [{ id: a, resources: { cpus: 1, mem: 1GiB }, attributes: { rack: "", zone: "{a,b}" } }]';
  expect(issuesOf(`${top}${entry}\n`)).toEqual([
    '3:74: agents[0].attributes.rack: an agent with the attribute "" does not start (a text, a number or ranges such as [1-3])',
    '3:84: agents[0].attributes.zone: an agent with the attribute "{a,b}" does not start (a text, a number or ranges such as [1-3])',
  ]);
});

test("sizes have units of 1024 and 1000", () => {
  const [agent] = load(`${top}agents: [{ id: a, resources: { cpus: 1, mem: 1GiB, disk: 1TiB } }]`).agents;
  // 1 TiB is 1024 x 1024 MiB.
  expect([agent?.resources.milli("mem"), agent?.resources.milli("disk")]).toEqual([1_024_000, 1_048_576_000]);
});

test("Mesos' flags are read in Mesos' syntax, by either name", () => {
  const { mesos } = load(
    `${top}mesos: { agent_ping_timeout: 10secs, max_slave_ping_timeouts: 3, allocation_interval: 500ms, agent_order: sorted }`,
  );
  expect(mesos).toEqual({
    ...mesosDefaults,
    allocation_interval: 500,
    slave_ping_timeout: 10_000,
    max_slave_ping_timeouts: 3,
    agent_order: "sorted",
  });
});

test("Marathon's flags are read in Marathon's units; its principal is what it registers with", () => {
  const { frameworks } = load(`${top}frameworks:
  - name: one
    kind: marathon
    role: ops
    principal: me
    joins: 1s
    flags: { failover_timeout: 60, killsPerBatch: 5, killBatchDuration: 100, default_accepted_resource_roles: "*, ops" }
  - { name: two, kind: marathon, principal: null, flags: { mesos_authentication_principal: you } }
`);
  expect(frameworks).toEqual([
    {
      kind: "marathon",
      name: "one",
      role: "ops",
      principal: "me",
      joinsMs: 1000,
      flags: {
        ...marathonDefaults,
        mesos_authentication_principal: "me",
        failover_timeout: 60,
        kill_batch_size: 5,
        kill_batch_cycle: 100,
        default_accepted_resource_roles: ["*", "ops"],
      },
    },
    {
      kind: "marathon",
      name: "two",
      role: "marathon",
      principal: null,
      joinsMs: 0,
      flags: { ...marathonDefaults, mesos_authentication_principal: "you" },
    },
  ]);
});

test("apps come from files and inline, in order, and go to the Marathon they name or the first", () => {
  const text = `${top}frameworks: [{ name: one, kind: marathon }, { name: two, kind: marathon }]
apps:
  - { file: p.json, count: 2 }
  - { id: redis, cmd: serve, framework: two }
`;
  const definition = JSON.parse(postgres);
  expect(load(text, { "p.json": postgres }).apps).toEqual([
    { framework: "one", definition: { ...definition, id: "/postgres-1" } },
    { framework: "one", definition: { ...definition, id: "/postgres-2" } },
    { framework: "two", definition: { id: "redis", cmd: "serve" } },
  ]);
});

test.each(["agent.restart, agent: a", "master.failover", "marathon.failover", "marathon.lose-framework-id"])(
  "%s is over at once where nothing is said",
  (action) => {
    const [spec] = load(`${oneAgent}actions: [{ at: 1m, do: ${action} }]\n`).actions;
    expect(spec?.fields).toMatchObject({ down: 0 });
  },
);

test("who says which bugs are mended, and no version, means the one that can be mended", () => {
  expect(load(`${top}versions: { fixes: [B2, B14] }\n`).versions).toEqual({
    marathon: "1.1-fixed",
    mesos: "0.28",
    fixes: ["B2", "B14"],
  });
});

test("a scripted framework without rules declines all", () => {
  const [framework] = load(`${top}frameworks: [{ name: f, kind: scripted }]\n`).frameworks;
  expect(framework).toMatchObject({ fields: { rules: [] } });
});

test("an entry in place may leave out what runs: tasks say how it behaves; a file and an action may not", () => {
  const entry = "{ id: /redis, cpus: 0.5, mem: 256, instances: 2 }";
  const loaded = loadScenario("x.yaml", memoryFiles({ "x.yaml": `${top}apps:\n  - ${entry}\n` }));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.issues));
  expect(loaded.scenario.apps[0]?.definition).toEqual({
    id: "/redis",
    cpus: 0.5,
    mem: 256,
    instances: 2,
    cmd: "serve",
  });
  expect(loaded.warnings).toMatchObject([
    {
      line: 4,
      column: 5,
      path: "apps[0]",
      message:
        "says not what runs (cmd, args or container), so that Marathon would refuse it: played with cmd: serve",
    },
  ]);
  // AppDefinition.scala:598-604.
  const rule = "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.";
  const inFile = loadScenario(
    "y.yaml",
    memoryFiles({ "y.yaml": `${top}apps: [{ file: p.json }]\n`, "p.json": '{ "id": "/p" }' }),
  );
  expect(inFile.ok ? "" : inFile.issues[0]?.message).toContain(rule);
  const group = loadScenario(
    "z.yaml",
    memoryFiles({ "z.yaml": `${top}apps: [{ id: /g, apps: [{ id: a }] }]\n` }),
  );
  expect(group.ok ? "" : group.issues[0]?.message).toContain(rule);
});

test("a member that Marathon ignores is a warning in an app file, and a mistake in a scenario", () => {
  const files = memoryFiles({
    "x.yaml": `${top}apps: [{ file: p.json }]`,
    "p.json": '{ "id": "/p", "cmd": "serve", "instance": 2 }',
  });
  const result = loadScenario("x.yaml", files);
  expect(result.ok && result.warnings.map(formatIssue)).toEqual([
    "p.json:1:31: instance: Marathon ignores this key; did you mean instances?",
  ]);
  expect(issuesOf(`${top}apps: [{ id: /p, cmd: serve, instance: 2 }]`)).toEqual([
    "3:30: apps[0].instance: unknown key; did you mean instances?",
  ]);
});

test("a thousand copies of an agent and of an app share what they have in common", () => {
  const { agents, apps } = load(
    `${top}agents: [{ id: a, count: 1000, resources: { cpus: 1, mem: 512 } }]\napps: [{ file: p.json, count: 1000 }]`,
    { "p.json": JSON.stringify({ id: "/p", cmd: "serve", labels: { a: "b" } }) },
  );
  expect([agents.length, apps.length, apps[999]?.definition["id"]]).toEqual([1000, 1000, "/p-1000"]);
  expect(agents[999]?.resources).toBe(agents[0]?.resources);
  expect(apps[999]?.definition["labels"]).toBe(apps[0]?.definition["labels"]);
});

test("laws of tasks have defaults, and distributions of every kind", () => {
  const { tasks } = load(
    `${oneAgent}apps: [{ id: /x, cmd: serve }, { id: /y, cmd: serve }, { id: /z, cmd: serve }, { id: /v, cmd: serve }, { id: /w, cmd: serve }]
tasks:
  - { app: x, staging: 2s, runs: { exponential: { mean: 6h } }, exit: failed, kills: 3s }
  - { app: /y, runs: { uniform: { min: 1s, max: 2s } }, kills: { normal: { mean: 5s, sd: 1s } } }
  - { app: /z, runs: { lognormal: { median: 10m, sigma: 0.5 } }, kills: { weibull: { scale: 1h, shape: 1.5 } } }
  - { app: /v, runs: { empirical: [1s, 2s] } }
  - { app: /w, runs: { empirical: runs.csv } }
  - {}
`,
    { "runs.csv": "runs,host\n5s,a\n\n1h30m,b\n" },
  );
  const at = (ms: number) => ({ kind: "constant", ms });
  expect(tasks).toEqual([
    {
      app: "/x",
      staging: at(2000),
      runs: { kind: "exponential", meanMs: 21_600_000 },
      exit: "failed",
      kills: at(3000),
    },
    {
      app: "/y",
      staging: at(1000),
      runs: { kind: "uniform", minMs: 1000, maxMs: 2000 },
      exit: "finished",
      kills: { kind: "normal", meanMs: 5000, sdMs: 1000 },
    },
    {
      app: "/z",
      staging: at(1000),
      runs: { kind: "lognormal", medianMs: 600_000, sigma: 0.5 },
      exit: "finished",
      kills: { kind: "weibull", scaleMs: 3_600_000, shape: 1.5 },
    },
    {
      app: "/v",
      staging: at(1000),
      runs: { kind: "empirical", valuesMs: [1000, 2000] },
      exit: "finished",
      kills: at(0),
    },
    {
      app: "/w",
      staging: at(1000),
      runs: { kind: "empirical", valuesMs: [5000, 5_400_000] },
      exit: "finished",
      kills: at(0),
    },
    { app: null, staging: at(1000), runs: null, exit: "finished", kills: at(0) },
  ]);
});

test("a latency may be nothing at all", () => {
  expect(load(`${top}network: { latency: 0ms }`).latencyMs).toBe(0);
});

test("actions have their times, their own fields with defaults, and their place", () => {
  const { actions } = load(
    `${oneAgent}apps: [{ file: p.json }]
actions:
  - { at: 5m, do: task.kill, app: /postgres, task: { state: suspended }, wipe: true }
  - { every: 1m, from: 30s, do: queue.reset-delay, app: postgres }
  - { every: 1m, to: 2m, do: app.create, file: p.json }
`,
    { "p.json": postgres },
  );
  expect(actions).toEqual([
    {
      time: { at: 300_000 },
      do: "task.kill",
      fields: {
        app: "/postgres",
        task: { by: "state", state: "suspended" },
        scale: false,
        wipe: true,
        force: false,
      },
      place: { file: "x.yaml", line: 7, column: 5 },
    },
    {
      time: { every: 60_000, fromMs: 30_000, toMs: 300_000 },
      do: "queue.reset-delay",
      fields: { app: "/postgres" },
      place: { file: "x.yaml", line: 8, column: 5 },
    },
    {
      time: { every: 60_000, fromMs: 0, toMs: 120_000 },
      do: "app.create",
      fields: { file: "p.json", app: JSON.parse(postgres), force: false },
      place: { file: "x.yaml", line: 9, column: 5 },
    },
  ]);
});

test("an invalid app in an action is left to the simulated API", () => {
  const { actions } = load(
    `${oneAgent}actions: [{ at: 1s, do: app.create, app: { id: /x, cpus: -1, backoffFactor: 0 } }]`,
  );
  expect(actions[0]?.fields).toEqual({ app: { id: "/x", cpus: -1, backoffFactor: 0 }, force: false });
});

test("a kill with both scale and wipe is left to the simulated API", () => {
  const { actions } = load(
    `${oneAgent}apps: [{ id: /x, cmd: serve }]\nactions: [{ at: 1s, do: task.kill, app: /x, scale: true, wipe: true }]`,
  );
  expect(actions[0]?.fields).toMatchObject({ scale: true, wipe: true });
});

test("anchors and aliases are allowed, and mistakes in them are found at the anchor", () => {
  const text = (cpus: string) => `${top}agents:
  - { id: a, resources: &host { cpus: ${cpus}, mem: 512 } }
  - { id: b, resources: *host }
`;
  const { agents } = load(text("2"));
  expect(agents.map(({ resources }) => resources.milli("cpus"))).toEqual([2000, 2000]);
  expect(issuesOf(text("two"))).toEqual([
    '4:39: agents[0].resources.cpus: "two" is not a number',
    '4:39: agents[1].resources.cpus: "two" is not a number',
  ]);
});

test("an anchor that is set again is the last one before the alias", () => {
  const { agents } = load(`${top}agents:
  - { id: a, resources: &host { cpus: 1, mem: 512 } }
  - { id: b, resources: *host }
  - { id: c, resources: &host { cpus: 2, mem: 512 } }
  - { id: d, resources: *host }
`);
  expect(agents.map(({ resources }) => resources.milli("cpus"))).toEqual([1000, 1000, 2000, 2000]);
});

test("an app file with a mistake that two entries name is blamed once", () => {
  const text = `${top}apps: [{ file: p.json }, { file: p.json, count: 2 }]`;
  const file = '{ "id": "/p", "cmd": "serve", "cpus": -1 }';
  const result = loadScenario("x.yaml", memoryFiles({ "x.yaml": text, "p.json": file }));
  expect(result.ok ? [] : result.issues.map(({ file: name, line, path }) => [name, line, path])).toEqual([
    ["p.json", 1, "cpus"],
  ]);
});

test("what a wrong part would have defined is not reported as missing elsewhere", () => {
  expect(
    issuesOf(`${top}agents: [{ id: a, resources: { cpus: 1 } }]
apps: [{ id: /x, cmd: serve, cpus: lots }]
expect: [{ agent: a, tasks: 0 }, { app: /x, running: 1 }]
`),
  ).toEqual([
    "3:30: agents[0].resources.mem: missing; expected an amount of MiB as a number, or with a unit, such as 512MiB, 8GiB",
    "4:36: apps[0].cpus: Marathon refuses the app: /cpus: error.expected.jsnumber (a number is expected)",
  ]);
});

test("known bugs are mended by their ids, or all of them", () => {
  const fixesOf = (versions: string) => load(`${top}versions: ${versions}`).versions.fixes;
  const all = [
    "B2",
    "B5",
    "B7",
    "B9",
    "B14",
    "B17",
    "B21",
    "B22",
    "B27",
    "B35",
    "B38",
    "B39",
    "B40",
    "B41",
    "B43",
    "B44",
    "B45",
    "B46",
    "B47",
  ];
  expect(fixesOf('{ marathon: "1.1-fixed", fixes: [B14, B2] }')).toEqual(["B14", "B2"]);
  expect(fixesOf('{ marathon: "1.1-fixed", fixes: all }')).toEqual(all);
  expect(fixesOf('{ marathon: "1.1-fixed" }')).toEqual(all);
  expect(fixesOf('{ marathon: "1.1" }')).toEqual([]);
  expect(issuesOf(`${top}versions: { marathon: "1.1", fixes: all }`)).toEqual([
    '3:30: versions.fixes: bugs are mended only with marathon: "1.1-fixed"',
  ]);
  expect(issuesOf(`${top}versions: { marathon: "1.1-fixed", fixes: B2 }`)).toEqual([
    '3:43: versions.fixes: "B2" is not all, or a list of ids of bugs (B2, B5, B7, B9, B14, B17, B21, B22, B27, B35, B38, B39, B40, B41, B43, B44, B45, B46, B47)',
  ]);
});

test("an update of an app that is not there creates it, if it says what runs and is no near miss", () => {
  const withActions = (...actions: readonly string[]) =>
    `${top}agents: [{ id: a, resources: { cpus: 1, mem: 512 } }]
apps: [{ id: /store, cmd: serve }]
actions:
${actions.map((action) => `  - { at: 1s, ${action} }\n`).join("")}`;
  const put = "do: app.update, app: /put, change: { cmd: serve }";
  expect(issuesOf(withActions(put, "do: app.restart, app: /put"))).toEqual([]);
  expect(
    issuesOf(
      withActions(
        "do: app.update, app: /stor, change: { cmd: serve }",
        "do: app.update, app: /cache, change: { env: { A: b } }",
      ),
    ),
  ).toEqual([
    "6:36: actions[0].app: nothing creates the app /stor; did you mean /store?",
    "7:36: actions[1].app: nothing creates the app /cache (there is /store)",
  ]);
});

test("a kill's host is an agent's name, or * for all", () => {
  const kill = (host: string) =>
    `${top}agents: [{ id: a, resources: { cpus: 1, mem: 512 } }]
apps: [{ id: /x, cmd: serve }]
actions: [{ at: 1s, do: task.kill, app: /x, host: ${host} }]
`;
  expect(load(kill('"*"')).actions[0]?.fields).toMatchObject({ host: "*" });
  expect(issuesOf(kill("b"))).toEqual(['5:51: actions[0].host: no agent is called "b" (there is a)']);
});
