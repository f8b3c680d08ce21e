/** An ACCEPT of an offer that the master has taken back meanwhile: what comes of its operations (master.cpp:3066-3098). */

import { expect, test } from "vitest";
import { play } from "../frameworks/play.ts";

/** The ACCEPT is 10 s late; at 5 s an operator reserves, for which the offer is taken back. */
const late = (message: string, operations: string) =>
  play(`
duration: 30s
agents: [{ id: a, resources: { cpus: 4, mem: 1GiB, disk: 100 } }]
frameworks:
  - { name: f, kind: scripted, role: r, joins: 500ms, rules: [{ times: 1, accept: [${operations}] }] }
actions:
  - { at: 100ms, do: message.delay, message: ${message}, by: 10s, next: 1 }
  - { at: 5s, do: operator.reserve, agent: a, role: ops, resources: { cpus: 4 } }
`);

test("its RESERVE and CREATE vanish, and the journal says of which agent and why", () => {
  const operations = "{ RESERVE: { cpus: 1, disk: 10 } }, { CREATE: { disk: 10 }, id: v, path: data }";
  const { rows } = late("RESERVE", operations);
  expect(rows("reservation.refused", "volume.refused")).toMatchObject([
    { atMs: 10_500, type: "reservation.refused", agent: "a", framework: "f", reason: "invalid-offers" },
    { atMs: 10_500, type: "volume.refused", agent: "a", framework: "f", reason: "invalid-offers" },
  ]);
});

test("its tasks are lost, on the agent that they were meant for", () => {
  const { rows } = late("LAUNCH", "{ LAUNCH: { cpus: 1, mem: 64 } }");
  expect(rows("task.lost")).toMatchObject([
    { atMs: 10_500, agent: "a", source: "master", reason: "REASON_INVALID_OFFERS" },
  ]);
});
