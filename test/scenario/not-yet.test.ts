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

test("what other frameworks can be asked, and a Marathon not yet, is refused for a Marathon", () => {
  const asked = ["revive", "suppress"];
  const text = (name: string): string =>
    `actions:\n${asked.map((what) => `  - { at: 1m, do: framework.${what}, framework: ${name} }\n`).join("")}`;
  const frameworks = `frameworks:
  - { name: marathon, kind: marathon }
  - { name: thief, kind: greedy, task: { cpus: 1, mem: 512 } }
`;
  expect(refusedAt(frameworks + text("marathon"))).toEqual(asked.map((_, i) => `actions[${i}].do`));
  expect(refusedAt(frameworks + text("thief"))).toEqual([]);
});

test("parts of apps that are not simulated yet are refused at their line, in files too", () => {
  const app = (more: string) => `name: t\nduration: 5m\napps: [{ id: /x, cmd: serve, ${more} }]\n`;
  expect(issuesOf(app("ipAddress: {}"))[0]).toMatch(/^3:\d+: apps\[0\]\.ipAddress: .*not available yet$/);
  expect(
    issuesOf("name: t\nduration: 5m\napps: [{ file: p.json }]\n", {
      "p.json": '{\n "id": "/p", "apps": [{ "id": "q", "cmd": "serve",\n "ipAddress": {} }]\n}',
    }),
  ).toEqual(["p.json:3:15: apps[0].ipAddress: an IP address per task: not available yet"]);
});
