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

  test.each([
    ["healthy: 5s", "tasks[0].healthy: "],
    ["healthy: { every: 5s }", "tasks[0].healthy"],
    ["unhealthy: { for: 5s }", "tasks[0].unhealthy.every: "],
    ["unhealthy: { every: 0s }", "tasks[0].unhealthy.every: is always 0; use healthy: never"],
    ["ready: { after: soon }", "tasks[0].ready"],
  ])("%s is wrong", (text, message) => {
    const issues = issuesOf(`${head}${apps}tasks:\n  - { app: /web, ${text} }\n`);
    expect(issues.join("\n")).toContain(message);
    expect(issues).toHaveLength(1);
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
  ])("%s has an entry that is never used", (tasks, message) => {
    expect(issuesOf(`${head}${apps}tasks: ${tasks}\n`)).toEqual([expect.stringContaining(message)]);
  });

  test.each([["[{ app: /web, from: 10m }, { app: /web, from: 5m }]"], ["[{ from: 10m }, { app: /web }]"]])(
    "%s has none",
    (tasks) => {
      expect(lawsOf(`tasks: ${tasks}`)).toHaveLength(2);
    },
  );
});
