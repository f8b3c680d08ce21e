/** The `tasks` part of a scenario: health and readiness, and laws that hold from an instant on. */

import { describe, expect, test } from "vitest";
import { constant } from "../../src/model/distributions.ts";
import { loadScenario } from "../../src/scenario/load.ts";
import type { TaskLaw } from "../../src/sim/scenario.ts";
import { issuesOf, memoryFiles } from "./memory.ts";

const apps = `
apps:
  - { id: /web, cmd: x, healthChecks: [{}], portDefinitions: [{ name: http-api }], readinessChecks: [{}] }
  - { id: /plain, cmd: x }
`;
const head = "name: t\nduration: 1h\nagents: [{ id: a, resources: { cpus: 4, mem: 1GiB } }]\n";

function load(tasks: string, more = apps) {
  const loaded = loadScenario("t.yaml", memoryFiles({ "t.yaml": `${head}${more}${tasks}` }));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.issues));
  return loaded;
}

const lawsOf = (tasks: string): readonly TaskLaw[] => load(tasks).scenario.tasks;
const warningsOf = (tasks: string, more = apps): readonly string[] =>
  load(tasks, more).warnings.map(({ path, message }) => `${path}: ${message}`);

describe("health", () => {
  test("comes after a time, goes at times, and readiness comes by itself", () => {
    const [law] = lawsOf(
      "tasks: [{ app: /web, healthy: { after: 5s }, unhealthy: { every: { exponential: { mean: 1d } }, for: 30s }, ready: { after: 10s } }]",
    );
    expect(law?.health).toEqual({
      healthyAfter: constant(5000),
      unhealthy: { every: { kind: "exponential", meanMs: 86_400_000 }, lasts: constant(30_000) },
      readyAfter: constant(10_000),
    });
  });

  test("may never come, and unhealthiness may last", () => {
    const [law] = lawsOf("tasks: [{ app: /web, healthy: never, unhealthy: { every: 1h }, ready: never }]");
    expect(law?.health).toEqual({
      healthyAfter: null,
      unhealthy: { every: constant(3_600_000), lasts: null },
      readyAfter: null,
    });
  });

  test("is not there where nothing is said of it", () => {
    expect(lawsOf("tasks: [{ app: /web, kills: 3s }]")[0]).not.toHaveProperty("health");
  });

  // The keys of the law stand on line 7, from column 5 on.
  const noDuration = (text: string) => `"${text}" is not a duration (such as 250ms, 20s, 5m, 2h, 30d, 1h30m)`;
  const noDistribution =
    "a duration or a distribution ({ exponential: ... }, { uniform: ... }, { normal: ... }, { lognormal: ... }, { weibull: ... }, { empirical: ... })";
  test.each([
    // What it may be.
    ["healthy: 5s", `7:14: tasks[0].healthy: "5s" is not a map (such as { after: 5s }), or never`],
    ["healthy: []", "7:14: tasks[0].healthy: a list is not a map (such as { after: 5s }), or never"],
    ["unhealthy: never", `7:16: tasks[0].unhealthy: "never" is not a map (such as { every: 1d, for: 30s })`],
    ["ready: { after: soon }", `7:21: tasks[0].ready.after: ${noDuration("soon")}`],
    ["ready: { after: -5s }", `7:21: tasks[0].ready.after: ${noDuration("-5s")}`],
    ["ready: { after: 10 }", `7:21: tasks[0].ready.after: 10 is not ${noDistribution}`],
    ["unhealthy: { every: 1h, for: long }", `7:34: tasks[0].unhealthy.for: ${noDuration("long")}`],
    ["unhealthy: { for: 5s }", `7:16: tasks[0].unhealthy.every: missing; expected ${noDistribution}`],
    // What would make no sense.
    ["unhealthy: { every: 0s }", "7:25: tasks[0].unhealthy.every: is always 0; use healthy: never"],
    ["unhealthy: { every: 1h, for: 0s }", "7:34: tasks[0].unhealthy.for: is always 0; leave unhealthy out"],
    [
      "unhealthy: { every: { exponential: { mean: 0s } } }",
      '7:48: tasks[0].unhealthy.every.exponential.mean: "0s" is too short (more than 0s)',
    ],
    // Near misses, each one mistake.
    ["helthy: never", "7:5: tasks[0].helthy: unknown key; did you mean healthy?"],
    ["redy: never", "7:5: tasks[0].redy: unknown key; did you mean ready?"],
    [
      "healthy: nevr",
      `7:14: tasks[0].healthy: "nevr" is not a map (such as { after: 5s }), or never; did you mean never?`,
    ],
    ["ready: { afer: 5s }", "7:14: tasks[0].ready.afer: unknown key; did you mean after?"],
    ["unhealthy: { evry: 1d }", "7:18: tasks[0].unhealthy.evry: unknown key; did you mean every?"],
    [
      "healthy: { after: { exponental: { mean: 1s } } }",
      "7:25: tasks[0].healthy.after.exponental: unknown key; did you mean exponential?",
    ],
    ["healthy: { after: 5s, every: 3s }", "7:27: tasks[0].healthy.every: unknown key (known are after)"],
  ])("%s is wrong", (text, message) => {
    const checked =
      "apps: [{ id: /web, cmd: x, healthChecks: [{}], portDefinitions: [{ name: http-api }], readinessChecks: [{}] }]\n";
    expect(issuesOf(`${head}${checked}tasks:\n  - app: /web\n    ${text}\n`)).toEqual([message]);
  });

  test("that is given with another key alone has two things wrong", () => {
    expect(issuesOf(`${head}${apps}tasks: [{ app: /web, healthy: { every: 5s } }]\n`)).toEqual([
      expect.stringMatching(/: tasks\[0\]\.healthy\.after: missing; expected a duration/),
      expect.stringMatching(/: tasks\[0\]\.healthy\.every: unknown key \(known are after\)$/),
    ]);
  });

  test("that never comes is never lost", () => {
    expect(warningsOf("tasks: [{ app: /web, healthy: never, unhealthy: { every: 1h } }]")).toEqual([
      "tasks[0].unhealthy: no effect: it is never healthy",
    ]);
  });

  test("of an app that nobody checks is warned of", () => {
    expect(warningsOf("tasks: [{ app: /plain, healthy: { after: 1s }, ready: never }]")).toEqual([
      "tasks[0].healthy: no effect: /plain has no healthChecks",
      "tasks[0].ready: no effect: /plain has no readinessChecks",
    ]);
    expect(warningsOf("tasks: [{ app: /web, healthy: { after: 1s }, ready: never }]")).toEqual([]);
    expect(warningsOf("tasks: [{ unhealthy: { every: 1h } }]")).toEqual([]);
    expect(warningsOf("tasks: [{ unhealthy: { every: 1h } }]", "")).toEqual([
      "tasks[0].unhealthy: no effect: no app has healthChecks",
    ]);
  });

  test("of an app that gets its checks later, or in a group, is not", () => {
    const later = `${apps}actions: [{ at: 1m, do: app.update, app: /plain, change: { healthChecks: [{ protocol: TCP }] } }]\n`;
    expect(warningsOf("tasks: [{ app: /plain, healthy: { after: 1s } }]", later)).toEqual([]);
    const created = "actions: [{ at: 1m, do: app.create, app: { id: /b, cmd: x, healthChecks: [{}] } }]\n";
    expect(warningsOf("tasks: [{ app: /b, healthy: { after: 1s } }]", created)).toEqual([]);
    const group = "apps: [{ id: /g, apps: [{ id: c, cmd: x, healthChecks: [{}] }] }]\n";
    expect(warningsOf("tasks: [{ app: /g/c, healthy: { after: 1s } }]", group)).toEqual([]);
  });
});

describe("from", () => {
  test("is when a law begins to hold", () => {
    expect(lawsOf("tasks: [{ app: /web, from: 10m, kills: 3s }, { app: /web }]")).toMatchObject([
      { app: "/web", fromMs: 600_000 },
      { app: "/web" },
    ]);
  });

  test.each([
    ["[{ app: /web }, { app: /web, from: 10m }]", "never used: an entry for /web stands before it"],
    ["[{ from: 5m }, { app: /web, from: 10m }]", "never used: an entry without app before it"],
    ["[{ app: /web, from: 5m }, { app: /web, from: 10m }]", "never used: an entry for /web"],
    ["[{ staging: 5s }, { app: /web, staging: 2s }]", "never used: an entry without app before it"],
  ])("%s has an entry that is never used, since the first match wins", (tasks, message) => {
    expect(lawsOf(`tasks: ${tasks}`)).toHaveLength(2);
    expect(warningsOf(`tasks: ${tasks}`)).toEqual([expect.stringContaining(message)]);
  });

  test.each([["[{ app: /web, from: 10m }, { app: /web, from: 5m }]"], ["[{ from: 10m }, { app: /web }]"]])(
    "%s has none",
    (tasks) => {
      expect(lawsOf(`tasks: ${tasks}`)).toHaveLength(2);
    },
  );
});
