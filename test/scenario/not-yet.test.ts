/** What later versions will play: checked now, and refused at its line. */

import { expect, test } from "vitest";
import { issuesOf } from "./memory.ts";

const start = `name: later
duration: 1h
agents: [{ id: a, count: 3, resources: { cpus: 4, mem: 8GiB, disk: 100GiB }, attributes: { rack: r1 } }]
apps: [{ id: /postgres, cmd: serve }]
`;

/** Where each refusal points, if all are that something is not available yet. */
function refusedAt(text: string): readonly string[] {
  return issuesOf(start + text).map((issue) => {
    expect(issue).toMatch(/not available yet/);
    return issue.split(": ")[1] ?? "";
  });
}

test("every action of the documentation is checked, and those of later versions are refused at their do", () => {
  const written = [
    "app.update, app: /postgres, change: { cpus: 2 }, force: true",
    "app.restart, app: /postgres, force: true",
    "deployment.cancel, app: /postgres, force: true",
    "agent.crash, agent: { hosting: /postgres }",
    "agent.recover, agent: { volumeOf: /postgres }",
    "agent.restart, agent: a-1, down: 10s",
    "agent.partition, agent: { attribute: rack=r1 }",
    "agent.heal, agent: all",
    "agent.lose-disk, agent: { any: 1 }",
    "agent.remove-data, agent: a-1",
    "agent.add, entry: { id: b, count: 2, resources: { cpus: 1, mem: 512 } }",
    "agent.remove, agent: b-2",
    "master.failover, down: 10s",
    "marathon.failover, framework: marathon, down: 10s",
    "marathon.lose-framework-id, down: 10s",
    "framework.join, entry: { name: thief, kind: greedy, task: { cpus: 1, mem: 512, runs: 5m } }",
    "framework.leave, framework: thief",
    "framework.disconnect, framework: marathon",
    "framework.reconnect, framework: marathon",
    "framework.revive, framework: marathon",
    "framework.suppress, framework: marathon",
    "message.delay, message: status, by: 5s, next: 2, app: /postgres",
    "operator.reserve, agent: a-1, role: marathon, principal: ops, resources: { cpus: 1, disk: 1GiB }, labels: { a: b }",
    "operator.unreserve, agent: a-1, role: marathon, resources: { cpus: 1 }",
    "operator.create-volumes, agent: a-1, role: marathon, volumes: [{ id: v, size: 10, path: data }]",
    "operator.destroy-volumes, agent: a-1, role: marathon, volumes: [{ id: v, size: 10, path: data }]",
    "operator.set-quota, role: marathon, guarantee: { cpus: 2, mem: 1GiB }",
    "operator.remove-quota, role: marathon",
    "operator.update-weights, weights: { marathon: 2.5 }",
    "operator.whitelist, agents: [a-1, a-2]",
  ];
  const text = `actions:\n${written.map((fields) => `  - { at: 1m, do: ${fields} }\n`).join("")}`;
  expect(refusedAt(text)).toEqual(written.map((_, i) => `actions[${i}].do`));
});

test("only RESERVE and CREATE can be dropped", () => {
  const text = (message: string) => `actions: [{ at: 0s, do: message.drop, message: ${message}, next: 1 }]\n`;
  expect([text("RESERVE"), text("CREATE")].map((one) => refusedAt(one))).toEqual([[], []]);
  for (const message of ["LAUNCH", "DESTROY", "UNRESERVE", "status", "offer"]) {
    expect(refusedAt(text(message))).toEqual(["actions[0].message"]);
  }
});

test("framework kinds of later versions are checked, and refused at their kind", () => {
  expect(
    refusedAt(`frameworks:
  - { name: marathon, kind: marathon }
  - { name: greedy, kind: greedy, role: marathon, joins: 10m, task: { cpus: 1, mem: 512, disk: 0, runs: 5m } }
  - { name: polite, kind: polite, role: marathon, task: { cpus: 1, mem: 512 } }
  - { name: hoarder, kind: hoarder, holds: 30s }
  - { name: jobs, kind: batch, arrives: { exponential: { mean: 1m } }, task: { cpus: 1, mem: 512, runs: 5m } }
  - { name: trace, kind: batch, workload: jobs.csv, where: { workload: Batch }, memUnit: GiB, thinks: { job: 10ms, task: 5ms } }
  - name: f1
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
          - { UNRESERVE: { cpus: 1 }, labels: { owner: f1 } }
        refuse_seconds: 0
`),
  ).toEqual([1, 2, 3, 4, 5, 6].map((i) => `frameworks[${i}].kind`));
});

test("faults are checked, and refused at their do", () => {
  expect(
    refusedAt(`faults:
  - { do: agent.crash, agents: all, every: { exponential: { mean: 30d } }, recovers: { lognormal: { median: 10m, sigma: 0.5 } }, per: rack, together: { share: 0.13, size: 3 } }
  - { do: agent.crash, trace: failures.csv }
`),
  ).toEqual(["faults[0].do", "faults[1].do"]);
});

test("parts of apps that are not simulated yet are refused at their line, in files too", () => {
  const app = (more: string) => `name: t\nduration: 5m\napps: [{ id: /x, cmd: serve, ${more} }]\n`;
  for (const more of [
    "healthChecks: [{ protocol: TCP }]",
    "readinessChecks: [{}]",
    "dependencies: [/y]",
    "ipAddress: {}",
  ]) {
    expect(issuesOf(app(more))[0]).toMatch(/^3:\d+: apps\[0\]\.\w+: .*not available yet$/);
  }
  expect(
    issuesOf("name: t\nduration: 5m\napps: [{ file: p.json }]\n", {
      "p.json": '{\n "id": "/p", "cmd": "serve",\n "dependencies": ["/q"]\n}',
    }),
  ).toEqual(["p.json:3:18: dependencies: dependencies between apps: not available yet"]);
});
