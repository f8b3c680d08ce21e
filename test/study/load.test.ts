/** Study files: what they come to, and what is said of wrong ones. */

import { describe, expect, test } from "vitest";
import { parseSetting } from "../../src/scenario/setting.ts";
import { isStudyText } from "../../src/study/load.ts";
import { issuesOf as scenarioIssues } from "../scenario/memory.ts";
import { issuesOf, load } from "./studies.ts";

const start = "name: s\nscenario: x.yaml\n";
const measured = `${start}measure: [apps./db.availability]\n`;

test("defaults: 30 replications, 95 % intervals, no warm-up", () => {
  const study = load(measured);
  expect(study).toMatchObject({
    name: "s",
    replications: { min: 30, max: 30, until: null },
    confidence: 0.95,
    warmUpMs: 0,
    axes: [],
    find: null,
  });
  expect(study.measures).toEqual([
    {
      name: "apps./db.availability",
      metric: "apps./db.availability",
      path: ["apps", "/db", "availability"],
      condition: null,
    },
  ]);
});

test("values of a path: a list, or a map from labels; texts are plain where YAML reads them so", () => {
  const study = load(`${measured}vary:
  agents.0.count: [3, 4]
  faults.0.every.exponential.mean: [7d, 1h30m]
  versions.marathon: ["1.1"]
  actions:
    none: []
    one: [{ at: 1h, do: agent.crash, agent: a-1 }]
`);
  expect(study.axes.map(({ path, values }) => [path, values.map(({ label }) => label)])).toEqual([
    ["agents.0.count", ["3", "4"]],
    ["faults.0.every.exponential.mean", ["7d", "1h30m"]],
    ["versions.marathon", ["1.1"]],
    ["actions", ["none", "one"]],
  ]);
  expect(study.axes.flatMap(({ values }) => values.map(({ setting }) => setting.text))).toEqual([
    "agents.0.count=3",
    "agents.0.count=4",
    "faults.0.every.exponential.mean=7d",
    "faults.0.every.exponential.mean=1h30m",
    'versions.marathon="1.1"',
    "actions=[]",
    'actions=[{"at":"1h","do":"agent.crash","agent":"a-1"}]',
  ]);
});

test("values without a label that look alike where they are cut are told apart", () => {
  const container = (size: number): string =>
    `{ type: MESOS, volumes: [{ containerPath: data, mode: RW, persistent: { size: ${size} } }] }`;
  const study = load(`${measured}vary:
  apps.0.container: [${container(100)}, ${container(200)}]
  apps.0.env: [{ KEY: short }]
`);
  const [first = "", second = "", env] = study.axes.flatMap(({ values }) => values.map(({ label }) => label));
  expect([first, second]).toEqual([
    expect.stringMatching(/^\{"type".*\.\.\. \(1\)$/),
    first.replace("(1)", "(2)"),
  ]);
  expect(env).toBe('{"KEY":"short"}');
});

test("what until and find look at is measured too, each metric once, under its name where it has one", () => {
  const study = load(`${start}replications: { min: 5, max: 50, until: { metric: up, halfwidth: 0.01 } }
measure:
  - { name: up, metric: apps./db.availability }
  - { name: quick, metric: apps./db.time_to_recover_ms.max, is: "<= 400000" }
find:
  smallest: agents.0.count
  between: [1, 9]
  where: { metric: apps./db.data_lost, is: "<= 0.5" }
`);
  expect(study.measures.map(({ name }) => name)).toEqual(["up", "quick", "apps./db.data_lost"]);
  expect(study.replications).toEqual({ min: 5, max: 50, until: { measure: 0, halfWidth: 0.01 } });
  expect(study.find).toMatchObject({ measure: 2, target: { op: "<=", value: 0.5 } });
});

test("the half-width of until is in the unit of its metric", () => {
  const until = (metric: string, halfwidth: string): string =>
    `${start}replications: { min: 5, max: 50, until: { metric: ${metric}, halfwidth: ${halfwidth} } }\nmeasure: [apps./db.moved]\n`;
  const halfWidth = (metric: string, text: string): number | undefined =>
    load(until(metric, text)).replications.until?.halfWidth;
  expect(halfWidth("apps./db.availability", "0.5 %")).toBe(0.005);
  expect(halfWidth("apps./db.downtime_ms", "1m30s")).toBe(90_000);
  expect(halfWidth("cluster.mem.used.mean", "2GiB")).toBe(2048);
  expect(halfWidth("apps./db.downtime_ms", "500")).toBe(500);
  const place = /^s\.yaml:3:\d+: replications\.until\.halfwidth: /;
  for (const [metric, text, message] of [
    ["apps./db.downtime_ms", "1 %", '"1 %" is not a time (ms, or a duration such as 30s)'],
    ["apps./db.availability", "1m", '"1m" is not a share (such as 0.001 or 0.1 %)'],
    ["apps./db.availability", '"< 0.1"', '"< 0.1" is not a share (such as 0.001 or 0.1 %)'],
    ["apps./db.moved", "0", "0 is too small (more than 0)"],
    ["apps./db.downtime_ms", "0s", "0s is too small (more than 0)"],
  ] as const) {
    const [found = "", ...others] = issuesOf(until(metric, text));
    expect(others).toEqual([]);
    expect(found).toMatch(place);
    expect(found.replace(place, "")).toBe(message);
  }
  expect(issuesOf(until("apps./dbb.moved", "-1"))).toHaveLength(2);
});

test("a share in the target: how many of the runs must meet it", () => {
  const study = load(`${start}replications: 100
find:
  smallest: agents.0.count
  between: [1, 9]
  where: { metric: apps./db.availability, is: ">= 0.99", share: ">= 90 %" }
`);
  expect(study.measures.map(({ name }) => name)).toEqual(["apps./db.availability >= 0.99"]);
  expect(study.find?.target).toEqual({ op: ">=", value: 0.9, text: ">= 90 %" });
});

test("what a metric is to be is said in its unit, as in expectations", () => {
  const study = load(`${start}measure:
  - { name: slow, metric: apps./db.time_to_recover_ms.max, is: "> 1h30m" }
  - { metric: cluster.mem.used.max, is: "<=16GiB" }
  - { metric: apps./db.availability, is: ">= 99.9%" }
find:
  smallest: agents.0.count
  between: [1, 9]
  where: { metric: slow, is: "< 20 %" }
`);
  // 99.9 / 100 is another number than 0.999, which is what a run comes to.
  expect(study.measures.map(({ name, condition }) => [name, condition])).toEqual([
    ["slow", { op: ">", value: 5_400_000, text: "> 1h30m" }],
    ["cluster.mem.used.max <= 16GiB", { op: "<=", value: 16_384, text: "<= 16GiB" }],
    ["apps./db.availability >= 99.9 %", { op: ">=", value: 0.999, text: ">= 99.9 %" }],
  ]);
  expect(study.find).toMatchObject({ measure: 0, target: { op: "<", value: 0.2, text: "< 20 %" } });
});

test("durations are searched in steps", () => {
  const study = load(`${start}find:
  largest: faults.0.recovers
  between: [1m, 1h]
  step: 10m
  where: { metric: apps./db.availability, is: ">= 0.9" }
`);
  const labels = Array.from({ length: 6 }, (_, i) => study.find?.settingOf(i).label);
  // 1m + 60m is beyond the end.
  expect(labels).toEqual(["1m", "11m", "21m", "31m", "41m", "51m"]);
});

test("parts of a cpu and sizes are searched in steps, as files write them", () => {
  const texts = (path: string, between: string, step: string): readonly (string | undefined)[] => {
    const { find } = load(
      `${start}find:\n  smallest: ${path}\n  between: ${between}\n  step: ${step}\n  where: { metric: apps./db.availability, is: ">= 0.9" }\n`,
    );
    return [0, 1, 2, 3].map((i) => find?.settingOf(i).setting.text);
  };
  // Not 0.30000000000000004.
  expect(texts("apps.0.cpus", "[0.1, 0.4]", "0.1")).toEqual([
    "apps.0.cpus=0.1",
    "apps.0.cpus=0.2",
    "apps.0.cpus=0.3",
    "apps.0.cpus=0.4",
  ]);
  expect(texts("agents.*.resources.mem", "[3GiB, 6GiB]", "512MiB")).toEqual([
    "agents.*.resources.mem=3GiB",
    "agents.*.resources.mem=3584MiB",
    "agents.*.resources.mem=4GiB",
    "agents.*.resources.mem=4608MiB",
  ]);
});

describe("wrong studies", () => {
  const wrong = (text: string): readonly string[] => issuesOf(text);

  test("all problems at once, each at its line", () => {
    expect(
      wrong(`name: s
scenario: x.yaml
replications: 0
confidence: 95
messure: [x]
vary:
  agents.0.cuont: [1]
`),
    ).toEqual([
      "s.yaml:3:15: replications: 0 is too small (at least 1)",
      "s.yaml:4:13: confidence: 95 is too large (at most 0.9999)",
      "s.yaml:5:1: messure: unknown key; did you mean measure?",
      "s.yaml:7:20: agents.0.cuont: there is no such path in x.yaml; did you mean agents.0.count?",
    ]);
  });

  test.each([
    [
      "a misspelled flag",
      "frameworks.0.flags.task_reservaton_timeout",
      "did you mean frameworks.0.flags.task_reservation_timeout?",
    ],
    ["each entry of a list", "agents.*.cuont", "did you mean agents.*.count?"],
    ["a misspelled part", "agent.0.count", "did you mean agents.0.count?"],
    [
      "a flag of Mesos that the file leaves out",
      "mesos.slave_ping_timeot",
      "did you mean mesos.slave_ping_timeout?",
    ],
    ["an index beyond the end", "agents.3.count", "(has one entry (0); there is no 3)"],
    ["a step into a value", "duration.hours", '(is "2h": nothing is inside)'],
  ])("%s: the nearest path of the scenario with its defaults", (_what, path, end) => {
    expect(wrong(`${measured}vary:\n  ${path}: [1]\n`)).toEqual([
      expect.stringMatching(/^s\.yaml:5:\d+: \S+: there is no such path in x\.yaml/),
    ]);
    expect(wrong(`${measured}vary:\n  ${path}: [1]\n`)[0]).toContain(end);
  });

  test("a value that the path does not take, at its place in the list", () => {
    expect(wrong(`${measured}vary:\n  agents.0.count: [3, none, 0]\n`)).toEqual([
      's.yaml:5:23: agents[0].count: "none" is not a whole number',
      "s.yaml:5:29: agents[0].count: 0 is too small (at least 1)",
    ]);
  });

  test("what goes wrong elsewhere because of a value says which", () => {
    const scenario = `name: x
duration: 1h
agents: [{ id: a, count: 3, resources: { cpus: 1, mem: 1GiB } }]
apps: [{ id: /db, cmd: serve }]
actions: [{ at: 1m, do: agent.crash, agent: a-3 }]
`;
    expect(issuesOf(`${measured}vary:\n  agents.0.count: [3, 2]\n`, scenario)).toEqual([
      'x.yaml:5:45: actions[0].agent: no agent is called "a-3"; did you mean a-1? (with agents.0.count=2)',
    ]);
  });

  test("a search about a mean, of one run each, which has no interval", () => {
    const one = `${start}replications: 1\nfind: { smallest: agents.0.count, between: [1, 9], where: `;
    expect(wrong(`${one}{ metric: apps./db.availability, is: ">= 0.9" } }\n`)).toEqual([
      expect.stringMatching(
        /^s\.yaml:4:\d+: find\.where\.is: can never be decided by 1 run: the interval of a mean takes at least 2$/,
      ),
    ]);
  });

  test("empty ranges", () => {
    expect(wrong(`${measured}vary:\n  agents.0.count: []\n`)).toEqual([
      's.yaml:5:19: vary["agents.0.count"]: holds no value: there is nothing to play (leave the path out, or give it values)',
    ]);
    expect(
      wrong(
        `${start}replications: { min: 20, max: 10, until: { metric: events, halfwidth: 1 } }\nmeasure: [events]\n`,
      ),
    ).toEqual(["s.yaml:3:31: replications.max: 10 is less than min (20): the range is empty"]);
    const find = (between: string, more = ""): string =>
      `${start}find:\n  smallest: agents.0.count\n  between: ${between}\n${more}  where: { metric: apps./db.availability, is: ">= 0.9" }\n`;
    expect(wrong(find("[9, 2]"))).toEqual([
      "s.yaml:5:12: find.between: the second value is less than the first: the range is empty",
    ]);
    expect(wrong(find("[1m, 9m]"))).toEqual([
      's.yaml:4:13: agents[0].count: "1m" is not a whole number',
      's.yaml:4:13: agents[0].count: "9m" is not a whole number',
      "s.yaml:5:12: find.between: between durations, step says how far the values are apart (such as 1h)",
    ]);
    expect(wrong(find("[1GiB, 4]"))).toContain("s.yaml:5:12: find.between: mixes sizes and numbers");
    expect(wrong(find("[1GiB, 9GiB]"))).toContain(
      "s.yaml:5:12: find.between: between sizes, step says how far the values are apart (such as 4GiB)",
    );
    expect(wrong(find("[0.5, 9]"))).toContain(
      "s.yaml:5:12: find.between: between numbers that are not whole, step says how far the values are apart (such as 0.5)",
    );
    expect(wrong(find("[1, 2.0001]"))).toContain(
      "s.yaml:5:16: find.between[1]: 2.0001 is not a number from 0 up, of three decimals at most",
    );
    expect(wrong(find("[1, 9]", "  step: 0\n"))).toEqual([
      "s.yaml:6:9: find.step: is too small (more than 0)",
    ]);
    expect(wrong(`${measured}vary: { agents.0.count: [3, 3] }\n`)).toEqual(
      ['vary["agents.0.count"][1]: 3 is there twice: it would be played twice'].map(
        (text) => `s.yaml:4:29: ${text}`,
      ),
    );
  });

  test("targets that can never be met, or never be shown", () => {
    const target = (where: string, replications = "replications: 30"): readonly string[] =>
      wrong(
        `${start}${replications}\nfind:\n  smallest: agents.0.count\n  between: [1, 9]\n  where: ${where}\n`,
      );
    expect(target('{ metric: apps./db.availability, is: ">= 1.5" }')).toEqual([
      "s.yaml:7:47: find.where.is: can never be met: apps./db.availability is always from 0 to 1",
    ]);
    expect(target('{ metric: apps./db.moved, is: "< 0" }')).toEqual([
      "s.yaml:7:40: find.where.is: can never be met: apps./db.moved is never below 0",
    ]);
    expect(target("{ metric: apps./db.moved, is: 3 }")).toEqual([
      "s.yaml:7:40: find.where.is: can never be decided: give a mean a bound, with >=, >, <= or <",
    ]);
    // Wilson: with all of 30 runs the share is at least 30 / (30 + 1.96^2) = 0.886; for 0.999, n >= 0.999 / 0.001 x 1.95996^2 = 3837.6.
    expect(target('{ metric: apps./db.moved, is: "< 1", share: ">= 0.999" }')).toEqual([
      "s.yaml:7:54: find.where.share: can never be shown by 30 runs with 95 % confidence, even if all of them meet it; that takes at least 3838 runs",
    ]);
    expect(target('{ metric: apps./db.moved, is: "< 1", share: ">= 0.999" }', "replications: 4000")).toEqual(
      [],
    );
    // 1 or 0 by itself: ten runs that held are no proof of 95 of 100; n >= 0.95 / 0.05 x 1.95996^2 = 72.99 are.
    expect(target('{ metric: expectations.0.held, is: ">= 0.95" }', "replications: 10")).toEqual([
      "s.yaml:7:45: find.where.is: can never be shown by 10 runs with 95 % confidence, even if all of them meet it; that takes at least 73 runs",
    ]);
    expect(target('{ metric: expectations.0.held, is: ">= 0.95" }', "replications: 73")).toEqual([]);
  });

  test("a comparison with what its metric is never measured in", () => {
    const is = (metric: string, text: string): readonly string[] =>
      wrong(`${start}measure: [{ metric: ${metric}, is: "${text}" }]\n`);
    expect(is("apps./db.moved", "> 10 %")).toEqual([
      's.yaml:3:41: measure[0].is: "> 10 %" is not a number, or a comparison with one (such as ">= 2")',
    ]);
    expect(is("apps./db.downtime_ms", "< 5GiB")).toEqual([
      's.yaml:3:47: measure[0].is: "< 5GiB" is not a time (ms, or a duration), or a comparison with one (such as "> 20s")',
    ]);
    // What is measured is not known: nothing is said of what it is to be.
    expect(is("apps./db.downtime", "< 1h")).toEqual([
      's.yaml:3:21: measure[0].metric: no metric is called "downtime"; did you mean downtime_ms?',
    ]);
  });

  test("a warm-up that one of the durations does not outlast", () => {
    const during = `${measured}warmup: 1h\n`;
    const message = "is over when the warm-up (1h) is: nothing would be measured";
    expect(wrong(`${during}vary: { duration: [30m, 2h, 60m] }\n`)).toEqual([
      `s.yaml:5:20: duration: ${message}`,
      `s.yaml:5:29: duration: ${message}`,
    ]);
    expect(
      wrong(
        `${during}find:\n  largest: duration\n  between: [30m, 4h]\n  step: 30m\n  where: { metric: events, is: "< 9" }\n`,
      ),
    ).toEqual([`s.yaml:6:12: duration: ${message}`]);
    // The scenario's own two hours are never played.
    expect(wrong(`${measured}warmup: 2h\nvary: { duration: [3h, 4h] }\n`)).toEqual([]);
    expect(wrong(`${start}compact: { at: 90m }\nvary: { duration: [1h, 3h] }\n`)).toEqual([
      "s.yaml:4:20: duration: is over before 1h30m, where compact looks",
    ]);
  });

  test("combinations differ in anything but the seed, which is what replications differ in", () => {
    const message =
      "replication r has the scenario's seed plus r: replications says how many, and set: { seed: N } with which it begins";
    expect(wrong(`${measured}vary: { seed: [1, 2] }\n`)).toEqual([`s.yaml:4:9: vary.seed: ${message}`]);
    expect(
      wrong(
        `${start}find: { smallest: seed, between: [1, 9], where: { metric: apps./db.moved, is: "< 1" } }\n`,
      ),
    ).toEqual([`s.yaml:3:19: find.smallest: ${message}`]);
  });

  test("what varies and is replaced by what is set after it", () => {
    const vary = (text: string): readonly string[] => wrong(`${measured}vary: { ${text} }\n`);
    const agents = "agents: { one: [{ id: a, resources: { cpus: 4, mem: 8GiB, disk: 100GiB } }] }";
    expect(vary(`agents.0.count: [3, 4], ${agents}`)).toEqual([
      "s.yaml:4:33: vary.agents: replaces agents.0.count, which varies before it and would change nothing: let agents come first",
    ]);
    expect(vary(`${agents}, agents.0.count: [3, 4]`)).toEqual([]);
    expect(vary('agents.0.count: [3, 4], "agents[0].count": [5]')).toEqual([
      's.yaml:4:33: vary["agents[0].count"]: is agents.0.count, which varies already',
    ]);
    expect(vary('agents.0.count: [3, 4], "agents.*.count": [5]')).toEqual([
      's.yaml:4:33: vary["agents.*.count"]: replaces agents.0.count, which varies before it and would change nothing: let agents.*.count come first',
    ]);
    const searched = (path: string): readonly string[] =>
      wrong(
        `${start}vary: { "${path}": [3, 4] }\nfind: { smallest: agents.0.count, between: [1, 9], where: { metric: apps./db.moved, is: "< 1" } }\n`,
      );
    expect(searched("agents.0.count")).toEqual([]);
    expect(searched("agents[0].count")).toEqual([
      's.yaml:3:9: vary["agents[0].count"]: agents.0.count, of find, replaces it: it would change nothing',
    ]);
  });

  test("--set of what the study varies would change nothing", () => {
    const setting = parseSetting("--set", "agents.0.count=9");
    if ("problem" in setting) throw new Error(setting.problem);
    const changes = { settings: [setting], replications: null };
    expect(() => load(`${measured}vary: { agents.0.count: [3, 4] }\n`, undefined, changes)).toThrow(
      "--set agents.0.count=9: the study varies agents.0.count: this would change nothing",
    );
    expect(
      load(`${measured}vary: { agents.0.resources.cpus: [3, 4] }\n`, undefined, changes).axes,
    ).toHaveLength(1);
  });

  test("a seed from which replications cannot count up", () => {
    // 2^53 - 1 is the greatest: with three runs from one below it, two would have one seed.
    const seeded = (seed: string): readonly string[] =>
      wrong(`${measured}replications: 3\nset: { seed: ${seed} }\n`);
    expect(seeded("9007199254740990")).toEqual([
      "s.yaml:2:11: scenario: its seed, 9007199254740990, is too large for 3 runs, which count up from it (to 9007199254740991 at most)",
    ]);
    expect(seeded("9007199254740989")).toEqual([]);
  });

  test("a search whose path, range and target are wrong says all three", () => {
    expect(
      wrong(
        `${start}find:\n  smallest: agents.0.cuont\n  between: [9, 2]\n  where: { metric: apps./db.availability, is: ">= 1.5" }\n`,
      ),
    ).toEqual([
      "s.yaml:4:13: agents.0.cuont: there is no such path in x.yaml; did you mean agents.0.count?",
      "s.yaml:5:12: find.between: the second value is less than the first: the range is empty",
      "s.yaml:6:47: find.where.is: can never be met: apps./db.availability is always from 0 to 1",
    ]);
  });

  test("metrics that do not exist, or are none", () => {
    const metric = (path: string): readonly string[] => wrong(`${start}measure: ['${path}']\n`);
    const at = "s.yaml:3:11: measure[0]: ";
    expect(metric("apps./bd.availability")).toEqual([`${at}no app is called "/bd"; did you mean /db?`]);
    expect(metric("apps./db.availibility")).toEqual([
      `${at}no metric is called "availibility"; did you mean availability?`,
    ]);
    expect(metric("clutser.disk.stranded.p95")).toEqual([
      `${at}no metric is called "clutser"; did you mean cluster?`,
    ]);
    expect(metric("cluster.disc.stranded.p95")).toEqual([
      `${at}no resource is called "disc"; did you mean disk?`,
    ]);
    expect(metric("headroom./db.why")).toEqual([`${at}is a text, and cannot be measured`]);
    expect(metric("expectations.7.held")).toEqual([`${at}the scenario has 2 expectations; there is no 7`]);
  });

  test("nothing to measure, nothing to stop at, no scenario, a scenario that is wrong itself", () => {
    expect(wrong(start)).toEqual([
      "s.yaml:1:1: one of measure, find and compact is missing: nothing would come of the runs",
    ]);
    expect(wrong(`${measured}replications: { min: 5, max: 9 }\n`)).toEqual([
      "s.yaml:4:15: replications: until is missing: nothing says when to stop between min and max",
    ]);
    expect(wrong("name: s\nscenario: y.yaml\nmeasure: [events]\n")).toEqual([
      "s.yaml:2:11: scenario: y.yaml: no such file",
    ]);
    expect(issuesOf(measured, "name: x\nduration: soon\n")).toEqual([
      'x.yaml:2:11: duration: "soon" is not a duration (such as 250ms, 20s, 5m, 2h, 30d, 1h30m)',
    ]);
    expect(wrong(`${measured}warmup: 2h\n`)).toEqual([
      "s.yaml:4:9: warmup: ends when the run does: nothing would be measured",
    ]);
    expect(wrong(`${measured}seed: 3\n`)).toEqual([
      "s.yaml:4:1: seed: the scenario says it; to change it, set: { seed: N } or holdfast study --seed N",
    ]);
  });
});

test("a scenario is no study, and a study no scenario", () => {
  expect(issuesOf("name: x\nduration: 1h\nagents: []\n")).toEqual([
    "s.yaml:1:1: is a scenario, not a study: holdfast run s.yaml plays it, and scenario: of a study names it",
  ]);
  expect(scenarioIssues(measured)).toEqual([
    "1:1: is a study, not a scenario: holdfast study x.yaml plays it",
  ]);
});

test("a study is told from a scenario by what is at its top", () => {
  expect(isStudyText("s.yaml", measured)).toBe(true);
  expect(isStudyText("s.json", '{"name":"s","scenario":"x.yaml"}')).toBe(true);
  expect(isStudyText("x.yaml", "name: x\nduration: 1h\n")).toBe(false);
  expect(isStudyText("s.yaml", "name: [\nscenario: x.yaml\n")).toBe(true);
  expect(isStudyText("s.txt", measured)).toBe(false);
});
