/** Constraints on attributes that Mesos takes for numbers are warned of, unless bug B40 is mended. */

import { expect, test } from "vitest";
import { formatIssue } from "../../src/scenario/issue.ts";
import { loadScenario } from "../../src/scenario/load.ts";
import { memoryFiles } from "./memory.ts";

const warningsOf = (text: string): readonly string[] => {
  const result = loadScenario("x.yaml", memoryFiles({ "x.yaml": text }));
  if (!result.ok) throw new Error(result.issues.map(formatIssue).join("\n"));
  return result.warnings.map(formatIssue);
};

const scenario = (more = "") => `name: t
duration: 5m
${more}agents:
  - { id: a, resources: { cpus: 1, mem: 512 }, attributes: { rack: 1, zone: z1 } }
apps:
  - { id: /a, cmd: s, constraints: [[rack, UNIQUE], [rack, LIKE, "1"], [zone, LIKE, z1], [hostname, UNIQUE]], count: 2 }
  - { id: /g, apps: [{ id: b, cmd: s, constraints: [[slot, UNIQUE]] }, { id: c, cmd: s }] }
actions:
  - { at: 1m, do: agent.add, entry: { id: d, resources: { cpus: 1, mem: 512 }, attributes: { slot: "[1-3]" } } }
`;

const why = "is no text for Mesos, and Marathon 1.1 sees only texts (B40)";

test("once for each app and attribute, whoever brings the agent", () => {
  expect(warningsOf(scenario())).toEqual([
    `x.yaml:6:11: apps[0].id: /a has a constraint on rack: rack=1 ${why}`,
    `x.yaml:7:11: apps[1].id: /g/b has a constraint on slot: slot=[1-3] ${why}`,
  ]);
});

test("not where they are compared", () => {
  expect(warningsOf(scenario('versions: { marathon: "1.1-fixed", fixes: [B40] }\n'))).toEqual([]);
});
