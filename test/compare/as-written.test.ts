/** What differs is named by the path with which it was set: what diff says can be pasted after --set. */

import { expect, test } from "vitest";
import { settingDifferences } from "../../src/compare/scenario-difference.ts";
import { settingLines } from "../../src/compare/setting-text.ts";
import { loadScenario } from "../../src/scenario/load.ts";
import { parseSetting } from "../../src/scenario/setting.ts";
import type { Scenario } from "../../src/sim/scenario.ts";
import { memoryFiles } from "../scenario/memory.ts";

const text = `name: t
duration: 10m
network: { latency: 2ms }
agents:
  - { id: a, resources: { cpus: 4, mem: 8GiB, disk: 100GiB }, attributes: { rack: r1 } }
  - { id: b, resources: { cpus: 4, mem: 8GiB, disk: 100GiB }, attributes: { rack: r2 } }
frameworks:
  - { name: marathon, kind: marathon, role: marathon, principal: marathon }
  - { name: g, kind: greedy, role: g, task: { cpus: 1, mem: 64, runs: 30s } }
  - { name: h, kind: hoarder, role: h, holds: 30s }
  - { name: j, kind: batch, role: j, arrives: { exponential: { mean: 1m } }, task: { cpus: 1, mem: 64, runs: 30s } }
  - { name: s, kind: scripted, role: s, rules: [{ from: 1s, hold: 30s }] }
apps:
  - { id: /db, cmd: x, cpus: 0.1, mem: 32, labels: { by: me, kind: db } }
tasks:
  - { app: /db, staging: 2s, runs: { exponential: { mean: 1h } }, healthy: { after: 5s } }
actions:
  - { at: 2m, do: agent.restart, agent: a, down: 5s }
  - { every: 1m, from: 3m, to: 5m, do: task.exit, app: /db, task: { index: 0 }, status: failed }
  - { at: 2m, do: message.delay, message: status, by: 5s, for: 1m }
  - { at: 3m, do: agent.crash, agent: { attribute: rack=r1 } }
  - { at: 4m, do: app.scale, app: /db, instances: 2 }
faults:
  - { do: agent.crash, agents: all, every: { exponential: { mean: 5m } }, recovers: 30s }
`;

function set(setting: string): Scenario {
  const read = parseSetting("--set", setting);
  if ("problem" in read) throw new Error(read.problem);
  const loaded = loadScenario("x.yaml", memoryFiles({ "x.yaml": text }), [read]);
  if (!loaded.ok) throw new Error(loaded.issues.map(({ message }) => message).join("\n"));
  return loaded.scenario;
}

test.each([
  ["network.latency", "3ms", "2ms in A and 3ms in B"],
  ["frameworks[1].task.cpus", "2", "1 in A and 2 in B"],
  ["frameworks[1].task.runs", "40s", "30s in A and 40s in B"],
  ["frameworks[2].holds", "20s", "30s in A and 20s in B"],
  ["frameworks[3].arrives.exponential.mean", "2m", "1m in A and 2m in B"],
  ["frameworks[3].task.cpus", "0.5", "1 in A and 0.5 in B"],
  ["frameworks[3].task.mem", "128", "64 in A and 128 in B"],
  ["frameworks[4].rules[0].hold", "20s", "30s in A and 20s in B"],
  ["apps[0].labels.by", "you", "me in A and you in B"],
  ["apps[0].labels.kind", "cache", "db in A and cache in B"],
  // Settings write out the law that holds for all other tasks: no difference.
  ["tasks[0].staging", "3s", "2s in A and 3s in B"],
  ["tasks[0].runs.exponential.mean", "2h", "1h in A and 2h in B"],
  ["tasks[0].healthy.after", "6s", "5s in A and 6s in B"],
  ["actions[0].at", "3m", "2m in A and 3m in B"],
  ["actions[0].down", "6s", "5s in A and 6s in B"],
  ["actions[0].agent", "b", "a in A and b in B"],
  ["actions[1].every", "2m", "1m in A and 2m in B"],
  ["actions[1].task.index", "1", "0 in A and 1 in B"],
  ["actions[2].by", "6s", "5s in A and 6s in B"],
  ["actions[2].for", "2m", "1m in A and 2m in B"],
  ["actions[3].agent.attribute", "rack=r2", "rack=r1 in A and rack=r2 in B"],
  ["actions[4].instances", "3", "2 in A and 3 in B"],
  ["faults[0].agents", "b", "all in A and b in B"],
  ["faults[0].every.exponential.mean", "6m", "5m in A and 6m in B"],
  ["faults[0].recovers", "40s", "30s in A and 40s in B"],
])("%s", (path, value, said) => {
  const differences = settingDifferences(set("seed=1"), set(`${path}=${value}`));
  expect(settingLines(differences, true, 100)).toEqual([`because ${path} is ${said}.`]);
});

test("another law is told with both", () => {
  const differences = settingDifferences(set("seed=1"), set("faults.0.every=5m"));
  expect(differences.map(({ path }) => path)).toEqual([
    "faults[0].every.exponential.mean",
    "faults[0].every",
  ]);
});
