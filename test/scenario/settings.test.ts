/** `--set path=value`: what it changes, and how it says that it cannot. */

import { describe, expect, test } from "vitest";
import { formatIssue } from "../../src/scenario/issue.ts";
import { loadScenario } from "../../src/scenario/load.ts";
import { parseSetting, type Setting } from "../../src/scenario/setting.ts";
import { isMarathonSpec, type Scenario } from "../../src/sim/scenario.ts";
import { memoryFiles } from "./memory.ts";

const files = {
  "x.yaml": `name: x
duration: 5m
agents:
  - { id: a, resources: { cpus: 4, mem: 8GiB, disk: 10GiB } }
  - { id: b, resources: { cpus: 4, mem: 8GiB, disk: 10GiB } }
apps:
  - file: app.json
actions:
  - { at: 1m, do: app.update, app: /db, change: { cmd: other } }
`,
  "app.json": JSON.stringify({ id: "/db", cmd: "serve", cpus: 1, mem: 512, instances: 1, colour: "red" }),
};

function settings(texts: readonly string[]): readonly Setting[] {
  return texts.map((text) => {
    const setting = parseSetting("--set", text);
    if ("problem" in setting) throw new Error(setting.problem);
    return setting;
  });
}

function set(...texts: readonly string[]): Scenario {
  const result = loadScenario("x.yaml", memoryFiles(files), settings(texts));
  if (!result.ok) throw new Error(result.issues.map(formatIssue).join("\n"));
  return result.scenario;
}

function wrong(...texts: readonly string[]): readonly string[] {
  const result = loadScenario("x.yaml", memoryFiles(files), settings(texts));
  return result.ok ? [] : result.issues.map(formatIssue);
}

function flagsOf(scenario: Scenario) {
  const [first] = scenario.frameworks;
  if (first === undefined || !isMarathonSpec(first)) throw new Error("the first framework is no Marathon");
  return first.flags;
}

describe("what a setting changes", () => {
  test("what the file says, and what it leaves out, with the same checks", () => {
    const scenario = set("duration=1h30m", "agents[1].resources.cpus=0.5", "network.latency=3ms", "seed=7");
    expect(scenario.durationMs).toBe(5_400_000);
    expect(scenario.latencyMs).toBe(3);
    expect(scenario.seed).toBe(7);
    expect(scenario.agents[1]?.resources.amountsText).toContain("0.5");
  });

  test("the Marathon that is there when no framework is named", () => {
    const scenario = set("frameworks.0.flags.task_reservation_timeout=60000", "frameworks.0.role=r");
    expect(flagsOf(scenario).task_reservation_timeout).toBe(60_000);
    expect(scenario.frameworks.map(({ name, role }) => `${name} ${role}`)).toEqual(["marathon r"]);
  });

  test("the law of all tasks that no entry names", () => {
    expect(set("tasks.0.staging=5s").tasks).toMatchObject([
      { app: null, staging: { kind: "constant", ms: 5000 } },
    ]);
    const [of, rest] = set("tasks=[{ app: /db, runs: 1m }]", "tasks.1.runs=2m").tasks;
    expect([of?.app, rest?.app]).toEqual(["/db", null]);
    expect(rest?.runs).toEqual({ kind: "constant", ms: 120_000 });
  });

  test("an app that stands in a file of its own, without what Marathon ignores in it", () => {
    const [app] = set("apps.0.instances=3", 'apps.0.labels["a.b"]=c').apps;
    expect(app?.definition).toEqual({
      id: "/db",
      cmd: "serve",
      cpus: 1,
      mem: 512,
      instances: 3,
      labels: { "a.b": "c" },
    });
  });

  test("lists and maps in flow, a new entry after the last, and the later of two settings", () => {
    const more = set("agents.2={ id: c, resources: { cpus: 1, mem: 64 } }", "actions=[]", "seed=2", "seed=3");
    expect(more.agents.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(more.actions).toEqual([]);
    expect(more.seed).toBe(3);
  });
});

describe("each entry of a list", () => {
  test("gets the value, at any depth, in files of their own too", () => {
    const scenario = set("agents.*.count=3", "agents[*].attributes.rack=r1", "apps.*.instances=2");
    expect(scenario.agents.map(({ id }) => id)).toEqual(["a-1", "a-2", "a-3", "b-1", "b-2", "b-3"]);
    expect(scenario.agents.every(({ attributes }) => attributes["rack"] === "r1")).toBe(true);
    expect(scenario.apps.map(({ definition }) => definition)).toMatchObject([{ instances: 2 }]);
    const own = set("apps.0.env={ A: x }", "agents.*.id=only", "agents.1.id=other");
    expect(own.agents.map(({ id }) => id)).toEqual(["only", "other"]);
  });

  test("is told of as it was written, with the first entry that does not take the value", () => {
    expect(wrong("agents.*.cuont=3")).toEqual([
      "--set agents[*].cuont: agents[0].cuont: unknown key; did you mean count?",
    ]);
    expect(wrong("tasks=[]", "faults.*.every=1d", "actions.0.change.ports.*=1")).toEqual([
      '--set faults[*].every: faults: is an empty list; there is no "*"',
      "--set actions[0].change.ports[*]: actions[0].change.ports: is not there; * stands for each entry of a list",
    ]);
  });
});

describe("a setting that is wrong", () => {
  test("names the path, what is allowed and a near miss", () => {
    expect(wrong("frameworks.0.flags.task_reservation_timout=1")).toEqual([
      "--set frameworks[0].flags.task_reservation_timout: unknown key; did you mean task_reservation_timeout?",
    ]);
    expect(wrong("frameworks.0.flgs.launch_tokens=1")).toEqual([
      "--set frameworks[0].flgs.launch_tokens: frameworks[0].flgs: unknown key; did you mean flags?",
    ]);
    expect(wrong("duratoin=1m")).toEqual(["--set duratoin: unknown key; did you mean duration?"]);
    expect(wrong("duration=soon")).toEqual([
      '--set duration: "soon" is not a duration (such as 250ms, 20s, 5m, 2h, 30d, 1h30m)',
    ]);
    expect(wrong("apps.0.instnces=2")).toEqual([
      "--set apps[0].instnces: unknown key; did you mean instances?",
    ]);
  });

  test("says what there is where the path leads nowhere, and all is told at once", () => {
    expect(wrong("agents.2.id=c", "duration.x=1", "agents.first.id=c", "seed=-1")).toEqual([
      "--set agents[2].id: agents: has 2 entries (0 to 1); there is no 2",
      '--set duration.x: duration: is "5m": nothing is inside',
      '--set agents.first.id: agents: has 2 entries (0 to 1); there is no "first"',
      expect.stringMatching(/^--set seed: -1 is too small/) as string,
    ]);
  });

  test("points at the file where the file no longer fits", () => {
    expect(wrong("duration=30s")).toEqual([
      "x.yaml:9:11: actions[0].at: after the end of the run (duration)",
    ]);
  });

  test.each([
    ["seed", '"seed" is not path=value'],
    ["=3", '"=3" is not path=value'],
    ["a..b=3", '"a..b=3" is not path=value'],
    ["[0]=3", '"[0]=3" is not path=value'],
    ["seed=", "seed: its value is missing"],
    ["agents=[1", "agents: not valid YAML"],
    ["a.__proto__.b=1", "a.__proto__.b: __proto__ cannot be a key"],
  ])("%s is none", (text, problem) => {
    const setting = parseSetting("--set", text);
    expect("problem" in setting ? setting.problem : "").toContain(problem);
  });
});
